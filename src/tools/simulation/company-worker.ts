/**
 * A thread in which companies live, one after the other: its clocks and its chance become the
 * simulation's. By itself (`node life.ts <seed> <days>`) it lives one.
 */
import { parentPort } from "node:worker_threads";
import { simulateCompany } from "./company.ts";
import type { InvariantViolation } from "./world.ts";

/** What became of it. */
export interface CompanyRunResult {
  seed: number;
  days: number;
  /** The day on which it ended, the first being 0. */
  day: number;
  events: number;
  violations: InvariantViolation[];
  recent: string[];
  counts: Record<string, number>;
  checked: Record<string, number>;
  digest: string;
}

/** What to live: a seed stands for a company and all that happens to it. */
export interface CompanyRun {
  seed: number;
  days: number;
}

async function lived(
  { seed, days }: CompanyRun,
  dayDone = (): void => {},
): Promise<CompanyRunResult> {
  const { world, day } = await simulateCompany({ seed, days, dayDone });
  return {
    ...{
      seed,
      days,
      day,
      events: world.events(),
      violations: world.violations,
      recent: world.recent,
    },
    ...{
      counts: Object.fromEntries(world.counts),
      checked: Object.fromEntries(world.checked),
      digest: world.digest(),
    },
  };
}

if (parentPort) {
  const port = parentPort;
  port.on("message", async (term: CompanyRun) =>
    port.postMessage(await lived(term, () => port.postMessage("day"))),
  );
} else {
  const [seed = 1, days = 1] = process.argv.slice(2).map(Number);
  process.stdout.write(JSON.stringify(await lived({ seed, days })));
  process.exit(); // what has died waits for ever
}
