/**
 * Removes data from the database's files that a reveal or a close deleted from the rows, since an old
 * box tells with the key who wrote.
 */
import { setTimeout as pause } from "node:timers/promises";

/** Tables with boxes and votes. */
const tables = ["retrospectives", "retrospective_votes"];

/** Retries while readers block the purge; the retention job removes what then remains. */
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
