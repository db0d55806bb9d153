/**
 * Loader hook that plants a bug into a process and its threads: `MUTATION="weekends are workdays"
 * node --import ./tests/simulation/mutation-hook.ts …`.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { mutations, plantMutation } from "./mutations.ts";

const key = process.env.MUTATION ?? "";
const mutation = mutations[key];
if (!mutation) throw new Error(`MUTATION names none of:\n${Object.keys(mutations).join("\n")}`);
const mutatedUrl = new URL(`../../src/${mutation.file}`, import.meta.url).href;

registerHooks({
  load: (url, context, next) =>
    url === mutatedUrl
      ? {
          format: "module-typescript",
          source: plantMutation(key, readFileSync(fileURLToPath(url), "utf8")),
          shortCircuit: true,
        }
      : next(url, context),
});
