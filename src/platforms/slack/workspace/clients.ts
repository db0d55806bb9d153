/** Clients of the workspaces: the bot's identity in each, and connections to Slack. */
import http from "node:http";
import https from "node:https";
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Log } from "../../../lib/log.ts";
import { createBoltLogger } from "../bolt-log.ts";
import { createSlackCall, type SlackCall } from "./api-call.ts";
import { openSlackPlaceNames, type SlackPlaceNames } from "./place-names.ts";
import { openSlackProfiles, type SlackProfile, type SlackProfiles } from "./profiles.ts";

type Fetch = NonNullable<WebClientOptions["fetch"]>;

type Answer = Awaited<ReturnType<Fetch>>;

function answerOf(
  url: URL,
  { statusCode = 0, statusMessage = "", headers }: http.IncomingMessage,
  body: string,
): Answer {
  const header = (name: string): string | null => headers[name.toLowerCase()]?.toString() ?? null;
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    url: url.href,
    headers: {
      get: header,
      entries: () =>
        Object.keys(headers).map((name): [string, string] => [name, header(name) ?? ""]),
    },
    text: async () => body,
    json: async () => JSON.parse(body),
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
  };
}

/**
 * Implements the part of `fetch` that the client uses: text in, text out. Rejects with Node's own
 * error, whose `code` distinguishes a refused connection from a broken one.
 */
export const pooledFetch: Fetch = (address, { method = "POST", headers, body, signal } = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const url = new URL(address);
  const { request } = url.protocol === "https:" ? https : http;
  const sending = request(url, { method, headers, signal }, (answer) => {
    let text = "";
    answer.setEncoding("utf8");
    answer.on("data", (part: string) => (text += part));
    answer.on("error", reject);
    answer.on("end", () => resolve(answerOf(url, answer, text)));
  });
  sending.on("error", reject);
  sending.end(body);
  return promise;
};

/**
 * Time limits (ms) of sending a message, and of a call before an acknowledgement, which Slack needs
 * within three seconds.
 */
const timeout = { message: 10_000, quick: 2_000 };

/** The bot's identity; its user id is missing until Slack has returned it. */
type Identity = { readonly token: string; readonly bot?: string } | SlackBotCredentials;

/** Clients of one workspace, and who the bot is there. */
export interface SlackWorkspaceClient {
  readonly identity: Identity;
  readonly client: WebClient;
  /** Client for calls before an acknowledgement. */
  readonly quickClient: WebClient;
  readonly call: SlackCall;
  readonly profiles: SlackProfiles;
  readonly names: SlackPlaceNames;
}

interface SlackWorkspaceClients {
  /** Returns the client of a token; creates it on first use. */
  get(identity: Identity): SlackWorkspaceClient;
  clientOptions(timeout: "message" | "quick"): WebClientOptions;
}

/** Opens the clients of workspaces, which share connections. */
export function openSlackWorkspaceClients({
  apiUrl,
  log,
}: {
  apiUrl?: string | undefined;
  log: Log;
}): SlackWorkspaceClients {
  const made = new WeakMap<Identity, SlackWorkspaceClient>();

  // No `headers`: the client writes its token into that object, which the next client would share.
  // No retry: it could send twice, and a 429 must delay only its own message.
  const options = (which: keyof typeof timeout): WebClientOptions => ({
    slackApiUrl: apiUrl, // Slack's address unless set
    fetch: pooledFetch,
    logger: createBoltLogger(log),
    timeout: timeout[which],
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
  });

  function make(identity: Identity): SlackWorkspaceClient {
    const [client, quick] = [
      new WebClient(identity.token, options("message")),
      new WebClient(identity.token, options("quick")),
    ];
    const target = { url: client.slackApiUrl, token: identity.token };
    const call = createSlackCall({ ...target, timeout: timeout.message });
    const quickCall = createSlackCall({ ...target, timeout: timeout.quick });
    const profiles = openSlackProfiles(async (user) => {
      const answer = await quickCall("users.info", { user, include_locale: true });
      return answer.user as SlackProfile | undefined;
    });
    return {
      identity,
      client,
      quickClient: quick,
      call,
      profiles,
      names: openSlackPlaceNames(quickCall),
    };
  }

  return { get: (identity) => made.getOrInsertComputed(identity, make), clientOptions: options };
}

/** What renews a token that expires. */
interface SlackTokenRenewal {
  readonly refreshToken: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** Token and identity of the bot in a workspace. The same object while the token is the same. */
export interface SlackBotCredentials {
  readonly token: string;
  /** The bot's own user id. */
  readonly bot: string;
  /** Set if the app uses token rotation. */
  readonly renewal?: SlackTokenRenewal | undefined;
}

interface Installation extends SlackBotCredentials {
  workspace: string;
  /** Slack's ids of the app, and of the organisation to which the workspace belongs. */
  app?: string | undefined;
  organisation?: string | undefined;
  scopes: readonly string[];
  /** Id of the person who installed the app. */
  by: string;
}

/** Where installations of the app are stored. */
export interface SlackInstallationStore {
  /**
   * Returns the credentials of a workspace, those of its organisation's installation included;
   * `undefined` if the app is not installed.
   */
  findCredentials(workspace: string): Promise<SlackBotCredentials | undefined>;
  /**
   * Serves a workspace by the installation of its organisation (`slack:E…`); returns false if the
   * organisation has none.
   */
  joinOrganisation(workspace: string, organisation: string): Promise<boolean>;
  /** Returns true for one replica a minute, which then renews the workspace's token. */
  claimRenewal(workspace: string, credentials: SlackBotCredentials): Promise<boolean>;
  /** Replaces a renewed token, unless it was replaced or revoked meanwhile. */
  renew(
    workspace: string,
    old: SlackBotCredentials,
    renewed: Pick<SlackBotCredentials, "token" | "renewal">,
  ): Promise<void>;
  save(installation: Installation): Promise<void>;
  /**
   * Deletes the token. Ignores a revocation at an instant (`at`, ms since 1970) before the current
   * installation, and one of a `token` that was replaced.
   */
  revoke(workspace: string, why: { code: string; at?: number; token?: string }): Promise<void>;
  /** Marks the state of an installation as used; returns false if it was used before. */
  consumeState(state: string): Promise<boolean>;
}
