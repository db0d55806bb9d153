/**
 * Installation of the app by workspaces themselves: Slack's installer, signed states that are
 * accepted once, and tokens in the installation store.
 */

import { createHash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  type CallbackOptions,
  ClearStateStore,
  ErrorCode,
  type Installation,
  InstallProvider,
  InvalidStateError,
  type StateStore,
} from "@slack/oauth";
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Log } from "../../../lib/log.ts";
import {
  optionalSlackScopes,
  requiredSlackScopes,
  slackInstallPath,
  slackRedirectPath,
} from "../app-config.ts";
import { createBoltLogger } from "../bolt-log.ts";
import { slackErrorCode } from "./api-errors.ts";
import type { SlackInstallationStore } from "./clients.ts";

export interface SlackOAuthConfig {
  clientId: string;
  clientSecret: string;
  /** Secret that signs states. */
  stateSecret: string;
  /** Public origin of the web server. */
  publicUrl: string;
  installations: SlackInstallationStore;
}

/** Reasons of a failed installation; each has a page. */
type InstallFailure = "cancelled" | "state" | "organisation" | "rotation" | "failed";

/** Page with the reason. The redirect to it removes Slack's code and the state from the address. */
const notInstalledPath = "/slack/not_installed";

/** Limit from the start of an installation to Slack's response. */
const stateMaxAgeSeconds = 600;

const begunElsewhere: ReadonlySet<string> = new Set([
  ErrorCode.InvalidStateError,
  ErrorCode.MissingStateError,
  ErrorCode.MissingCodeError,
]);

/** Wraps Slack's store of signed states so that each state is accepted once. */
function singleUse(signed: StateStore, { consumeState }: SlackInstallationStore): StateStore {
  return {
    generateStateParam: (options, now) => signed.generateStateParam(options, now),
    async verifyStateParam(now, state) {
      const options = await signed.verifyStateParam(now, state);
      if (!(await consumeState(createHash("sha256").update(state).digest("base64url"))))
        throw new InvalidStateError("The state was used before");
      return options;
    },
  };
}

/**
 * Returns the reason to refuse an installation, if any: a token for a whole organisation belongs to
 * no workspace, and one that expires after twelve hours would need a replica to renew it.
 */
function refusalOf({ isEnterpriseInstall, team, bot }: Installation): InstallFailure | undefined {
  if (isEnterpriseInstall || !team) return "organisation";
  if (!bot) return "failed";
  return bot.expiresAt === undefined ? undefined : "rotation";
}

/** Returns Slack's authorization page beside a Web API of the tests. */
const authorizationUrl = (apiUrl: string): string => new URL("/oauth/v2/authorize", apiUrl).href;

/** Creates the listener for GET requests of both paths. */
export function createSlackInstaller(
  { clientId, clientSecret, stateSecret, publicUrl, installations }: SlackOAuthConfig,
  options: WebClientOptions,
  log: Log,
): RequestListener {
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    clientOptions: options,
    logger: createBoltLogger(log),
    directInstall: true,
    stateStore: singleUse(new ClearStateStore(stateSecret, stateMaxAgeSeconds), installations),
    stateCookieExpirationSeconds: stateMaxAgeSeconds,
    installUrlOptions: {
      scopes: [...requiredSlackScopes, ...optionalSlackScopes],
      redirectUri: `${publicUrl}${slackRedirectPath}`,
    },
    ...(options.slackApiUrl !== undefined && {
      authorizationUrl: authorizationUrl(options.slackApiUrl),
    }),
    installationStore: {
      storeInstallation: async ({ team, enterprise, appId, bot, user }) => {
        if (!team || !bot) return;
        const workspace = `slack:${team.id}`;
        await installations.save({
          workspace,
          token: bot.token,
          bot: bot.userId,
          app: appId,
          organisation: enterprise?.id,
          scopes: bot.scopes,
          by: user.id,
        });
        log.info({ surface: "slack", workspace }, "installed the app in a workspace");
      },
      fetchInstallation: () => Promise.reject(new Error("tokens are looked up elsewhere")),
    },
  });

  const send = (response: ServerResponse, location: string): void =>
    void response.writeHead(303, { location, "cache-control": "no-store" }).end();
  const refuse = (response: ServerResponse, why: InstallFailure): void =>
    send(response, `${notInstalledPath}?why=${why}`);

  const callbacks: CallbackOptions = {
    async afterInstallation(installation, _, __, response) {
      const why = refusalOf(installation);
      if (!why) return true;
      if (installation.bot)
        await new WebClient(installation.bot.token, options).auth
          .revoke()
          .catch((error) =>
            log.warn({ code: slackErrorCode(error) }, "could not revoke an unused token"),
          );
      log.warn({ surface: "slack", code: why }, "refused an installation");
      refuse(response as ServerResponse, why);
      return false;
    },
    success({ appId, team }, _, __, response) {
      const to = new URLSearchParams({
        ...(appId && { app: appId }),
        ...(team && { team: team.id }),
      });
      send(response as ServerResponse, `https://slack.com/app_redirect?${to}`);
    },
    failure(error, _, __, response) {
      const why =
        error.code === ErrorCode.AuthorizationError
          ? "cancelled"
          : begunElsewhere.has(error.code)
            ? "state"
            : "failed";
      log.warn({ surface: "slack", code: error.code }, "an installation failed");
      refuse(response as ServerResponse, why);
    },
  };

  return (request: IncomingMessage, response: ServerResponse) =>
    request.url?.startsWith(slackInstallPath)
      ? provider.handleInstallPath(request, response)
      : provider.handleCallback(request, response, callbacks);
}
