/**
 * The processes that share a database, and what becomes of a dead one's work. Instants here are the
 * machine's real time, whatever clock the bot runs on.
 */
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { EntwineError } from "../../lib/errors.ts";
import { and, eq, gt, isNotNull, isNull, lt, ne, notInArray, or, sql } from "../drizzle.ts";
import type { Tables } from "../schema.ts";
import type { Writer } from "../store.ts";
import { isUnsentMessage } from "../tables/queue.ts";
import { keyTextOf } from "./set-aside.ts";

/** A replica that was not seen for so long is dead, in milliseconds. */
export const replicaLifetimeMs = 20_000;

/**
 * No machine's clock is that far ahead of another's: a heartbeat from then was written by nobody.
 * Milliseconds.
 */
const furthestAheadMs = 24 * 60 * 60 * 1_000;

/** `host` names whatever numbers the processes: the machine, and on Linux the container in it. */
export interface Replica {
  id: string;
  host: string;
  pid: number;
}

/** This process, as a replica of the name `id`. */
export function thisReplica(id: string): Replica {
  let container = "";
  try {
    container = readlinkSync("/proc/self/ns/pid");
  } catch {} // not on Linux
  return { id, host: `${hostname()} ${container}`.trim(), pid: process.pid };
}

export function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Makes a replica known; before that it must not hold anything. */
export async function registerReplica(
  { db, t }: Writer,
  replica: Replica,
  at: Date,
): Promise<void> {
  await db.insert(t.replicas).values({ ...replica, seenAt: at });
}

/**
 * False when the replica was taken for dead: what it held may be in other hands, so it lets go of
 * that and enlists again.
 */
export async function recordHeartbeat({ db, t }: Writer, id: string, at: Date): Promise<boolean> {
  const seen = await db
    .update(t.replicas)
    .set({ seenAt: at })
    .where(eq(t.replicas.id, id))
    .returning({ id: t.replicas.id });
  return seen.length > 0;
}

export interface ReapCriteria {
  self: string;
  host: string;
  isAlive(pid: number): boolean;
  /**
   * Who was not seen since then is dead. Who runs on our own host is dead as soon as its process
   * is, so that a restart after a crash does not wait.
   */
  lastSeenBefore: Date;
}

export interface ReapResult {
  replicas: number;
  events: number;
  jobs: number;
  /** Messages that were not on their way: they wait, for their turn or to be looked for. */
  queued: number;
  /** Messages that were on their way: they may have arrived. */
  unknown: number;
}

/**
 * Takes dead replicas off the list and gives back whatever is held by nobody on it. Of several who
 * bury at the same time, one does.
 */
export async function reapDeadReplicas(
  { db, t, lock }: Writer,
  { self, host, isAlive, lastSeenBefore }: ReapCriteria,
): Promise<ReapResult> {
  const ahead = new Date(lastSeenBefore.getTime() + furthestAheadMs);
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
            gt(t.replicas.seenAt, ahead),
          ),
        ),
      ),
    "skip",
  );
  const dead = others.filter(
    ({ host: theirs, pid, seenAt }) =>
      seenAt < lastSeenBefore || seenAt > ahead || (theirs === host && !isAlive(pid)),
  );
  for (const { key } of dead) await db.delete(t.replicas).where(eq(keyTextOf(t.replicas.id), key));

  const living = db.select({ id: t.replicas.id }).from(t.replicas);
  const orphaned = (holder: Tables["inbox" | "jobs" | "outbox"]["holder"]) =>
    and(isNotNull(holder), notInArray(holder, living));
  const free = { holder: null };
  const { inbox, jobs, outbox } = t;
  const given = {
    arrivals: await db
      .update(inbox)
      .set(free)
      .where(and(isNull(inbox.doneAt), orphaned(inbox.holder)))
      .returning({ seq: inbox.seq }),
    duties: await db
      .update(jobs)
      .set(free)
      .where(and(isNull(jobs.doneAt), orphaned(jobs.holder)))
      .returning({ id: jobs.id }),
    queued: await db
      .update(outbox)
      .set(free)
      .where(and(isUnsentMessage(outbox), ne(outbox.state, "sending"), orphaned(outbox.holder)))
      .returning({ seq: outbox.seq }),
    unknown: await db
      .update(outbox)
      .set({
        ...free,
        state: "unknown",
        code: sql`case when ${outbox.bulk} then 'never_known' end`,
      }) // what is said to many is not said twice
      .where(and(isUnsentMessage(outbox), eq(outbox.state, "sending"), orphaned(outbox.holder)))
      .returning({ seq: outbox.seq }),
  };
  return {
    replicas: dead.length,
    events: given.arrivals.length,
    jobs: given.duties.length,
    queued: given.queued.length,
    unknown: given.unknown.length,
  };
}

/** Takes a replica that stops in good order off the list. */
export async function unregisterReplica({ db, t }: Writer, id: string): Promise<void> {
  await db.delete(t.replicas).where(eq(t.replicas.id, id));
}

/** A process as it made itself known. */
export interface ReplicaSighting {
  host: string;
  pid: number;
  seenAt: Date;
}

/**
 * Throws `still_running`. Who was not seen for as long as a replica lives is dead, and on this
 * machine whoever has no process any more.
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
      hint: `stop it first; one that was killed on another machine is forgotten after ${replicaLifetimeMs / 1000} seconds`,
    },
  );
}
