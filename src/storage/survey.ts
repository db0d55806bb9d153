/** Looks at a database from outside, without making or changing anything. */
import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { refuseGone } from "./begun.ts";
import { refuseEmptied } from "./open-ledger.ts";
import { lookAtPostgres } from "./postgres-look.ts";
import { sqlitePath } from "./sqlite-file.ts";
import { lookAt, standing } from "./sqlite-look.ts";
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

/** Throws what opening, writing and migrating it would throw. */
export async function survey(url: string): Promise<Survey> {
  const file = sqlitePath(url);
  const state = file === undefined ? "used" : lookAt(file, { wholeBytes: soonRead });
  if (state !== "used") refuseGone(url, state);
  if (state === "missing") return { engine: "SQLite", fresh: true, pending: 0 };
  if (!url.startsWith("file:")) await lookAtPostgres(url);
  const store = await openStore(url);
  try {
    await refuseEmptied(url, store);
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
