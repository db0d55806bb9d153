/**
 * Places that take no messages at present. Their messages wait in order and are tried again: at
 * once when an event or another message to the place suggests that the reason is gone, else after
 * growing pauses.
 */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { BlockedReason, SendOutcome } from "../../platform/adapter.ts";
import {
  blockedPlaceKeys,
  type MessagePlace,
  messagePlaceKey,
  retryBlockedMessages,
} from "../../storage/queue/blocked-messages.ts";
import { type OutboxRow, updateOutboxRow } from "../../storage/queue/outbox.ts";
import type { Store } from "../../storage/store.ts";

/** Bounds (ms) of the delay before the next try, which is as long again as the message waited. */
const firstRetryDelayMs = 60_000;
const maxRetryDelayMs = dayMs / 4;
/** Maximum age (ms) at which a message is tried again. */
const retryWindowMs = 30 * dayMs;

/**
 * Change of a message's delivery: it is `blocked`, it arrived `late` after a refusal, or the
 * message that it changes is `gone`.
 */
export type DeliveryChange = { is: "blocked"; reason: BlockedReason } | { is: "late" | "gone" };

type BlockedOutcome = Extract<SendOutcome, { kind: "refused" }> & { blocked: BlockedReason };

/** Message in delivery. `round` is the start of the round in which it is tried again. */
type Waiting = Pick<OutboxRow, "workspace" | "id" | "place" | "kind" | "code" | "queuedAt"> & {
  round?: Date | undefined;
};

/** Returns whether a message was refused because its place takes none at present. */
export const isBlockedOutcome = (outcome: SendOutcome): outcome is BlockedOutcome =>
  outcome.kind === "refused" && outcome.blocked !== undefined;

/** Returns what features and the requester hear of an outcome; nothing of an ordinary one. */
export function deliveryChangeOf(
  { kind, code }: Pick<Waiting, "kind" | "code">,
  outcome: SendOutcome,
): DeliveryChange | undefined {
  if (isBlockedOutcome(outcome)) return { is: "blocked", reason: outcome.blocked };
  if (outcome.kind === "sent") return code === null ? undefined : { is: "late" };
  return kind === "revise" && outcome.kind === "refused" && outcome.gone
    ? { is: "gone" }
    : undefined;
}

/** Opens the record of one process, which `refresh` compares with the database. */
export function openBlockedPlaces({ store, now }: { store: Store; now(): Date }) {
  let keys = new Set<string>();
  /** Outcome that blocked a place in a round, for the messages behind. */
  const inRound = new Map<string, { round: Date; outcome: BlockedOutcome }>();
  const ageMs = ({ queuedAt }: Waiting): number => now().getTime() - queuedAt.getTime();

  return {
    has: (row: MessagePlace): boolean => keys.has(messagePlaceKey(row)),
    /** Returns the outcome of an earlier message to the same place in the same round. */
    outcomeAhead(message: Waiting): BlockedOutcome | undefined {
      const ahead = inRound.get(messagePlaceKey(message));
      return ahead && ahead.round === message.round ? ahead.outcome : undefined;
    },
    /**
     * Returns an outcome as final if its message is not tried again: in direct messages, where a
     * person who comes back writes first, and after 30 days.
     */
    settle: (message: Waiting, outcome: SendOutcome): SendOutcome =>
      isBlockedOutcome(outcome) &&
      (message.place.kind === "personal" || ageMs(message) > retryWindowMs)
        ? { kind: "refused", code: outcome.code }
        : outcome,
    retryAt: (message: Waiting): Date =>
      new Date(
        now().getTime() + Math.min(Math.max(ageMs(message), firstRetryDelayMs), maxRetryDelayMs),
      ),
    note(message: Waiting, outcome: BlockedOutcome): void {
      const key = messagePlaceKey(message);
      keys.add(key);
      if (message.round !== undefined) inRound.set(key, { round: message.round, outcome });
    },
    /** Blocks a message behind others to its place, and makes all of them due. */
    async joinBlocked({ workspace, id, place }: Waiting): Promise<undefined> {
      await store.write(async (w) => {
        await updateOutboxRow(w, workspace, id, { state: "blocked", holder: null });
        await retryBlockedMessages(w, { workspace, place });
      });
    },
    async refresh(): Promise<void> {
      keys = await blockedPlaceKeys(store.read);
    },
  };
}
