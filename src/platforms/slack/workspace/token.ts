/**
 * Bot and app tokens: checks with advice for operators, and the renewal of those that expire
 * (Slack's token rotation).
 */
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Clock } from "../../../lib/clock.ts";
import { hourMs } from "../../../lib/dates/calendar-dates.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { requiredSlackScopes } from "../app-config.ts";
import { slackErrorCode, slackRetryDelayMs } from "./api-call.ts";
import type { SlackBotCredentials } from "./clients.ts";
import type { SlackOAuthConfig } from "./install.ts";

const refused = new Set([
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "missing_scope",
  "user_removed_from_team",
  "team_disabled",
  "org_login_required",
]);

/** Returns whether a code means that the app was removed, or that its workspace was deleted. */
export const isTokenRevoked = (code: string): boolean =>
  code === "token_revoked" || code === "account_inactive";

const hints = {
  SLACK_BOT_TOKEN:
    "Copy the Bot User OAuth Token, which begins with xoxb-, from the app's settings (OAuth & Permissions); after a change of scopes the app has to be installed again.",
  SLACK_APP_TOKEN:
    "Create an app-level token with the scope connections:write in the app's settings (Basic Information); it begins with xapp-.",
};

/** Returns the error to stop with; undefined if a retry may help. */
export function slackTokenError(
  error: unknown,
  variable: keyof typeof hints,
): EntwineError | undefined {
  const code = slackErrorCode(error);
  return refused.has(code)
    ? new EntwineError("slack_token_refused", `Slack refuses ${variable} (${code})`, {
        hint: hints[variable],
        cause: error,
      })
    : undefined;
}

/**
 * Returns whether an attempt is logged: the 1st, 2nd, 4th, 8th …, so less and less often during an
 * outage.
 */
export const shouldLogAttempt = (tries: number): boolean => (tries & (tries - 1)) === 0;

/**
 * Returns the bot's own user id and its workspace. Retries while Slack cannot be reached.
 * @throws if the token is refused, or `stopping` settles first
 */
export async function identifySlackBot(
  client: WebClient,
  { clock, log, stopping }: { clock: Clock; log: Log; stopping: AbortSignal },
): Promise<{ bot: string; team?: string }> {
  for (let tries = 1; !stopping.aborted; tries++) {
    try {
      const { user_id, team_id, response_metadata } = await client.auth.test();
      const granted = response_metadata?.scopes;
      const missing = granted
        ? requiredSlackScopes.filter((scope) => !granted.includes(scope))
        : [];
      if (missing.length > 0)
        log.warn(
          { platform: "slack", code: missing.join(" ") },
          "the Slack app lacks scopes that its manifest asks for",
        );
      if (user_id) return { bot: user_id, team: team_id || undefined };
      throw new EntwineError("slack_token_refused", "Slack knows no bot by SLACK_BOT_TOKEN", {
        hint: hints.SLACK_BOT_TOKEN,
      });
    } catch (error) {
      if (error instanceof EntwineError) throw error;
      const trouble = slackTokenError(error, "SLACK_BOT_TOKEN");
      if (trouble) throw trouble;
      if (shouldLogAttempt(tries))
        log.error(
          { platform: "slack", code: slackErrorCode(error), tries },
          "could not reach Slack",
        );
      await clock.sleep(slackRetryDelayMs, stopping);
    }
  }
  throw new EntwineError("slack_not_listening", "Slack was not reached before the end");
}

// Renewal of bot tokens that expire (Slack's token rotation). A refresh token works once, so one
// replica renews, while the old token is still valid for the others.
// [docs.slack.dev/authentication/using-token-rotation]

/** Time (ms) before its end from which a token is renewed; it is valid for twelve hours. */
const renewAheadMs = 2 * hourMs;

type FindCredentials = (workspace: string) => Promise<SlackBotCredentials | undefined>;

/** Returns a look-up of credentials that renews those about to expire. */
export function findRenewedCredentials(
  { clientId, clientSecret, installations }: SlackOAuthConfig,
  options: WebClientOptions,
  { clock, log }: { clock: Clock; log: Log },
): FindCredentials {
  const renewing = new WeakMap<SlackBotCredentials, Promise<void>>();

  async function renew(workspace: string, old: SlackBotCredentials): Promise<void> {
    try {
      if (!old.renewal || !(await installations.claimRenewal(workspace, old))) return;
      const { access_token, refresh_token, expires_in } = await new WebClient(
        undefined,
        options,
      ).oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: "refresh_token",
        refresh_token: old.renewal.refreshToken,
      });
      if (!access_token || !refresh_token || expires_in === undefined) return;
      const expiresAt = clock.now().getTime() + expires_in * 1_000;
      await installations.renew(workspace, old, {
        token: access_token,
        renewal: { refreshToken: refresh_token, expiresAt },
      });
      log.info({ platform: "slack", workspace }, "renewed the token of a workspace");
    } catch (error) {
      const code = slackErrorCode(error);
      log.warn({ platform: "slack", workspace, code }, "could not renew the token of a workspace");
    } finally {
      renewing.delete(old);
    }
  }

  return async (workspace) => {
    const found = await installations.findCredentials(workspace);
    const validMs = (found?.renewal?.expiresAt ?? Infinity) - clock.now().getTime();
    if (!found || validMs > renewAheadMs) return found;
    const pending = renewing.get(found) ?? renew(workspace, found);
    renewing.set(found, pending);
    if (validMs > 0) return found;
    await pending;
    return installations.findCredentials(workspace);
  };
}
