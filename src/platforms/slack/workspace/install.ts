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
import type { WebClientOptions } from "@slack/web-api";
import type { Log } from "../../../lib/log.ts";
import {
  optionalSlackScopes,
  requiredSlackScopes,
  slackInstallPath,
  slackRedirectPath,
} from "../app-config.ts";
import { createBoltLogger } from "../bolt-log.ts";
import type { SlackInstallationStore } from "./clients.ts";

/** Settings of Slack's installation flow. */
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
type InstallFailure = "cancelled" | "state" | "failed";

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

/** Returns the key of an installation: its workspace, or its whole organisation. */
function installedIn({ isEnterpriseInstall, team, enterprise }: Installation): string | undefined {
  const id = isEnterpriseInstall ? enterprise?.id : team?.id;
  return id && `slack:${id}`;
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
      storeInstallation: async (installation) => {
        const { enterprise, appId, bot, user } = installation;
        const workspace = installedIn(installation);
        if (!workspace || !bot) return;
        const { token, refreshToken, expiresAt } = bot;
        await installations.save({
          workspace,
          token,
          ...(refreshToken &&
            expiresAt !== undefined && {
              renewal: { refreshToken, expiresAt: expiresAt * 1_000 },
            }),
          bot: bot.userId,
          app: appId,
          organisation: enterprise?.id,
          scopes: bot.scopes,
          by: user.id,
        });
        log.info({ platform: "slack", workspace }, "installed the app in a workspace");
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
      if (installedIn(installation) && installation.bot) return true;
      log.warn({ platform: "slack" }, "an installation without a workspace or without a bot");
      refuse(response as ServerResponse, "failed");
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
      log.warn({ platform: "slack", code: error.code }, "an installation failed");
      refuse(response as ServerResponse, why);
    },
  };

  return (request: IncomingMessage, response: ServerResponse) =>
    request.url?.startsWith(slackInstallPath)
      ? provider.handleInstallPath(request, response)
      : provider.handleCallback(request, response, callbacks);
}
