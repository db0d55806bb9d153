/** The folder that backups are kept in, and the newest of them. */
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sqlitePath } from "../engine/sqlite/database-file.ts";

interface Backup {
  file: string;
  writtenAt: Date;
}

/** Beside a SQLite file, and `data/backups` for PostgreSQL. */
export const backupFolder = (url: string): string =>
  join(dirname(sqlitePath(url) ?? "data/entwine.db"), "backups");

/**
 * Finds the backup in there that was written last; undefined when there is none. Copies of what a
 * restore replaced, and unfinished ones, are none.
 */
export function newestBackup(url: string): Backup | undefined {
  const folder = backupFolder(url);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() && !entry.name.endsWith(".part") && !entry.name.startsWith("replaced-"),
      )
      .map(({ name }) => ({
        file: join(folder, name),
        writtenAt: statSync(join(folder, name)).mtime,
      }))
      .reduce<Backup | undefined>(
        (newest, each) => (newest && newest.writtenAt >= each.writtenAt ? newest : each),
        undefined,
      );
  } catch {
    return undefined; // no such folder
  }
}

/**
 * A part of a sentence for a database that cannot be used any more: the newest backup and the
 * command that restores it.
 */
export function restoreHint(url: string): string {
  const newest = newestBackup(url);
  if (!newest)
    return `restore a backup (npm run -s entwine -- restore <file>; there is none in ${backupFolder(url)})`;
  return `restore the newest backup of it (the newest in the folder, of ${newest.writtenAt.toISOString()}: npm run -s entwine -- restore ${newest.file})`;
}
