/** This machine: the settings' file, the database, the disk, the backups and the clock. */
import { statSync } from "node:fs";
import { envFile, strangers } from "../config.ts";
import { EntwineError } from "../errors.ts";
import { backupFolder, newestBackup } from "../storage/backup-folder.ts";
import { isFile, room, survey } from "../storage/survey.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const [megabyte, minute, day] = [1024 * 1024, 60_000, 24 * 60 * 60_000];

/** The settings were read; what is left to see is their file. */
export function checkSettings(file: string): Finding[] {
  const part = "settings";
  const misspelt = strangers(Object.keys(envFile(file)));
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  const findings = [
    ...(misspelt.length > 0
      ? [warning(part, `${file} sets ${misspelt.join(", ")}, which Entwine does not know`, "Compare the spelling with .env.example.")]
      : []),
    ...(process.platform !== "win32" && mode & 0o077
      ? [warning(part, `others on this machine can read ${file}, which holds secrets`, `chmod 600 ${file}`)]
      : []),
  ];
  return findings.length > 0 ? findings : [ok(part, "nothing to mend")];
}

/** Its errors say for themselves what to do. */
export async function checkDatabase(url: string): Promise<Finding[]> {
  try {
    const { engine, fresh, pending } = await survey(url);
    return [
      ok("database", fresh ? `${engine}; its file will be made at the first start` : `${engine}, which can be read and written`),
      ok("migrations", fresh ? "none yet" : pending === 0 ? "all are applied" : `${pending} will be applied at the next start`),
    ];
  } catch (error) {
    if (!(error instanceof EntwineError)) throw error;
    const about = error.code.startsWith("schema") || error.code.startsWith("migration") ? "migrations" : "database";
    return [broken(about, error.message, error.hint)];
  }
}

/** A migration keeps three copies of a SQLite file, and a disk that is full stops everything. */
export function checkDisk(url: string, space: typeof room = room): Finding[] {
  const found = space(url);
  if (!found) return [];
  const { free, used } = found;
  const left = `${Math.round(free / megabyte).toLocaleString("en")} MB are free where the database is`;
  const wanted = Math.max(1024 * megabyte, 4 * used);
  if (free < Math.max(100 * megabyte, used)) return [broken("disk", left, "Free some space now: with a full disk nothing more can be taken in.")];
  return [
    free < wanted
      ? warning("disk", left, `Free some: ${Math.round(wanted / megabyte).toLocaleString("en")} MB let migrations keep their copies.`)
      : ok("disk", left),
  ];
}

/** Older than a day and a half means that a daily backup failed. */
export function checkBackups(url: string, now: Date): Finding[] {
  const newest = newestBackup(url);
  const folder = backupFolder(url);
  if (!newest && !isFile(url)) return []; // nothing to back up yet, or a server's own affair
  if (!newest)
    return [
      warning(
        "backups",
        `there are none in ${folder}`,
        "npm run -s entwine -- backup, once a day: manifests/deploy/README.md. Kept elsewhere? Then all is well.",
      ),
    ];
  const hours = Math.max(0, Math.round((now.getTime() - newest.writtenAt.getTime()) / (60 * minute)));
  const what = `the newest in ${folder} is ${hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`} old`;
  return [now.getTime() - newest.writtenAt.getTime() > 1.5 * day ? warning("backups", what, "See why the last one was not made.") : ok("backups", what)];
}

/** Slack refuses signatures, and Entwine Microsoft's tokens, that are five minutes off. `ahead` is in milliseconds. */
export function checkClock(ahead: number | undefined): Finding[] {
  if (ahead === undefined) return [];
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const what = seconds < 2 ? "this machine's agrees with theirs" : `this machine's is ${seconds} seconds ${ahead > 0 ? "fast" : "slow"}`;
  const todo = "Set the clock by the network (timedatectl set-ntp true).";
  return [seconds >= 4 * 60 ? broken("clock", what, todo) : seconds >= 30 ? warning("clock", what, todo) : ok("clock", what)];
}
