/** Checks of this machine: settings file, database, disk, backups and clock. */

import { statSync } from "node:fs";
import { type Config, readEnvFile } from "../../app/config.ts";
import { defineTables } from "../../app/registry.ts";
import { unknownSettings } from "../../app/settings.ts";
import {
  type CatalogueItem,
  findEmergencyItem,
} from "../../features/interview/requests/catalogue.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { EntwineError } from "../../lib/errors.ts";
import { type PlatformName, platformNameOf } from "../../platform/conversation-ref.ts";
import { backupFolder, newestBackup } from "../../storage/backup/backup-file.ts";
import {
  databaseDiskSpace,
  hasSqliteFile,
  inspectDatabase,
} from "../../storage/engine/open-database.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./report.ts";

const megabyteBytes = 1024 * 1024;
const minuteMs = 60_000;

/** Checks the settings file for unknown names and its access rights. */
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
  return findings.length > 0 ? findings : [okFinding(part, "no mistakes")];
}

/** Checks that colleagues can reach the bot, and that new requests notify the team. */
export function diagnoseConnections({
  slack,
  teams,
  briefChannels,
}: Pick<Config, "slack" | "teams" | "briefChannels">): Finding[] {
  const isInTeams = teams?.appId !== undefined; // without an id, only programs here reach it
  const setup = "Run npm run -s entwine -- setup; manifests/README.md describes each step.";
  if (!slack && !isInTeams)
    return [
      warningFinding(
        "chat",
        "neither Slack nor Teams is connected; only a terminal can be used",
        setup,
      ),
      warningFinding("intake channel", "none is set, so new requests notify nobody", setup),
    ];
  const isSet = (platform: PlatformName): boolean =>
    Object.keys(briefChannels).some((where) => platformNameOf(where) === platform);
  return [
    okFinding("chat", [slack && "Slack", isInTeams && "Teams"].filter(Boolean).join(" and ")),
    // the channel of a single Slack workspace has its own check
    ...(slack && !slack.botToken && !isSet("slack")
      ? [
          warningFinding(
            "intake channel",
            "no ENTWINE_INTAKE_CHANNEL, so new requests on Slack notify nobody",
            "Set the channel of each workspace: T…=C…,T…=C…",
          ),
        ]
      : []),
    ...(isInTeams && !isSet("teams")
      ? [
          warningFinding(
            "Teams intake channel",
            "no ENTWINE_TEAMS_INTAKE_CHANNEL, so new requests in Teams notify nobody",
            "Set it to the id of a channel (manifests/README.md).",
          ),
        ]
      : []),
  ];
}

/** Matches a telephone number, an address or a name to write to. */
const contact = /\d|@|https?:/;

/** Checks that the first words to who reports a security incident name somebody to reach. */
export function diagnoseEmergencyLine(catalogue: readonly CatalogueItem[]): Finding[] {
  const item = findEmergencyItem(catalogue);
  const sheets = item ? [item, ...Object.values(item.also ?? {})] : [];
  const part = "emergency line";
  return sheets.length > 0 && sheets.every(({ text, link }) => link || contact.test(text))
    ? [okFinding(part, "it names whom to reach")]
    : [
        warningFinding(
          part,
          "security-incident.md names no number to call, in one language or all",
          "Write your emergency line, such as “Call 4040 now”, into security-incident.md in prompts/catalogue and in each of its folders.",
        ),
      ];
}

/** Checks the database and its migrations. */
export async function diagnoseDatabase(url: string): Promise<Finding[]> {
  try {
    const { engine, fresh, pending } = await inspectDatabase(url, defineTables);
    return [
      okFinding(
        "database",
        fresh
          ? `${engine}; its file will be created at the first start`
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
    const part =
      error.code.startsWith("schema") || error.code.startsWith("migration")
        ? "migrations"
        : "database";
    return [brokenFinding(part, error.message, error.hint)];
  }
}

/**
 * Checks free disk space: a migration keeps three copies of a SQLite file, and a full disk stops
 * everything.
 */
export function diagnoseDisk(
  url: string,
  space: typeof databaseDiskSpace = databaseDiskSpace,
): Finding[] {
  const found = space(url);
  if (!found) return [];
  const { free, used } = found;
  const summary = `${Math.round(free / megabyteBytes).toLocaleString("en")} MB are free where the database is`;
  const wantedBytes = Math.max(1024 * megabyteBytes, 4 * used);
  if (free < Math.max(100 * megabyteBytes, used))
    return [
      brokenFinding(
        "disk",
        summary,
        "Free some space now: with a full disk no event can be stored.",
      ),
    ];
  return [
    free < wantedBytes
      ? warningFinding(
          "disk",
          summary,
          `Free some: ${Math.round(wantedBytes / megabyteBytes).toLocaleString("en")} MB are needed for the copies that migrations keep.`,
        )
      : okFinding("disk", summary),
  ];
}

/** Checks the age of the newest backup: more than 36 hours means that a daily backup failed. */
export function diagnoseBackups(url: string, now: Date): Finding[] {
  const newest = newestBackup(url);
  const folder = backupFolder(url);
  if (!newest && !hasSqliteFile(url)) return []; // nothing to back up yet, or the server's own backups
  if (!newest)
    return [
      warningFinding(
        "backups",
        `there are none in ${folder}`,
        "Run npm run -s entwine -- backup once a day (manifests/deploy/README.md). Ignore this if you keep them elsewhere.",
      ),
    ];
  const hours = Math.max(
    0,
    Math.round((now.getTime() - newest.writtenAt.getTime()) / (60 * minuteMs)),
  );
  const what = `the newest in ${folder} is ${hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`} old`;
  return [
    now.getTime() - newest.writtenAt.getTime() > 1.5 * dayMs
      ? warningFinding("backups", what, "Find out why the last one was not made.")
      : okFinding("backups", what),
  ];
}

/**
 * Checks the clock: Slack's signatures and Microsoft's tokens are refused if it is wrong by five
 * minutes. `ahead` is in ms.
 */
export function diagnoseClock(ahead: number | undefined): Finding[] {
  if (ahead === undefined) return [];
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const what =
    seconds < 2
      ? "this machine's clock is right"
      : `this machine's clock is ${seconds} seconds ${ahead > 0 ? "fast" : "slow"}`;
  const todo = "Set the clock by the network (timedatectl set-ntp true).";
  return [
    seconds >= 4 * 60
      ? brokenFinding("clock", what, todo)
      : seconds >= 30
        ? warningFinding("clock", what, todo)
        : okFinding("clock", what),
  ];
}
