/** Looks at a database from outside, and at its backups, without making or changing anything: for whoever wants to know whether all is well. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EntwineError } from "../errors.ts";
import { examineFile } from "./sqlite-contents.ts";
import { sqlitePath } from "./sqlite-file.ts";
import { openStore } from "./store.ts";

export interface Survey {
  engine: "SQLite" | "PostgreSQL";
  /** There is no file yet, and the place for it can be written. */
  fresh: boolean;
  /** Migrations to be applied at the next start. */
  pending: number;
}

/** Bytes of a SQLite file that are read in two seconds or less; whether a larger one is damaged, each backup says. */
const soonRead = 1024 ** 3;

/** The folder itself, or the nearest above it that is there. */
const standing = (folder: string): string => (existsSync(folder) ? folder : standing(dirname(folder)));

/** Throws what opening, writing and migrating it would throw. */
export async function survey(url: string): Promise<Survey> {
  const file = sqlitePath(url);
  if (file !== undefined && !existsSync(file)) {
    const folder = standing(dirname(resolve(file)));
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw new EntwineError("database_unreadable", `the database cannot be made in ${dirname(file)}`, {
        hint: "let the account that runs Entwine write there, or set DATABASE_URL to another place",
        cause,
      });
    }
    return { engine: "SQLite", fresh: true, pending: 0 };
  }
  if (file !== undefined && statSync(file).size < soonRead) examineFile(file);
  const store = await openStore(url);
  try {
    return { engine: /^postgres/.test(url) ? "PostgreSQL" : "SQLite", fresh: false, pending: await store.pending() };
  } finally {
    await store.close();
  }
}

/** Bytes that are free where a SQLite file is or would be, and its size. Undefined for PostgreSQL, whose disk is elsewhere. */
export function room(url: string): { free: number; used: number } | undefined {
  const file = sqlitePath(url);
  if (file === undefined) return undefined;
  const { bavail, bsize } = statfsSync(standing(dirname(resolve(file))));
  return { free: bavail * bsize, used: existsSync(file) ? statSync(file).size : 0 };
}

/** Whether there is a SQLite file by now. */
export function isFile(url: string): boolean {
  const file = sqlitePath(url);
  return file !== undefined && existsSync(file);
}

/** Where backups are kept: beside a SQLite file, and in `data/backups` for PostgreSQL. */
export const backupFolder = (url: string): string => join(dirname(sqlitePath(url) ?? "data/entwine.db"), "backups");

/** When the newest file in there was written, unfinished ones aside; undefined when there is none. */
export function newestBackup(url: string): Date | undefined {
  const folder = backupFolder(url);
  try {
    const written = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith(".part"));
    const newest = Math.max(...written.map(({ name }) => statSync(join(folder, name)).mtimeMs));
    return Number.isFinite(newest) ? new Date(newest) : undefined;
  } catch {
    return undefined; // no such folder
  }
}
