/**
 * Runs the simulation with each planted bug and prints which invariants broke, a JSON line each.
 * One process runs all of them and reloads only the modules that import the changed one: a new
 * process needs a second to warm up. Arguments name the bugs; the default is all.
 */
import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { simulateCompany } from "../../src/tools/simulation/company.ts";
import { mutations, plantMutation } from "./mutations.ts";

export interface MutationResult {
  name: string;
  /** Names of the broken invariants. */
  broken: string[];
  /** Number of companies simulated until the expected invariant broke. */
  companies: number;
}

/**
 * Further companies to try beside the one that is known to find a bug, because each change of src
 * changes what happens in a company.
 */
const otherCompanies = 7;

const root = new URL("../../", import.meta.url);
const sources = readdirSync(new URL("src", root), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => new URL(`src/${file}`, root).href);
const importsBySource = new Map(
  sources.map((url) => {
    const source = readFileSync(fileURLToPath(url), "utf8");
    const found = source.matchAll(
      /^(?:import|export) (?!type\b)[^;]*?from "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm,
    );
    return [url, [...found].map(([, from, lazy]) => new URL((from ?? lazy)!, url).href)];
  }),
);

/** Returns a file and all files that import it, directly or indirectly. */
function withImporters(url: string): Set<string> {
  const found = new Set([url]);
  for (const each of found)
    for (const [importer, imported] of importsBySource)
      if (imported.includes(each)) found.add(importer);
  return found;
}

const planted = new Map<string, { key: string; url: string; reloaded: Set<string> }>();
const markOf = (url = ""): string | undefined =>
  URL.parse(url)?.searchParams.get("planted") ?? undefined;

registerHooks({
  resolve(specifier, context, next) {
    const mark = markOf(context.parentURL);
    const resolved = next(specifier, context);
    return mark && planted.get(mark)?.reloaded.has(resolved.url)
      ? { ...resolved, url: `${resolved.url}?planted=${mark}` }
      : resolved;
  },
  load(url, context, next) {
    const bug = planted.get(markOf(url) ?? "");
    if (!bug) return next(url, context);
    const source = readFileSync(fileURLToPath(url), "utf8");
    return {
      format: "module-typescript",
      source: url.startsWith(`${bug.url}?`) ? plantMutation(bug.key, source) : source,
      shortCircuit: true,
    };
  },
});

/** Loads a simulation in which the bot has the bug. */
async function loadSimulation(key: string): Promise<typeof simulateCompany> {
  const mark = String(Object.keys(mutations).indexOf(key));
  const url = new URL(`src/${mutations[key]!.file}`, root).href;
  planted.set(mark, { key, url, reloaded: withImporters(url) });
  const company = (await import(`../../src/tools/simulation/company.ts?planted=${mark}`)) as {
    simulateCompany: typeof simulateCompany;
  };
  return company.simulateCompany;
}

/** Simulates company after company until the expected invariant breaks. */
async function findBug(name: string): Promise<MutationResult> {
  const { seed, days = 7, breaks } = mutations[name]!;
  const simulate = await loadSimulation(name);
  const broken = new Set<string>();
  const seeds = new Set([seed, ...Array.from({ length: otherCompanies }, (_, index) => index + 1)]);
  let companies = 0;
  for (const each of seeds) {
    companies++;
    const { world } = await simulate({ seed: each, days, dayDone() {} });
    for (const { invariant } of world.violations) broken.add(invariant);
    if (broken.has(breaks)) break;
  }
  return { name, broken: [...broken], companies };
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(mutations);
for (const name of names) process.stdout.write(`${JSON.stringify(await findBug(name))}\n`);
process.exit(); // crashed replicas leave promises that never settle
