/**
 * Configuration, read from the environment and an optional `.env` file into one frozen `Config`.
 * Nothing else reads `process.env`.
 */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { EntwineError } from "../lib/errors.ts";
import type { LogLevel } from "../lib/log.ts";
import { isLoopbackHost } from "../lib/loopback-host.ts";
import { checkSettingsTogether, isSettingName, ofTenant, Settings } from "./settings.ts";

/** Configuration; parts that are switched off are missing. */
export interface Config {
  /** `file:<path>` for SQLite, `postgres://…` for PostgreSQL. */
  readonly database: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * One workspace's token, or the OAuth credentials with which workspaces install the app. With an
   * app token events come by Socket Mode, with a signing secret by HTTP.
   */
  readonly slack?: {
    readonly botToken?: string;
    readonly oauth?: { readonly clientId: string; readonly clientSecret: string };
    readonly appToken?: string;
    readonly signingSecret?: string;
    readonly apiUrl?: string;
  };
  /**
   * Without an app id Teams is unauthenticated, which is allowed on a loopback host only. `tenant`
   * is the app's own (missing for a multi-tenant app); `tenants` may use the bot.
   */
  readonly teams?: {
    readonly appId?: string;
    readonly password?: string;
    readonly tenant?: string;
    readonly tenants?: readonly string[];
  };
  /** Missing when no model is configured or every text must stay on this machine. */
  readonly model?: { readonly name: string; readonly apiKey?: string; readonly baseUrl?: string };
  /**
   * Channels for briefs (a Slack channel id or a Teams conversation id) by workspace (`slack:T…`,
   * `teams:<tenant>`), or by platform when it has only one workspace.
   */
  readonly briefChannels: { readonly [where: string]: string };
  /** Origin at which Slack, Teams and browsers reach this server, without a trailing slash. */
  readonly publicUrl?: string;
  /** The organisation's own pages, to which the bot's lead. */
  readonly policyPages: { readonly privacy?: string; readonly terms?: string };
  /** Root secret from which keys and sign-in links are derived. */
  readonly secret?: string;
  /** Previous root secret; values encrypted with it are re-encrypted at start. */
  readonly previousSecret?: string;
  /** Locale of the terminal's user (BCP 47). */
  readonly locale?: string;
  readonly logLevel: LogLevel;
}

const split = (list: string): string[] => list.split(",").map((each) => each.trim());

/**
 * Parses a setting of brief channels: `T1=C1,T2=C2` by workspace, or a single channel.
 * @param named matches channels with their workspace
 * @param only workspace or platform of a single channel
 */
function briefChannels(
  text: string | undefined,
  named: RegExp,
  only: string,
  workspaceOf: (team: string) => string,
): [where: string, channel: string][] {
  if (!text) return [];
  if (!named.test(text)) return [[only, text]];
  return split(text).map((each) => {
    const at = each.indexOf("=");
    return [workspaceOf(each.slice(0, at)), each.slice(at + 1)];
  });
}

/** Returns the locale of the environment: `de-DE` for `de_DE.UTF-8`, none for `C` and `POSIX`. */
function localeOf({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Record<string, string | undefined>): string | undefined {
  const [locale = ""] = (LC_ALL || LC_MESSAGES || LANG || "").split(/[.@]/);
  return /^(?:C|POSIX|)$/.test(locale) ? undefined : locale.replace("_", "-");
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Freezes an object without its undefined keys. */
const freezeDefined = <T extends object>(of: T) =>
  Object.freeze(
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Defined<T>,
  );

/**
 * Reads an `.env` file; returns no settings when it does not exist.
 * @throws `settings_unreadable`
 */
export function readEnvFile(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new EntwineError("settings_unreadable", `${path} exists but cannot be read`, {
      hint: "Let the account that runs Entwine read it, or remove it.",
      cause,
    });
  }
}

/** Returns the names of settings in the environment, which takes precedence over the file. */
export const settingsInEnvironment = (
  environment: Record<string, string | undefined> = process.env,
): string[] =>
  Object.keys(environment).filter((name) => isSettingName(name) && environment[name]?.trim());

/**
 * Reads the settings. The environment takes precedence over the file; an empty value counts as
 * unset, so it can switch off one from the file.
 * @throws `settings_invalid`, whose message names every mistake and its remedy but no value, since
 * some are secrets
 */
export function readConfig(
  environment: Record<string, string | undefined> = process.env,
  file = ".env",
): Config {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...readEnvFile(file), ...environment }))
    if (value?.trim()) set[name] = value.trim();
  const read = Settings.safeParse(set);
  const mistakes = [
    ...(read.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`),
    ...checkSettingsTogether(set),
  ];
  if (!read.success || mistakes.length > 0)
    throw new EntwineError(
      "settings_invalid",
      ["These settings are wrong:", ...mistakes].join("\n  "),
      {
        hint: "They are read from the environment, or from .env in the folder in which Entwine was started.",
      },
    );

  const settings = read.data;
  const tenants = settings.ENTWINE_TEAMS_TENANTS
    ? Object.freeze(split(settings.ENTWINE_TEAMS_TENANTS.toLowerCase()))
    : undefined;
  const defaultTenant =
    tenants && settings.MICROSOFT_APP_TENANT_ID
      ? `teams:${settings.MICROSOFT_APP_TENANT_ID.toLowerCase()}`
      : "teams";
  return freezeDefined({
    database: settings.DATABASE_URL,
    host: settings.HOST,
    port: settings.PORT,
    slack:
      settings.SLACK_BOT_TOKEN || settings.SLACK_CLIENT_ID
        ? freezeDefined({
            botToken: settings.SLACK_BOT_TOKEN,
            oauth:
              settings.SLACK_CLIENT_ID && settings.SLACK_CLIENT_SECRET
                ? freezeDefined({
                    clientId: settings.SLACK_CLIENT_ID,
                    clientSecret: settings.SLACK_CLIENT_SECRET,
                  })
                : undefined,
            appToken: settings.SLACK_APP_TOKEN,
            signingSecret: settings.SLACK_SIGNING_SECRET,
            apiUrl: settings.SLACK_API_URL,
          })
        : undefined,
    teams:
      settings.MICROSOFT_APP_ID || isLoopbackHost(settings.HOST)
        ? freezeDefined({
            appId: settings.MICROSOFT_APP_ID,
            password: settings.MICROSOFT_APP_PASSWORD,
            tenant: settings.MICROSOFT_APP_TENANT_ID,
            tenants,
          })
        : undefined,
    model:
      !settings.ENTWINE_LOCAL_JUDGE && (settings.OPENAI_API_KEY || settings.OPENAI_BASE_URL)
        ? freezeDefined({
            name: settings.OPENAI_MODEL,
            apiKey: settings.OPENAI_API_KEY,
            baseUrl: settings.OPENAI_BASE_URL,
          })
        : undefined,
    briefChannels: freezeDefined(
      Object.fromEntries([
        ...briefChannels(
          settings.ENTWINE_INTAKE_CHANNEL,
          /^T\w+=/,
          "slack",
          (team) => `slack:${team}`,
        ),
        ...briefChannels(
          settings.ENTWINE_TEAMS_INTAKE_CHANNEL,
          ofTenant,
          defaultTenant,
          (tenant) => `teams:${tenant.toLowerCase()}`,
        ),
      ]),
    ),
    publicUrl: settings.ENTWINE_PUBLIC_URL,
    policyPages: freezeDefined({
      privacy: settings.ENTWINE_PRIVACY_URL,
      terms: settings.ENTWINE_TERMS_URL,
    }),
    secret: settings.ENTWINE_SECRET,
    previousSecret: settings.ENTWINE_SECRET_PREVIOUS,
    locale: localeOf(environment),
    logLevel: settings.LOG_LEVEL,
  });
}
