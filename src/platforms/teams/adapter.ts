/**
 * Teams adapter. Activities sent to `/api/messages` are verified, stored, then acknowledged;
 * messages go out through the Bot Connector.
 */

import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { withTimeLimit } from "../../lib/clock.ts";
import { EntwineError } from "../../lib/errors.ts";
import { wordsFor } from "../../lib/i18n.ts";
import type { Log } from "../../lib/log.ts";
import { isLoopbackHost } from "../../lib/loopback-host.ts";
import type {
  CommandSpec,
  Core,
  HttpListener,
  HttpRoutes,
  PlatformAdapter,
} from "../../platform/adapter.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { BotFramework, BotIdentity } from "./auth/bot-framework.ts";
import { isTokenForActivity, type TokenClaims, teamsChannelId } from "./auth/token-claims.ts";
import { openTeamsMembershipLookup, rejectTeamsOutsider } from "./inbound/access-check.ts";
import { Activity, workspaceTenantId } from "./inbound/activity.ts";
import {
  answerInvoke,
  checkChosenPeople,
  isFormOfButton,
  type TeamsResponse,
} from "./inbound/invoke.ts";
import { type ActivityContext, toTeamsInboundEvents } from "./inbound/to-inbound-events.ts";
import { openTeamsSender } from "./outbound/send.ts";
import { openConnector } from "./workspace/connector.ts";
import {
  fetchTeamMembers,
  isBotInConversation,
  listConversationMembers,
  openMentionResolver,
} from "./workspace/members.ts";
import {
  activityReference,
  isTrustedServiceUrl,
  type TeamsReference,
} from "./workspace/references.ts";

/** Settings of Teams. */
export interface TeamsConfig {
  commands: readonly CommandSpec[];
  /** Requires `password` and `tenant`; without it Teams is unauthenticated and loopback only. */
  appId?: string;
  password?: string;
  /** The app's own tenant; missing for a multi-tenant app, which must list its `tenants`. */
  tenant?: string;
  /** Entra tenants that may use the bot; the app's own by default. */
  tenants?: readonly string[];
  /** Address that the HTTP server listens on. */
  host: string;
  log: Log;
}

/** The only route that Teams calls. */
const teamsRoute = "POST /api/messages";

/** The adapter of Teams, with its route. */
export interface TeamsAdapter extends PlatformAdapter {
  readonly routes: HttpRoutes & { [teamsRoute]: HttpListener };
}

/** Loads jose, which only a bot with an app id needs. */
const loadBotFramework = async (identity: BotIdentity): Promise<BotFramework> =>
  (await import("./auth/bot-framework.ts")).openBotFramework(identity);

/**
 * Header of Microsoft 365 Agents Playground (0.2.28), which throws on buttons that open dialogs.
 */
const playgroundHeader = "x-ms-agents-playground";

/** Service URL that accepts messages to people of any region (docs: proactive messages). */
const globalServiceUrl = "https://smba.trafficmanager.net/teams/";

function identityOf({
  appId,
  password,
  tenant,
  tenants,
  host,
}: TeamsConfig): BotIdentity | undefined {
  if (appId && password && (tenant || tenants?.length))
    return { appId, password, tenant: tenant || undefined, tenants };
  if (appId)
    throw new EntwineError(
      "teams_incomplete",
      "A Microsoft app id needs its password and tenant too",
      {
        hint: "Set MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID; for an app of several tenants name them in ENTWINE_TEAMS_TENANTS.",
      },
    );
  if (isLoopbackHost(host)) return undefined;
  throw new EntwineError(
    "teams_unauthenticated",
    "Without a Microsoft app id anybody could speak for anybody in Teams",
    {
      hint: "Set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID, or listen on 127.0.0.1.",
    },
  );
}

/**
 * Messages a second for bulk delivery: a third of the 30 that Teams allows an app in a tenant
 * (learn.microsoft.com, rate limits of bots).
 */
const bulkPerSecond = 10;

/**
 * Limit (ms) for responding to a request: the Bot Connector gives up after 10 to 15 seconds
 * (learn.microsoft.com, long operations). An activity stored later is stored once, however often it
 * is delivered.
 */
const answerLimitMs = 8_000;

/**
 * Opens the adapter.
 * @throws if these settings would accept unauthenticated requests from other machines.
 */
export function openTeams(
  config: TeamsConfig,
  connect: (identity: BotIdentity) => Promise<BotFramework> = loadBotFramework,
): TeamsAdapter {
  const { log } = config;
  const identity = identityOf(config);
  const local = identity === undefined;
  const tenants = (config.tenants ?? (config.tenant ? [config.tenant] : [])).map((tenant) =>
    tenant.toLowerCase(),
  );
  const isAllowed = (tenant: string): boolean => local || tenants.includes(tenant.toLowerCase());
  /** Latest reference of each workspace, used to reach people who have never written. */
  const latest = new Map<string, TeamsReference>();
  const pendingRequests = new Set<Promise<TeamsResponse>>();
  let framework: Promise<BotFramework> | undefined;
  let core: Core | undefined;

  const connected = (botIdentity: BotIdentity): Promise<BotFramework> =>
    (framework ??= connect(botIdentity));

  const connector = openConnector({
    local,
    authorization: async () => identity && (await connected(identity)).authorization(),
  });
  const resolveMentions = openMentionResolver(connector);
  const membershipLookup = openTeamsMembershipLookup(connector);
  const members = (activity: Activity) => listConversationMembers(connector, activity);
  const anyReference = (workspace: string): TeamsReference | undefined =>
    latest.get(workspace) ??
    (identity && {
      serviceUrl: globalServiceUrl,
      bot: `28:${identity.appId}`,
      tenant: workspaceTenantId(workspace),
    });

  /** Returns whether a request comes from this machine and not from a web page in its browser. */
  const isLocalRequest = ({ socket, headers }: IncomingMessage): boolean =>
    isLoopbackHost(socket.remoteAddress ?? "") &&
    isLoopbackHost(URL.parse(`http://${headers.host}`)?.hostname ?? "") &&
    headers.origin === undefined;

  function refusal(activity: Activity, claims: TokenClaims | undefined): TeamsResponse | undefined {
    if (claims && !isTokenForActivity(claims, activity)) return { status: 401 };
    return isTrustedServiceUrl(activity.serviceUrl, { local }) && isAllowed(activity.tenant ?? "")
      ? undefined
      : { status: 403 };
  }

  /**
   * Verifies the token of a request. Returns `unknown` when Microsoft's keys cannot be fetched,
   * which says nothing about the sender.
   */
  async function verifyRequest(
    botIdentity: BotIdentity,
    { headers }: IncomingMessage,
  ): Promise<TokenClaims | "unknown" | undefined> {
    const { verifyToken } = await connected(botIdentity);
    return verifyToken(headers.authorization ?? "").catch((cause: unknown) => {
      const err = new EntwineError(
        "keys_unavailable",
        "Microsoft's signing keys cannot be fetched",
        { cause },
      );
      log.error(
        { err, platform: "teams" },
        "could not verify an activity; Teams delivers it again",
      );
      return "unknown";
    });
  }

  async function receive(request: IncomingMessage, core: Core): Promise<TeamsResponse> {
    if (request.method !== "POST") return { status: 405 };
    if (local && !isLocalRequest(request)) return { status: 403 };
    const claims = identity && (await verifyRequest(identity, request));
    if (identity && !claims) return { status: 401 };
    const body = await readJsonBody(request);
    if ("status" in body) return body;
    if (identity && Object(body.json).channelId !== teamsChannelId) return { status: 401 };
    if (claims === "unknown") return { status: 503 };
    // Some hosts give invokes no id; the digest is the same on each delivery.
    const { data: activity } = Activity.safeParse({ id: body.digest, ...Object(body.json) });
    if (!activity) return { status: 400 };
    const refused = refusal(activity, claims);
    if (refused) return refused;

    const receivedContext: ActivityContext = {
      commands: config.commands,
      at: Date.now(),
      dialogs: request.headers[playgroundHeader] !== undefined ? false : undefined,
    };
    const membership = await membershipLookup.senderMembership(activity);
    if (membership === "outsider") return rejectTeamsOutsider(core, activity, receivedContext);
    const delivery: ActivityContext = {
      ...receivedContext,
      guest: membership && membership === "guest",
    };
    const { conversation: _, ...reference } = activityReference(activity, delivery);
    latest.set(activity.workspace, reference);
    if (activity.type === "invoke")
      return answerInvoke(activity, delivery, {
        core,
        listMembers: members,
        membershipOf: membershipLookup.namedMembership,
        peopleIn: membershipLookup.peopleIn,
        isInConversation: (each) => isBotInConversation(connector, each),
      });
    const events = toTeamsInboundEvents(await resolveMentions(activity), delivery);
    await core.ingest(
      await Promise.all(events.map((event) => checkSubmittedForm(activity, event, core))),
      membershipLookup.peopleIn(events),
    );
    return { status: 200 };
  }

  /**
   * Turns an invalid form that came as a message back into a press of its button: nothing can
   * answer a message at once, so the form opens again with the next event.
   */
  async function checkSubmittedForm(
    activity: Activity,
    event: InboundEvent,
    core: Core,
  ): Promise<InboundEvent> {
    if (event.kind !== "submitted") return event;
    const { form: id, values, ...common } = event;
    const press = activity.card?.press ?? "";
    const form = await core.buildForm({ ...common, press });
    const peopleMistakes =
      form && isFormOfButton(form, { press, form: id })
        ? await checkChosenPeople(
            form,
            values,
            (person) => membershipLookup.namedMembership(activity, person),
            wordsFor(),
          )
        : {};
    const isValid = !(await core.validateForm(event)) && Object.keys(peopleMistakes).length === 0;
    return isValid ? event : { ...common, kind: "press", press };
  }

  /** Responds to a request. Never rejects. */
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (
      core ? receive(request, core) : Promise.resolve<TeamsResponse>({ status: 503 })
    ).catch((err: unknown): TeamsResponse => {
      log.error(
        { err, platform: "teams" },
        "could not process an activity; Teams delivers it again",
      );
      return { status: 500 };
    });
    pendingRequests.add(answer);
    void answer.then(() => pendingRequests.delete(answer));
    const { status, body } = await withTimeLimit(answerLimitMs, answer, { status: 503 });
    if (status >= 400 && status < 500)
      log.warn({ platform: "teams", status }, "refused an activity");
    response
      .writeHead(
        status,
        body === undefined ? {} : { "content-type": "application/json; charset=utf-8" },
      )
      .end(body === undefined ? undefined : JSON.stringify(body));
  }

  const sender = openTeamsSender(connector, anyReference);

  return {
    name: "teams",
    bulkPerSecond,
    routes: { [teamsRoute]: handle },
    keepsRunning: identity !== undefined,
    send: async (message) =>
      isAllowed(workspaceTenantId(message.workspace))
        ? sender.send(message)
        : { kind: "refused", code: "tenant_not_allowed" },
    findSentMessage: async (message) =>
      isAllowed(workspaceTenantId(message.workspace)) ? sender.find(message) : "untold",
    membershipOf: async (workspace, person) => membershipLookup.cachedMembership(workspace, person),
    membersOf: (workspace, group) => fetchTeamMembers(connector, anyReference(workspace), group),
    async start(startedCore) {
      if (identity) await connected(identity);
      core = startedCore;
    },
    async stop() {
      core = undefined;
      await Promise.allSettled(pendingRequests);
    },
    isReady: () => core !== undefined,
  };
}

/** Maximum bytes of a body: a message has at most about 100 KB, plus attachments. */
export const requestBodyMaxBytes = 1024 * 1024;

/**
 * Returns the JSON and its digest, or the HTTP status that rejects it. Accepts only
 * `application/json`, which no web page of another origin can send without permission.
 */
async function readJsonBody(
  request: IncomingMessage,
): Promise<{ json: unknown; digest: string } | { status: number }> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) return { status: 415 };
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > requestBodyMaxBytes) return { status: 413 };
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    return {
      json: JSON.parse(body.toString("utf8")),
      digest: createHash("sha256").update(body).digest("base64url"),
    };
  } catch {
    // Invalid JSON, or the sender closed the connection.
    return { status: 400 };
  }
}
