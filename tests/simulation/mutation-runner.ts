/**
 * All bugs planted one after the other in one process, and a line of JSON on what each broke:
 * whatever leads to the changed file is loaded anew, and all else is shared, since a process that
 * begins from nothing takes a second to be as fast.
 */
import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { simulateCompany } from "../../src/tools/simulation/company.ts";
import { type Mutation, mutations, plantMutation } from "./mutations.ts";

/** What a bug breaks. */
export interface MutationResult {
  name: string;
  broken: string[];
}

/**
 * So many companies are tried beside the one that is known to find it: whatever changes in the
 * house, changes what happens in them.
 */
const most = 7;

const root = new URL("../../", import.meta.url);
const sources = ["src", "tests/simulation"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => new URL(`${folder}/${file}`, root).href),
);
const imports = new Map(
  sources.map((url) => {
    const source = readFileSync(fileURLToPath(url), "utf8");
    return [
      url,
      [...source.matchAll(/(?:\bfrom |import\()"(\.[^"]+)"/g)].map(
        ([, path]) => new URL(path!, url).href,
      ),
    ];
  }),
);

/** All that leads to a file, and the file. */
function leadingTo(url: string): Set<string> {
  const found = new Set([url]);
  for (const each of found)
    for (const [importer, imported] of imports) if (imported.includes(each)) found.add(importer);
  return found;
}

const grafts = new Map<string, { url: string; leading: Set<string>; mutation: Mutation }>();
const markOf = (url = ""): string | undefined =>
  URL.parse(url)?.searchParams.get("planted") ?? undefined;

registerHooks({
  resolve(specifier, context, next) {
    const mark = markOf(context.parentURL);
    const resolved = next(specifier, context);
    return mark && grafts.get(mark)?.leading.has(resolved.url)
      ? { ...resolved, url: `${resolved.url}?planted=${mark}` }
      : resolved;
  },
  load(url, context, next) {
    const graft = grafts.get(markOf(url) ?? "");
    if (!graft) return next(url, context);
    const path = fileURLToPath(url);
    const source = readFileSync(path, "utf8");
    const isPlace = url.startsWith(`${graft.url}?`);
    return {
      format: "module-typescript",
      source: isPlace ? plantMutation(graft.mutation, source) : source,
      shortCircuit: true,
    };
  },
});

/** Lives in a house with a bug, from day to day. */
async function lifeWith(name: string): Promise<typeof simulateCompany> {
  const mark = String(Object.keys(mutations).indexOf(name));
  const mutation = mutations[name]!;
  const url = new URL(`src/${mutation.file}`, root).href;
  grafts.set(mark, { url, leading: leadingTo(url), mutation });
  const company = (await import(`./company.ts?planted=${mark}`)) as {
    live: typeof simulateCompany;
  };
  return company.live;
}

/**
 * What broke in the companies that were tried, one after the other until one broke what it should.
 */
async function brokenBy(name: string): Promise<MutationResult> {
  const { seed, days, breaks } = mutations[name]!;
  const liveOn = await lifeWith(name);
  const broken = new Set<string>();
  const seeds = new Set([seed, ...Array.from({ length: most }, (_, index) => index + 1)]);
  for (const each of seeds) {
    const { world } = await liveOn({ seed: each, days, dayDone() {} });
    for (const { invariant } of world.violations) broken.add(invariant);
    if (broken.has(breaks)) break;
  }
  return { name, broken: [...broken] };
}

for (const name of Object.keys(mutations))
  process.stdout.write(`${JSON.stringify(await brokenBy(name))}\n`);
process.exit(); // what has died waits for ever
