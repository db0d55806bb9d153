/**
 * Renewal of bot tokens that expire (Slack's token rotation). A refresh token works once, so one
 * replica renews, while the old token is still valid for the others.
 * [docs.slack.dev/authentication/using-token-rotation]
 */
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Clock } from "../../../lib/clock.ts";
import { hourMs } from "../../../lib/dates/calendar-dates.ts";
import type { Log } from "../../../lib/log.ts";
import { slackErrorCode } from "./api-errors.ts";
import type { SlackBotCredentials } from "./clients.ts";
import type { SlackOAuthConfig } from "./install.ts";

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
