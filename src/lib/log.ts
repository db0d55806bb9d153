/**
 * Logs: JSON lines on standard error, since standard output belongs to the conversation. What
 * people wrote stays out by construction: only what is listed here gets through.
 */
import { pino } from "pino";
import type { LogLevel } from "../app/config.ts";
import { EntwineError } from "./errors.ts";

type Say = (fields: Record<string, unknown>, what: string) => void;

/**
 * `what` is a fixed sentence in the code, never put together from data. In `fields`, numbers and
 * booleans pass under any name, strings under the names of `texts`, and an error as `err`.
 * Everything else is left out, and its name is put in `leftOut` so that whoever wrote the line
 * notices.
 */
export interface Log {
  debug: Say;
  info: Say;
  warn: Say;
  error: Say;
  fatal: Say;
}

/** Names of fields that hold an identifier or one of a few fixed values, by their meaning. */
const texts = new Set([
  "code",
  "kind",
  "surface",
  "state",
  "mode",
  "method",
  "path",
  "workspace",
  "arrival",
  "host",
  "hostname",
]);

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const passes = ([name, value]: [string, unknown]): boolean =>
    typeof value === "number" ||
    typeof value === "boolean" ||
    value == null ||
    name === "err" ||
    (typeof value === "string" && texts.has(name));
  const { true: kept = [], false: left = [] } = Object.groupBy(
    Object.entries(fields),
    (field) => `${passes(field)}`,
  );
  const shown = kept.map(([name, value]) => [
    name,
    typeof value === "string" ? value.replaceAll(/\p{Cc}/gu, " ") : value,
  ]); // a terminal obeys some of what JSON lets through
  return {
    ...Object.fromEntries(shown),
    ...(left.length > 0 && { leftOut: left.map(([name]) => name) }),
  };
}

/**
 * An error without its message, which may quote a row, a request's body or a model's answer; our
 * own errors promise not to.
 */
function describe(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const ours = error instanceof EntwineError;
  return {
    name: error.name,
    ...((typeof code === "number" || (typeof code === "string" && /^[\w.-]{1,64}$/.test(code))) && {
      code,
    }),
    ...(ours && { message: error.message, hint: error.hint }),
    at: error.stack?.match(/^ {4}at .*$/gm)?.slice(0, 12),
    ...(error.cause !== undefined && depth < 3 && { cause: describe(error.cause, depth + 1) }),
  };
}

/**
 * Until a line about the same trouble is written again, in ms, with how often it was left out as
 * `again`: a database that is away, or Microsoft's keys, fail each request.
 */
const pause = 60_000;
const repeating = /^(?:database_|keys_unavailable$)/;

function openRepeats(
  now: () => number,
): (what: string, fields: Record<string, unknown>) => { again?: number } | undefined {
  const lines = new Map<string, { at: number; again: number }>();
  return (what, fields) => {
    const { err } = fields;
    if (!(err instanceof EntwineError) || !repeating.test(err.code)) return {};
    const key = `${err.code} ${what}`;
    const { at, again } = lines.get(key) ?? { at: Number.NEGATIVE_INFINITY, again: 0 };
    const due = now() - at >= pause;
    lines.set(key, due ? { at: now(), again: 0 } : { at, again: again + 1 });
    return due ? { ...(again > 0 && { again }) } : undefined;
  };
}

/**
 * `write` takes one whole line. By default a line is on standard error when the call returns, so
 * that none is lost at the exit.
 */
export function openLog(level: LogLevel, write?: (line: string) => void, now = Date.now): Log {
  const repeats = openRepeats(now);
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), bindings: allowed, log: allowed },
      // Without words of its own, pino would take the error's message.
      hooks: {
        logMethod: function (this, [fields, what = ""], method) {
          const all = fields as Record<string, unknown>;
          const repeated = repeats(what, all);
          if (repeated) method.call(this, { ...all, ...repeated }, what);
        },
      },
      serializers: { err: (error: unknown) => describe(error) },
    },
    write ? { write } : pino.destination({ dest: 2, sync: true }),
  );
}
