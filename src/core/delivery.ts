/**
 * The outbox goes out: one message at a time to a place, in order; one place that has to wait holds
 * up no other.
 */

import type { Json, OutboundMessage, PlatformAdapter, SendOutcome } from "../platform/adapter.ts";
import { type ConversationRef, conversationKey } from "../platform/conversation-ref.ts";
import { readConversationAddress, saveConversationAddress } from "../storage/directory.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import * as outbox from "../storage/queue/outbox.ts";
import { setRowAside } from "../storage/queue/set-aside.ts";
import type { Store } from "../storage/store.ts";
import { type CircuitBreaker, platformHealthOf } from "./circuit-breaker.ts";
import { type KeyedQueue, openKeyedQueue } from "./keyed-queue.ts";

/**
 * So often a post is sent at most where nobody can tell whether it arrived: once more than the
 * first time, and on record.
 */
const mostBlind = 2;
/**
 * Before a post of unknown fate is looked for, in milliseconds: a platform needs a moment to show
 * what it took. Doubles each time that the platform cannot tell.
 */
const lookAfter = 1_500;
/** So often it is looked for while a platform that could tell does not: a minute and a half. */
const mostLooks = 6;
/**
 * Until a post of unknown fate is sent once more where nobody can look for it, in milliseconds,
 * while the platform answers: there is one chance, and most troubles are over by then.
 */
const lastChanceAfter = 5_000;
/**
 * What surely did not go out is tried again for a day; nobody waits for it after that.
 * Milliseconds.
 */
const stale = 24 * 60 * 60 * 1_000;
/** Pauses between two tries grow up to this, unless the platform asks for more. Milliseconds. */
const longestPause = 60_000;
/**
 * Until the next look at what another replica has to say first, in milliseconds; doubles up to
 * `longestPatience`, since the other may have to wait for its platform.
 */
const patience = 50;
const longestPatience = 1_000;
/**
 * How long to wait when something fails that passes, such as a database out of reach, in
 * milliseconds.
 */
const awhile = 1_000;
/** So often a message is tried that makes our own code fail. */
const mostFailures = 3;

const neverKnown = { kind: "unknown", code: "never_known" } as const;

/** A row on its way, as far as this process knows. */
type Parcel = Pick<
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
  looks: number;
  /** How often our own code failed on it. */
  failures: number;
  /** How often another replica had to go first. */
  behind: number;
  /** How often it had to wait, which makes each pause longer. */
  pauses: number;
  /** Where the message was that this answers. */
  address?: Json;
  /** How it ended, until that is written down. */
  outcome?: SendOutcome;
};

interface Deliverer {
  store: Store;
  holder: string;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** One a surface. */
  circuits: ReadonlyMap<string, CircuitBreaker>;
  now(): Date;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** How a send ended, for metrics and logs. */
  ended(parcel: { place: ConversationRef }, outcome: SendOutcome): void;
  failed(error: unknown): void;
}

export interface OutboxDelivery extends Omit<KeyedQueue<Parcel>, "add" | "has"> {
  deliver(rows: readonly (outbox.QueuedOutboxRow | outbox.OutboxRow)[]): void;
  /**
   * `sending` where nothing of ours is on its way to the same place, and the platform is not down.
   */
  initialStateFor(row: { workspace: string; place: ConversationRef }): "queued" | "sending";
}

export function openOutboxDelivery({
  store,
  holder,
  platforms,
  circuits,
  now,
  sleep,
  ended,
  failed,
}: Deliverer): OutboxDelivery {
  const lanes = openKeyedQueue<Parcel>({ attempt, release, sleep });
  const circuitOf = ({ place }: { place: ConversationRef }): CircuitBreaker | undefined =>
    circuits.get(place.surface);
  const isDown = (row: { place: ConversationRef }): boolean => circuitOf(row)?.isDown() ?? false;
  const laneOf = ({ workspace, place }: { workspace: string; place: ConversationRef }): string =>
    `${workspace}/${conversationKey(place)}`;

  async function attempt(parcel: Parcel): Promise<number | undefined> {
    try {
      return parcel.outcome ? await end(parcel, parcel.outcome) : await advance(parcel);
    } catch (error) {
      failed(error);
      if (rowFaultCode(error) !== undefined && ++parcel.failures >= mostFailures)
        return giveUp(parcel);
      if (parcel.state === "sending" && !parcel.outcome) parcel.state = "unknown";
      return awhile;
    } finally {
      circuitOf(parcel)?.report(parcel.id, "nothing"); // if it had a turn and did not take it
    }
  }

  /** A message that no try can help would hold up all others to its place. */
  async function giveUp(parcel: Parcel): Promise<number | undefined> {
    const { workspace, id } = parcel;
    const fate =
      parcel.outcome ??
      (parcel.state === "queued" ? ({ kind: "refused", code: "failed" } as const) : neverKnown);
    try {
      await store.write(async (w) => {
        await outbox.updateOutboxRow(w, workspace, id, {
          state: fate.kind,
          code: fate.kind === "sent" ? null : fate.code,
          holder: null,
        });
        await setRowAside(w, {
          workspace,
          tableName: "outbox",
          key: id,
          code: "failed",
          at: now(),
        });
      });
      return undefined;
    } catch (error) {
      failed(error);
      return awhile;
    }
  }

  /**
   * What a platform that is down keeps waiting stays as it was: nobody has to ask later whether it
   * arrived.
   */
  async function hold(parcel: Parcel, pause: number): Promise<number> {
    if (parcel.state === "sending") {
      const { workspace, id } = parcel;
      const attempts = parcel.attempts - 1;
      await store.write((w) =>
        outbox.updateOutboxRow(w, workspace, id, { state: "queued", attempts }),
      );
      Object.assign(parcel, { state: "queued", attempts });
    }
    return pause;
  }

  /** Looks for it or sends it, once. */
  async function advance(parcel: Parcel): Promise<number | undefined> {
    const { workspace, id, place } = parcel;
    const surface = platforms.get(place.surface);
    if (!surface) return end(parcel, { kind: "refused", code: "no_surface" });
    const rest = circuitOf(parcel)?.waitMs(parcel) ?? 0;
    if (rest > 0) return hold(parcel, rest);
    if (parcel.state === "queued" && (await isBehind(parcel)))
      return Math.min(patience * 2 ** parcel.behind++, longestPatience);
    const outgoing = await prepareOutgoing(parcel);
    if (!outgoing) return end(parcel, { kind: "refused", code: "no_target" });
    // To replace something twice does no harm.
    const isLost = parcel.state === "unknown" && parcel.kind === "post";
    if (isLost && parcel.looks === 0) return lookAfter * ++parcel.looks;
    const wait = circuitOf(parcel)?.acquire(parcel) ?? 0;
    if (wait > 0) return hold(parcel, wait);
    if (isLost) {
      const found = await surface.findSentMessage?.(outgoing);
      if (typeof found === "object" && "kind" in found) return askAgain(parcel, found);
      if (found !== undefined) circuitOf(parcel)?.report(id, "alive");
      if (typeof found === "object") return end(parcel, { kind: "sent", message: found.message });
      if (found === undefined && surface.findSentMessage && parcel.looks++ < mostLooks)
        return lookAfter * 2 ** (parcel.looks - 1);
      if (found !== "absent" && parcel.attempts >= mostBlind) return end(parcel, neverKnown);
      if (found === "untold" && parcel.looks++ === 1) return lastChanceAfter;
    }
    if (parcel.state !== "sending") {
      if (!(await store.write((w) => outbox.beginSending(w, workspace, id, holder))))
        return undefined;
      parcel.attempts++;
      parcel.state = "sending";
    }
    return conclude(parcel, await surface.send(outgoing));
  }

  /**
   * The platform could not be asked about it. It does not count as a look, nor is it sent blindly:
   * later it can be.
   */
  async function askAgain(
    parcel: Parcel,
    failure: Exclude<SendOutcome, { kind: "sent" }>,
  ): Promise<number | undefined> {
    circuitOf(parcel)?.report(parcel.id, platformHealthOf(failure));
    if (isStale(parcel)) return end(parcel, neverKnown);
    const again = failure.kind === "refused" ? (failure.retryAfterMs ?? 0) : 0;
    return Math.max(again, Math.min(lookAfter * 2 ** parcel.pauses++, longestPause));
  }

  /** What becomes of it after a try. */
  async function conclude(parcel: Parcel, outcome: SendOutcome): Promise<number | undefined> {
    const { workspace, id, place } = parcel;
    circuitOf(parcel)?.report(id, platformHealthOf(outcome));
    const pause = Math.min(500 * 2 ** parcel.pauses++, longestPause);
    const again =
      outcome.kind === "unknown"
        ? pause
        : outcome.kind === "refused" && outcome.retryAfterMs !== undefined
          ? Math.max(outcome.retryAfterMs, pause)
          : undefined;
    if (outcome.kind === "sent" || again === undefined || isStale(parcel))
      return end(parcel, outcome);
    ended(parcel, outcome);
    if (outcome.kind === "unknown") {
      parcel.looks = 0;
      parcel.state = "unknown";
      await store.write((w) =>
        outbox.updateOutboxRow(w, workspace, id, { state: "unknown", code: null }),
      );
      if (parcel.kind !== "post") return again;
      return platforms.get(place.surface)?.findSentMessage ? 0 : lastChanceAfter;
    }
    parcel.state = "queued";
    const attempts = --parcel.attempts; // what surely did not go out does not count
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

  const isStale = ({ queuedAt }: Parcel): boolean => now().getTime() - queuedAt.getTime() > stale;

  async function isBehind({ workspace, conversation, seq, place }: Parcel): Promise<boolean> {
    const ahead = await outbox.unsentAhead(store.read, { workspace, conversation, holder, seq });
    return ahead.some((other) => conversationKey(other.place) === conversationKey(place));
  }

  async function prepareOutgoing({
    id,
    workspace,
    kind,
    place,
    card,
    target,
    queuedAt,
    address: known,
  }: Parcel): Promise<OutboundMessage | undefined> {
    const address = known ?? (await readConversationAddress(store.read, workspace, place));
    const outgoing: OutboundMessage = {
      id,
      workspace,
      place,
      kind,
      card,
      queuedAt,
      ...(address !== undefined && { address }),
    };
    if (!target) return kind === "revise" ? undefined : outgoing;
    const message = (await outbox.outboxRowById(store.read, workspace, target))?.message;
    if (!message) return undefined;
    return kind === "revise"
      ? { ...outgoing, target: message }
      : { ...outgoing, place: { ...place, thread: message } };
  }

  /** Writes down what became of it. */
  async function end(parcel: Parcel, outcome: SendOutcome): Promise<undefined> {
    const { workspace, id, place } = parcel;
    if (!parcel.outcome) ended(parcel, outcome);
    parcel.outcome = outcome;
    await store.write(async (w) => {
      if (outcome.kind === "sent") {
        await outbox.markMessageSent(w, workspace, id, outcome.message ?? null, now());
        if (outcome.address !== undefined)
          await saveConversationAddress(w, workspace, place, outcome.address, now());
      } else
        await outbox.updateOutboxRow(w, workspace, id, {
          state: outcome.kind,
          code: outcome.code,
          holder: null,
        });
    });
  }

  /**
   * What this process cannot send any more is for another. How it ended, if that could not be
   * written down, is for the others to find out.
   */
  async function release({ workspace, id, state, outcome }: Parcel): Promise<void> {
    if (outcome) return;
    // One that is marked as being sent was only on its way here.
    await store
      .write((w) =>
        outbox.updateOutboxRow(w, workspace, id, {
          holder: null,
          state: state === "sending" ? "queued" : state,
        }),
      )
      .catch(failed);
  }

  return {
    ...lanes,
    // What waits for a platform that is down is no work, and takes nobody else's place.
    busy: () => lanes.busy((parcel) => !isDown(parcel)),
    deliver(rows) {
      for (const row of rows) {
        const attempts =
          "attempts" in row ? Math.max(row.attempts, 0) : row.state === "sending" ? 1 : 0;
        lanes.add(laneOf(row), {
          target: null,
          ...row,
          attempts,
          looks: 0,
          failures: 0,
          behind: 0,
          pauses: 0,
        });
      }
    },
    initialStateFor: (row) => (lanes.has(laneOf(row)) || isDown(row) ? "queued" : "sending"),
  };
}
