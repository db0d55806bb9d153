/** Plants a bug in the house while its source is loaded: `MUTATION='{"file":…,"find":…,"put":…}' node --import ./tests/simulation/plant.ts …`. Threads have it too. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Mutation } from "./mutations.ts";

const { file, find, put } = JSON.parse(process.env.MUTATION ?? "{}") as Mutation;
const planted = new URL(`../../src/${file}`, import.meta.url).href;

function plant(source: string): string {
  if (source.split(find).length !== 2) throw new Error(`what is to be changed in ${file} is not there exactly once`);
  return source.replace(find, () => put);
}

registerHooks({
  load: (url, context, next) =>
    url === planted ? { format: "module-typescript", source: plant(readFileSync(fileURLToPath(url), "utf8")), shortCircuit: true } : next(url, context),
});
