/** Whether somebody works on a database that is about to be replaced. */
import { EntwineError } from "../../lib/errors.ts";
import { isProcessAlive, replicaLifetimeMs, thisReplica } from "./replicas.ts";

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
