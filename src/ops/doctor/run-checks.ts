/** Looks at every part of the house at the same time, none for longer than five seconds. */
import type { Config } from "../../app/config.ts";
import { EntwineError } from "../../lib/errors.ts";
import { nodeErrorCode } from "./error-code.ts";
import { brokenFinding, type Finding } from "./finding.ts";
import { openProbeSession } from "./http-probe.ts";
import {
  diagnoseBackups,
  diagnoseClock,
  diagnoseDatabase,
  diagnoseDisk,
  diagnoseSettings,
} from "./local-checks.ts";
import { diagnoseModel } from "./model.ts";
import { diagnoseRows } from "./rows.ts";
import { diagnoseBriefChannel, diagnoseSlackConnection, diagnoseSlackToken } from "./slack.ts";
import { diagnoseInstallations } from "./slack-installations.ts";
import { diagnoseTeamsSignIn, entraLoginUrl } from "./teams.ts";
import { diagnoseWeb } from "./web.ts";

/** Milliseconds that one check may take. */
const patience = 5_000;

export interface DoctorContext {
  /** The settings' file. */
  file: string;
  now(): number;
  /** Where Microsoft's sign-in is. */
  entraLogin?: string;
  checkTimeoutMs?: number;
  /** Called as each check ends. */
  progress?(done: number, of: number): void;
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
          "Try again; if it stays so, look at what it waits for.",
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

/**
 * One after the other: they would wait for each other's locks, and what is damaged must not be
 * opened, since SQLite then throws its log away.
 */
async function checkLedger(config: Config): Promise<Finding[]> {
  const findings = await diagnoseDatabase(config.database);
  if (findings.some(({ state }) => state === "broken")) return findings;
  return [
    ...findings,
    ...(await diagnoseRows(config.database)),
    ...(config.slack?.oauth ? await diagnoseInstallations(config) : []),
  ];
}

/** What was found, in an order that stays. */
export async function runDoctorChecks(
  config: Config,
  {
    file,
    now,
    entraLogin = entraLoginUrl,
    checkTimeoutMs: limit = patience,
    progress,
  }: DoctorContext,
): Promise<Finding[]> {
  const { probe, clockSkewMs } = openProbeSession(now);
  const { database, slack, teams, model, briefChannels } = config;
  const checks: Check[] = [
    ["settings", () => diagnoseSettings(file)],
    ["database", () => checkLedger(config)],
    ["disk", () => diagnoseDisk(database)],
    ["backups", () => diagnoseBackups(database, new Date(now()))],
    ["web side", () => diagnoseWeb(config, probe)],
  ];
  if (slack) checks.push(["Slack socket", () => diagnoseSlackConnection(slack, probe)]);
  if (slack?.botToken !== undefined) {
    const one = { ...slack, botToken: slack.botToken };
    checks.push(
      ["Slack token", () => diagnoseSlackToken(one, probe)],
      ["intake channel", () => diagnoseBriefChannel(one, briefChannels.slack, probe)],
    );
  }
  // where an app of several tenants signs in
  const { appId, password, tenant = "botframework.com" } = teams ?? {};
  if (appId && password)
    checks.push([
      "Teams sign-in",
      () => diagnoseTeamsSignIn({ appId, password, tenant }, probe, entraLogin),
    ]);
  if (model) checks.push(["model", () => diagnoseModel(model, probe)]);

  let done = 0;
  progress?.(done, checks.length);
  const findings = await Promise.all(
    checks.map(async (check) => {
      const found = await within(limit, check);
      progress?.(++done, checks.length);
      return found;
    }),
  );
  return [...findings.flat(), ...diagnoseClock(clockSkewMs())];
}
