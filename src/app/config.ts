/**
 * Settings: from the environment, and from a `.env` file where there is one, to one frozen
 * `Config`. Nothing else reads `process.env`.
 */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { EntwineError } from "../lib/errors.ts";
import { type LogLevel, logLevels } from "../lib/log.ts";

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
  /** Of whoever sits at the terminal (BCP 47). */
  readonly locale?: string;
  readonly logLevel: LogLevel;
}

const address = z.url({
  protocol: /^https?$/,
  error: "must be an address that begins with https:// or http://",
});
/** An address that platforms and people reach us at: they insist on https, save on this machine. */
const publicAddress = z
  .url({ error: "must be an address that begins with https://" })
  .refine(
    (text) =>
      /^https:/.test(text) ||
      /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/.test(text),
    "must begin with https://",
  )
  .refine(
    (text) => URL.parse(text)?.pathname === "/",
    "must be an address without a path, such as https://entwine.example.com",
  )
  .transform((text) => new URL(text).origin);
const setting = z.string();
/** As Entra has them, separated by commas. */
const tenant = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const listOf = (item: RegExp): RegExp =>
  new RegExp(`^${item.source}(?:\\s*,\\s*${item.source})*$`, "i");
const beginning = (start: string, what: string) =>
  setting.startsWith(start, `must be ${what}, which begins with ${start}`);

const Variables = z.object({
  DATABASE_URL: setting
    .regex(
      /^(file:|postgres(ql)?:\/\/)./,
      "must be file:<path> or postgres://<user>@<host>/<database>",
    )
    .default("file:data/entwine.db"),
  HOST: setting
    .regex(/^[\w.:-]+$/, "must be a host name or an IP address, without a port")
    .default("127.0.0.1"),
  PORT: setting
    .regex(/^\d{1,5}$/, "must be a number")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be 65535 or less"))
    .default(3000),
  SLACK_BOT_TOKEN: beginning(
    "xoxb-",
    "the bot user's token (Slack app settings, OAuth & Permissions)",
  ).optional(),
  SLACK_APP_TOKEN: beginning(
    "xapp-",
    "an app-level token with connections:write (Slack app settings, Basic Information)",
  ).optional(),
  SLACK_SIGNING_SECRET: setting.optional(),
  SLACK_CLIENT_ID: setting
    .regex(
      /^\d+\.\d+$/,
      "must be two numbers with a dot between (Slack app settings, Basic Information)",
    )
    .optional(),
  SLACK_CLIENT_SECRET: setting.optional(),
  SLACK_API_URL: address.optional(),
  MICROSOFT_APP_ID: setting.optional(),
  MICROSOFT_APP_PASSWORD: setting.optional(),
  MICROSOFT_APP_TENANT_ID: setting.optional(),
  OPENAI_API_KEY: setting.optional(),
  OPENAI_BASE_URL: address.optional(),
  OPENAI_MODEL: setting.default("gpt-5.4-mini"),
  ENTWINE_INTAKE_CHANNEL: setting
    .refine(
      (text) => /^[CGD]\w+$/.test(text) || listOf(/T\w+=[CG]\w+/).test(text),
      "must be a Slack channel's id such as C0123456789 (channel details, at the very end), not its name; with several workspaces T0123456789=C0123456789,…",
    )
    .optional(),
  ENTWINE_TEAMS_INTAKE_CHANNEL: setting.optional(),
  ENTWINE_TEAMS_TENANTS: setting
    .regex(
      listOf(tenant),
      "must be tenants' ids (Entra admin center, Overview), separated by commas",
    )
    .optional(),
  ENTWINE_PUBLIC_URL: publicAddress.optional(),
  ENTWINE_SECRET: setting.optional(),
  ENTWINE_SECRET_PREVIOUS: setting.optional(),
  ENTWINE_LOCAL_JUDGE: z.stringbool({ error: "must be true or false" }).default(false),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

type Name = keyof typeof Variables.shape;

const isName = (name: string): name is Name => Object.hasOwn(Variables.shape, name);

/**
 * What is wrong with one setting by itself, in a sentence that begins with its name and holds no
 * value.
 */
export function validateSetting(name: string, value: string): string | undefined {
  if (!isName(name)) return `${name} is no setting of Entwine`;
  const mistake = Variables.shape[name].safeParse(value.trim()).error?.issues[0];
  return mistake && `${name} ${mistake.message}`;
}

/** Of these names, those that look like settings of ours and are none: most are misspelt. */
export const unknownSettings = (names: readonly string[]): string[] =>
  names.filter((name) => !isName(name) && /^(?:ENTWINE|SLACK|MICROSOFT|OPENAI)_/.test(name));

/**
 * Characters of a secret that tokens are sealed with: 32 random bytes have more in any notation.
 */
const longEnough = 32;

/** Of an app that workspaces install themselves. */
function installable(set: Partial<Record<Name, string>>): string[] {
  const {
    SLACK_CLIENT_ID: id,
    SLACK_CLIENT_SECRET: secret,
    SLACK_BOT_TOKEN: token,
    ENTWINE_SECRET: key = "",
    ENTWINE_PUBLIC_URL: address,
  } = set;
  if (!id && !secret) return [];
  const bare =
    set.ENTWINE_INTAKE_CHANNEL !== undefined && !set.ENTWINE_INTAKE_CHANNEL.includes("=");
  return [
    ...(id && secret
      ? []
      : [
          `${id ? "SLACK_CLIENT_SECRET" : "SLACK_CLIENT_ID"} must be set too: workspaces install the app with both`,
        ]),
    ...(token
      ? [
          "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for any number of them: take one of the two out",
        ]
      : []),
    ...(key.length < longEnough
      ? [
          `ENTWINE_SECRET must be set too, with ${longEnough} characters or more: the workspaces' tokens are sealed with it (openssl rand -base64 32 makes one; keep a copy apart from the database's backups)`,
        ]
      : []),
    ...(address
      ? []
      : ["ENTWINE_PUBLIC_URL must be set too: Slack sends whoever installs the app back there"]),
    ...(bare
      ? [
          "ENTWINE_INTAKE_CHANNEL must say of each channel which workspace it is in: T0123456789=C0123456789,…",
        ]
      : []),
  ];
}

/** Settings that are fine one by one and cannot work together. */
function combined(set: Partial<Record<Name, string>>): string[] {
  const has = (name: Name): boolean => set[name] !== undefined;
  const mistakes = installable(set);
  const speaks = has("SLACK_BOT_TOKEN") || has("SLACK_CLIENT_ID");
  if (speaks && !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET"))
    mistakes.push(
      `${has("SLACK_BOT_TOKEN") ? "SLACK_BOT_TOKEN" : "SLACK_CLIENT_ID"} can speak but not hear: set SLACK_APP_TOKEN too (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)`,
    );
  for (const name of ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"] as const)
    if (!speaks && has(name))
      mistakes.push(`${name} can hear but not speak: set SLACK_BOT_TOKEN too`);
  if (has("ENTWINE_SECRET_PREVIOUS") && !has("ENTWINE_SECRET"))
    mistakes.push(
      "ENTWINE_SECRET_PREVIOUS is what ENTWINE_SECRET was: set ENTWINE_SECRET to what it is now",
    );

  const teams = ["MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"] as const;
  const missing = teams.filter((name) => !has(name));
  const ofSeveralTenants = missing.length === 1 && !has("MICROSOFT_APP_TENANT_ID");
  if (ofSeveralTenants && !has("ENTWINE_TEAMS_TENANTS"))
    mistakes.push(
      "MICROSOFT_APP_TENANT_ID must be set too; for an app of several tenants ENTWINE_TEAMS_TENANTS instead: with neither, anybody's tenant could talk to the bot",
    );
  else if (!ofSeveralTenants && (missing.length === 1 || missing.length === 2))
    mistakes.push(
      `${missing.join(" and ")} must be set too: Teams needs all three, or none of them`,
    );
  if (has("ENTWINE_TEAMS_TENANTS") && !has("MICROSOFT_APP_ID"))
    mistakes.push("ENTWINE_TEAMS_TENANTS is for an app: set MICROSOFT_APP_ID too");
  if (
    ofSeveralTenants &&
    set.ENTWINE_TEAMS_INTAKE_CHANNEL &&
    !ofTenant.test(set.ENTWINE_TEAMS_INTAKE_CHANNEL)
  )
    mistakes.push(
      "ENTWINE_TEAMS_INTAKE_CHANNEL must say of each channel which tenant it is in: <tenant>=19:…@thread.tacv2,…",
    );
  return mistakes;
}

const ofTenant = new RegExp(`^${tenant.source}=`, "i");
const split = (list: string): string[] => list.split(",").map((each) => each.trim());

/** `T1=C1,T2=C2` by workspace; a channel alone is that of `only`, a surface or a workspace. */
function channels(
  surface: "slack" | "teams",
  text: string | undefined,
  only: string,
): [where: string, channel: string][] {
  if (!text) return [];
  const named = surface === "slack" ? /^T\w+=/ : ofTenant;
  if (!named.test(text)) return [[only, text]];
  return split(text).map((each) => {
    const at = each.indexOf("=");
    const of = each.slice(0, at);
    return [`${surface}:${surface === "teams" ? of.toLowerCase() : of}`, each.slice(at + 1)];
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

/** Whether it is an address of this machine alone. */
export const isLoopbackAddress = (host: string): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");

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
): string[] => Object.keys(environment).filter((name) => isName(name) && environment[name]?.trim());

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
  const read = Variables.safeParse(set);
  const mistakes = [
    ...(read.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`),
    ...combined(set),
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
      v.MICROSOFT_APP_ID || isLoopbackAddress(v.HOST)
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
        ...channels("slack", v.ENTWINE_INTAKE_CHANNEL, "slack"),
        ...channels("teams", v.ENTWINE_TEAMS_INTAKE_CHANNEL, home),
      ]),
    ),
    publicUrl: v.ENTWINE_PUBLIC_URL,
    secret: v.ENTWINE_SECRET,
    previousSecret: v.ENTWINE_SECRET_PREVIOUS,
    locale: localeIn(environment),
    logLevel: v.LOG_LEVEL,
  });
}
