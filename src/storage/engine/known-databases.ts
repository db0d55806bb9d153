/**
 * The list of ledgers that were begun, in `data/entwine.ledger` beside a SQLite file and also where
 * the database is on a server.
 * By it a start tells a database that was emptied or lost from one that is new.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { instanceFilePath } from "../../lib/crypto/root-secret.ts";
import { EntwineError } from "../../lib/errors.ts";
import { restoreHint } from "../backup/backup-folder.ts";
import { sqlitePath } from "./sqlite/database-file.ts";

const heading =
  "# Ledgers that Entwine has begun. Where the database of one is gone or empty, Entwine does not start. To begin anew, remove its line.\n";

const listOf = (url: string): string | undefined => instanceFilePath(url, "ledger");

/** The database without its folder, so that a folder can be copied, and without the password. */
function nameOf(url: string): string {
  const file = sqlitePath(url);
  if (file !== undefined) return basename(file);
  if (!URL.canParse(url)) return "postgres";
  const { host, pathname, searchParams } = new URL(url);
  return `postgres://${searchParams.get("host") ?? host}${pathname}`;
}

function linesOf(list: string): string[] {
  try {
    return readFileSync(list, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Whether a ledger was begun in this database, which has to hold it then. */
export function isKnownDatabase(url: string): boolean {
  const list = listOf(url);
  return list !== undefined && linesOf(list).some((line) => line.startsWith(`${nameOf(url)} `));
}

/**
 * Notes that a ledger is there. Where that cannot be written, such as in a container whose disk is
 * read-only, it is left out.
 */
export function recordKnownDatabase(url: string, now = new Date()): void {
  const list = listOf(url);
  if (list === undefined || isKnownDatabase(url)) return;
  try {
    mkdirSync(dirname(list), { recursive: true, mode: 0o700 });
    const lines = linesOf(list).map((line) => `${line}\n`);
    writeFileSync(
      list,
      [...(lines.length > 0 ? lines : [heading]), `${nameOf(url)} ${now.toISOString()}\n`].join(""),
      { mode: 0o600, flush: true },
    );
  } catch {}
}

/** Throws `ledger_gone` where a ledger was begun in a database that is now as it is said. */
export function assertDatabaseNotLost(url: string, state: "missing" | "empty"): void {
  if (!isKnownDatabase(url)) return;
  throw new EntwineError(
    "ledger_gone",
    `the database ${nameOf(url)} is ${state}, and Entwine has used it before; nothing was changed`,
    {
      hint: `look for it (a file that was moved, a disk that is not there, another DATABASE_URL); if it is lost, ${restoreHint(url)}; to begin anew, delete the line "${nameOf(url)} …" from ${listOf(url)}`,
    },
  );
}
