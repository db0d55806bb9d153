/**
 * Settings: from the environment, and from a `.env` file where there is one, to one frozen
 * `Config`. Nothing else reads `process.env`.
 */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { EntwineError } from "../lib/errors.ts";
import type { LogLevel } from "../lib/log.ts";
import { isLoopbackHost } from "../lib/loopback-host.ts";
import { checkSettingsTogether, isSettingName, ofTenant, Settings } from "./settings.ts";

/** A part is missing where it is switched off. */
export interface Config {
  /** `file:<path>` for SQLite, `postgres://…` for PostgreSQL. */
  readonly database: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * Either one workspace's token, or what it takes for workspaces to install the app themselves.
   * With an app token arrivals come by Socket Mode, with a signing secret by HTTP.
   */
  readonly slack?: {
    readonly botToken?: string;
    readonly oauth?: { readonly clientId: string; readonly clientSecret: string };
    readonly appToken?: string;
    readonly signingSecret?: string;
    readonly apiUrl?: string;
  };
  /**
   * Without an app id: unauthenticated, and only because the host is a loopback address. `tenant`
   * is the app's own, missing where it is no one tenant's; `tenants` may talk to it.
   */
  readonly teams?: {
    readonly appId?: string;
    readonly password?: string;
    readonly tenant?: string;
    readonly tenants?: readonly string[];
  };
  /** Missing when every text has to stay on this machine, and when no model is set up. */
  readonly model?: { readonly name: string; readonly apiKey?: string; readonly baseUrl?: string };
  /**
   * Where briefs go (a Slack channel's id, a Teams channel's conversation id): by workspace
   * (`slack:T…`, `teams:<tenant>`), or by surface where that has one only.
   */
  readonly briefChannels: { readonly [where: string]: string };
  /**
   * Where Slack, Teams and people's browsers reach this house: an origin, without a slash at its
   * end.
   */
  readonly publicUrl?: string;
  /** What keys and sign-in links are derived from. */
  readonly secret?: string;
  /** What it was before: what was sealed then is sealed anew at the start. */
  readonly previousSecret?: string;
  /** Locale of the terminal's user (BCP 47). */
  readonly locale?: string;
  readonly logLevel: LogLevel;
}

const split = (list: string): string[] => list.split(",").map((each) => each.trim());

/**
 * Reads a setting of brief channels: `T1=C1,T2=C2` by workspace, or one channel alone.
 * @param named tells a channel with its workspace
 * @param only the workspace or platform of a channel alone
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

/** `de_DE.UTF-8` is `de-DE`; `C` and `POSIX` are nobody's language. */
function localeIn({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Record<string, string | undefined>): string | undefined {
  const [locale = ""] = (LC_ALL || LC_MESSAGES || LANG || "").split(/[.@]/);
  return /^(?:C|POSIX|)$/.test(locale) ? undefined : locale.replace("_", "-");
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Frozen, and without the keys that are not set. */
const part = <T extends object>(of: T) =>
  Object.freeze(
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Defined<T>,
  );

/** What an `.env` file sets; nothing where there is none. Throws `settings_unreadable`. */
export function readEnvFile(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new EntwineError("settings_unreadable", `${path} is there but cannot be read`, {
      hint: "Let the account that runs Entwine read it, or remove it.",
      cause,
    });
  }
}

/** The settings that come from the environment, which goes before the file. */
export const settingsInEnvironment = (
  environment: Record<string, string | undefined> = process.env,
): string[] =>
  Object.keys(environment).filter((name) => isSettingName(name) && environment[name]?.trim());

/**
 * Reads the settings. The environment goes before the file; an empty value counts as not set, so
 * that one from the file can be switched off.
 * Throws `settings_wrong`, whose message names every mistake and what to do about it, but no value:
 * some are secrets.
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
      "settings_wrong",
      ["These settings need mending:", ...mistakes].join("\n  "),
      {
        hint: "They come from the environment, or from .env in the folder that Entwine was started in.",
      },
    );

  const v = read.data;
  const tenants = v.ENTWINE_TEAMS_TENANTS
    ? Object.freeze(split(v.ENTWINE_TEAMS_TENANTS.toLowerCase()))
    : undefined;
  const home =
    tenants && v.MICROSOFT_APP_TENANT_ID
      ? `teams:${v.MICROSOFT_APP_TENANT_ID.toLowerCase()}`
      : "teams";
  return part({
    database: v.DATABASE_URL,
    host: v.HOST,
    port: v.PORT,
    slack:
      v.SLACK_BOT_TOKEN || v.SLACK_CLIENT_ID
        ? part({
            botToken: v.SLACK_BOT_TOKEN,
            oauth:
              v.SLACK_CLIENT_ID && v.SLACK_CLIENT_SECRET
                ? part({ clientId: v.SLACK_CLIENT_ID, clientSecret: v.SLACK_CLIENT_SECRET })
                : undefined,
            appToken: v.SLACK_APP_TOKEN,
            signingSecret: v.SLACK_SIGNING_SECRET,
            apiUrl: v.SLACK_API_URL,
          })
        : undefined,
    teams:
      v.MICROSOFT_APP_ID || isLoopbackHost(v.HOST)
        ? part({
            appId: v.MICROSOFT_APP_ID,
            password: v.MICROSOFT_APP_PASSWORD,
            tenant: v.MICROSOFT_APP_TENANT_ID,
            tenants,
          })
        : undefined,
    model:
      !v.ENTWINE_LOCAL_JUDGE && (v.OPENAI_API_KEY || v.OPENAI_BASE_URL)
        ? part({ name: v.OPENAI_MODEL, apiKey: v.OPENAI_API_KEY, baseUrl: v.OPENAI_BASE_URL })
        : undefined,
    briefChannels: part(
      Object.fromEntries([
        ...briefChannels(v.ENTWINE_INTAKE_CHANNEL, /^T\w+=/, "slack", (team) => `slack:${team}`),
        ...briefChannels(
          v.ENTWINE_TEAMS_INTAKE_CHANNEL,
          ofTenant,
          home,
          (tenant) => `teams:${tenant.toLowerCase()}`,
        ),
      ]),
    ),
    publicUrl: v.ENTWINE_PUBLIC_URL,
    secret: v.ENTWINE_SECRET,
    previousSecret: v.ENTWINE_SECRET_PREVIOUS,
    locale: localeIn(environment),
    logLevel: v.LOG_LEVEL,
  });
}
