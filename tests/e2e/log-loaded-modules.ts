/**
 * Preloaded by `--import`: writes down each module that the process loads, in the file that
 * `LOADED` names.
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
