/**
 * What is said to many goes out a few at a time, as fast as each platform wants it, beside what
 * somebody waits for and never before it. Each message is sent once at most: one whose fate is
 * unknown stays so.
 */

import type { PlatformAdapter, SendOutcome } from "../platform/adapter.ts";
import type { ConversationRef } from "../platform/conversation-ref.ts";
import { readConversationAddress, saveConversationAddress } from "../storage/directory.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import * as bulk from "../storage/queue/bulk-messages.ts";
import * as outbox from "../storage/queue/outbox.ts";
import { setRowAside } from "../storage/queue/set-aside.ts";
import type { Store, Writer } from "../storage/store.ts";
import { type CircuitBreaker, platformHealthOf } from "./circuit-breaker.ts";

/**
 * So many are taken up at once: what a process that dies may leave unsaid for the others to find,
 * and what it keeps in memory.
 */
const handful = 20;
/**
 * How long to wait when something fails that passes, such as a database out of reach, in
 * milliseconds.
 */
const awhile = 1_000;
/** So often a message's end is written that makes our own code fail. */
const mostFailures = 3;
/**
 * After a platform has complained, the pause between two messages doubles up to this, and shrinks
 * again with each handful that went well. Milliseconds.
 */
const slowest = 5_000;

interface Mailer {
  store: Store;
  holder: string;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** One a surface. */
  circuits: ReadonlyMap<string, CircuitBreaker>;
  now(): Date;
  /** By its time goes the pace, in milliseconds. */
  machine: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  ended(row: { place: ConversationRef }, outcome: SendOutcome): void;
  /** A message will never be said. */
  onUndelivered(w: Writer, row: outbox.OutboxRow): Promise<void>;
  failed(error: unknown): void;
}

/** Our own code failed on a message, which says nothing of its platform. */
const ourFailure = { kind: "unknown", code: "failed" } as const;

const tooLate = { kind: "refused", code: "too_late" } as const;

export interface BulkDelivery {
  /** Begins where something may go out; resolves at once. */
  drain(): Promise<void>;
  busy(): number;
  /** The places in the order of things of what is taken up. */
  heldSeqs(): number[];
  /** Resolves once all that may go out has gone out. */
  settled(): Promise<void>;
  /** Finishes what is on its way, and lets go of the rest. */
  stop(): Promise<void>;
}

export function openBulkDelivery({
  store,
  holder,
  platforms,
  circuits,
  now,
  machine,
  ended,
  onUndelivered,
  failed,
}: Mailer): BulkDelivery {
  /** Each resolves with whether it found anything to send. */
  const rounds = new Map<string, Promise<boolean>>();
  const taken = new Set<number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const reach = [...platforms.values()].map(({ name }) => name);
  const isLate = ({ notAfter }: outbox.OutboxRow) =>
    notAfter && notAfter <= now() ? "late" : "due";
  const rest = (ms: number): Promise<void> => machine.sleep(ms, signal);

  async function drain(): Promise<void> {
    if (signal.aborted) return;
    for (const { workspace, conversation } of await bulk.workspacesWithBulkDue(
      store.read,
      reach,
      now(),
    )) {
      const [name = ""] = conversation.split("/", 1);
      const surface = platforms.get(name);
      const circuit = circuits.get(name);
      if (!surface || !circuit || rounds.has(workspace) || circuit.waitMs({ bulk: true }) > 0)
        continue;
      const round = goRound(workspace, surface, circuit)
        .catch((error: unknown) => {
          failed(error);
          return false;
        })
        .finally(() => rounds.delete(workspace));
      rounds.set(workspace, round);
    }
  }

  /**
   * Handful by handful, until nothing may go out any more or the platform is down; the next is
   * begun while the last is on its way.
   */
  async function goRound(
    workspace: string,
    surface: PlatformAdapter,
    circuit: CircuitBreaker,
  ): Promise<boolean> {
    const usual = surface.bulkPerSecond ? 1_000 / surface.bulkPerSecond : 0;
    /**
     * The pause between two messages, and when the next may go, in milliseconds of the machine's
     * time.
     */
    const pace = { gap: usual, next: 0 };
    let onTheWay: Promise<unknown> = Promise.resolve();
    let found = false;
    try {
      while (!signal.aborted && circuit.waitMs({ bulk: true }) === 0) {
        const rows = await store.write((w) =>
          bulk.claimBulkMessages(w, { workspace, holder, reach, now: now(), limit: handful }),
        );
        if (rows.length === 0) return found;
        found = true;
        for (const { seq } of rows) taken.add(seq);
        const { late = [], due = [] } = Object.groupBy(rows, isLate);
        const done = (row: outbox.OutboxRow, work: Promise<unknown>) =>
          work.finally(() => taken.delete(row.seq));
        const sending = late.map((row) => done(row, finish(row, tooLate)));
        for (const row of due) {
          for (
            let wait = pace.next - machine.now();
            wait > 0 && !signal.aborted;
            wait = pace.next - machine.now()
          )
            await rest(wait);
          pace.next = Math.max(pace.next, machine.now()) + pace.gap;
          sending.push(
            done(
              row,
              (await mayGo(circuit, row))
                ? send(surface, circuit, row, pace)
                : persist((w) => letGo(w, row)),
            ),
          );
        }
        await onTheWay;
        onTheWay = Promise.all(sending);
        pace.gap = Math.max(usual, pace.gap * 0.9);
      }
      return found;
    } finally {
      await onTheWay;
    }
  }

  /** Resolves when its turn has come, or will not come for now. */
  async function mayGo(circuit: CircuitBreaker, row: outbox.OutboxRow): Promise<boolean> {
    for (let wait = circuit.acquire(row); wait > 0; wait = circuit.acquire(row)) {
      if (signal.aborted || circuit.isDown()) return false;
      await rest(wait);
    }
    return !signal.aborted;
  }

  async function send(
    surface: PlatformAdapter,
    circuit: CircuitBreaker,
    row: outbox.OutboxRow,
    pace: { gap: number; next: number },
  ): Promise<void> {
    try {
      await sendOnce(surface, circuit, row, pace);
    } finally {
      circuit.report(row.id, "nothing"); // if it did not take its turn
    }
  }

  async function sendOnce(
    surface: PlatformAdapter,
    circuit: CircuitBreaker,
    row: outbox.OutboxRow,
    pace: { gap: number; next: number },
  ): Promise<void> {
    const { workspace, id, place, card } = row;
    if (isLate(row) === "late") return finish(row, tooLate);
    const begun = await persist((w) => outbox.beginSending(w, workspace, id, holder));
    if (!begun) return; // taken back, or taken for dead
    const address = await readConversationAddress(store.read, workspace, place).catch(
      () => undefined,
    );
    const outcome = await surface
      .send({ id, workspace, place, kind: "post", card, ...(address !== undefined && { address }) })
      .catch(broken);
    circuit.report(id, outcome === ourFailure ? "nothing" : platformHealthOf(outcome));
    ended(row, outcome);
    if (outcome.kind !== "refused" || outcome.retryAfterMs === undefined)
      return finish(row, outcome);
    const { retryAfterMs, code } = outcome;
    pace.gap = Math.min(Math.max(pace.gap, 50) * 2, slowest);
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

  function broken(error: unknown): SendOutcome {
    failed(error);
    return ourFailure;
  }

  /** Writes down what became of it. */
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

  const letGo = (w: Writer, { workspace, id }: outbox.OutboxRow): Promise<void> =>
    outbox.updateOutboxRow(w, workspace, id, { holder: null });

  /**
   * Where a row makes that fail, it is set aside with what became of it, so that no other waits for
   * it.
   */
  async function finish(row: outbox.OutboxRow, outcome: SendOutcome): Promise<void> {
    const { workspace, id } = row;
    await persist(
      (w) => end(w, row, outcome),
      async (w) => {
        await outbox.updateOutboxRow(w, workspace, id, {
          state: outcome.kind,
          code: outcome.kind === "sent" ? null : outcome.code,
          holder: null,
        });
        await setRowAside(w, {
          workspace,
          tableName: "outbox",
          key: id,
          code: "failed",
          at: now(),
        });
      },
    );
  }

  /**
   * Writes until it is written, or until the end: what was sent must not look as if it were not.
   * `otherwise` takes its place where it fails for other reasons than the database's.
   */
  async function persist<T>(
    work: (w: Writer) => Promise<T>,
    otherwise: (w: Writer) => Promise<T | undefined> = async () => undefined,
  ): Promise<T | undefined> {
    for (let failures = 0; ; ) {
      try {
        return await store.write(failures < mostFailures ? work : otherwise);
      } catch (error) {
        failed(error);
        if (rowFaultCode(error) !== undefined && ++failures > mostFailures) return undefined;
        if (signal.aborted) return undefined;
        await rest(awhile);
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
    heldSeqs: () => [...taken],
    settled,
    async stop() {
      stopping.abort();
      await Promise.all(rounds.values());
    },
  };
}
