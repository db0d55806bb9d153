/**
 * The clock's ear, and the search for what nobody holds: duties that come due become arrivals, and
 * what a dead replica left is taken up.
 */
import type { Clock } from "../lib/clock.ts";
import { EntwineError } from "../lib/errors.ts";
import { readConversationRow as remember } from "../storage/conversations.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import * as inbox from "../storage/queue/inbox.ts";
import * as jobs from "../storage/queue/jobs.ts";
import { createLeakedClaimReleaser, type HeldClaims } from "../storage/queue/leaked-claims.ts";
import type { OutboxRow } from "../storage/queue/outbox.ts";
import type { ServedPlatforms } from "../storage/queue/platform-filter.ts";
import {
  isProcessAlive,
  type Replica,
  reapDeadReplicas,
  recordHeartbeat,
  registerReplica,
  replicaLifetimeMs,
  unregisterReplica,
} from "../storage/queue/replicas.ts";
import {
  type RowKey,
  retryAllSetAsideRows,
  retrySetAsideRows,
} from "../storage/queue/set-aside.ts";
import * as unclaimed from "../storage/queue/unclaimed-messages.ts";
import type { Store, Writer } from "../storage/store.ts";
import { writeBatchOrEach } from "./batch-write.ts";

/** The longest sleep between two looks, in milliseconds of the machine's time. */
const glance = 1_000;
/** The shortest, while more is due than can be done. */
const shortest = 20;
const beat = 5_000;
const batch = 100;
/**
 * How many people who are due at once are dealt with in one write: SQLite has one writer at a time,
 * and everybody else waits for some 40 ms.
 */
const sweepful = 500;

/**
 * Many who come due at once: how many they are, who, and one write that deals with up to `limit` of
 * them, or with `only` one.
 */
interface Sweep {
  countDue(now: Date): Promise<number>;
  dueKeys(round: { now: Date; limit: number }): Promise<RowKey[]>;
  runBatch(
    w: Writer,
    round: { now: Date; limit: number; backlog: number; only?: RowKey },
  ): Promise<number>;
}

interface Looper {
  store: Store;
  clock: Clock;
  replica: Replica;
  reach: ServedPlatforms;
  take(stored: inbox.InboxEntry): void;
  deliver(rows: OutboxRow[]): void;
  sweeps: readonly Sweep[];
  /** Begins to send what may go out in bulk. */
  drain(): Promise<void>;
  /**
   * How much is being worked on, so that no more is taken up than can be done; infinite towards the
   * end.
   */
  busy(): number;
  /** What this process has taken up. */
  held(): HeldClaims;
  /**
   * Waits until the next look: so many milliseconds of the machine's time, or less when `signal`
   * aborts. Never rejects.
   */
  waitBeforePoll(ms: number, signal: AbortSignal): Promise<void>;
  failed(error: unknown): void;
  /** A row could not be dealt with, and is left out for a day. */
  rowSetAside(row: RowKey, error: unknown): void;
  reaped?(what: object): void;
}

export interface Scheduler {
  /** One look at everything, now. */
  poll(): Promise<void>;
  stop(): Promise<void>;
}

export async function openScheduler({
  store,
  clock,
  replica,
  reach,
  take,
  deliver,
  sweeps,
  drain,
  busy,
  held,
  waitBeforePoll,
  failed,
  rowSetAside,
  reaped,
}: Looper): Promise<Scheduler> {
  const stopping = new AbortController();
  let seen = 0;
  /** How many were due when a sweep began that is not at its end. */
  const crowds = new Map<Sweep, number>();
  let more = false;
  const giveBackStrays = createLeakedClaimReleaser(store, replica.id, held);

  await store.write(async (w) => {
    await registerReplica(w, replica, new Date());
    await retryAllSetAsideRows(w);
  });

  /** What fails over rows holds up none of the other steps. */
  async function step(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (rowFaultCode(error) === undefined) throw error;
      failed(error);
    }
  }

  async function look(): Promise<void> {
    more = false;
    if (Date.now() - seen >= beat) await step(beatHeart);
    if (busy() >= batch) return;
    const now = clock.now();
    await step(() => takeDuties(now));
    await step(() => takeArrivals(now));
    await step(async () => {
      if (await unclaimed.hasUnclaimedMessages(store.read, reach, now))
        deliver(
          await store.write((w) =>
            unclaimed.claimUnclaimedMessages(w, replica.id, reach, now, batch),
          ),
        );
    });
    for (const each of sweeps) await step(() => sweep(each, now));
    await step(drain);
  }

  async function takeDuties(now: Date): Promise<void> {
    const due = await jobs.nextJobDueAt(store.read, reach);
    if (!due || due > now) return;
    const stored = await writeBatchOrEach(store, now, rowSetAside, {
      together: (w) => arrive(w, now),
      keys: () => jobs.dueJobKeys(store.read, reach, now, batch),
      alone: (w, only) => arrive(w, now, only),
    });
    stored.flat().forEach(take);
  }

  async function takeArrivals(now: Date): Promise<void> {
    if (!(await inbox.hasUnclaimedEvents(store.read, reach))) return;
    const { taken, lost } = await store.write((w) =>
      inbox.claimUnclaimedEvents(w, replica.id, { reach, limit: batch, now }),
    );
    for (const row of lost)
      rowSetAside(row, new EntwineError("unreadable", "an arrival cannot be read"));
    taken.forEach(take);
  }

  /** One batch a look, so that nothing else waits for all of them. */
  async function sweep(each: Sweep, now: Date): Promise<void> {
    const crowd = crowds.get(each) ?? (await each.countDue(now));
    if (crowd === 0) return;
    const limit = sweepful;
    const swept = await writeBatchOrEach(store, now, rowSetAside, {
      together: (w) => each.runBatch(w, { now, limit, backlog: crowd }),
      keys: () => each.dueKeys({ now, limit }),
      alone: (w, only) => each.runBatch(w, { now, limit, backlog: crowd, only }),
    });
    if (swept.reduce((sum, count) => sum + count, 0) < limit) crowds.delete(each);
    else {
      crowds.set(each, crowd);
      more = true;
    }
  }

  async function beatHeart(): Promise<void> {
    const at = new Date();
    const alive = await store.write((w) => recordHeartbeat(w, replica.id, at));
    if (!alive) await store.write((w) => registerReplica(w, replica, at));
    const isAlive = (pid: number): boolean => pid !== replica.pid && isProcessAlive(pid);
    const found = await store.write((w) =>
      reapDeadReplicas(w, {
        self: replica.id,
        host: replica.host,
        isAlive,
        lastSeenBefore: new Date(at.getTime() - replicaLifetimeMs),
      }),
    );
    if (Object.values(found).some((count) => count > 0)) reaped?.(found);
    await store.write((w) => retrySetAsideRows(w, clock.now()));
    const strays = await giveBackStrays();
    if (strays > 0) reaped?.({ strays });
    seen = at.getTime();
  }

  /** Duties leave their table and become arrivals in the same write: never both, never neither. */
  async function arrive(w: Writer, now: Date, only?: RowKey): Promise<inbox.InboxEntry[]> {
    const stored = [];
    for (const job of await jobs.takeDueJobs(w, reach, now, { limit: batch, only })) {
      const { workspace, kind, subject, conversation } = job;
      const remembered = await remember(w, workspace, conversation);
      if (!remembered) continue;
      const event = {
        id: jobs.jobEventId(job),
        workspace,
        at: now.getTime(),
        by: { id: "entwine" },
        place: remembered.place,
        kind: "due" as const,
        duty: kind,
        subject,
      };
      const one = await inbox.storeEvent(w, event, conversation, null, replica.id, now);
      if (one) stored.push(one);
    }
    return stored;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = await look()
        .then(() => jobs.nextJobDueAt(store.read, reach))
        .catch(failed);
      const pause = more
        ? 0
        : next
          ? Math.min(
              glance,
              Math.max(clock.toRealMs(next.getTime() - clock.now().getTime()), shortest),
            )
          : glance;
      await waitBeforePoll(pause, stopping.signal);
    }
  }

  await look();
  const running = run();
  return {
    poll: look,
    async stop() {
      stopping.abort();
      await running;
      await store.write((w) => unregisterReplica(w, replica.id)).catch(failed);
    },
  };
}
