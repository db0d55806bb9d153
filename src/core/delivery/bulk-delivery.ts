/**
 * Bulk delivery: low-priority messages to many people, at each platform's rate. Each is sent at
 * most once; an unknown outcome stays unknown.
 */

import type { PlatformAdapter, SendOutcome } from "../../platform/adapter.ts";
import { readConversationAddress, saveConversationAddress } from "../../storage/directory.ts";
import { rowFaultCode } from "../../storage/engine/database-errors.ts";
import * as bulk from "../../storage/queue/bulk-messages.ts";
import * as outbox from "../../storage/queue/outbox.ts";
import type { Store, Writer } from "../../storage/store.ts";
import { type CircuitBreaker, platformHealthOf } from "./circuit-breaker.ts";
import type { MessageIdentity } from "./delivery.ts";

/** Number of messages claimed at once, which limits how many stay unsent when a process ends. */
const claimBatchSize = 20;
/** Delay (ms) after a transient failure, such as an unreachable database. */
const transientRetryMs = 1_000;
/** Failed attempts of our own code to store a result after which the row is set aside. */
const maxOwnFailures = 3;
/**
 * Maximum gap (ms) between two messages. The gap doubles when a platform asks to slow down, and
 * shrinks with each batch without such a request.
 */
const maxGapMs = 5_000;

interface BulkDeliveryOptions {
  store: Store;
  holder: string;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** Circuit breakers by platform. */
  circuits: ReadonlyMap<string, CircuitBreaker>;
  now(): Date;
  /** Real time (ms), which sets the pace. */
  machine: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  sendFinished(row: MessageIdentity, outcome: SendOutcome): void;
  /** Called for a message that will never be sent. */
  onUndelivered(w: Writer, row: outbox.OutboxRow): Promise<void>;
  failed(error: unknown): void;
}

/** Outcome of a failure in our own code, which says nothing about the platform. */
const ourFailure = { kind: "unknown", code: "failed" } as const;

const lateOutcome = { kind: "refused", code: "too_late" } as const;

/** Sends messages of bulk jobs, at each workspace's rate and after its replies. */
export interface BulkDelivery {
  /** Starts a round for each workspace with due messages, without waiting for it. */
  drain(): Promise<void>;
  busy(): number;
  /** Returns the sequence numbers of the claimed messages. */
  heldSeqs(): number[];
  /** Resolves once no round runs. */
  settled(): Promise<void>;
  /** Finishes the message that is being sent, and releases the others. */
  stop(): Promise<void>;
}

/** Opens bulk delivery. It sends in rounds, one for each workspace with queued messages. */
export function openBulkDelivery({
  store,
  holder,
  platforms,
  circuits,
  now,
  machine,
  sendFinished,
  onUndelivered,
  failed,
}: BulkDeliveryOptions): BulkDelivery {
  /** Rounds by workspace; each resolves to whether it found a message. */
  const rounds = new Map<string, Promise<boolean>>();
  const claimed = new Set<number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const servedPlatforms = [...platforms.values()].map(({ name }) => name);
  const isLate = ({ notAfter }: outbox.OutboxRow) =>
    notAfter && notAfter <= now() ? "late" : "due";
  const pause = (ms: number): Promise<void> => machine.sleep(ms, signal);

  async function drain(): Promise<void> {
    if (signal.aborted) return;
    for (const { workspace, conversation } of await bulk.workspacesWithBulkDue(
      store.read,
      servedPlatforms,
      now(),
    )) {
      const [name = ""] = conversation.split("/", 1);
      const adapter = platforms.get(name);
      const circuit = circuits.get(name);
      if (!adapter || !circuit || rounds.has(workspace) || circuit.waitMs({ bulk: true }) > 0)
        continue;
      const round = runRound(workspace, adapter, circuit)
        .catch((error: unknown) => {
          failed(error);
          return false;
        })
        .finally(() => rounds.delete(workspace));
      rounds.set(workspace, round);
    }
  }

  /**
   * Sends batch by batch until nothing is due or the platform is down. The next batch starts while
   * the last message is being sent.
   */
  async function runRound(
    workspace: string,
    adapter: PlatformAdapter,
    circuit: CircuitBreaker,
  ): Promise<boolean> {
    const usual = adapter.bulkPerSecond ? 1_000 / adapter.bulkPerSecond : 0;
    /** Gap between two messages, and the time of the next (ms of the machine's time). */
    const pace = { gap: usual, next: 0 };
    let inFlight: Promise<unknown> = Promise.resolve();
    let found = false;
    try {
      while (!signal.aborted && circuit.waitMs({ bulk: true }) === 0) {
        const rows = await store.write((w) =>
          bulk.claimBulkMessages(w, {
            workspace,
            holder,
            servedPlatforms,
            now: now(),
            limit: claimBatchSize,
          }),
        );
        if (rows.length === 0) return found;
        found = true;
        for (const { seq } of rows) claimed.add(seq);
        const { late = [], due = [] } = Object.groupBy(rows, isLate);
        const done = (row: outbox.OutboxRow, work: Promise<unknown>) =>
          work.finally(() => claimed.delete(row.seq));
        const sending = late.map((row) => done(row, finish(row, lateOutcome)));
        for (const row of due) {
          for (
            let wait = pace.next - machine.now();
            wait > 0 && !signal.aborted;
            wait = pace.next - machine.now()
          )
            await pause(wait);
          pace.next = Math.max(pace.next, machine.now()) + pace.gap;
          sending.push(
            done(
              row,
              (await waitForPermit(circuit, row))
                ? send(adapter, circuit, row, pace)
                : persist((w) => releaseClaim(w, row)),
            ),
          );
        }
        await inFlight;
        inFlight = Promise.all(sending);
        pace.gap = Math.max(usual, pace.gap * 0.9);
      }
      return found;
    } finally {
      await inFlight;
    }
  }

  /** Waits for a permit of the circuit breaker; resolves to false if there will be none. */
  async function waitForPermit(circuit: CircuitBreaker, row: outbox.OutboxRow): Promise<boolean> {
    for (let wait = circuit.acquire(row); wait > 0; wait = circuit.acquire(row)) {
      if (signal.aborted || circuit.isDown()) return false;
      await pause(wait);
    }
    return !signal.aborted;
  }

  async function send(
    adapter: PlatformAdapter,
    circuit: CircuitBreaker,
    row: outbox.OutboxRow,
    pace: { gap: number; next: number },
  ): Promise<void> {
    try {
      await sendOnce(adapter, circuit, row, pace);
    } finally {
      circuit.report(row.id, "nothing"); // releases a permit that was not used
    }
  }

  async function sendOnce(
    adapter: PlatformAdapter,
    circuit: CircuitBreaker,
    row: outbox.OutboxRow,
    pace: { gap: number; next: number },
  ): Promise<void> {
    const { workspace, id, place, card } = row;
    if (isLate(row) === "late") return finish(row, lateOutcome);
    const begun = await persist((w) => outbox.beginSending(w, workspace, id, holder));
    if (!begun) return; // released, or claimed by another replica
    const address = await readConversationAddress(store.read, workspace, place).catch(
      () => undefined,
    );
    const outcome = await adapter
      .send({ id, workspace, place, kind: "post", card, address })
      .catch(outcomeOfError);
    circuit.report(id, outcome === ourFailure ? "nothing" : platformHealthOf(outcome));
    sendFinished(row, outcome);
    if (outcome.kind !== "refused" || outcome.retryAfterMs === undefined)
      return finish(row, outcome);
    const { retryAfterMs, code } = outcome;
    pace.gap = Math.min(Math.max(pace.gap, 50) * 2, maxGapMs);
    pace.next = Math.max(pace.next, machine.now() + retryAfterMs);
    const later = new Date(now().getTime() + retryAfterMs);
    await persist((w) =>
      outbox.updateOutboxRow(w, workspace, id, {
        state: "queued",
        code,
        holder: null,
        attempts: row.attempts,
        notBefore: later,
      }),
    );
  }

  function outcomeOfError(error: unknown): SendOutcome {
    failed(error);
    return ourFailure;
  }

  /** Stores the result. */
  async function end(w: Writer, row: outbox.OutboxRow, outcome: SendOutcome): Promise<void> {
    const { workspace, id, place } = row;
    if (outcome.kind === "sent") {
      await bulk.markBulkMessageSent(w, row, outcome.message ?? null, now());
      if (outcome.address !== undefined)
        await saveConversationAddress(w, workspace, place, outcome.address, now());
      return;
    }
    await outbox.updateOutboxRow(w, workspace, id, {
      state: outcome.kind,
      code: outcome.code,
      holder: null,
    });
    if (outcome.kind === "refused") await onUndelivered(w, row);
  }

  const releaseClaim = (w: Writer, { workspace, id }: outbox.OutboxRow): Promise<void> =>
    outbox.updateOutboxRow(w, workspace, id, { holder: null });

  /** Stores the result, and sets a row aside that makes this fail. */
  async function finish(row: outbox.OutboxRow, outcome: SendOutcome): Promise<void> {
    await persist(
      (w) => end(w, row, outcome),
      async (w) => {
        await outbox.giveUpMessage(w, row, outcome, now());
      },
    );
  }

  /**
   * Retries a write until it succeeds or the process stops: a sent message must not look unsent.
   * @param otherwise replaces the write when it fails because of the row
   */
  async function persist<T>(
    work: (w: Writer) => Promise<T>,
    otherwise: (w: Writer) => Promise<T | undefined> = async () => undefined,
  ): Promise<T | undefined> {
    for (let failures = 0; ; ) {
      try {
        return await store.write(failures < maxOwnFailures ? work : otherwise);
      } catch (error) {
        failed(error);
        if (rowFaultCode(error) !== undefined && ++failures > maxOwnFailures) return undefined;
        if (signal.aborted) return undefined;
        await pause(transientRetryMs);
      }
    }
  }

  async function settled(): Promise<void> {
    for (let found = true; found; ) {
      await drain();
      found = (await Promise.all(rounds.values())).some(Boolean);
    }
  }

  return {
    drain,
    busy: () => rounds.size,
    heldSeqs: () => [...claimed],
    settled,
    async stop() {
      stopping.abort();
      await Promise.all(rounds.values());
    },
  };
}
