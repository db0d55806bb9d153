/** Delivery of the outbox: one message at a time per conversation, in order. */

import { backoffMs } from "../../lib/clock.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { Json, PlatformAdapter, SendOutcome } from "../../platform/adapter.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { saveConversationAddress } from "../../storage/directory.ts";
import { rowFaultCode } from "../../storage/engine/database-errors.ts";
import { messagePlaceKey, retryBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import * as outbox from "../../storage/queue/outbox.ts";
import type { Store, Writer } from "../../storage/store.ts";
import { type KeyedQueue, openKeyedQueue } from "../keyed-queue.ts";
import {
  type DeliveryChange,
  deliveryChangeOf,
  isBlockedOutcome,
  openBlockedPlaces,
} from "./blocked-places.ts";
import { type CircuitBreaker, platformHealthOf } from "./circuit-breaker.ts";
import { isBehindOthers, prepareOutgoing } from "./outgoing-message.ts";

/** Maximum sends of a post whose delivery cannot be verified: the first, and one resend. */
const maxBlindSends = 2;
/**
 * Delay (ms) before delivery is verified, because platforms show a message with a delay. Doubles
 * each time that the platform cannot tell.
 */
const verifyDelayMs = 1_500;
/** Maximum number of verifications while the platform cannot tell; together 90 seconds. */
const maxVerifications = 6;
/** Delay (ms) before the single resend of a post that cannot be verified (Teams). */
const unknownFateResendDelayMs = 5_000;
/** Maximum age (ms) at which an unsent message is retried. */
const resendWindowMs = dayMs;
/** Bounds (ms) of the delay between two attempts, unless the platform asks for more. */
const firstRetryDelayMs = 500;
const maxRetryDelayMs = 60_000;
/** Delay (ms) while another replica has to send first; doubles up to the second value. */
const blockedPollMs = 50;
const maxBlockedPollMs = 1_000;
/** Delay (ms) after a transient failure, such as an unreachable database. */
const transientRetryMs = 1_000;
/** Failures of our own code after which a message is given up. */
const maxOwnFailures = 3;

const neverKnown = { kind: "unknown", code: "never_known" } as const;

/** Message in delivery, as known to this process. */
type DeliveryAttempt = Pick<
  outbox.OutboxRow,
  | "seq"
  | "id"
  | "workspace"
  | "conversation"
  | "kind"
  | "place"
  | "card"
  | "target"
  | "state"
  | "attempts"
  | "queuedAt"
> & {
  /** Code of an earlier refusal. */
  code: string | null;
  /** Start of the round in which it is tried again after it was blocked. */
  round?: Date | undefined;
  verifications: number;
  /** Failures of our own code. */
  failures: number;
  /** Number of times that another replica had to send first. */
  behind: number;
  /** Delays so far, each of which makes the next one longer. */
  pauses: number;
  /** Address of the event that this answers. */
  address?: Json;
  /** Outcome that is not stored yet. */
  outcome?: SendOutcome;
};

/** Identity of an outgoing message, for metrics and logs. */
export type MessageIdentity = Pick<outbox.OutboxRow, "id" | "workspace" | "place">;

interface DeliveryOptions {
  store: Store;
  holder: string;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** Circuit breakers by platform. */
  circuits: ReadonlyMap<string, CircuitBreaker>;
  now(): Date;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Called with the result of a send, for metrics and logs. */
  sendFinished(message: MessageIdentity, outcome: SendOutcome): void;
  /** Called before a post of unknown outcome is sent again; it may then arrive twice. */
  resending(message: MessageIdentity): void;
  /**
   * Runs in the write that stores a change.
   * @returns what to do once it is committed
   */
  changed(w: Writer, row: outbox.OutboxRow, change: DeliveryChange): Promise<() => void>;
  failed(error: unknown): void;
}

/** Sends messages of the outbox, one at a time in each conversation. */
export interface OutboxDelivery extends Omit<KeyedQueue<DeliveryAttempt>, "add" | "has"> {
  deliver(rows: readonly (outbox.QueuedOutboxRow | outbox.OutboxRow)[]): void;
  /** Delivers messages again that were blocked. */
  retry(rows: readonly outbox.OutboxRow[]): void;
  /** Updates the places that are known to be blocked. */
  refreshBlocked(): Promise<void>;
  /**
   * Returns `sending` if this process is sending no other message to the same conversation and the
   * platform is not down.
   */
  initialStateFor(row: { workspace: string; place: ConversationRef }): "queued" | "sending";
}

/** Opens the delivery of messages that this replica (`holder`) claims. Failed sends are retried. */
export function openOutboxDelivery({
  store,
  holder,
  platforms,
  circuits,
  now,
  sleep,
  sendFinished,
  resending,
  changed,
  failed,
}: DeliveryOptions): OutboxDelivery {
  const blockedPlaces = openBlockedPlaces({ store, now });
  const queue = openKeyedQueue<DeliveryAttempt>({ attempt, release, sleep });
  const circuitOf = ({ place }: { place: ConversationRef }): CircuitBreaker | undefined =>
    circuits.get(place.platform);
  const isDown = (row: { place: ConversationRef }): boolean => circuitOf(row)?.isDown() ?? false;

  async function attempt(message: DeliveryAttempt): Promise<number | undefined> {
    try {
      return message.outcome ? await end(message, message.outcome) : await advance(message);
    } catch (error) {
      failed(error);
      if (rowFaultCode(error) !== undefined && ++message.failures >= maxOwnFailures)
        return giveUp(message);
      if (message.state === "sending" && !message.outcome) message.state = "unknown";
      return transientRetryMs;
    } finally {
      circuitOf(message)?.report(message.id, "nothing"); // releases a permit that was not used
    }
  }

  /** Gives up on a message that would block all others to its conversation. */
  async function giveUp(message: DeliveryAttempt): Promise<number | undefined> {
    const result =
      message.outcome ??
      (message.state === "queued" ? ({ kind: "refused", code: "failed" } as const) : neverKnown);
    try {
      await store.write(async (w) => {
        await outbox.giveUpMessage(w, message, result, now());
      });
      return undefined;
    } catch (error) {
      failed(error);
      return transientRetryMs;
    }
  }

  /** Returns a message to `queued` while its platform is down, so that it needs no verification. */
  async function hold(message: DeliveryAttempt, pause: number): Promise<number> {
    if (message.state === "sending") {
      const { workspace, id } = message;
      const attempts = message.attempts - 1;
      await store.write((w) =>
        outbox.updateOutboxRow(w, workspace, id, { state: "queued", attempts }),
      );
      Object.assign(message, { state: "queued", attempts });
    }
    return pause;
  }

  /** Verifies or sends a message, once. */
  async function advance(message: DeliveryAttempt): Promise<number | undefined> {
    const { workspace, id, place } = message;
    const adapter = platforms.get(place.platform);
    if (!adapter) return end(message, { kind: "refused", code: "no_platform" });
    const openMs = circuitOf(message)?.waitMs(message) ?? 0;
    if (openMs > 0) return hold(message, openMs);
    if (message.state === "queued" && message.round === undefined && blockedPlaces.has(message))
      return blockedPlaces.joinBlocked(message);
    const blocked = blockedPlaces.outcomeAhead(message);
    if (blocked) return end(message, blocked);
    if (message.state === "queued" && (await isBehindOthers(store.read, message, holder)))
      return backoffMs(blockedPollMs, message.behind++, maxBlockedPollMs);
    const outgoing = await prepareOutgoing(store.read, message);
    if (outgoing === "blocked") return blockedPlaces.joinBlocked(message);
    if (!outgoing) return end(message, { kind: "refused", code: "no_target" });
    // An update can safely be sent twice.
    const needsVerification = message.state === "unknown" && message.kind === "post";
    if (needsVerification && message.verifications === 0)
      return verifyDelayMs * ++message.verifications;
    const wait = circuitOf(message)?.acquire(message) ?? 0;
    if (wait > 0) return hold(message, wait);
    if (needsVerification) {
      const found = await adapter.findSentMessage?.(outgoing);
      if (typeof found === "object" && "kind" in found) return retryVerification(message, found);
      if (found !== undefined) circuitOf(message)?.report(id, "alive");
      if (typeof found === "object") return end(message, { kind: "sent", message: found.message });
      if (
        found === undefined &&
        adapter.findSentMessage &&
        message.verifications++ < maxVerifications
      )
        return backoffMs(verifyDelayMs, message.verifications - 1);
      if (found !== "absent" && message.attempts >= maxBlindSends) return end(message, neverKnown);
      if (found === "untold" && message.verifications++ === 1) return unknownFateResendDelayMs;
    }
    if (message.state !== "sending") {
      if (!(await store.write((w) => outbox.beginSending(w, workspace, id, holder))))
        return undefined;
      if (needsVerification) resending(message);
      message.attempts++;
      message.state = "sending";
    }
    return handleOutcome(message, await adapter.send(outgoing));
  }

  /** Delays a verification that failed. It does not count, and nothing is sent unverified. */
  async function retryVerification(
    message: DeliveryAttempt,
    failure: Exclude<SendOutcome, { kind: "sent" }>,
  ): Promise<number | undefined> {
    circuitOf(message)?.report(message.id, platformHealthOf(failure));
    if (isStale(message)) return end(message, neverKnown);
    const again = failure.kind === "refused" ? (failure.retryAfterMs ?? 0) : 0;
    return Math.max(again, backoffMs(verifyDelayMs, message.pauses++, maxRetryDelayMs));
  }

  /** Handles the result of a send. */
  async function handleOutcome(
    message: DeliveryAttempt,
    outcome: SendOutcome,
  ): Promise<number | undefined> {
    const { workspace, id, place } = message;
    circuitOf(message)?.report(id, platformHealthOf(outcome));
    const pause = backoffMs(firstRetryDelayMs, message.pauses++, maxRetryDelayMs);
    const again =
      outcome.kind === "unknown"
        ? pause
        : outcome.kind === "refused" && outcome.retryAfterMs !== undefined
          ? Math.max(outcome.retryAfterMs, pause)
          : undefined;
    if (outcome.kind === "sent" || again === undefined || isStale(message))
      return end(message, blockedPlaces.settle(message, outcome));
    sendFinished(message, outcome);
    if (outcome.kind === "unknown") {
      message.verifications = 0;
      message.state = "unknown";
      await store.write((w) =>
        outbox.updateOutboxRow(w, workspace, id, { state: "unknown", code: null }),
      );
      if (message.kind !== "post") return again;
      return platforms.get(place.platform)?.findSentMessage ? 0 : unknownFateResendDelayMs;
    }
    message.state = "queued";
    const attempts = --message.attempts; // a refused send does not count
    const notBefore = new Date(now().getTime() + again);
    await store.write((w) =>
      outbox.updateOutboxRow(w, workspace, id, {
        state: "queued",
        code: outcome.code,
        attempts,
        notBefore,
      }),
    );
    return again;
  }

  const isStale = ({ queuedAt, round = queuedAt }: DeliveryAttempt): boolean =>
    now().getTime() - round.getTime() > resendWindowMs;

  /** Stores the result, which is final unless the message is blocked. */
  async function end(message: DeliveryAttempt, outcome: SendOutcome): Promise<undefined> {
    const { workspace, id, place } = message;
    if (!message.outcome) sendFinished(message, outcome);
    message.outcome = outcome;
    const change = deliveryChangeOf(message, outcome);
    const blocked = isBlockedOutcome(outcome);
    const committed = await store.write(async (w) => {
      if (outcome.kind === "sent") {
        await outbox.markMessageSent(w, workspace, id, outcome.message ?? null, now());
        if (outcome.address !== undefined)
          await saveConversationAddress(w, workspace, place, outcome.address, now());
        // A place that takes one message takes the others, too.
        if (blockedPlaces.has(message)) await retryBlockedMessages(w, { workspace, place });
      } else
        await outbox.updateOutboxRow(w, workspace, id, {
          state: blocked ? "blocked" : outcome.kind,
          code: outcome.code,
          holder: null,
          // a refused send does not count
          ...(blocked && {
            notBefore: blockedPlaces.retryAt(message),
            attempts: message.attempts - Number(message.state === "sending"),
          }),
        });
      const row = change && (await outbox.outboxRowById(w, workspace, id));
      return row && (await changed(w, row, change));
    });
    if (blocked) blockedPlaces.note(message, outcome);
    committed?.();
  }

  /** Releases a message for another replica, which verifies it if its result is not stored. */
  async function release({ workspace, id, state, outcome }: DeliveryAttempt): Promise<void> {
    if (outcome) return;
    // A message that is `sending` here has not been passed to the platform yet.
    await store
      .write((w) =>
        outbox.updateOutboxRow(w, workspace, id, {
          holder: null,
          state: state === "sending" ? "queued" : state,
        }),
      )
      .catch(failed);
  }

  function add(row: outbox.QueuedOutboxRow | outbox.OutboxRow, round?: Date): void {
    const attempts =
      "attempts" in row ? Math.max(row.attempts, 0) : row.state === "sending" ? 1 : 0;
    const counters = { attempts, verifications: 0, failures: 0, behind: 0, pauses: 0 };
    queue.add(messagePlaceKey(row), { target: null, code: null, ...row, ...counters, round });
  }

  return {
    ...queue,
    // Messages that wait for a platform that is down do not count.
    busy: () => queue.busy((message) => !isDown(message)),
    deliver(rows) {
      for (const row of rows) add(row);
    },
    retry(rows) {
      const round = now();
      for (const row of rows) add(row, round);
    },
    refreshBlocked: blockedPlaces.refresh,
    initialStateFor: (row) =>
      queue.has(messagePlaceKey(row)) || isDown(row) || blockedPlaces.has(row)
        ? "queued"
        : "sending",
  };
}
