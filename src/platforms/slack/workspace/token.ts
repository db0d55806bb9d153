/** Checks of the app's tokens, with advice for operators on a refused one. */
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../../../lib/clock.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { requiredSlackScopes } from "../app-config.ts";
import { slackErrorCode, slackRetryDelayMs } from "./api-errors.ts";

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
