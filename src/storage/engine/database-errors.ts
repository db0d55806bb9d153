/**
 * What a database refused, in words that hold nothing of what people wrote: the drivers and drizzle
 * quote values in their messages, so those end here.
 */
import { EntwineError } from "../../lib/errors.ts";

const disasters: { when: RegExp; code: string; message: string; hint: string }[] = [
  {
    when: /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|53100|ENOSPC|EDQUOT)/,
    code: "database_full",
    message: "the database's disk is full",
    hint: "free some space; nothing that was acknowledged is lost",
  },
  {
    when: /^(SQLITE_READONLY|25006)/,
    code: "database_read_only",
    message: "the database can only be read",
    hint: "let this process write the file and its folder, or connect to the primary",
  },
  {
    when: /^(SQLITE_BUSY|SQLITE_LOCKED|SQLITE_PROTOCOL|55P03)/,
    code: "database_locked",
    message: "the database was locked for too long",
    hint: "look for another process that holds it, such as a backup",
  },
  {
    when: /^(40P01|40001|57014)/,
    code: "database_busy",
    message: "the database broke a write off in favour of others, or since it took too long",
    hint: "it is tried again; if it comes often, look for long transactions and at the server's time-outs",
  },
  {
    when: /^(SQLITE_CORRUPT|SQLITE_NOTADB|XX00[12])/,
    code: "database_damaged",
    message: "the database is damaged, or no database",
    hint: "check DATABASE_URL; if it is right, restore a backup",
  },
  {
    when: /^(SQLITE_CANTOPEN|SQLITE_IOERR|SQLITE_PERM|58030|EACCES|EROFS)/,
    code: "database_unreadable",
    message: "the database's file cannot be read or written",
    hint: "check its path, the rights on its folder, and the disk",
  },
  {
    when: /^(28|3D000|42501)/,
    code: "database_refused",
    message: "the database did not let us in",
    hint: "check the name, password and database in DATABASE_URL",
  },
  {
    when: /^(08|57P0|25P0[34]|53[0234]|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN|EHOSTUNREACH)/,
    code: "database_unreachable",
    message: "the database cannot be reached",
    hint: "check DATABASE_URL, and that the server runs",
  },
];

/** pg says these without a code. */
const cutOff =
  /^(Connection terminated|Query read timeout|Client was closed|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether it says that nothing can be stored at the moment, and not just this. */
export const isStorageUnavailable = (error: unknown): error is EntwineError =>
  error instanceof EntwineError &&
  (error.code === "database_moved" ||
    (error.code !== "database_busy" && disasters.some(({ code }) => code === error.code)));

/** Codes of errors that are about rows. Any other of ours says that something has to pass first. */
const ofRows = ["database_failed", "row_unchanged"];

/**
 * The code of an error that the rows in work are to blame for, or our own code; `undefined` for one
 * that passes, such as a database out of reach.
 */
export function rowFaultCode(error: unknown): string | undefined {
  if (error instanceof EntwineError) return ofRows.includes(error.code) ? error.code : undefined;
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
}

/**
 * Throws when a change did not find all rows that it was meant for, as where SQLite keeps bytes in
 * a key: they would come due for ever.
 */
export function assertRowsChanged(found: number, meant: number): void {
  if (found < meant)
    throw new EntwineError(
      "row_unchanged",
      `${meant - found} rows could not be changed by their keys`,
    );
}

/**
 * The error to throw in place of a driver's or drizzle's; any other comes back as it is.
 * `database_failed` is a bug of ours, and names the engine's own code and the constraint.
 */
export function sanitizeDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EntwineError) return error;
  if (error instanceof AggregateError) return sanitizeDatabaseError(error.errors[0]);
  if (error.name === "Error" && "query" in error && "params" in error)
    return sanitizeDatabaseError(error.cause);
  const { code = "", constraint = "" } = error as { code?: unknown; constraint?: unknown };
  const engineCode = cutOff.test(error.message) ? "08006" : String(code);
  const disaster = disasters.find(({ when }) => when.test(engineCode));
  if (!disaster && error.name !== "SqliteError" && !("severity" in error)) return error;
  const explained = disaster
    ? new EntwineError(disaster.code, `${disaster.message} (${engineCode})`, {
        hint: disaster.hint,
      })
    : new EntwineError(
        "database_failed",
        `the database refused a statement (${[engineCode, constraint].filter(Boolean).join(" ")})`,
      );
  explained.stack = `${explained.name}: ${explained.message}${error.stack?.match(/\n {4}at .*/g)?.join("") ?? ""}`;
  return explained;
}
