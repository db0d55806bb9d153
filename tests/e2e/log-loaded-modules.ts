/**
 * Module hook, preloaded by `--import`: writes the name of each loaded module to the file named by
 * the environment variable `LOADED`.
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
