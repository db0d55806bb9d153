/**
 * Schema of the settings, by their names in the environment, and of those that depend on each
 * other.
 */
import { z } from "zod";
import { logLevels } from "../lib/log.ts";

const address = z.url({
  protocol: /^https?$/,
  error: "must be an address that begins with https:// or http://",
});
/** Public address of the bot. Platforms and browsers require https, except on this machine. */
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
const text = z.string();
/** Pattern of an Entra tenant id. */
const tenant = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
/** Matches a brief channel that names its tenant. */
export const ofTenant = new RegExp(`^${tenant.source}=`, "i");
const listOf = (item: RegExp): RegExp =>
  new RegExp(`^${item.source}(?:\\s*,\\s*${item.source})*$`, "i");
const beginning = (start: string, what: string) =>
  text.startsWith(start, `must be ${what}, which begins with ${start}`);

/** Environment variables of the process and their formats; unknown ones are ignored. */
export const Settings = z.object({
  DATABASE_URL: text
    .regex(
      /^(file:|postgres(ql)?:\/\/)./,
      "must be file:<path> or postgres://<user>@<host>/<database>",
    )
    .default("file:data/entwine.db"),
  HOST: text
    .regex(/^[\w.:-]+$/, "must be a host name or an IP address, without a port")
    .default("127.0.0.1"),
  PORT: text
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
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_CLIENT_ID: text
    .regex(
      /^\d+\.\d+$/,
      "must be two numbers with a dot between (Slack app settings, Basic Information)",
    )
    .optional(),
  SLACK_CLIENT_SECRET: text.optional(),
  SLACK_API_URL: address.optional(),
  MICROSOFT_APP_ID: text.optional(),
  MICROSOFT_APP_PASSWORD: text.optional(),
  MICROSOFT_APP_TENANT_ID: text.optional(),
  OPENAI_API_KEY: text.optional(),
  OPENAI_BASE_URL: address.optional(),
  OPENAI_MODEL: text.default("gpt-5.4-mini"),
  ENTWINE_INTAKE_CHANNEL: text
    .refine(
      (text) => /^[CGD]\w+$/.test(text) || listOf(/T\w+=[CG]\w+/).test(text),
      "must be a Slack channel's id such as C0123456789 (channel details, at the very end), not its name; with several workspaces T0123456789=C0123456789,…",
    )
    .optional(),
  ENTWINE_TEAMS_INTAKE_CHANNEL: text.optional(),
  ENTWINE_TEAMS_TENANTS: text
    .regex(
      listOf(tenant),
      "must be tenants' ids (Entra admin center, Overview), separated by commas",
    )
    .optional(),
  ENTWINE_PUBLIC_URL: publicAddress.optional(),
  ENTWINE_PRIVACY_URL: address.optional(),
  ENTWINE_TERMS_URL: address.optional(),
  ENTWINE_TEAMS_MENTION_ONLY: z.stringbool({ error: "must be true or false" }).default(false),
  ENTWINE_SECRET: text.optional(),
  ENTWINE_SECRET_PREVIOUS: text.optional(),
  ENTWINE_LOCAL_JUDGE: z.stringbool({ error: "must be true or false" }).default(false),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

type SettingName = keyof typeof Settings.shape;

/** Returns whether the environment variable is a setting of Entwine. */
export const isSettingName = (name: string): name is SettingName =>
  Object.hasOwn(Settings.shape, name);

/**
 * Returns what is wrong with a single setting, in a sentence that begins with its name and never
 * contains its value.
 */
export function validateSetting(name: string, value: string): string | undefined {
  if (!isSettingName(name)) return `${name} is not a setting of Entwine`;
  const mistake = Settings.shape[name].safeParse(value.trim()).error?.issues[0];
  return mistake && `${name} ${mistake.message}`;
}

/** Returns the names that look like settings of Entwine but are not, most of them misspelt. */
export const unknownSettings = (names: readonly string[]): string[] =>
  names.filter((name) => !isSettingName(name) && /^(?:ENTWINE|SLACK|MICROSOFT|OPENAI)_/.test(name));

/**
 * Minimum length of the secret that encrypts tokens; 32 random bytes are longer in any encoding.
 */
const secretMinChars = 32;

/** Returns mistakes in the settings of an app that workspaces install themselves. */
function checkInstallableApp(set: Partial<Record<SettingName, string>>): string[] {
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
          "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for any number of them: remove one of the two",
        ]
      : []),
    ...(key.length < secretMinChars
      ? [
          `ENTWINE_SECRET must be set too, with ${secretMinChars} characters or more: it encrypts the workspaces' tokens (openssl rand -base64 32 makes one; keep a copy in another place than the database's backups)`,
        ]
      : []),
    ...(address
      ? []
      : ["ENTWINE_PUBLIC_URL must be set too: Slack redirects people who install the app to it"]),
    ...(bare
      ? [
          "ENTWINE_INTAKE_CHANNEL must name the workspace of each channel: T0123456789=C0123456789,…",
        ]
      : []),
  ];
}

/** Returns mistakes in settings that are each valid but do not work together. */
export function checkSettingsTogether(set: Partial<Record<SettingName, string>>): string[] {
  const has = (name: SettingName): boolean => set[name] !== undefined;
  const mistakes = checkInstallableApp(set);
  const speaks = has("SLACK_BOT_TOKEN") || has("SLACK_CLIENT_ID");
  if (speaks && !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET"))
    mistakes.push(
      `${has("SLACK_BOT_TOKEN") ? "SLACK_BOT_TOKEN" : "SLACK_CLIENT_ID"} can only send, not receive: set SLACK_APP_TOKEN too (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)`,
    );
  for (const name of ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"] as const)
    if (!speaks && has(name))
      mistakes.push(`${name} can only receive, not send: set SLACK_BOT_TOKEN too`);
  if (has("ENTWINE_SECRET_PREVIOUS") && !has("ENTWINE_SECRET"))
    mistakes.push(
      "ENTWINE_SECRET_PREVIOUS is the earlier value of ENTWINE_SECRET: set ENTWINE_SECRET to the current one",
    );

  const teams = ["MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"] as const;
  const missing = teams.filter((name) => !has(name));
  const ofSeveralTenants = missing.length === 1 && !has("MICROSOFT_APP_TENANT_ID");
  if (ofSeveralTenants && !has("ENTWINE_TEAMS_TENANTS"))
    mistakes.push(
      "MICROSOFT_APP_TENANT_ID must be set too; for an app of several tenants ENTWINE_TEAMS_TENANTS instead: without both, people of any tenant could use the bot",
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
      "ENTWINE_TEAMS_INTAKE_CHANNEL must name the tenant of each channel: <tenant>=19:…@thread.tacv2,…",
    );
  return mistakes;
}
