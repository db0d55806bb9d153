/** Opens the configured platforms. A new platform is one entry in `openers`. */
import { randomUUIDv7 } from "node:crypto";
import { userInfo } from "node:os";
import { systemClock, type WindableClock } from "../lib/clock.ts";
import { languageOfLocale, wordsFor } from "../lib/i18n.ts";
import type { Log } from "../lib/log.ts";
import { openSecrets } from "../lib/secrets.ts";
import type { PlatformAdapter } from "../platform/adapter.ts";
import type { PlatformName } from "../platform/conversation-ref.ts";
import { madeUpCompany } from "../platforms/browser/company.ts";
import type { SlackOAuthConfig } from "../platforms/slack/workspace/install.ts";
import type { Store } from "../storage/store.ts";
import { type BrowserUse, browserWorkspaceJobs } from "./browser-page.ts";
import type { Config } from "./config.ts";
import { openPageTranscript } from "./page-data.ts";
import { featureCommands as commands } from "./registry.ts";

interface PlatformServices {
  config: Config;
  store: Store;
  clock: WindableClock;
  log: Log;
  /** Whether standard input is used for a conversation. */
  conversing: boolean;
  /** Use of the page in the browser. */
  browser: BrowserUse;
  /** Root secret of the instance. */
  secret: string;
  /** Resolves when no event or message is being processed. */
  whenIdle(): Promise<void>;
  /** Does what is due by the clock, and resolves once it is delivered. */
  runDue(): Promise<void>;
  /** Returns the first instant until `until` at which anything is due. */
  nextDueAt(until: Date): Promise<Date | undefined>;
}

type Opener = (services: PlatformServices) => Promise<PlatformAdapter | undefined>;

const openers: Readonly<Record<PlatformName, Opener>> = {
  async slack({ config, store, clock, log }) {
    if (!config.slack) return undefined;
    const { openSlack } = await import("../platforms/slack/adapter.ts");
    const oauth = await openOAuth(config, store, log);
    return openSlack({ ...config.slack, commands, oauth, log, clock });
  },
  async teams({ config, log }) {
    if (!config.teams) return undefined;
    const { openTeams } = await import("../platforms/teams/adapter.ts");
    return openTeams({ ...config.teams, commands, host: config.host, log });
  },
  async terminal({ config: { locale }, clock, log, conversing, whenIdle }) {
    if (!conversing) return undefined;
    const { openTerminal } = await import("../platforms/terminal/adapter.ts");
    return openTerminal({
      commands,
      input: process.stdin,
      output: process.stdout,
      whenIdle,
      words: wordsFor(languageOfLocale(locale)),
      clock,
      log,
      user: userInfo().username,
      locale,
    });
  },
  async browser({ config, store, clock, log, browser, secret, whenIdle, runDue, nextDueAt }) {
    if (browser === "off") return undefined;
    const { openBrowser } = await import("../platforms/browser/adapter.ts");
    return openBrowser({
      company: madeUpCompany,
      commands,
      clock,
      log,
      whenIdle,
      transcript: openPageTranscript(config.database),
      token: openSecrets(secret).derive("browser page"),
      zone: Temporal.Now.timeZoneId(),
      time:
        browser === "alone"
          ? { clock, runDue, nextDueAt, dueJobs: () => browserWorkspaceJobs(store.read) }
          : undefined,
    });
  },
};

/**
 * Opens each configured platform, one after another.
 * @throws when a setting is wrong
 */
export async function openPlatforms(services: PlatformServices): Promise<PlatformAdapter[]> {
  const opened: PlatformAdapter[] = [];
  for (const open of Object.values(openers)) {
    const platform = await open(services);
    if (platform) opened.push(platform);
  }
  return opened;
}

/** Opens Slack's OAuth installation, if it is configured. */
async function openOAuth(
  { slack, secret, previousSecret, publicUrl }: Config,
  store: Store,
  log: Log,
): Promise<SlackOAuthConfig | undefined> {
  if (!slack?.oauth || !secret || !publicUrl) return undefined;
  const { openSlackInstallationStore } = await import("./slack-installations.ts");
  const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
  const installations = openSlackInstallationStore({
    store,
    secrets,
    clock: systemClock(), // Slack uses real time, whatever clock the bot runs on
    newId: randomUUIDv7,
  });
  const { count, unreadable } = await installations.reseal();
  if (count > 0) log.info({ count }, "re-encrypted tokens with the current secret");
  for (const workspace of unreadable)
    log.error({ workspace }, "could not decrypt a token; install the app again");
  return {
    ...slack.oauth,
    publicUrl,
    stateSecret: secrets.derive("slack install state"),
    installations,
  };
}
