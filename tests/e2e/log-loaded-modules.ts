/**
 * Writes each module that a process loads to the file that `LOADED` names; preloaded by
 * `--import`.
 */
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

const { LOADED = "/dev/null" } = process.env;

registerHooks({
  load(url, context, next) {
    appendFileSync(LOADED, `${url}\n`);
    return next(url, context);
  },
});
