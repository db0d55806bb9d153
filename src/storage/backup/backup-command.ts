/** What `entwine backup` and `entwine restore` tell whoever runs them. */
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { backUpDatabase } from "./backup.ts";
import { type RestoreOptions, restoreDatabase } from "./restore.ts";

interface Streams {
  stdout: ProgressOutput;
  stderr: ProgressOutput;
}

const number = (count: number): string => count.toLocaleString("en");
const size = (bytes: number): string =>
  bytes < 100_000
    ? `${number(Math.ceil(bytes / 1_000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;

export async function runBackup(
  url: string,
  { to, keep }: { to?: string; keep: number },
  { stdout, stderr }: Streams,
): Promise<void> {
  const { step, end } = openProgressBar(stderr, "Copying");
  const { file, rows, bytes, removed } = await backUpDatabase(url, {
    ...(to !== undefined && { to }),
    keep,
    at: new Date(),
    step,
  }).finally(end);
  stdout.write(`${file}: ${number(rows)} rows, ${size(bytes)}, read back and whole.\n`);
  for (const old of removed) stdout.write(`Removed ${old}, since the newest ${keep} stay.\n`);
  stdout.write(
    "The secret is not in it: keep ENTWINE_SECRET, or the file entwine.key, in another place. Without it Slack's tokens and notes that were not shown yet stay sealed.\n",
  );
}

export async function runRestore(
  url: string,
  from: string,
  { stdout, stderr }: Streams,
  options: Pick<RestoreOptions, "tables" | "finish">,
): Promise<void> {
  const { step, end } = openProgressBar(stderr, "Restoring");
  const { made, rows, kept } = await restoreDatabase(url, from, {
    at: new Date(),
    onProgress: step,
    ...options,
  }).finally(end);
  stdout.write(`Restored ${number(rows)} rows as they were on ${made.toISOString()}.\n`);
  if (kept !== undefined)
    stdout.write(`What was there before is in ${kept}; remove it when you are sure.\n`);
  stdout.write(
    "Start Entwine. What was said since then is not in the ledger; what was on its way then is looked for before it is sent again.\n",
  );
}
