/**
 * The one transaction of a turn: the arrival is done, the state kept, the ledger written, what is
 * to be said queued, what is to happen planned.
 */

import type { OutboundMessage } from "../platform/adapter.ts";
import * as conversations from "../storage/conversations.ts";
import { savePersonGuest, upsertPerson } from "../storage/directory.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type * as outbox from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Feature, TurnInput } from "./feature.ts";
import { openUnitOfWork } from "./turn-context.ts";
import type { TurnServices } from "./turn-messages.ts";

/** Another turn of this conversation was first: look again. */
export const staleTurn = Symbol("overtaken");

/** A turn's feature, its input, and what the feature looked up for it. */
export interface PreparedTurn {
  feature: Feature;
  input: TurnInput;
  known: unknown;
}

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
  { feature, input, known }: PreparedTurn,
): Promise<TurnResult | typeof staleTurn> {
  const { workspace } = event;
  const first = await inbox.firstPendingEvent(w, workspace, key);
  if (first === undefined || first > seq) return { queued: [], unrecorded: [], followUpEvents: [] };
  if (first < seq) return staleTurn;
  if (desk.locale) await upsertPerson(w, workspace, event.by, undefined, desk.locale);
  if (desk.guestChanged) await savePersonGuest(w, workspace, event.by.id, event.guest ?? false);
  const ctx = openUnitOfWork(w, desk, key, remembered, event);
  const before = remembered.state;
  const { name } = feature;
  const stateKey = feature.sharesStateOf ?? name;
  const turn = await feature.turn(ctx.forFeature(name), input, before[stateKey], known);
  if (event.kind === "edited" || event.kind === "deleted")
    for (const { applyEdit } of desk.features)
      await applyEdit?.(
        w,
        workspace,
        event.message,
        event.kind === "edited" ? event.text : undefined,
      );
  const state = { ...before, [stateKey]: turn, floor: ctx.awaitedInput(before.floor) };
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

/** Thrown to undo a write that another turn overtook. */
export class StaleTurnError extends Error {}
