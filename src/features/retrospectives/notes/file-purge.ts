/**
 * Purge of deleted notes and votes from the database's files, soon after a reveal. What is left
 * after the last attempt is removed by the retention job.
 */
import { setTimeout as pause } from "node:timers/promises";

/** Tables with encrypted notes and votes. */
const tables = ["retrospectives", "retrospective_votes"];

/** Attempts while readers block the purge, and the pause (ms) between two. */
const maxAttempts = 150;
const pauseMs = 2_000;

/** Passes after the last request: a snapshot that is open during a pass keeps the deleted rows. */
const passesNeeded = 2;

/**
 * Returns a function that starts a purge, or prolongs the running one. Does not wait for it.
 * @param scrub purges tables once; false if a reader blocks it
 */
export function createRetroFilePurge(
  scrub: ((tables: readonly string[]) => Promise<boolean>) | undefined,
): () => void {
  let passesLeft = 0;
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    for (let attempt = 1; passesLeft > 0 && attempt <= maxAttempts; attempt++) {
      passesLeft--;
      if ((await scrub?.(tables).catch(() => false)) === false) passesLeft++;
      if (passesLeft > 0) await pause(pauseMs, undefined, { ref: false });
    }
    isWorking = false;
  }

  return () => {
    passesLeft = passesNeeded;
    if (!isWorking) void work();
  };
}
