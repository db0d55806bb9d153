/** Search for the next instant at which something is due, for a clock that is wound forward. */
import { workspacesWithBulkDue } from "../storage/queue/bulk-messages.ts";
import { nextJobDueAt } from "../storage/queue/jobs.ts";
import type { ServedPlatforms } from "../storage/queue/platform-filter.ts";
import type { Reader } from "../storage/store.ts";
import type { BulkJob } from "./bulk-job.ts";

/** Precision (ms) of the search for the time of bulk jobs, which only tell what is due at a time. */
const precisionMs = 60_000;

/** Finds the first instant at which a bulk job has work; `undefined` if it has none until the end. */
async function firstBulkWork(
  countDue: (at: Date) => Promise<number>,
  from: number,
  until: number,
): Promise<number | undefined> {
  if ((await countDue(new Date(until))) === 0) return undefined;
  let [before, found] = [from, until];
  while (found - before > precisionMs) {
    const middle = before + (found - before) / 2;
    if ((await countDue(new Date(middle))) > 0) found = middle;
    else before = middle;
  }
  return found;
}

/** Messages of bulk jobs, which are sent at slots after the job. */
const bulkMessages: Pick<BulkJob, "countDue"> = {
  countDue: async (read, served, at) => (await workspacesWithBulkDue(read, served, at)).length,
};

/**
 * Returns the first instant until `until` at which a job, a bulk job or a message of one is due, if
 * any is.
 */
export async function findNextDue(
  read: Reader,
  bulkJobs: readonly Pick<BulkJob, "countDue">[],
  served: ServedPlatforms,
  { from, until }: { from: Date; until: Date },
): Promise<Date | undefined> {
  const job = (await nextJobDueAt(read, served))?.getTime();
  let first = job !== undefined && job <= until.getTime() ? job : undefined;
  for (const { countDue } of [...bulkJobs, bulkMessages])
    first =
      (await firstBulkWork(
        (at) => countDue(read, served, at),
        from.getTime(),
        first ?? until.getTime(),
      )) ?? first;
  return first === undefined ? undefined : new Date(first);
}
