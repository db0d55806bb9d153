/**
 * Logs as JSON lines on standard error; standard output is for the conversation. An allow-list of
 * fields keeps people's words out.
 */
import { pino } from "pino";
import { EntwineError } from "./errors.ts";

/** Levels of log lines, least severe first; `silent` writes none. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Level of a log line. */
export type LogLevel = (typeof logLevels)[number];

type LogLine = (fields: Record<string, unknown>, message: string) => void;

/**
 * Writes a line. `message` is a fixed sentence, never built from data. Numbers and booleans are
 * logged under any name, strings under the names of `textFields`, and an error as `err`; other
 * fields are omitted and listed in `leftOut`.
 */
export interface Log {
  debug: LogLine;
  info: LogLine;
  warn: LogLine;
  error: LogLine;
  fatal: LogLine;
}

/** Names of fields that hold an identifier or one of a few fixed values. */
const textFields = new Set([
  "code",
  "kind",
  "platform",
  "state",
  "mode",
  "method",
  "path",
  "workspace",
  "arrival",
  "outbox",
  "host",
  "hostname",
]);

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const passes = ([name, value]: [string, unknown]): boolean =>
    typeof value === "number" ||
    typeof value === "boolean" ||
    value == null ||
    name === "err" ||
    (typeof value === "string" && textFields.has(name));
  const { true: kept = [], false: left = [] } = Object.groupBy(
    Object.entries(fields),
    (field) => `${passes(field)}`,
  );
  const shown = kept.map(([name, value]) => [
    name,
    typeof value === "string" ? value.replaceAll(/\p{Cc}/gu, " ") : value,
  ]); // terminals interpret some control characters that JSON lets through
  return {
    ...Object.fromEntries(shown),
    ...(left.length > 0 && { leftOut: left.map(([name]) => name) }),
  };
}

/**
 * Describes an error without its message, which may quote a row, a request body or a model's
 * answer; our own errors never do.
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
 * Delay before a line about the same failure is written again, with the number of omitted ones as
 * `again`: a database or key server that is down fails each request.
 */
const repeatIntervalMs = 60_000;
const repeating = /^(?:database_|keys_unavailable$)/;

function createRepeatFilter(
  now: () => number,
): (message: string, fields: Record<string, unknown>) => { again?: number } | undefined {
  const lines = new Map<string, { at: number; again: number }>();
  return (message, fields) => {
    const { err } = fields;
    if (!(err instanceof EntwineError) || !repeating.test(err.code)) return {};
    const key = `${err.code} ${message}`;
    const { at, again } = lines.get(key) ?? { at: Number.NEGATIVE_INFINITY, again: 0 };
    const due = now() - at >= repeatIntervalMs;
    lines.set(key, due ? { at: now(), again: 0 } : { at, again: again + 1 });
    return due ? { ...(again > 0 && { again }) } : undefined;
  };
}

/**
 * Opens a log. By default a line has reached standard error when the call returns, so that none is
 * lost at the exit.
 * @param write takes one whole line
 */
export function openLog(level: LogLevel, write?: (line: string) => void, now = Date.now): Log {
  const repeated = createRepeatFilter(now);
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), bindings: allowed, log: allowed },
      // Without a message pino would log that of the error.
      hooks: {
        logMethod: function (this, [fields, message = ""], method) {
          const all = fields as Record<string, unknown>;
          const more = repeated(message, all);
          if (more) method.call(this, { ...all, ...more }, message);
        },
      },
      serializers: { err: (error: unknown) => describe(error) },
    },
    write ? { write } : pino.destination({ dest: 2, sync: true }),
  );
}
