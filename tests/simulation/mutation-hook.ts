/**
 * Plants a bug in the house while its source is loaded: `MUTATION='{"file":…,"find":…,"put":…}'
 * node --import ./tests/simulation/mutation-hook.ts …`. Threads have it too.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { type Mutation, plantMutation } from "./mutations.ts";

const mutation = JSON.parse(process.env.MUTATION ?? "{}") as Mutation;
const place = new URL(`../../src/${mutation.file}`, import.meta.url).href;

registerHooks({
  load: (url, context, next) =>
    url === place
      ? {
          format: "module-typescript",
          source: plantMutation(mutation, readFileSync(fileURLToPath(url), "utf8")),
          shortCircuit: true,
        }
      : next(url, context),
});
