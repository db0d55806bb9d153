/** Folder of the backups, and the newest backup in it. */
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sqlitePath } from "../engine/sqlite/database-file.ts";

interface Backup {
  file: string;
  writtenAt: Date;
}

/** Returns `backups` beside a SQLite file, or `data/backups` for PostgreSQL. */
export const backupFolder = (url: string): string =>
  join(dirname(sqlitePath(url) ?? "data/entwine.db"), "backups");

/**
 * Returns the newest backup in the folder, or undefined. Unfinished backups and those that a
 * restore made of what it replaced do not count.
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

/** Returns the part of a hint that tells how to restore the newest backup. */
export function restoreHint(url: string): string {
  const newest = newestBackup(url);
  if (!newest)
    return `restore a backup (npm run -s entwine -- restore <file>; there is none in ${backupFolder(url)})`;
  return `restore the newest backup of it (the newest in the folder, of ${newest.writtenAt.toISOString()}: npm run -s entwine -- restore ${newest.file})`;
}
