/** So many days of simulated companies, one life of some weeks after the other and as many at a time as there are processors; and what is to be said of it. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { progress } from "@clack/prompts";
import type { Lived, Term } from "./life.ts";
import { type Invariant, invariants } from "./world.ts";

/** Days that a company lives: the database stays small, and each begins in another season with other people. */
const lifetime = 20;

export interface Options {
  seed: number;
  days: number;
  say(line: string): void;
}

/** Whatever is run, it is run the same: the lives that a seed stands for. */
const termsOf = ({ seed, days }: Pick<Options, "seed" | "days">): Term[] =>
  Array.from({ length: Math.ceil(days / lifetime) }, (_, index) => ({ seed: seed + index, days: Math.min(lifetime, days - index * lifetime) }));

/** Lives in a thread of its own, whose clocks and chance are not the machine's. */
function openThread(dayDone: () => void) {
  const worker = new Worker(new URL("life.ts", import.meta.url));
  return {
    live(term: Term): Promise<Lived> {
      const { promise, resolve, reject } = Promise.withResolvers<Lived>();
      const hear = (message: Lived | "day"): void => {
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

/** In the terms' order, until one breaks something; those that were begun before it go on to their end, so that what is reported does not hang on how fast they were. */
async function liveAll(terms: readonly Term[], dayDone: () => void): Promise<Lived[]> {
  const lives: Lived[] = [];
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

/** Adds up what was counted. */
function sum(all: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const counts of all) for (const [what, count] of Object.entries(counts)) total.set(what, (total.get(what) ?? 0) + count);
  return total;
}

function tellBroken({ seed, days, violations, day, events, recent }: Lived, say: Options["say"]): void {
  const [{ invariant, what }] = violations as [Lived["violations"][number]];
  say(`BROKEN: ${invariants[invariant]}`);
  say(`  ${what}`);
  say(`  seed ${seed}, day ${day + 1}, event ${events}`);
  say("The last events:");
  for (const event of recent) say(`  ${event}`);
  say("Replay it:");
  say(`  npm run -s entwine -- simulate --seed ${seed} --days ${Math.min(days, day + 1)}`);
}

/** Resolves with whether every promise was kept. */
export async function simulate({ seed, days, say }: Options): Promise<boolean> {
  const terms = termsOf({ seed, days });
  const bar = process.stdout.isTTY ? progress({ max: days }) : undefined;
  let done = 0;
  say(`Simulating ${days} days, from seed ${seed}.`);
  bar?.start("no day is over yet");
  const lives = await liveAll(terms, () => {
    done++;
    bar?.advance(1, `${done} of ${days} days`);
    if (!bar && done % 100 === 0) say(`${done} of ${days} days`);
  });
  const broken = lives.find(({ violations }) => violations.length > 0);
  bar?.stop(broken ? "something broke" : `${days} days`);
  if (broken) {
    tellBroken(broken, say);
    return false;
  }
  const checked = sum(lives.map((life) => life.checked));
  say("Kept, and how often that was looked at:");
  for (const [invariant, name] of Object.entries(invariants)) say(`  ${String(checked.get(invariant as Invariant) ?? 0).padStart(9)}  ${name}`);
  say("What happened:");
  for (const [what, count] of [...sum(lives.map((life) => life.counts))].sort(([a], [b]) => (a < b ? -1 : 1))) say(`  ${String(count).padStart(9)}  ${what}`);
  say(`Digest ${lives.map(({ digest }) => digest).join(" ")}`);
  return true;
}
