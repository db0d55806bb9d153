/**
 * Checks of Slack: tokens, scopes, socket and brief channel, and whether the tokens of workspaces
 * that installed the app themselves can be decrypted. Calls the API directly, to read the headers
 * of each response.
 */

import { existsSync } from "node:fs";
import { defineTables } from "../../app/registry.ts";
import { EntwineError } from "../../lib/errors.ts";
import { openSecrets } from "../../lib/secrets.ts";
import { optionalSlackScopes, requiredSlackScopes } from "../../platforms/slack/app-config.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import { sqlitePath } from "../../storage/engine/sqlite/database-file.ts";
import { listSealedTokens, slackTokenPurpose } from "../../storage/installations.ts";
import { type HttpProbe, type ProbeResponse, UnreachableError } from "./http-probe.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./report.ts";

interface SlackDiagnosisSettings {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  apiUrl?: string;
}

type Method = (
  token: string,
  method: string,
  values?: Record<string, string>,
) => Promise<ProbeResponse>;

const methods =
  (ask: HttpProbe, apiUrl = "https://slack.com/api/"): Method =>
  (token, method, values = {}) =>
    ask(`${apiUrl.replace(/\/*$/, "/")}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(values),
    });

/** Returns Slack's error code, or `undefined` when there is none. */
function errorOf({ status, body }: ProbeResponse): string | undefined {
  if (status !== 200) return status === 429 ? "ratelimited" : `http_${status}`;
  if (body.ok === true) return undefined;
  return typeof body.error === "string" && /^\w{1,64}$/.test(body.error)
    ? body.error
    : "unreadable_answer";
}

/** Matches temporary errors of Slack itself. */
const temporaryErrors =
  /^(?:ratelimited|http_5\d\d|internal_error|fatal_error|service_unavailable|request_timeout)$/;

const reinstall =
  "Paste the manifest into the app's settings again (App Manifest), then install the app again (Install App).";

async function withUnreachableAsWarning(
  part: string,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    const todo = "Allow connections to slack.com on port 443; Entwine keeps trying meanwhile.";
    return [
      warningFinding(
        part,
        `Slack cannot be reached: ${error.because}`,
        ...(part === "Slack token" ? [todo] : []),
      ),
    ];
  }
}

/** Checks that Slack accepts the bot's token and grants the scopes of its manifest. */
export const diagnoseSlackToken = (
  { botToken, apiUrl }: SlackDiagnosisSettings,
  ask: HttpProbe,
): Promise<Finding[]> =>
  withUnreachableAsWarning("Slack token", async () => {
    const answer = await methods(ask, apiUrl)(botToken, "auth.test");
    const error = errorOf(answer);
    if (error && temporaryErrors.test(error))
      return [
        warningFinding(
          "Slack token",
          `Slack reports a temporary error (${error})`,
          "Try again later.",
        ),
      ];
    if (error)
      return [
        brokenFinding(
          "Slack token",
          `Slack refuses SLACK_BOT_TOKEN (${error})`,
          "Copy the Bot User OAuth Token, which begins with xoxb-, from the app's settings (OAuth & Permissions). If the app was removed, install it again first.",
        ),
      ];
    if (typeof answer.body.bot_id !== "string")
      return [
        brokenFinding(
          "Slack token",
          "SLACK_BOT_TOKEN is a person's token, not a bot's",
          "Use the Bot User OAuth Token, which begins with xoxb-.",
        ),
      ];
    return [
      okFinding("Slack token", "Slack accepts the bot's token"),
      scopesFinding(answer.headers.get("x-oauth-scopes")),
    ];
  });

function scopesFinding(header: string | null): Finding {
  if (header === null) return warningFinding("Slack scopes", "Slack did not list the app's scopes");
  const granted = header.split(",").map((scope) => scope.trim());
  const without = (wanted: readonly string[]): string =>
    wanted.filter((scope) => !granted.includes(scope)).join(", ");
  const missing = without(requiredSlackScopes);
  if (missing) return brokenFinding("Slack scopes", `the app lacks ${missing}`, reinstall);
  const declined = without(optionalSlackScopes);
  return declined
    ? okFinding("Slack scopes", `all that are required; without the optional ${declined}`)
    : okFinding("Slack scopes", "all of the manifest");
}

/**
 * Checks that Slack can reach the bot: by a socket that opens, or by a signing secret, which only a
 * real event can prove.
 */
export async function diagnoseSlackConnection(
  {
    appToken,
    signingSecret,
    apiUrl,
  }: Omit<SlackDiagnosisSettings, "botToken"> & { botToken?: string },
  ask: HttpProbe,
): Promise<Finding[]> {
  const secret =
    signingSecret && !/^[0-9a-f]{32}$/i.test(signingSecret)
      ? [
          warningFinding(
            "Slack by HTTP",
            "SLACK_SIGNING_SECRET has not the form of one",
            "Copy it from the app's settings (Basic Information, Signing Secret): 32 digits and letters a to f.",
          ),
        ]
      : [];
  if (!appToken)
    return secret.length > 0 || !signingSecret
      ? secret
      : [okFinding("Slack by HTTP", "SLACK_SIGNING_SECRET has the right form")];
  return withUnreachableAsWarning("Slack socket", async () => {
    const error = errorOf(await methods(ask, apiUrl)(appToken, "apps.connections.open"));
    if (!error) return [...secret, okFinding("Slack socket", "Slack opens a connection")];
    if (temporaryErrors.test(error))
      return [
        ...secret,
        warningFinding(
          "Slack socket",
          `Slack reports a temporary error (${error})`,
          "Try again later.",
        ),
      ];
    const todo =
      error === "missing_scope"
        ? "The app-level token needs the scope connections:write: create a new one with it (Basic Information, App-Level Tokens)."
        : error === "socket_mode_not_enabled" || error === "forbidden_for_app"
          ? "Enable Socket Mode in the app's settings."
          : "Create an app-level token with the scope connections:write in the app's settings (Basic Information); it begins with xapp-.";
    return [
      ...secret,
      brokenFinding("Slack socket", `Slack refuses SLACK_APP_TOKEN (${error})`, todo),
    ];
  });
}

/** Checks that briefs can be posted to their channel. */
export const diagnoseBriefChannel = (
  { botToken, apiUrl }: SlackDiagnosisSettings,
  channel: string | undefined,
  ask: HttpProbe,
): Promise<Finding[]> =>
  withUnreachableAsWarning("intake channel", async () => {
    const part = "intake channel";
    const choose =
      "Create a channel such as #it-intake, type /invite @entwine in it, and set ENTWINE_INTAKE_CHANNEL to its id.";
    if (!channel)
      return [
        warningFinding(
          part,
          "no ENTWINE_INTAKE_CHANNEL: briefs are in the ledger, but nobody is notified",
          choose,
        ),
      ];
    const answer = await methods(ask, apiUrl)(botToken, "conversations.info", { channel });
    const error = errorOf(answer);
    if (error === "channel_not_found")
      return [
        brokenFinding(
          part,
          "the bot sees no channel with the id in ENTWINE_INTAKE_CHANNEL",
          `If it is private, type /invite @entwine in it. ${choose}`,
        ),
      ];
    if (error === "missing_scope")
      return [warningFinding(part, "the bot may not read the channel's details", reinstall)];
    if (error)
      return temporaryErrors.test(error)
        ? [warningFinding(part, `Slack reports a temporary error (${error})`, "Try again later.")]
        : [warningFinding(part, `Slack refuses to answer (${error})`)];
    const { is_im, is_archived, is_member, is_read_only, is_thread_only } = (answer.body.channel ??
      {}) as Record<string, unknown>;
    if (is_archived)
      return [
        brokenFinding(part, "the channel is archived", "Unarchive it, or choose another one."),
      ];
    if (!is_im && !is_member)
      return [brokenFinding(part, "the bot is not in the channel", "Type /invite @entwine in it.")];
    if (is_read_only || is_thread_only)
      return [
        brokenFinding(
          part,
          "not everybody may post in the channel",
          "Let the bot post (channel settings, Permissions).",
        ),
      ];
    return [okFinding(part, "the bot is a member and can post")];
  });

interface InstallationsDiagnosisSettings {
  database: string;
  secret?: string;
  previousSecret?: string;
  publicUrl?: string;
}

const part = "Slack workspaces";

/** Checks the tokens of workspaces that installed the app themselves. */
export async function diagnoseInstallations({
  database,
  secret,
  previousSecret,
  publicUrl,
}: InstallationsDiagnosisSettings): Promise<Finding[]> {
  const none = warningFinding(
    part,
    "none has installed the app yet",
    `Open ${publicUrl}/slack/install in a browser, once for each workspace.`,
  );
  const file = sqlitePath(database);
  if (!secret || (file !== undefined && !existsSync(file))) return [none];
  const store = await openStore(database, { tables: defineTables });
  try {
    if ((await store.countPendingMigrations()) > 0) return [none];
    const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
    const tokens = await listSealedTokens(store.read);
    if (tokens.length === 0) return [none];
    const unreadable = tokens.filter(({ workspace, token }) => {
      try {
        secrets.open(token, slackTokenPurpose(workspace));
        return false;
      } catch (error) {
        if (error instanceof EntwineError) return true;
        throw error;
      }
    });
    if (unreadable.length > 0)
      return [
        brokenFinding(
          part,
          `${unreadable.length} of ${tokens.length} tokens cannot be decrypted with ENTWINE_SECRET (${unreadable.map(({ workspace }) => workspace).join(", ")})`,
          "Set ENTWINE_SECRET to its earlier value; to change it, keep the old one in ENTWINE_SECRET_PREVIOUS until the next start.",
        ),
      ];
    const stale = tokens.filter(({ token }) => secrets.isStale(token)).length;
    const installed = `${tokens.length} workspace${tokens.length === 1 ? "" : "s"} installed the app`;
    return [
      okFinding(
        part,
        `${installed}; ${stale > 0 ? "their tokens will be re-encrypted at the next start" : "every token can be decrypted"}`,
      ),
    ];
  } finally {
    await store.close();
  }
}
