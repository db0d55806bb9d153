/**
 * The one transaction of a turn: the arrival is done, the state kept, the ledger written, what is
 * to be said queued, what is to happen planned.
 */

import type { PreparedInterview } from "../features/interview/prepare.ts";
import { commitInterviewTurn } from "../features/interview/turn.ts";
import { savePreferences } from "../features/workspace/preferences.ts";
import type { OutboundMessage } from "../platform/adapter.ts";
import type { BriefChannels, ConversationRef } from "../platform/conversation-ref.ts";
import * as conversations from "../storage/conversations.ts";
import { upsertPerson } from "../storage/directory.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type * as outbox from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Feature, TurnInput } from "./feature.ts";
import type { Locales } from "./locale.ts";
import { openUnitOfWork, type UnitOfWork } from "./turn-context.ts";

/** Another turn of this conversation was first: look again. */
export const staleTurn = Symbol("overtaken");

export interface TurnServices extends Locales {
  features: readonly Feature[];
  /** Where briefs go. */
  briefChannels: BriefChannels;
  now(): Date;
  newId(): string;
  holder: string;
  /** True where the platform tells otherwise than the ledger whether the person is a guest. */
  guestChanged?: boolean | undefined;
  /** Claims a row for sending at once, where nothing else is on its way to the same place. */
  initialStateFor(row: { workspace: string; place: ConversationRef }): "queued" | "sending";
}

/** What was looked up and read before the turn, and for whom. */
export type PreparedTurn =
  | { feature?: undefined; requests: PreparedInterview }
  | { feature: Feature; input: TurnInput; found: unknown };

/**
 * What a turn left: messages for the outbox, what other conversations are to hear, and what its own
 * remembers now.
 */
export interface TurnResult {
  queued: outbox.QueuedOutboxRow[];
  /** To be sent without a row. */
  unrecorded: readonly OutboundMessage[];
  followUpEvents: inbox.InboxEntry[];
  remembered?: conversations.ConversationRow;
}

/** Commits the turn on `stored`. Where another replica has dealt with it, nothing is done. */
export async function commitTurn(
  w: Writer,
  desk: TurnServices,
  { seq, conversation: key, event }: inbox.InboxEntry,
  remembered: conversations.ConversationRow,
  known: PreparedTurn,
): Promise<TurnResult | typeof staleTurn> {
  const { workspace } = event;
  const first = await inbox.firstPendingEvent(w, workspace, key);
  if (first === undefined || first > seq) return { queued: [], unrecorded: [], followUpEvents: [] };
  if (first < seq) return staleTurn;
  if (desk.locale) await upsertPerson(w, workspace, event.by, undefined, desk.locale);
  if (desk.guestChanged)
    await savePreferences(w, workspace, event.by.id, { guest: event.guest ?? false });
  const ctx = openUnitOfWork(w, desk, key, remembered, event);
  const before = remembered.state as Record<string, unknown>;
  const { floor: asked, ...kept } = known.feature
    ? await featureTurn(ctx, before, known)
    : ((await commitInterviewTurn(ctx, event, remembered, known.requests)) as unknown as Record<
        string,
        unknown
      >);
  const floor = ctx.awaitedInput(asked);
  const state = { ...kept, ...(floor !== undefined && { floor }) };
  const queued = await ctx.outgoing.enqueue(w);
  await inbox.finishEvent(w, workspace, seq, ctx.at);
  const next = { place: remembered.place, state, revision: remembered.revision + 1 };
  if (!(await conversations.saveConversationRow(w, workspace, key, next, ctx.at)))
    throw new StaleTurnError();
  return {
    queued,
    unrecorded: ctx.outgoing.unrecorded,
    followUpEvents: ctx.followUpEvents,
    remembered: next,
  };
}

/** A feature keeps its own part of what the conversation remembers. */
async function featureTurn(
  ctx: UnitOfWork,
  before: Record<string, unknown>,
  { feature, input, found }: Extract<PreparedTurn, { feature: Feature }>,
): Promise<Record<string, unknown>> {
  return {
    ...before,
    [feature.name]: await feature.turn(
      ctx.forFeature(feature.name),
      input,
      before[feature.name],
      found,
    ),
  };
}

/** Thrown to undo a write that another turn overtook. */
export class StaleTurnError extends Error {}
