/**
 * Command `entwine doctor`: checks every part of the installation concurrently, with a limit of
 * five seconds each, and says what to do about faults.
 */
import { existsSync } from "node:fs";
import type { Config } from "../../app/config.ts";
import { defineTables } from "../../app/registry.ts";
import { loadCatalogue } from "../../features/interview/requests/catalogue.ts";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar } from "../../lib/progress.ts";
import type { PlatformName } from "../../platform/conversation-ref.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import { sqlitePath } from "../../storage/engine/sqlite/database-file.ts";
import { summariseBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import { listSetAsideRows } from "../../storage/queue/set-aside.ts";
import { findUnreadableValues, type UnreadableValue } from "../../storage/unreadable-values.ts";
import { type HttpProbe, nodeErrorCode, openProbeSession } from "./http-probe.ts";
import {
  diagnoseBackups,
  diagnoseClock,
  diagnoseConnections,
  diagnoseDatabase,
  diagnoseDisk,
  diagnoseEmergencyLine,
  diagnoseSettings,
} from "./local-checks.ts";
import { diagnoseModel } from "./model.ts";
import {
  brokenFinding,
  type Finding,
  okFinding,
  type ReportOutput,
  renderReport,
  warningFinding,
} from "./report.ts";
import {
  diagnoseBriefChannel,
  diagnoseInstallations,
  diagnoseSlackConnection,
  diagnoseSlackToken,
} from "./slack.ts";
import { diagnoseTeamsSignIn, entraLoginUrl } from "./teams.ts";
import { diagnoseWeb } from "./web.ts";

interface DoctorOptions extends Omit<DoctorContext, "progress"> {
  /** Reads the settings; its error `settings_invalid` becomes the only finding. */
  read(): Config;
  output: ReportOutput;
  json?: boolean;
}

function findingsOfError(error: unknown): Finding[] {
  if (!(error instanceof EntwineError)) throw error;
  const [what = "", ...each] = error.message.split("\n  ");
  return (each.length > 0 ? each : [what]).map((mistake) =>
    brokenFinding("settings", mistake, error.hint),
  );
}

/**
 * Runs all checks and prints the report. Resolves with the exit code: 1 when something is broken.
 */
export async function runDoctor({
  read,
  output,
  json = false,
  ...context
}: DoctorOptions): Promise<number> {
  // Shown immediately, only on a terminal: the checks take five seconds at most.
  const bar =
    output.isTTY && !json
      ? openProgressBar(output, "Checking", { firstShownAfterMs: 0, redrawIntervalMs: 0 })
      : undefined;
  const check = async (): Promise<Finding[]> => {
    let config: Config;
    try {
      config = read();
    } catch (error) {
      return findingsOfError(error);
    }
    return runDoctorChecks(config, { ...context, progress: bar?.step });
  };
  const findings = await check();
  const isHealthy = findings.every(({ state }) => state !== "broken");
  if (json) output.write(`${JSON.stringify({ ok: isHealthy, findings })}\n`);
  else {
    bar?.end();
    output.write(`${renderReport(findings, output).join("\n")}\n`);
  }
  return isHealthy ? 0 : 1;
}

const part = "rows";

const maxListed = 10;

const columnOf = ({ table, column, key }: UnreadableValue): string =>
  `${table}.${column} of ${key}`;

/**
 * Checks for rows that were set aside or cannot be read, and for messages that are blocked. Errors of the database itself are found by
 * `diagnoseDatabase`.
 */
export async function diagnoseRows(url: string): Promise<Finding[]> {
  const file = sqlitePath(url);
  if (file !== undefined && !existsSync(file)) return [];
  const store = await openStore(url, { tables: defineTables });
  try {
    if ((await store.countPendingMigrations()) > 0) return [];
    const aside = await listSetAsideRows(store.read, maxListed);
    const { found, all } = await findUnreadableValues(store.read, maxListed);
    const blocked = await summariseBlockedMessages(store.read);
    const findings = [
      ...blocked.map(({ workspace, place, code, count, since }) =>
        brokenFinding(
          part,
          `${count} message${count === 1 ? "" : "s"} to ${place} of ${workspace} cannot be delivered (${code}), the oldest since ${since.toISOString()}`,
          "Unarchive the channel, add the bot to it again, or let it post there; the messages are then sent. For briefs, another channel can be set instead.",
        ),
      ),
      ...aside.map(({ tableName, workspace, key, code, at }) =>
        warningFinding(
          part,
          `${tableName} ${key} of ${workspace} could not be processed (${code}) and is set aside since ${at.toISOString()}`,
          tableName === "arrivals" || tableName === "outbox"
            ? "It is not retried; ask the person to send it again."
            : "Correct or delete the row; it is retried after a day, or at the next start.",
        ),
      ),
      ...(found.length > 0
        ? [
            warningFinding(
              part,
              `these values cannot be read and are replaced by defaults: ${found.map(columnOf).join("; ")}`,
              "Correct them, set them to null where the column allows it, or delete the rows.",
            ),
          ]
        : []),
    ];
    return findings.length > 0
      ? findings
      : [okFinding(part, all ? "all can be read" : "all that were checked in time can be read")];
  } finally {
    await store.close();
  }
}

const defaultCheckTimeoutMs = 5_000;

/** What the checks need; tests replace the network and the clock. */
export interface DoctorContext {
  /** Path of the settings file. */
  file: string;
  now(): number;
  /** URL of Microsoft's sign-in; tests replace it. */
  entraLogin?: string;
  checkTimeoutMs?: number;
  /** Folder of the catalogue; tests replace it. */
  catalogue?: URL;
  /** Called as each check ends. */
  progress?: ((done: number, of: number) => void) | undefined;
}

type Check = [part: string, look: () => Finding[] | Promise<Finding[]>];

async function within(ms: number, [part, look]: Check): Promise<Finding[]> {
  const late = Promise.withResolvers<Finding[]>();
  const timer = setTimeout(
    () =>
      late.resolve([
        brokenFinding(
          part,
          `no answer within ${ms / 1000} seconds`,
          "Try again; if this repeats, check the service that it waits for.",
        ),
      ]),
    ms,
  );
  try {
    return await Promise.race([(async () => look())(), late.promise]);
  } catch (error) {
    return [
      error instanceof EntwineError
        ? brokenFinding(part, error.message, error.hint)
        : brokenFinding(part, `the check itself failed (${nodeErrorCode(error)})`),
    ];
  } finally {
    clearTimeout(timer);
  }
}

/** Checks of each platform's settings and connections. */
const platformChecks: Partial<
  Record<PlatformName, (config: Config, ask: HttpProbe, entraLogin: string) => Check[]>
> = {
  slack({ slack, briefChannels }, ask) {
    if (!slack) return [];
    const socket: Check = ["Slack socket", () => diagnoseSlackConnection(slack, ask)];
    if (slack.botToken === undefined) return [socket];
    const ofOneWorkspace = { ...slack, botToken: slack.botToken };
    return [
      socket,
      ["Slack token", () => diagnoseSlackToken(ofOneWorkspace, ask)],
      ["intake channel", () => diagnoseBriefChannel(ofOneWorkspace, briefChannels.slack, ask)],
    ];
  },
  teams({ teams = {} }, ask, entraLogin) {
    // A multi-tenant app signs in at the Bot Framework's tenant.
    const { appId, password, tenant = "botframework.com" } = teams;
    if (!appId || !password) return [];
    const app = { appId, password, tenant };
    return [["Teams sign-in", () => diagnoseTeamsSignIn(app, ask, entraLogin)]];
  },
};

/**
 * Checks the database step by step: concurrent checks would wait for each other's locks, and a
 * damaged file must not be opened, because SQLite then discards its log.
 */
async function checkDatabase(config: Config): Promise<Finding[]> {
  const findings = await diagnoseDatabase(config.database);
  if (findings.some(({ state }) => state === "broken")) return findings;
  return [
    ...findings,
    ...(await diagnoseRows(config.database)),
    ...(config.slack?.oauth ? await diagnoseInstallations(config) : []),
  ];
}

/** Returns all findings, always in the same order. */
export async function runDoctorChecks(
  config: Config,
  {
    file,
    now,
    entraLogin = entraLoginUrl,
    checkTimeoutMs = defaultCheckTimeoutMs,
    catalogue,
    progress,
  }: DoctorContext,
): Promise<Finding[]> {
  const { probe, clockSkewMs } = openProbeSession(now);
  const { database, model } = config;
  const checks: Check[] = [
    ["settings", () => diagnoseSettings(file)],
    ["chat", () => diagnoseConnections(config)],
    ["emergency line", () => diagnoseEmergencyLine(loadCatalogue(catalogue))],
    ["database", () => checkDatabase(config)],
    ["disk", () => diagnoseDisk(database)],
    ["backups", () => diagnoseBackups(database, new Date(now()))],
    ["web side", () => diagnoseWeb(config, probe)],
  ];
  for (const checksOf of Object.values(platformChecks))
    checks.push(...checksOf(config, probe, entraLogin));
  if (model) checks.push(["model", () => diagnoseModel(model, probe)]);

  let done = 0;
  progress?.(done, checks.length);
  const findings = await Promise.all(
    checks.map(async (check) => {
      const found = await within(checkTimeoutMs, check);
      progress?.(++done, checks.length);
      return found;
    }),
  );
  return [...findings.flat(), ...diagnoseClock(clockSkewMs())];
}
