/** Teams: what comes to the house's `/api/messages` is checked, stored and then acknowledged; what the core says goes out through the Bot Connector. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { EntwineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Core, Surface } from "../surface/surface.ts";
import { within } from "../time-limit.ts";
import { wordsFor } from "../words.ts";
import { Activity, tenantIn, tenantOf, workspaceOf } from "./activity.ts";
import { readBody } from "./body.ts";
import { openBorder, turnAway } from "./border.ts";
import type { BotFramework, Identity } from "./bot-framework.ts";
import { membersOf, openColleagues } from "./colleagues.ts";
import { openConnector } from "./connector.ts";
import { type Answer, answer, strangersIn } from "./invoke.ts";
import { carriedBy, type Delivery, receive } from "./receive.ts";
import { isLoopback, isTrusted, type Reference, referenceOf } from "./references.ts";
import { rosterOf } from "./roster.ts";
import { openMouth } from "./send.ts";
import { type Claims, covers, teamsChannel } from "./token-guard.ts";

export interface TeamsConfig {
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

export interface Teams extends Surface {
  /** `POST /api/messages`. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Loads jose, which only a bot with an app id needs. */
const load = async (identity: Identity): Promise<BotFramework> => (await import("./bot-framework.ts")).openBotFramework(identity);

/** What Microsoft 365 Agents Playground (0.2.28) says of itself. It throws on buttons that open dialogs. */
const playground = "x-ms-agents-playground";

/** Where Microsoft takes messages to people of any region (docs: proactive messages). */
const globalService = "https://smba.trafficmanager.net/teams/";

function identityOf({ appId, password, tenant, tenants, host }: TeamsConfig): Identity | undefined {
  if (appId && password && (tenant || tenants?.length)) return { appId, password, ...(tenant && { tenant }), ...(tenants && { tenants }) };
  if (appId)
    throw new EntwineError("teams_incomplete", "A Microsoft app id needs its password and tenant too", {
      hint: "Set MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID; for an app of several tenants name them in ENTWINE_TEAMS_TENANTS.",
    });
  if (isLoopback(host)) return undefined;
  throw new EntwineError("teams_unauthenticated", "Without a Microsoft app id anybody could speak for anybody in Teams", {
    hint: "Set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID, or listen on 127.0.0.1.",
  });
}

/** Teams allows 30 messages a second of an app in a tenant (learn.microsoft.com, rate limits of bots): a third of that is for those whom nobody waits for. */
const bulkPerSecond = 10;

/** From a request to our answer at the latest, in ms: the Bot Connector gives up after 10 to 15 seconds (learn.microsoft.com, long operations). What is stored later all the same is taken once, however often it comes. */
const answerLimitMs = 8_000;

/** Throws if these settings would let strangers in. */
export function openTeams(config: TeamsConfig, connect: (identity: Identity) => Promise<BotFramework> = load): Teams {
  const { log } = config;
  const identity = identityOf(config);
  const local = identity === undefined;
  const tenants = (config.tenants ?? (config.tenant ? [config.tenant] : [])).map((tenant) => tenant.toLowerCase());
  const isAllowed = (tenant: string): boolean => local || tenants.includes(tenant.toLowerCase());
  /** The latest reference into each workspace, for people who never wrote. */
  const latest = new Map<string, Reference>();
  const storing = new Set<Promise<Answer>>();
  let framework: Promise<BotFramework> | undefined;
  let core: Core | undefined;

  const connected = (whose: Identity): Promise<BotFramework> => (framework ??= connect(whose));

  const connector = openConnector({ local, authorization: async () => identity && (await connected(identity)).authorization() });
  const withColleagues = openColleagues(connector);
  const border = openBorder(connector);
  const members = (activity: Activity) => membersOf(connector, activity);
  const anyReference = (workspace: string): Reference | undefined =>
    latest.get(workspace) ?? (identity && { serviceUrl: globalService, bot: `28:${identity.appId}`, tenant: tenantIn(workspace) });

  /** Without an app id: only this machine, and no page that a browser on it shows. */
  const isAtHome = ({ socket, headers }: IncomingMessage): boolean =>
    isLoopback(socket.remoteAddress ?? "") && isLoopback(URL.parse(`http://${headers.host}`)?.hostname ?? "") && headers.origin === undefined;

  function refusal(activity: Activity, proven: Claims | undefined): Answer | undefined {
    if (proven && !covers(proven, activity)) return { status: 401 };
    return isTrusted(activity.serviceUrl, { local }) && isAllowed(tenantOf(activity) ?? "") ? undefined : { status: 403 };
  }

  /** Proves the token of a request. Returns `unknown` where Microsoft's keys cannot be fetched, which says nothing of the sender. */
  async function prove(whose: Identity, { headers }: IncomingMessage): Promise<Claims | "unknown" | undefined> {
    const { prove } = await connected(whose);
    return prove(headers.authorization ?? "").catch((cause: unknown) => {
      const err = new EntwineError("keys_unavailable", "Microsoft's signing keys cannot be fetched", { cause });
      log.error({ err, surface: "teams" }, "An activity could not be proven; Teams will deliver it again");
      return "unknown";
    });
  }

  async function take(request: IncomingMessage, listening: Core): Promise<Answer> {
    if (request.method !== "POST") return { status: 405 };
    if (local && !isAtHome(request)) return { status: 403 };
    const proven = identity && (await prove(identity, request));
    if (identity && !proven) return { status: 401 };
    const body = await readBody(request);
    if ("status" in body) return body;
    if (identity && Object(body.json).channelId !== teamsChannel) return { status: 401 };
    if (proven === "unknown") return { status: 503 };
    // A host that gives its invokes no id gets one that is the same on each delivery.
    const { data: activity } = Activity.safeParse({ id: body.digest, ...Object(body.json) });
    if (!activity) return { status: 400 };
    const refused = refusal(activity, proven);
    if (refused) return refused;

    const arrived: Delivery = { at: Date.now(), ...(request.headers[playground] !== undefined && { dialogs: false }) };
    const membership = await border.ofSender(activity);
    if (membership === "outsider") return turnAway(listening, activity, arrived);
    const delivery: Delivery = { ...arrived, ...(membership && { guest: membership === "guest" }) };
    const { conversation: _, ...reference } = referenceOf(activity, delivery);
    latest.set(workspaceOf(activity), reference);
    if (activity.type === "invoke") return answer(activity, delivery, { core: listening, members, membershipOf: border.ofNamed });
    const arrivals = receive(await withColleagues(activity), delivery);
    await listening.accept(await Promise.all(arrivals.map((arrival) => asked(activity, arrival, listening))));
    return { status: 200 };
  }

  /** A form can come as a message, too, which nobody answers at once: with a mistake in it, it is as if its button had been pressed and it had not opened. */
  async function asked(activity: Activity, arrival: Arrival, listening: Core): Promise<Arrival> {
    if (arrival.kind !== "submitted") return arrival;
    const { form: id, values, ...common } = arrival;
    const press = carriedBy(activity)?.press ?? "";
    const form = await listening.form({ ...common, press });
    const strangers = form?.id === id ? await strangersIn(form, values, (person) => border.ofNamed(activity, person), wordsFor()) : {};
    const isRight = !(await listening.mistakes(arrival)) && Object.keys(strangers).length === 0;
    return isRight ? arrival : { ...common, kind: "press", press };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const taken = (core ? take(request, core) : Promise.resolve<Answer>({ status: 503 })).catch((err: unknown): Answer => {
      log.error({ err, surface: "teams" }, "An activity could not be taken; Teams will deliver it again");
      return { status: 500 };
    });
    storing.add(taken);
    void taken.then(() => storing.delete(taken));
    const { status, body } = await within(answerLimitMs, taken, { status: 503 });
    if (status >= 400 && status < 500) log.warn({ surface: "teams", status }, "An activity was refused");
    response
      .writeHead(status, body === undefined ? {} : { "content-type": "application/json; charset=utf-8" })
      .end(body === undefined ? undefined : JSON.stringify(body));
  }

  const mouth = openMouth(connector, anyReference);

  return {
    name: "teams",
    bulkPerSecond,
    handle,
    send: async (message) => (isAllowed(tenantIn(message.workspace)) ? mouth.send(message) : { kind: "refused", code: "tenant_not_allowed" }),
    find: async (message) => (isAllowed(tenantIn(message.workspace)) ? mouth.find(message) : "untold"),
    membershipOf: async (workspace, person) => border.known(workspace, person),
    membersOf: (workspace, group) => rosterOf(connector, anyReference(workspace), group),
    async start(listening) {
      if (identity) await connected(identity);
      core = listening;
    },
    async stop() {
      core = undefined;
      await Promise.allSettled(storing);
    },
    ready: () => core !== undefined,
  };
}
