/**
 * Replaces errors of the drivers by ours, whose messages hold no stored values. Drivers and drizzle
 * quote values in their messages, which would put people's words into logs.
 */
import { EntwineError } from "../../lib/errors.ts";

const knownErrors: { when: RegExp; code: string; message: string; hint: string }[] = [
  {
    when: /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|53100|ENOSPC|EDQUOT)/,
    code: "database_full",
    message: "the database's disk is full",
    hint: "free some space; nothing that was acknowledged is lost",
  },
  {
    when: /^(SQLITE_READONLY|25006)/,
    code: "database_read_only",
    message: "the database is read-only",
    hint: "give this process write access to the file and its folder, or connect to the primary",
  },
  {
    when: /^(SQLITE_BUSY|SQLITE_LOCKED|SQLITE_PROTOCOL|55P03)/,
    code: "database_locked",
    message: "the database was locked for too long",
    hint: "look for another process that holds the lock, such as a backup",
  },
  {
    when: /^(40P01|40001|57014)/,
    code: "database_busy",
    message: "the database cancelled a write because of a conflict or a time-out",
    hint: "it is retried; if this happens often, look for long transactions and check the server's time-outs",
  },
  {
    when: /^(SQLITE_CORRUPT|SQLITE_NOTADB|XX00[12])/,
    code: "database_damaged",
    message: "the database is damaged, or the file is not a database",
    hint: "check DATABASE_URL; if it is right, restore a backup",
  },
  {
    when: /^(SQLITE_CANTOPEN|SQLITE_IOERR|SQLITE_PERM|58030|EACCES|EIO|EROFS)/,
    code: "database_unreadable",
    message: "the database's file cannot be read or written",
    hint: "check its path, the permissions of its folder, and the disk",
  },
  {
    when: /^(28|3D000|42501)/,
    code: "database_refused",
    message: "the database refused the login",
    hint: "check the name, password and database in DATABASE_URL",
  },
  {
    when: /^(08|57P0|25P0[34]|53[0234]|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN|EHOSTUNREACH)/,
    code: "database_unreachable",
    message: "the database cannot be reached",
    hint: "check DATABASE_URL, and that the server is running",
  },
];

/** Messages that pg throws without a code. */
const connectionLost =
  /^(Connection terminated|Query read timeout|Client was closed|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Returns whether the error means that nothing can be stored at present, not only this write. */
export const isStorageUnavailable = (error: unknown): error is EntwineError =>
  error instanceof EntwineError &&
  (error.code === "database_moved" ||
    (error.code !== "database_busy" && knownErrors.some(({ code }) => code === error.code)));

/** Codes of our errors that a row causes. Any other code of ours is a transient condition. */
const rowErrorCodes = ["database_failed", "row_not_updated"];

/**
 * Returns the code of an error that the rows being processed cause, or our own code; `undefined`
 * for a transient one, such as an unreachable database.
 */
export function rowFaultCode(error: unknown): string | undefined {
  if (error instanceof EntwineError)
    return rowErrorCodes.includes(error.code) ? error.code : undefined;
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
}

/**
 * Throws `row_not_updated` when an update missed rows, as when SQLite holds bytes in a key. Such rows
 * would come due again forever.
 */
export function assertRowsChanged(found: number, expected: number): void {
  if (found < expected)
    throw new EntwineError(
      "row_not_updated",
      `${expected - found} rows could not be updated by their keys`,
    );
}

/**
 * Returns the error to throw instead of a driver's or drizzle's; any other comes back unchanged.
 * `database_failed` is a bug of ours and names the engine's code and the constraint.
 */
export function sanitizeDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EntwineError) return error;
  if (error instanceof AggregateError) return sanitizeDatabaseError(error.errors[0]);
  if (error.name === "Error" && "query" in error && "params" in error)
    return sanitizeDatabaseError(error.cause);
  const { code = "", constraint = "" } = error as { code?: unknown; constraint?: unknown };
  const engineCode = connectionLost.test(error.message) ? "08006" : String(code);
  const known = knownErrors.find(({ when }) => when.test(engineCode));
  if (!known && error.name !== "SqliteError" && !("severity" in error)) return error;
  const sanitized = known
    ? new EntwineError(known.code, `${known.message} (${engineCode})`, {
        hint: known.hint,
      })
    : new EntwineError(
        "database_failed",
        `the database refused a statement (${[engineCode, constraint].filter(Boolean).join(" ")})`,
      );
  sanitized.stack = `${sanitized.name}: ${sanitized.message}${error.stack?.match(/\n {4}at .*/g)?.join("") ?? ""}`;
  return sanitized;
}
