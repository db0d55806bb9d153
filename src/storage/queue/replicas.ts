/**
 * Registry of the processes that share a database, and recovery of work whose process ended.
 * Instants here are real time, also when the bot's clock is simulated.
 */

import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { EntwineError } from "../../lib/errors.ts";
import { and, eq, gt, isNotNull, isNull, lt, ne, notInArray, or, sql } from "../drizzle.ts";
import type { Tables } from "../schema.ts";
import type { Writer } from "../store.ts";
import { keyTextOf } from "./set-aside.ts";
import { isUnsentMessage } from "./tables.ts";

/** Time (ms) without a heartbeat after which a replica counts as ended. */
export const replicaLifetimeMs = 20_000;

/** A heartbeat further in the future is invalid: clocks of machines differ by less. */
const maxClockSkewMs = dayMs;

/** `host` identifies the process number space: the machine and, on Linux, the container. */
export interface Replica {
  id: string;
  host: string;
  pid: number;
}

/** Describes this process as a replica. */
export function thisReplica(id: string): Replica {
  let container = "";
  try {
    container = readlinkSync("/proc/self/ns/pid");
  } catch {} // not on Linux
  return { id, host: `${hostname()} ${container}`.trim(), pid: process.pid };
}

/** Returns whether a process of this machine runs, also under another account. */
export function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Registers a replica, which must not hold anything before. */
export async function registerReplica(
  { db, t }: Writer,
  replica: Replica,
  at: Date,
): Promise<void> {
  await db.insert(t.replicas).values({ ...replica, seenAt: at });
}

/**
 * Records a heartbeat. Returns false when the replica was reaped: others may hold its work, so it
 * drops all claims and registers again.
 */
export async function recordHeartbeat({ db, t }: Writer, id: string, at: Date): Promise<boolean> {
  const seen = await db
    .update(t.replicas)
    .set({ seenAt: at })
    .where(eq(t.replicas.id, id))
    .returning({ id: t.replicas.id });
  return seen.length > 0;
}

/** How a replica is found to have ended. */
export interface ReapCriteria {
  self: string;
  host: string;
  isAlive(pid: number): boolean;
  /**
   * Condition for replicas that count as ended: not seen since then, or on our host without a
   * running process, so that a restart after a crash does not wait.
   */
  lastSeenBefore: Date;
}

/** What was released for other replicas. */
export interface ReapResult {
  replicas: number;
  events: number;
  jobs: number;
  /** States of messages that were not being sent: they wait for sending or for a look-up. */
  queued: number;
  /** State of messages that were being sent and may have arrived. */
  unknown: number;
}

/**
 * Unregisters replicas that ended and releases what no registered replica holds. When several
 * replicas reap at the same time, one of them does it.
 */
export async function reapDeadReplicas(
  { db, t, lock }: Writer,
  { self, host, isAlive, lastSeenBefore }: ReapCriteria,
): Promise<ReapResult> {
  const skewLimit = new Date(lastSeenBefore.getTime() + maxClockSkewMs);
  const others = await lock(
    db
      .select({
        key: keyTextOf(t.replicas.id),
        host: t.replicas.host,
        pid: t.replicas.pid,
        seenAt: t.replicas.seenAt,
      })
      .from(t.replicas)
      .where(
        and(
          ne(t.replicas.id, self),
          or(
            eq(t.replicas.host, host),
            lt(t.replicas.seenAt, lastSeenBefore),
            gt(t.replicas.seenAt, skewLimit),
          ),
        ),
      ),
    "skip",
  );
  const dead = others.filter(
    ({ host: replicaHost, pid, seenAt }) =>
      seenAt < lastSeenBefore || seenAt > skewLimit || (replicaHost === host && !isAlive(pid)),
  );
  for (const { key } of dead) await db.delete(t.replicas).where(eq(keyTextOf(t.replicas.id), key));

  const registered = db.select({ id: t.replicas.id }).from(t.replicas);
  const isOrphaned = (holder: Tables["inbox" | "jobs" | "outbox"]["holder"]) =>
    and(isNotNull(holder), notInArray(holder, registered));
  const released = { holder: null };
  const { inbox, jobs, outbox } = t;
  const counts = {
    arrivals: await db
      .update(inbox)
      .set(released)
      .where(and(isNull(inbox.doneAt), isOrphaned(inbox.holder)))
      .returning({ seq: inbox.seq }),
    duties: await db
      .update(jobs)
      .set(released)
      .where(and(isNull(jobs.doneAt), isOrphaned(jobs.holder)))
      .returning({ id: jobs.id }),
    queued: await db
      .update(outbox)
      .set(released)
      .where(and(isUnsentMessage(outbox), ne(outbox.state, "sending"), isOrphaned(outbox.holder)))
      .returning({ seq: outbox.seq }),
    unknown: await db
      .update(outbox)
      .set({
        ...released,
        state: "unknown",
        code: sql`case when ${outbox.bulk} then 'never_known' end`,
      }) // bulk messages are never sent twice
      .where(and(isUnsentMessage(outbox), eq(outbox.state, "sending"), isOrphaned(outbox.holder)))
      .returning({ seq: outbox.seq }),
  };
  return {
    replicas: dead.length,
    events: counts.arrivals.length,
    jobs: counts.duties.length,
    queued: counts.queued.length,
    unknown: counts.unknown.length,
  };
}

/** Unregisters a replica that shuts down. */
export async function unregisterReplica({ db, t }: Writer, id: string): Promise<void> {
  await db.delete(t.replicas).where(eq(t.replicas.id, id));
}

/** A process as registered in the database. */
export interface ReplicaSighting {
  host: string;
  pid: number;
  seenAt: Date;
}

/**
 * Throws `still_running` when a registered replica is alive: seen within its lifetime and, on this
 * machine, with a running process.
 */
export function assertNotInUse(seen: readonly ReplicaSighting[], now = new Date()): void {
  const { host } = thisReplica("");
  const alive = seen.find(
    (one) =>
      now.getTime() - one.seenAt.getTime() < replicaLifetimeMs &&
      (one.host !== host || isProcessAlive(one.pid)),
  );
  if (!alive) return;
  const [machine] = alive.host.split(" ");
  throw new EntwineError(
    "still_running",
    `Entwine runs on this database: process ${alive.pid} on ${machine}`,
    {
      hint: `stop it first; a process killed on another machine expires after ${replicaLifetimeMs / 1000} seconds`,
    },
  );
}
