/**
 * `entwine simulate`: simulates several companies for some weeks each, in parallel, and prints the
 * report.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { openProgressBar } from "../../lib/progress.ts";
import type { CompanyRun, CompanyRunResult } from "./company-worker.ts";
import { type SimulationInvariant, simulationInvariants } from "./world.ts";

/** Days of one company; a limit keeps the database small and varies season and people. */
const daysPerCompany = 20;

export interface SimulateOptions {
  seed: number;
  days: number;
  print(line: string): void;
}

/** Returns the companies of a seed, in a fixed order. */
const termsOf = ({ seed, days }: Pick<SimulateOptions, "seed" | "days">): CompanyRun[] =>
  Array.from({ length: Math.ceil(days / daysPerCompany) }, (_, index) => ({
    seed: seed + index,
    days: Math.min(daysPerCompany, days - index * daysPerCompany),
  }));

/** Opens a worker thread with simulated clocks and randomness. */
function openThread(dayDone: () => void) {
  const worker = new Worker(new URL("company-worker.ts", import.meta.url));
  return {
    live(term: CompanyRun): Promise<CompanyRunResult> {
      const { promise, resolve, reject } = Promise.withResolvers<CompanyRunResult>();
      const hear = (message: CompanyRunResult | "day"): void => {
        if (message === "day") return dayDone();
        worker.off("message", hear).off("error", reject);
        resolve(message);
      };
      worker.on("message", hear).on("error", reject);
      worker.postMessage(term);
      return promise;
    },
    close: () => worker.terminate(),
  };
}

/**
 * Runs the companies in order until one breaks an invariant. Those that started earlier run to
 * their end, so that the report does not depend on speed.
 */
async function liveAll(
  terms: readonly CompanyRun[],
  dayDone: () => void,
): Promise<CompanyRunResult[]> {
  const lives: CompanyRunResult[] = [];
  let next = 0;
  let broken = false;
  async function one(): Promise<void> {
    const thread = openThread(dayDone);
    while (!broken && next < terms.length) {
      const index = next++;
      const lived = await thread.live(terms[index]!);
      lives[index] = lived;
      broken ||= lived.violations.length > 0;
    }
    await thread.close();
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), terms.length) }, one));
  return lives;
}

/** Adds up counters. */
function sum(all: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const counts of all)
    for (const [what, count] of Object.entries(counts))
      total.set(what, (total.get(what) ?? 0) + count);
  return total;
}

function tellBroken(
  { seed, days, violations, day, events, recent }: CompanyRunResult,
  say: SimulateOptions["print"],
): void {
  const [{ invariant, what }] = violations as [CompanyRunResult["violations"][number]];
  say(`BROKEN: ${simulationInvariants[invariant]}`);
  say(`  ${what}`);
  say(`  seed ${seed}, day ${day + 1}, event ${events}`);
  say("The last events:");
  for (const event of recent) say(`  ${event}`);
  say("Replay it:");
  say(`  npm run -s entwine -- simulate --seed ${seed} --days ${Math.min(days, day + 1)}`);
}

/** Runs the simulation; resolves to whether all invariants held. */
export async function simulate({ seed, days, print }: SimulateOptions): Promise<boolean> {
  const terms = termsOf({ seed, days });
  const bar = openProgressBar(process.stderr, "Simulating days");
  let done = 0;
  print(`Simulating ${days} days, from seed ${seed}.`);
  const lives = await liveAll(terms, () => {
    done++;
    bar.step(done, days);
  });
  const broken = lives.find(({ violations }) => violations.length > 0);
  bar.end();
  if (broken) {
    tellBroken(broken, print);
    return false;
  }
  const checked = sum(lives.map((life) => life.checked));
  print("Invariants, and the number of checks:");
  for (const [invariant, name] of Object.entries(simulationInvariants))
    print(`  ${String(checked.get(invariant as SimulationInvariant) ?? 0).padStart(9)}  ${name}`);
  print("What happened:");
  for (const [what, count] of [...sum(lives.map((life) => life.counts))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  ))
    print(`  ${String(count).padStart(9)}  ${what}`);
  print(`Digest ${lives.map(({ digest }) => digest).join(" ")}`);
  return true;
}
