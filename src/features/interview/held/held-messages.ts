/** Rows of messages whose target was unclear or uncertain. */
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { TargetChoice } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { and, eq, inArray, sql } from "../../../storage/drizzle.ts";
import { preparedList } from "../../../storage/prepared.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import type { HeldTargets } from "../tables.ts";

/** A stored message that waits for a tap. */
export interface HeldMessage {
  id: string;
  place: ConversationRef;
  message: string;
  /** Id of its author. */
  by: string;
  text: RichText;
  targets: HeldTargets;
  at: Date;
  settledAs: string | null;
}

/** Reads a held message; `undefined` if it was settled. */
export async function readHeldMessage(
  { db, t: { heldMessages } }: Reader,
  workspace: string,
  id: string,
): Promise<HeldMessage | undefined> {
  const [row] = await db
    .select()
    .from(heldMessages)
    .where(and(eq(heldMessages.workspace, workspace), eq(heldMessages.id, id)));
  return row;
}

/** Stores a message before the bot asks about it. */
export async function insertHeldMessage(
  { db, t: { heldMessages } }: Writer,
  held: HeldMessage,
  { workspace, conversation, at }: { workspace: string; conversation: string; at: Date },
): Promise<void> {
  await db.insert(heldMessages).values({
    ...held,
    workspace,
    conversation,
    settledAt: held.settledAs === null ? null : at,
  });
}

/** Makes a message wait again for the choice of one of these targets. */
export async function offerHeldAgain(
  { db, t: { heldMessages } }: Writer,
  workspace: string,
  id: string,
  targets: HeldTargets,
): Promise<void> {
  await db
    .update(heldMessages)
    .set({ targets, settledAs: null, settledAt: null })
    .where(and(eq(heldMessages.workspace, workspace), eq(heldMessages.id, id)));
}

/** Stores the target under which a message was filed. */
export async function settleHeldMessage(
  { db, t: { heldMessages } }: Writer,
  workspace: string,
  id: string,
  settledAs: string,
  at: Date,
): Promise<void> {
  await db
    .update(heldMessages)
    .set({ settledAs, settledAt: at })
    .where(and(eq(heldMessages.workspace, workspace), eq(heldMessages.id, id)));
}

/** Returns whether a message waits for a tap. */
export const isMessageHeld = async (
  { db, t: { heldMessages } }: Reader,
  workspace: string,
  message: string,
): Promise<boolean> =>
  (await db.$count(
    heldMessages,
    and(eq(heldMessages.workspace, workspace), eq(heldMessages.message, message)),
  )) > 0;

/** Updates the text of an edited message, or deletes that of a deleted one. */
export async function amendHeldMessage(
  { db, t: { heldMessages } }: Writer,
  workspace: string,
  message: string,
  text: RichText | undefined,
): Promise<void> {
  const where = and(eq(heldMessages.workspace, workspace), eq(heldMessages.message, message));
  if (text) await db.update(heldMessages).set({ text }).where(where);
  else await db.delete(heldMessages).where(where);
}

/** Name of a request that is offered as a target. */
export interface TargetName {
  number: number;
  title: string | null;
}

const namesOf = preparedList("target_names", ({ db, t: { requests } }: Reader, ids) =>
  db
    .select({ id: requests.id, number: requests.number, title: requests.title })
    .from(requests)
    .where(and(eq(requests.workspace, sql.placeholder("workspace")), inArray(requests.id, ids))),
);

/** Returns numbers and titles of requests that targets are about. */
export async function readTargetNames(
  on: Reader,
  workspace: string,
  targets: readonly TargetChoice[],
): Promise<Map<string, TargetName>> {
  const ids = targets.flatMap(({ request }) => request ?? []);
  const rows = await namesOf(on, ids, { workspace });
  return new Map(rows.map(({ id, number, title }) => [id, { number, title }]));
}
