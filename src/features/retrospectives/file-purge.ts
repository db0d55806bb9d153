/**
 * Removes from the database's files what a reveal or a close has taken from the rows: with the key,
 * an old box tells who wrote.
 */
import { setTimeout as pause } from "node:timers/promises";

/** Tables whose rows are sealed, or go. */
const tables = ["retrospectives", "retrospective_votes"];

/**
 * Where somebody is in the way, it is tried again; what then remains goes with the night's tidying.
 */
const maxAttempts = 150;
const pauseMs = 2_000;

export function createRetroFilePurge(
  scrub: ((tables: readonly string[]) => Promise<boolean>) | undefined,
): () => void {
  let isWanted = false;
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    for (let attempt = 1; isWanted && attempt <= maxAttempts; attempt++) {
      isWanted = false;
      const isDone = await scrub?.(tables).catch(() => false);
      if (isDone !== false) continue;
      isWanted = true;
      await pause(pauseMs, undefined, { ref: false });
    }
    isWorking = false;
  }

  return () => {
    isWanted = true;
    if (!isWorking) void work();
  };
}
