/** Looks at every part of the house at the same time, none for longer than five seconds. */
import type { Config } from "../config.ts";
import { EntwineError } from "../errors.ts";
import { openAsking } from "./ask.ts";
import { codeOf } from "./code.ts";
import { broken, type Finding } from "./finding.ts";
import { checkBackups, checkClock, checkDatabase, checkDisk, checkSettings } from "./house.ts";
import { checkInstallations } from "./installations.ts";
import { checkModel } from "./model.ts";
import { checkRows } from "./rows.ts";
import { checkBot, checkEars, checkIntake } from "./slack.ts";
import { checkTeams, entra } from "./teams.ts";
import { checkWeb } from "./web.ts";

/** Milliseconds that one check may take. */
const patience = 5_000;

export interface Means {
  /** The settings' file. */
  file: string;
  now(): number;
  /** Where Microsoft's sign-in is. */
  login?: string;
  patience?: number;
  /** Called as each check ends. */
  progress?(done: number, of: number): void;
}

type Check = [part: string, look: () => Finding[] | Promise<Finding[]>];

async function within(ms: number, [part, look]: Check): Promise<Finding[]> {
  const late = Promise.withResolvers<Finding[]>();
  const timer = setTimeout(
    () => late.resolve([broken(part, `no answer within ${ms / 1000} seconds`, "Try again; if it stays so, look at what it waits for.")]),
    ms,
  );
  try {
    return await Promise.race([(async () => look())(), late.promise]);
  } catch (error) {
    return [error instanceof EntwineError ? broken(part, error.message, error.hint) : broken(part, `the check itself failed (${codeOf(error)})`)];
  } finally {
    clearTimeout(timer);
  }
}

/** One after the other: they would wait for each other's locks, and what is damaged must not be opened, since SQLite then throws its log away. */
async function checkLedger(config: Config): Promise<Finding[]> {
  const findings = await checkDatabase(config.database);
  if (findings.some(({ state }) => state === "broken")) return findings;
  return [...findings, ...(await checkRows(config.database)), ...(config.slack?.oauth ? await checkInstallations(config) : [])];
}

/** What was found, in an order that stays. */
export async function examine(config: Config, { file, now, login = entra, patience: limit = patience, progress }: Means): Promise<Finding[]> {
  const { ask, ahead } = openAsking(now);
  const { database, slack, teams, model, intake } = config;
  const checks: Check[] = [
    ["settings", () => checkSettings(file)],
    ["database", () => checkLedger(config)],
    ["disk", () => checkDisk(database)],
    ["backups", () => checkBackups(database, new Date(now()))],
    ["web side", () => checkWeb(config, ask)],
  ];
  if (slack) checks.push(["Slack socket", () => checkEars(slack, ask)]);
  if (slack?.botToken !== undefined) {
    const one = { ...slack, botToken: slack.botToken };
    checks.push(["Slack token", () => checkBot(one, ask)], ["intake channel", () => checkIntake(one, intake.slack, ask)]);
  }
  const { appId, password, tenant = "botframework.com" } = teams ?? {}; // where an app of several tenants signs in
  if (appId && password) checks.push(["Teams sign-in", () => checkTeams({ appId, password, tenant }, ask, login)]);
  if (model) checks.push(["model", () => checkModel(model, ask)]);

  let done = 0;
  progress?.(done, checks.length);
  const findings = await Promise.all(
    checks.map(async (check) => {
      const found = await within(limit, check);
      progress?.(++done, checks.length);
      return found;
    }),
  );
  return [...findings.flat(), ...checkClock(ahead())];
}
