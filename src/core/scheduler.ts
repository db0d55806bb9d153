/** Scheduler: turns due jobs into inbound events, runs bulk jobs, and adopts unclaimed rows. */
import type { Clock } from "../lib/clock.ts";
import { EntwineError } from "../lib/errors.ts";
import { readConversationRow } from "../storage/conversations.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import {
  claimBlockedMessages,
  hasDueBlockedMessages,
  retryBlockedMessages,
} from "../storage/queue/blocked-messages.ts";
import * as inbox from "../storage/queue/inbox.ts";
import * as jobs from "../storage/queue/jobs.ts";
import * as unclaimed from "../storage/queue/leaked-claims.ts";
import { createLeakedClaimReleaser, type HeldClaims } from "../storage/queue/leaked-claims.ts";
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
  setRowAside,
} from "../storage/queue/set-aside.ts";
import type { Store, Writer } from "../storage/store.ts";
import type { OutboxDelivery } from "./delivery/delivery.ts";

/** Bounds (real ms) of the pause between two polls. */
const pollIntervalMs = 1_000;
const minPollIntervalMs = 20;
const heartbeatIntervalMs = 5_000;
const claimBatchSize = 100;
/** Rows of a bulk job in one write, which blocks other writers of SQLite for about 40 ms. */
const bulkBatchSize = 500;

/**
 * Bulk job of this process: counts due rows, lists their keys, and processes `limit` of them or
 * `only` one.
 */
interface ScheduledBulkJob {
  countDue(now: Date): Promise<number>;
  dueKeys(round: { now: Date; limit: number }): Promise<RowKey[]>;
  runBatch(
    w: Writer,
    round: { now: Date; limit: number; backlog: number; only?: RowKey },
  ): Promise<number>;
}

interface SchedulerOptions {
  store: Store;
  clock: Clock;
  replica: Replica;
  servedPlatforms: ServedPlatforms;
  enqueueTurn(stored: inbox.InboxEntry): void;
  delivery: Pick<OutboxDelivery, "deliver" | "retry" | "refreshBlocked">;
  sweeps: readonly ScheduledBulkJob[];
  /** Starts sending bulk messages. */
  drain(): Promise<void>;
  /**
   * Number of rows being processed; above the batch size no more are claimed. Infinite while
   * stopping.
   */
  busy(): number;
  /** Returns the claims that this process holds in memory. */
  heldClaims(): HeldClaims;
  /** Waits for the next poll, or until `signal` aborts. Never rejects. */
  waitBeforePoll(ms: number, signal: AbortSignal): Promise<void>;
  failed(error: unknown): void;
  /** Called for a row that fails and is set aside for a day. */
  rowSetAside(row: RowKey, error: unknown): void;
  workRecovered?(counts: object): void;
}

interface Batch<T> {
  together(w: Writer): Promise<T>;
  /** Keys of the rows, read once the batch has failed. */
  keys(): Promise<readonly RowKey[]>;
  alone(w: Writer, row: RowKey): Promise<T>;
}

/**
 * Runs a batch in one write. If a row makes it fail, each row gets its own write, and those that
 * fail again are set aside.
 * @param onSetAside called for each row that is set aside, with the error
 * @returns the result of each write
 * @throws errors that no row causes, such as an unreachable database
 */
async function writeBatchOrEach<T>(
  store: Store,
  now: Date,
  onSetAside: (row: RowKey, error: unknown) => void,
  batch: Batch<T>,
): Promise<T[]> {
  try {
    return [await store.write(batch.together)];
  } catch (error) {
    if (rowFaultCode(error) === undefined) throw error;
  }
  const done: T[] = [];
  for (const row of await batch.keys()) {
    try {
      done.push(await store.write((w) => batch.alone(w, row)));
    } catch (error) {
      const code = rowFaultCode(error);
      if (code === undefined) throw error;
      await store.write((w) => setRowAside(w, { ...row, code, at: now }));
      onSetAside(row, error);
    }
  }
  return done;
}

/** Polls the database for due jobs and for work of replicas that ended. */
export interface Scheduler {
  /** Polls once, immediately. */
  poll(): Promise<void>;
  stop(): Promise<void>;
}

/** Registers the replica, and starts to poll for due work. */
export async function openScheduler({
  store,
  clock,
  replica,
  servedPlatforms,
  enqueueTurn,
  delivery,
  sweeps,
  drain,
  busy,
  heldClaims,
  waitBeforePoll,
  failed,
  rowSetAside,
  workRecovered,
}: SchedulerOptions): Promise<Scheduler> {
  const stopping = new AbortController();
  let lastHeartbeatMs = 0;
  /** Due rows at the start of each unfinished bulk job. */
  const backlogs = new Map<ScheduledBulkJob, number>();
  let hasMore = false;
  const releaseLeakedClaims = createLeakedClaimReleaser(store, replica.id, heldClaims);

  await store.write(async (w) => {
    await registerReplica(w, replica, new Date());
    await retryAllSetAsideRows(w);
    await retryBlockedMessages(w);
  });

  /** Runs a step; a failure caused by a row does not stop the other steps. */
  async function step(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (rowFaultCode(error) === undefined) throw error;
      failed(error);
    }
  }

  async function poll(): Promise<void> {
    hasMore = false;
    if (Date.now() - lastHeartbeatMs >= heartbeatIntervalMs) await step(beat);
    if (busy() >= claimBatchSize) return;
    const now = clock.now();
    await step(() => takeDueJobs(now));
    await step(() => takeUnclaimedEvents(now));
    await step(async () => {
      if (await unclaimed.hasUnclaimedMessages(store.read, servedPlatforms, now))
        delivery.deliver(
          await store.write((w) =>
            unclaimed.claimUnclaimedMessages(w, replica.id, servedPlatforms, now, claimBatchSize),
          ),
        );
    });
    await step(() => retryDueBlocked(now));
    for (const each of sweeps) await step(() => runBulkJob(each, now));
    await step(drain);
  }

  async function takeDueJobs(now: Date): Promise<void> {
    const due = await jobs.nextJobDueAt(store.read, servedPlatforms);
    if (!due || due > now) return;
    const stored = await writeBatchOrEach(store, now, rowSetAside, {
      together: (w) => takeJobs(w, now),
      keys: () => jobs.dueJobKeys(store.read, servedPlatforms, now, claimBatchSize),
      alone: (w, only) => takeJobs(w, now, only),
    });
    stored.flat().forEach(enqueueTurn);
  }

  async function takeUnclaimedEvents(now: Date): Promise<void> {
    if (!(await inbox.hasUnclaimedEvents(store.read, servedPlatforms))) return;
    const { taken, lost } = await store.write((w) =>
      inbox.claimUnclaimedEvents(w, replica.id, { servedPlatforms, limit: claimBatchSize, now }),
    );
    for (const row of lost)
      rowSetAside(row, new EntwineError("unreadable", "an event cannot be read"));
    taken.forEach(enqueueTurn);
  }

  async function retryDueBlocked(now: Date): Promise<void> {
    if (await hasDueBlockedMessages(store.read, now))
      delivery.retry(
        await store.write((w) =>
          claimBlockedMessages(w, replica.id, servedPlatforms, now, claimBatchSize),
        ),
      );
    await delivery.refreshBlocked();
  }

  /** Runs one batch per poll, so that other work does not wait for the whole job. */
  async function runBulkJob(each: ScheduledBulkJob, now: Date): Promise<void> {
    const backlog = backlogs.get(each) ?? (await each.countDue(now));
    if (backlog === 0) return;
    const limit = bulkBatchSize;
    const processed = await writeBatchOrEach(store, now, rowSetAside, {
      together: (w) => each.runBatch(w, { now, limit, backlog }),
      keys: () => each.dueKeys({ now, limit }),
      alone: (w, only) => each.runBatch(w, { now, limit, backlog, only }),
    });
    if (processed.reduce((sum, count) => sum + count, 0) < limit) backlogs.delete(each);
    else {
      backlogs.set(each, backlog);
      hasMore = true;
    }
  }

  async function beat(): Promise<void> {
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
    if (Object.values(found).some((count) => count > 0)) workRecovered?.(found);
    await store.write((w) => retrySetAsideRows(w, clock.now()));
    const leaked = await releaseLeakedClaims();
    if (leaked > 0) workRecovered?.({ leakedClaims: leaked });
    lastHeartbeatMs = at.getTime();
  }

  /** Turns due jobs into events of the inbox in one write. */
  async function takeJobs(w: Writer, now: Date, only?: RowKey): Promise<inbox.InboxEntry[]> {
    const stored = [];
    for (const job of await jobs.takeDueJobs(w, servedPlatforms, now, {
      limit: claimBatchSize,
      only,
    })) {
      const { workspace, kind, subject, conversation } = job;
      const remembered = await readConversationRow(w, workspace, conversation);
      if (!remembered) continue;
      const event = {
        id: jobs.jobEventId(job),
        workspace,
        at: now.getTime(),
        by: { id: "entwine" },
        place: remembered.place,
        kind: "due" as const,
        job: kind,
        subject,
      };
      const one = await inbox.storeEvent(w, event, conversation, null, replica.id, now);
      if (one) stored.push(one);
    }
    return stored;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = await poll()
        .then(() => jobs.nextJobDueAt(store.read, servedPlatforms))
        .catch(failed);
      const pause = hasMore
        ? 0
        : next
          ? Math.min(
              pollIntervalMs,
              Math.max(clock.toRealMs(next.getTime() - clock.now().getTime()), minPollIntervalMs),
            )
          : pollIntervalMs;
      await waitBeforePoll(pause, stopping.signal);
    }
  }

  await poll();
  const running = run();
  return {
    poll,
    async stop() {
      stopping.abort();
      await running;
      await store.write((w) => unregisterReplica(w, replica.id)).catch(failed);
    },
  };
}
