/**
 * How a workspace installs the app itself: Slack's own installer, with states that are signed and
 * good for once, and tokens kept where the house keeps them.
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
import type { SlackInstallationStore } from "./installation-store.ts";

export interface SlackOAuthConfig {
  clientId: string;
  clientSecret: string;
  /** What states are signed with. */
  stateSecret: string;
  /** Where browsers reach the house: an origin. */
  publicUrl: string;
  installations: SlackInstallationStore;
}

/** Why there is no installation; the web side has a page for each. */
type Why = "cancelled" | "state" | "organisation" | "rotation" | "failed";

/**
 * Where somebody reads that. It also takes Slack's code and our state out of the browser's address.
 */
const notInstalledPath = "/slack/not_installed";

/** Seconds from the beginning of an installation to Slack's answer. */
const patience = 600;

const begunElsewhere: ReadonlySet<string> = new Set([
  ErrorCode.InvalidStateError,
  ErrorCode.MissingStateError,
  ErrorCode.MissingCodeError,
]);

/** Slack's own signs a state; this also uses it up. */
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
 * What we do not take: a token for a whole organisation belongs to no workspace, and one that
 * expires in twelve hours would have to be renewed by whichever replica is first.
 */
function unfit({ isEnterpriseInstall, team, bot }: Installation): Why | undefined {
  if (isEnterpriseInstall || !team) return "organisation";
  if (!bot) return "failed";
  return bot.expiresAt === undefined ? undefined : "rotation";
}

/** Slack's page for a web API elsewhere than at slack.com, which is a test's. */
const authorizationUrl = (apiUrl: string): string => new URL("/oauth/v2/authorize", apiUrl).href;

/** Answers GET of the two paths. */
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
    stateStore: singleUse(new ClearStateStore(stateSecret, patience), installations),
    stateCookieExpirationSeconds: patience,
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
        log.info({ surface: "slack", workspace }, "installed in a workspace");
      },
      fetchInstallation: () => Promise.reject(new Error("tokens are looked up elsewhere")),
    },
  });

  const send = (response: ServerResponse, location: string): void =>
    void response.writeHead(303, { location, "cache-control": "no-store" }).end();
  const refuse = (response: ServerResponse, why: Why): void =>
    send(response, `${notInstalledPath}?why=${why}`);

  const callbacks: CallbackOptions = {
    async afterInstallation(installation, _, __, response) {
      const why = unfit(installation);
      if (!why) return true;
      if (installation.bot)
        await new WebClient(installation.bot.token, options).auth
          .revoke()
          .catch((error) =>
            log.warn(
              { code: slackErrorCode(error) },
              "a token that is of no use could not be given back",
            ),
          );
      log.warn({ surface: "slack", code: why }, "an installation was refused");
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
      log.warn({ surface: "slack", code: error.code }, "an installation did not come about");
      refuse(response as ServerResponse, why);
    },
  };

  return (request: IncomingMessage, response: ServerResponse) =>
    request.url?.startsWith(slackInstallPath)
      ? provider.handleInstallPath(request, response)
      : provider.handleCallback(request, response, callbacks);
}
