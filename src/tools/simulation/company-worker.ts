/**
 * Worker thread that simulates companies, one after another, with simulated clocks and randomness.
 * Run directly (`node company-worker.ts <seed> <days>`), it simulates one.
 */
import { parentPort } from "node:worker_threads";
import { simulateCompany } from "./company.ts";
import type { InvariantViolation } from "./world.ts";

/** Result of a simulation. */
export interface CompanyRunResult {
  seed: number;
  days: number;
  /** Day on which it ended, starting with 0. */
  day: number;
  events: number;
  violations: InvariantViolation[];
  recent: string[];
  counts: Record<string, number>;
  checked: Record<string, number>;
  digest: string;
}

/** One simulation; the seed determines the company and everything that happens to it. */
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
    seed,
    days,
    day,
    events: world.events(),
    violations: world.violations,
    recent: world.recent,
    counts: Object.fromEntries(world.counts),
    checked: Object.fromEntries(world.checked),
    digest: world.digest(),
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
  process.exit(); // promises of replicas that were killed never settle
}
