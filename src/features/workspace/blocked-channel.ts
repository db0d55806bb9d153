/**
 * Notice about a channel in which the bot cannot post: once to the people who can change that, in
 * their direct messages, with what to do.
 */
import type { DeliveryChange } from "../../core/blocked-places.ts";
import type { TurnContext } from "../../core/feature.ts";
import { blockedReasons } from "../../platform/adapter.ts";
import { textElement } from "../../platform/card.ts";
import { isBriefChannel, type Person } from "../../platform/conversation-ref.ts";
import { and, eq } from "../../storage/drizzle.ts";
import { listBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import { type OutboxRow, outboxRowById } from "../../storage/queue/outbox.ts";
import type { Reader } from "../../storage/store.ts";
import { workspaceActions } from "./actions.ts";
import { readGroup } from "./groups.ts";
import { readAdmins } from "./preferences.ts";

/** Returns the admins, or where none is known the advocate of the requester's group. */
export async function channelContacts(
  on: Reader,
  workspace: string,
  request: string | null,
): Promise<readonly Person[]> {
  const admins = await readAdmins(on, workspace);
  if (admins.length > 0 || request === null) return admins;
  const { requests } = on.t;
  const [row] = await on.db
    .select({ group: requests.group })
    .from(requests)
    .where(and(eq(requests.workspace, workspace), eq(requests.id, request)));
  const lead = row?.group ? (await readGroup(on, workspace, row.group))?.advocate : undefined;
  return lead ? [lead] : [];
}

const noticeId = (first: { id: string }, person: string): string => `blocked/${first.id}/${person}`;

type EventContext = Pick<TurnContext, "w" | "workspace" | "enqueueEvent">;

/** Stores an event for each contact who has not heard yet that the channel is blocked. */
export async function notifyChannelContacts(
  ctx: EventContext,
  row: OutboxRow,
  change: DeliveryChange,
): Promise<void> {
  const people = await channelContacts(ctx.w, ctx.workspace, row.request);
  await notifyAboutBlockedChannel(ctx, row, change, people);
}

/** Stores such an event for each of these people. Does nothing on another change. */
export async function notifyAboutBlockedChannel(
  { w, workspace, enqueueEvent }: EventContext,
  { id, place }: OutboxRow,
  change: DeliveryChange,
  people: readonly Person[],
): Promise<void> {
  if (change.is !== "blocked") return;
  const [first = { id }] = await listBlockedMessages(w, workspace, place);
  for (const person of people) {
    const notice = noticeId(first, person.id);
    if (await outboxRowById(w, workspace, notice)) continue;
    await enqueueEvent({
      id: notice,
      place: { platform: place.platform, kind: "personal", id: person.id },
      job: workspaceActions.encode("blocked"),
      subject: `${change.reason}/${id}`,
    });
  }
}

/** Tells one contact about a blocked channel. Does nothing once its messages have arrived. */
export async function tellChannelContact(
  { w, workspace, words, briefChannels, place: direct, post }: TurnContext,
  subject: string,
): Promise<void> {
  const [named = "", ...rest] = subject.split("/");
  const reason = blockedReasons.find((each) => each === named);
  const place = (await outboxRowById(w, workspace, rest.join("/")))?.place;
  const waiting = place ? await listBlockedMessages(w, workspace, place) : [];
  const [first] = waiting;
  if (!reason || !place || !first) return;
  const channel = isBriefChannel(briefChannels, workspace, place)
    ? words("organisation.blocked.brief_channel")
    : words("organisation.blocked.channel", { id: place.id });
  const values = { channel, count: waiting.length };
  post({
    id: noticeId(first, direct.id),
    card: [
      textElement(words(`organisation.blocked.${reason}`, values)),
      textElement(words(`organisation.blocked.${reason}.how`)),
    ],
  });
}
