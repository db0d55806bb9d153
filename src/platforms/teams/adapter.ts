/**
 * Teams: what comes to the house's `/api/messages` is checked, stored and then acknowledged; what
 * the core says goes out through the Bot Connector.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { EntwineError } from "../../lib/errors.ts";
import { wordsFor } from "../../lib/i18n.ts";
import type { Log } from "../../lib/log.ts";
import { isLoopbackHost } from "../../lib/loopback-host.ts";
import { withTimeLimit } from "../../lib/time-limit.ts";
import type { Core, HttpListener, HttpRoutes, PlatformAdapter } from "../../platform/adapter.ts";
import type { CommandSpec } from "../../platform/command.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { openTeamsMembershipLookup, rejectTeamsOutsider } from "./access-check.ts";
import { Activity, workspaceTenantId } from "./activity.ts";
import type { BotFramework, BotIdentity } from "./auth/bot-framework.ts";
import { isTokenForActivity, type TokenClaims, teamsChannelId } from "./auth/token-claims.ts";
import { openConnector } from "./connector.ts";
import { listConversationMembers, openMentionResolver } from "./identity-map.ts";
import { answerInvoke, checkChosenPeople, isFormOfButton, type TeamsResponse } from "./invoke.ts";
import { activityReference, isTrustedServiceUrl, type TeamsReference } from "./references.ts";
import { readJsonBody } from "./request-body.ts";
import { openTeamsSender } from "./send.ts";
import { fetchTeamMembers } from "./team-members.ts";
import { type ActivityContext, toTeamsInboundEvents } from "./to-inbound-events.ts";

export interface TeamsConfig {
  commands: readonly CommandSpec[];
  /** With an app id, all three; without, Teams is unauthenticated and for this machine alone. */
  appId?: string;
  password?: string;
  /** The app's own tenant; missing for an app of several, whose `tenants` are then to be named. */
  tenant?: string;
  /** Entra tenants that may talk to the bot. Just the app's own by default. */
  tenants?: readonly string[];
  /** What the house listens on. */
  host: string;
  log: Log;
}

/** The one path that Teams calls. */
const teamsRoute = "POST /api/messages";

export interface TeamsAdapter extends PlatformAdapter {
  readonly routes: HttpRoutes & { [teamsRoute]: HttpListener };
}

/** Loads jose, which only a bot with an app id needs. */
const load = async (identity: BotIdentity): Promise<BotFramework> =>
  (await import("./auth/bot-framework.ts")).openBotFramework(identity);

/**
 * What Microsoft 365 Agents Playground (0.2.28) says of itself. It throws on buttons that open
 * dialogs.
 */
const playground = "x-ms-agents-playground";

/** Where Microsoft takes messages to people of any region (docs: proactive messages). */
const globalService = "https://smba.trafficmanager.net/teams/";

function identityOf({
  appId,
  password,
  tenant,
  tenants,
  host,
}: TeamsConfig): BotIdentity | undefined {
  if (appId && password && (tenant || tenants?.length))
    return { appId, password, ...(tenant && { tenant }), ...(tenants && { tenants }) };
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
 * Teams allows 30 messages a second of an app in a tenant (learn.microsoft.com, rate limits of
 * bots): a third of that is for those whom nobody waits for.
 */
const bulkPerSecond = 10;

/**
 * From a request to our answer at the latest, in ms: the Bot Connector gives up after 10 to 15
 * seconds (learn.microsoft.com, long operations). What is stored later all the same is taken once,
 * however often it comes.
 */
const answerLimitMs = 8_000;

/** Throws if these settings would let strangers in. */
export function openTeams(
  config: TeamsConfig,
  connect: (identity: BotIdentity) => Promise<BotFramework> = load,
): TeamsAdapter {
  const { log } = config;
  const identity = identityOf(config);
  const local = identity === undefined;
  const tenants = (config.tenants ?? (config.tenant ? [config.tenant] : [])).map((tenant) =>
    tenant.toLowerCase(),
  );
  const isAllowed = (tenant: string): boolean => local || tenants.includes(tenant.toLowerCase());
  /** The latest reference into each workspace, for people who never wrote. */
  const latest = new Map<string, TeamsReference>();
  const storing = new Set<Promise<TeamsResponse>>();
  let framework: Promise<BotFramework> | undefined;
  let core: Core | undefined;

  const connected = (whose: BotIdentity): Promise<BotFramework> => (framework ??= connect(whose));

  const connector = openConnector({
    local,
    authorization: async () => identity && (await connected(identity)).authorization(),
  });
  const withColleagues = openMentionResolver(connector);
  const border = openTeamsMembershipLookup(connector);
  const members = (activity: Activity) => listConversationMembers(connector, activity);
  const anyReference = (workspace: string): TeamsReference | undefined =>
    latest.get(workspace) ??
    (identity && {
      serviceUrl: globalService,
      bot: `28:${identity.appId}`,
      tenant: workspaceTenantId(workspace),
    });

  /** Without an app id: only this machine, and no page that a browser on it shows. */
  const isAtHome = ({ socket, headers }: IncomingMessage): boolean =>
    isLoopbackHost(socket.remoteAddress ?? "") &&
    isLoopbackHost(URL.parse(`http://${headers.host}`)?.hostname ?? "") &&
    headers.origin === undefined;

  function refusal(activity: Activity, proven: TokenClaims | undefined): TeamsResponse | undefined {
    if (proven && !isTokenForActivity(proven, activity)) return { status: 401 };
    return isTrustedServiceUrl(activity.serviceUrl, { local }) && isAllowed(activity.tenant ?? "")
      ? undefined
      : { status: 403 };
  }

  /**
   * Proves the token of a request. Returns `unknown` where Microsoft's keys cannot be fetched,
   * which says nothing of the sender.
   */
  async function prove(
    whose: BotIdentity,
    { headers }: IncomingMessage,
  ): Promise<TokenClaims | "unknown" | undefined> {
    const { verifyToken } = await connected(whose);
    return verifyToken(headers.authorization ?? "").catch((cause: unknown) => {
      const err = new EntwineError(
        "keys_unavailable",
        "Microsoft's signing keys cannot be fetched",
        { cause },
      );
      log.error(
        { err, surface: "teams" },
        "An activity could not be proven; Teams will deliver it again",
      );
      return "unknown";
    });
  }

  async function take(request: IncomingMessage, listening: Core): Promise<TeamsResponse> {
    if (request.method !== "POST") return { status: 405 };
    if (local && !isAtHome(request)) return { status: 403 };
    const proven = identity && (await prove(identity, request));
    if (identity && !proven) return { status: 401 };
    const body = await readJsonBody(request);
    if ("status" in body) return body;
    if (identity && Object(body.json).channelId !== teamsChannelId) return { status: 401 };
    if (proven === "unknown") return { status: 503 };
    // A host that gives its invokes no id gets one that is the same on each delivery.
    const { data: activity } = Activity.safeParse({ id: body.digest, ...Object(body.json) });
    if (!activity) return { status: 400 };
    const refused = refusal(activity, proven);
    if (refused) return refused;

    const arrived: ActivityContext = {
      commands: config.commands,
      at: Date.now(),
      ...(request.headers[playground] !== undefined && { dialogs: false }),
    };
    const membership = await border.senderMembership(activity);
    if (membership === "outsider") return rejectTeamsOutsider(listening, activity, arrived);
    const delivery: ActivityContext = {
      ...arrived,
      ...(membership && { guest: membership === "guest" }),
    };
    const { conversation: _, ...reference } = activityReference(activity, delivery);
    latest.set(activity.workspace, reference);
    if (activity.type === "invoke")
      return answerInvoke(activity, delivery, {
        core: listening,
        listMembers: members,
        membershipOf: border.namedMembership,
      });
    const events = toTeamsInboundEvents(await withColleagues(activity), delivery);
    await listening.ingest(
      await Promise.all(events.map((event) => asked(activity, event, listening))),
    );
    return { status: 200 };
  }

  /**
   * A form can come as a message, too, which nobody answers at once: with a mistake in it, it is as
   * if its button had been pressed and it had not opened.
   */
  async function asked(
    activity: Activity,
    event: InboundEvent,
    listening: Core,
  ): Promise<InboundEvent> {
    if (event.kind !== "submitted") return event;
    const { form: id, values, ...common } = event;
    const press = activity.card?.press ?? "";
    const form = await listening.buildForm({ ...common, press });
    const strangers =
      form && isFormOfButton(form, { press, form: id })
        ? await checkChosenPeople(
            form,
            values,
            (person) => border.namedMembership(activity, person),
            wordsFor(),
          )
        : {};
    const isRight = !(await listening.validateForm(event)) && Object.keys(strangers).length === 0;
    return isRight ? event : { ...common, kind: "press", press };
  }

  /** Answers a request; never rejects. */
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const taken = (
      core ? take(request, core) : Promise.resolve<TeamsResponse>({ status: 503 })
    ).catch((err: unknown): TeamsResponse => {
      log.error(
        { err, surface: "teams" },
        "An activity could not be taken; Teams will deliver it again",
      );
      return { status: 500 };
    });
    storing.add(taken);
    void taken.then(() => storing.delete(taken));
    const { status, body } = await withTimeLimit(answerLimitMs, taken, { status: 503 });
    if (status >= 400 && status < 500)
      log.warn({ surface: "teams", status }, "An activity was refused");
    response
      .writeHead(
        status,
        body === undefined ? {} : { "content-type": "application/json; charset=utf-8" },
      )
      .end(body === undefined ? undefined : JSON.stringify(body));
  }

  const mouth = openTeamsSender(connector, anyReference);

  return {
    name: "teams",
    bulkPerSecond,
    routes: { [teamsRoute]: handle },
    keepsRunning: identity !== undefined,
    send: async (message) =>
      isAllowed(workspaceTenantId(message.workspace))
        ? mouth.send(message)
        : { kind: "refused", code: "tenant_not_allowed" },
    findSentMessage: async (message) =>
      isAllowed(workspaceTenantId(message.workspace)) ? mouth.find(message) : "untold",
    membershipOf: async (workspace, person) => border.cachedMembership(workspace, person),
    membersOf: (workspace, group) => fetchTeamMembers(connector, anyReference(workspace), group),
    async start(listening) {
      if (identity) await connected(identity);
      core = listening;
    },
    async stop() {
      core = undefined;
      await Promise.allSettled(storing);
    },
    isReady: () => core !== undefined,
  };
}
