/** This machine: the settings' file, the database, the disk, the backups and the clock. */
import { statSync } from "node:fs";
import { readEnvFile } from "../../app/config.ts";
import { defineTables } from "../../app/schema.ts";
import { unknownSettings } from "../../app/settings.ts";
import { EntwineError } from "../../lib/errors.ts";
import { backupFolder, newestBackup } from "../../storage/backup/backup-folder.ts";
import {
  databaseDiskSpace,
  hasSqliteFile,
  inspectDatabase,
} from "../../storage/engine/open-database.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./finding.ts";

const [megabyte, minute, day] = [1024 * 1024, 60_000, 24 * 60 * 60_000];

/** The settings were read; what is left to see is their file. */
export function diagnoseSettings(file: string): Finding[] {
  const part = "settings";
  const misspelt = unknownSettings(Object.keys(readEnvFile(file)));
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  const findings = [
    ...(misspelt.length > 0
      ? [
          warningFinding(
            part,
            `${file} sets ${misspelt.join(", ")}, which Entwine does not know`,
            "Compare the spelling with .env.example.",
          ),
        ]
      : []),
    ...(process.platform !== "win32" && mode & 0o077
      ? [
          warningFinding(
            part,
            `others on this machine can read ${file}, which holds secrets`,
            `chmod 600 ${file}`,
          ),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [okFinding(part, "nothing to mend")];
}

/** Its errors say for themselves what to do. */
export async function diagnoseDatabase(url: string): Promise<Finding[]> {
  try {
    const { engine, fresh, pending } = await inspectDatabase(url, defineTables);
    return [
      okFinding(
        "database",
        fresh
          ? `${engine}; its file will be made at the first start`
          : `${engine}, which can be read and written`,
      ),
      okFinding(
        "migrations",
        fresh
          ? "none yet"
          : pending === 0
            ? "all are applied"
            : `${pending} will be applied at the next start`,
      ),
    ];
  } catch (error) {
    if (!(error instanceof EntwineError)) throw error;
    const about =
      error.code.startsWith("schema") || error.code.startsWith("migration")
        ? "migrations"
        : "database";
    return [brokenFinding(about, error.message, error.hint)];
  }
}

/** A migration keeps three copies of a SQLite file, and a disk that is full stops everything. */
export function diagnoseDisk(
  url: string,
  space: typeof databaseDiskSpace = databaseDiskSpace,
): Finding[] {
  const found = space(url);
  if (!found) return [];
  const { free, used } = found;
  const left = `${Math.round(free / megabyte).toLocaleString("en")} MB are free where the database is`;
  const wanted = Math.max(1024 * megabyte, 4 * used);
  if (free < Math.max(100 * megabyte, used))
    return [
      brokenFinding(
        "disk",
        left,
        "Free some space now: with a full disk nothing more can be taken in.",
      ),
    ];
  return [
    free < wanted
      ? warningFinding(
          "disk",
          left,
          `Free some: ${Math.round(wanted / megabyte).toLocaleString("en")} MB let migrations keep their copies.`,
        )
      : okFinding("disk", left),
  ];
}

/** Older than a day and a half means that a daily backup failed. */
export function diagnoseBackups(url: string, now: Date): Finding[] {
  const newest = newestBackup(url);
  const folder = backupFolder(url);
  if (!newest && !hasSqliteFile(url)) return []; // nothing to back up yet, or a server's own affair
  if (!newest)
    return [
      warningFinding(
        "backups",
        `there are none in ${folder}`,
        "npm run -s entwine -- backup, once a day: manifests/deploy/README.md. Kept elsewhere? Then all is well.",
      ),
    ];
  const hours = Math.max(
    0,
    Math.round((now.getTime() - newest.writtenAt.getTime()) / (60 * minute)),
  );
  const what = `the newest in ${folder} is ${hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`} old`;
  return [
    now.getTime() - newest.writtenAt.getTime() > 1.5 * day
      ? warningFinding("backups", what, "See why the last one was not made.")
      : okFinding("backups", what),
  ];
}

/**
 * Slack refuses signatures, and Entwine Microsoft's tokens, that are five minutes off. `ahead` is
 * in milliseconds.
 */
export function diagnoseClock(ahead: number | undefined): Finding[] {
  if (ahead === undefined) return [];
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const what =
    seconds < 2
      ? "this machine's agrees with theirs"
      : `this machine's is ${seconds} seconds ${ahead > 0 ? "fast" : "slow"}`;
  const todo = "Set the clock by the network (timedatectl set-ntp true).";
  return [
    seconds >= 4 * 60
      ? brokenFinding("clock", what, todo)
      : seconds >= 30
        ? warningFinding("clock", what, todo)
        : okFinding("clock", what),
  ];
}
