/** Log adapter for Bolt's warnings and errors; omits text that they quote. */
import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../lib/log.ts";

/**
 * Returns the fixed sentence at the beginning of a line. Details follow a colon or bracket and may
 * contain a request's body.
 */
const fixed = (line: unknown): string =>
  String(line).split(/[:([]/, 1)[0]?.trim().slice(0, 100) ?? "";

/** Creates the logger of Slack's libraries, which lets no words of people into the log. */
export function createBoltLogger(log: Pick<Log, "warn" | "error">): Logger {
  const say = (level: "warn" | "error") => (line: unknown) =>
    log[level](
      { platform: "slack", ...(line instanceof Error ? { err: line } : { code: fixed(line) }) },
      "Slack's library reports",
    );
  return {
    debug() {},
    info() {},
    warn: say("warn"),
    error: say("error"),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
