/** Settings: from the environment, and from a `.env` file where there is one, to one frozen `Config`. Nothing else reads `process.env`. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { EntwineError } from "./errors.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** A part is missing where it is switched off. */
export interface Config {
  /** `file:<path>` for SQLite, `postgres://…` for PostgreSQL. */
  readonly database: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** With an app token arrivals come by Socket Mode, with a signing secret by HTTP. */
  readonly slack?: { readonly botToken: string; readonly appToken?: string; readonly signingSecret?: string; readonly apiUrl?: string };
  /** Without an app id: unauthenticated, and only because the host is a loopback address. */
  readonly teams?: { readonly appId?: string; readonly password?: string; readonly tenant?: string };
  /** Missing when every text has to stay on this machine, and when no model is set up. */
  readonly model?: { readonly name: string; readonly apiKey?: string; readonly baseUrl?: string };
  /** Where briefs go: a Slack channel's id, a Teams channel's conversation id. */
  readonly intake: { readonly slack?: string; readonly teams?: string };
  /** Where Slack, Teams and people's browsers reach this house: an origin, without a slash at its end. */
  readonly publicUrl?: string;
  /** What keys and sign-in links are derived from. */
  readonly secret?: string;
  /** Of whoever sits at the terminal (BCP 47). */
  readonly locale?: string;
  readonly logLevel: LogLevel;
}

const address = z.url({ protocol: /^https?$/, error: "must be an address that begins with https:// or http://" });
/** An address that platforms and people reach us at: they insist on https, save on this machine. */
const publicAddress = z
  .url({ error: "must be an address that begins with https://" })
  .refine((text) => /^https:/.test(text) || /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/.test(text), "must begin with https://")
  .refine((text) => new URL(text).pathname === "/", "must be an address without a path, such as https://entwine.example.com")
  .transform((text) => new URL(text).origin);
const setting = z.string();
const beginning = (start: string, what: string) => setting.startsWith(start, `must be ${what}, which begins with ${start}`);

const Variables = z.object({
  DATABASE_URL: setting.regex(/^(file:|postgres(ql)?:\/\/)./, "must be file:<path> or postgres://<user>@<host>/<database>").default("file:data/entwine.db"),
  HOST: setting.regex(/^[\w.:-]+$/, "must be a host name or an IP address, without a port").default("127.0.0.1"),
  PORT: setting
    .regex(/^\d{1,5}$/, "must be a number")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be 65535 or less"))
    .default(3000),
  SLACK_BOT_TOKEN: beginning("xoxb-", "the bot user's token (Slack app settings, OAuth & Permissions)").optional(),
  SLACK_APP_TOKEN: beginning("xapp-", "an app-level token with connections:write (Slack app settings, Basic Information)").optional(),
  SLACK_SIGNING_SECRET: setting.optional(),
  SLACK_API_URL: address.optional(),
  MICROSOFT_APP_ID: setting.optional(),
  MICROSOFT_APP_PASSWORD: setting.optional(),
  MICROSOFT_APP_TENANT_ID: setting.optional(),
  OPENAI_API_KEY: setting.optional(),
  OPENAI_BASE_URL: address.optional(),
  OPENAI_MODEL: setting.default("gpt-5.4-mini"),
  ENTWINE_INTAKE_CHANNEL: setting
    .regex(/^[CGD]\w+$/, "must be a Slack channel's id such as C0123456789 (channel details, at the very end), not its name")
    .optional(),
  ENTWINE_TEAMS_INTAKE_CHANNEL: setting.optional(),
  ENTWINE_PUBLIC_URL: publicAddress.optional(),
  ENTWINE_SECRET: setting.optional(),
  ENTWINE_LOCAL_JUDGE: z.stringbool({ error: "must be true or false" }).default(false),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

type Name = keyof typeof Variables.shape;

const isName = (name: string): name is Name => Object.hasOwn(Variables.shape, name);

/** What is wrong with one setting by itself, in a sentence that begins with its name and holds no value. */
export function mistakeIn(name: string, value: string): string | undefined {
  if (!isName(name)) return `${name} is no setting of Entwine`;
  const mistake = Variables.shape[name].safeParse(value.trim()).error?.issues[0];
  return mistake && `${name} ${mistake.message}`;
}

/** Of these names, those that look like settings of ours and are none: most are misspelt. */
export const strangers = (names: readonly string[]): string[] => names.filter((name) => !isName(name) && /^(?:ENTWINE|SLACK|MICROSOFT|OPENAI)_/.test(name));

/** Settings that are fine one by one and cannot work together. */
function combined(has: (name: Name) => boolean): string[] {
  const mistakes = [];
  const slack = has("SLACK_BOT_TOKEN");
  if (slack && !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET"))
    mistakes.push("SLACK_BOT_TOKEN can speak but not hear: set SLACK_APP_TOKEN too (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)");
  if (!slack && has("SLACK_APP_TOKEN")) mistakes.push("SLACK_APP_TOKEN can hear but not speak: set SLACK_BOT_TOKEN too");
  if (!slack && has("SLACK_SIGNING_SECRET")) mistakes.push("SLACK_SIGNING_SECRET can hear but not speak: set SLACK_BOT_TOKEN too");

  const teams = ["MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"] as const;
  const missing = teams.filter((name) => !has(name));
  if (missing.length === 1 || missing.length === 2) mistakes.push(`${missing.join(" and ")} must be set too: Teams needs all three, or none of them`);
  return mistakes;
}

/** `de_DE.UTF-8` is `de-DE`; `C` and `POSIX` are nobody's language. */
function localeIn({ LC_ALL, LC_MESSAGES, LANG }: Record<string, string | undefined>): string | undefined {
  const [locale = ""] = (LC_ALL || LC_MESSAGES || LANG || "").split(/[.@]/);
  return /^(?:C|POSIX|)$/.test(locale) ? undefined : locale.replace("_", "-");
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Frozen, and without the keys that are not set. */
const part = <T extends object>(of: T) => Object.freeze(Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Defined<T>);

/** What an `.env` file sets; nothing where there is none. Throws `settings_unreadable`. */
export function envFile(path: string): Record<string, string | undefined> {
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
export const inEnvironment = (environment: Record<string, string | undefined> = process.env): string[] =>
  Object.keys(environment).filter((name) => isName(name) && environment[name]?.trim());

/**
 * Reads the settings. The environment goes before the file; an empty value counts as not set, so that one from the file can be switched off.
 * Throws `settings_wrong`, whose message names every mistake and what to do about it, but no value: some are secrets.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env, file = ".env"): Config {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...envFile(file), ...environment })) if (value?.trim()) set[name] = value.trim();
  const read = Variables.safeParse(set);
  const mistakes = [...(read.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`), ...combined((name) => set[name] !== undefined)];
  if (!read.success || mistakes.length > 0)
    throw new EntwineError("settings_wrong", ["These settings need mending:", ...mistakes].join("\n  "), {
      hint: "They come from the environment, or from .env in the folder that Entwine was started in.",
    });

  const v = read.data;
  return part({
    database: v.DATABASE_URL,
    host: v.HOST,
    port: v.PORT,
    slack: v.SLACK_BOT_TOKEN
      ? part({ botToken: v.SLACK_BOT_TOKEN, appToken: v.SLACK_APP_TOKEN, signingSecret: v.SLACK_SIGNING_SECRET, apiUrl: v.SLACK_API_URL })
      : undefined,
    teams:
      v.MICROSOFT_APP_ID || isLoopback(v.HOST)
        ? part({ appId: v.MICROSOFT_APP_ID, password: v.MICROSOFT_APP_PASSWORD, tenant: v.MICROSOFT_APP_TENANT_ID })
        : undefined,
    model:
      !v.ENTWINE_LOCAL_JUDGE && (v.OPENAI_API_KEY || v.OPENAI_BASE_URL)
        ? part({ name: v.OPENAI_MODEL, apiKey: v.OPENAI_API_KEY, baseUrl: v.OPENAI_BASE_URL })
        : undefined,
    intake: part({ slack: v.ENTWINE_INTAKE_CHANNEL, teams: v.ENTWINE_TEAMS_INTAKE_CHANNEL }),
    publicUrl: v.ENTWINE_PUBLIC_URL,
    secret: v.ENTWINE_SECRET,
    locale: localeIn(environment),
    logLevel: v.LOG_LEVEL,
  });
}
