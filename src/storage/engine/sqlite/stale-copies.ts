/**
 * The copies of a SQLite file that were made before it changed or was replaced hold what has gone
 * from the database since, and go too.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * So many days are there to find out that an update or a restored backup was not what it should be.
 */
export const databaseCopyMaxAgeDays = 30;

/** Removes those of the database at `file` that are older, by the machine's time. */
export function removeStaleCopies(file: string): void {
  const since = Date.now() - databaseCopyMaxAgeDays * 86_400_000;
  const sorts = ["before", "replaced"].map((sort) => `${basename(file)}.${sort}-`);
  for (const name of readdirSync(dirname(file))) {
    const copy = join(dirname(file), name);
    if (sorts.some((sort) => name.startsWith(sort)) && statSync(copy).mtimeMs < since)
      rmSync(copy, { force: true });
  }
}
