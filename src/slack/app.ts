/** The Slack surface: hears by Socket Mode, by HTTP or by both; stores, and only then lets Bolt acknowledge. */
import type { RequestListener } from "node:http";
import { App, type ReceiverEvent } from "@slack/bolt";
import { WebClient, type WebClientOptions } from "@slack/web-api";
import { type Clock, systemClock } from "../clock.ts";
import { EntwineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Core, Surface } from "../surface/surface.ts";
import type { Words } from "../words.ts";
import { boltLog } from "./bolt-log.ts";
import { openCall } from "./call.ts";
import { pooledFetch } from "./fetch.ts";
import { defaultEmoji } from "./hears.ts";
import { answer, openForm, putRight } from "./immediate.ts";
import { type FormAsk, formAsk } from "./interactions.ts";
import { complete, find, quote } from "./look.ts";
import { isAdmin, membersOf } from "./members.ts";
import { rememberNames } from "./names.ts";
import { presence } from "./presence.ts";
import { receive } from "./receive.ts";
import { openReceivers } from "./receivers.ts";
import { send } from "./send.ts";
import type { Socket } from "./socket.ts";
import { introduce } from "./token.ts";

export interface SlackConfig {
  botToken: string;
  /** Turns Socket Mode on. */
  appToken?: string;
  /** Turns HTTP on. */
  signingSecret?: string;
  /** Where Slack's Web API is, if not at slack.com. */
  apiUrl?: string;
  /** The emoji that points at a message, by its name without colons. */
  emoji?: string;
  words: Words;
  log: Log;
  clock?: Clock;
}

export interface SlackSurface extends Surface {
  /** Answers `POST /slack/events` of the house's server, where HTTP is on: events, commands and interactivity alike. */
  readonly requestListener?: RequestListener;
  /** For the metrics; undefined without Socket Mode. */
  socket(): ReturnType<Socket["numbers"]> | undefined;
}

/** Slack allows "several hundred" messages a minute in a workspace without saying how many; others run 525 (help.moveworks.com). Below that, something is left for those who wait for an answer. */
const bulkPerSecond = 6;

/** Milliseconds that Slack has for an answer: to a message, and while somebody waits for an acknowledgement, which Slack wants within three seconds. */
const timeout = { message: 10_000, quick: 2_000 };

/** Opens the surface without a call to Slack; `start` says so when a token is refused. */
export function openSlack({ botToken, appToken, signingSecret, apiUrl, emoji = defaultEmoji, words, log, clock = systemClock() }: SlackConfig): SlackSurface {
  // No `headers`: the client writes its token into them, and would share it with the next client.
  // No retry: it would say things twice, and a 429 must stop its own message only.
  const options = (timeout: number): WebClientOptions => ({
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    fetch: pooledFetch,
    logger: boltLog(log),
    timeout,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
  });
  const client = new WebClient(botToken, options(timeout.message));
  const quick = new WebClient(botToken, options(timeout.quick));
  const call = openCall({ url: client.slackApiUrl, token: botToken, timeout: timeout.message });
  const named = rememberNames(quick);
  const inFlight = new Set<Promise<void>>();
  let core: Core | undefined;
  let bot: string | undefined;
  const stopping = new AbortController();

  /** What a payload holds for us. A shape that nobody knows is reported and acknowledged: another delivery would be no better. */
  function read(event: ReceiverEvent, bot: string): { ask?: FormAsk | undefined; arrivals: Arrival[] } {
    try {
      return { ask: formAsk(event.body), arrivals: receive(event.body, { bot, emoji, now: clock.now().getTime() }) };
    } catch (error) {
      log.error({ surface: "slack", err: error }, "a payload of unknown shape");
      return { arrivals: [] };
    }
  }

  async function take(app: App, event: ReceiverEvent, core: Core, bot: string): Promise<void> {
    const { ask, arrivals } = read(event, bot);
    if (ask && (await openForm(core, quick, ask, log))) return event.ack();
    const wrong = await putRight(core, event.body, arrivals);
    if (wrong) return event.ack(wrong);
    const whole = await Promise.all(arrivals.map((arrival) => (arrival.kind === "pointed" ? complete(quick, bot, arrival) : arrival)));
    if (whole.length > 0) await core.accept(whole.map(named));
    // Bolt has nothing to add to a message: not asking it saves a tenth of a turn's CPU time.
    if (whole[0]?.kind === "message") return event.ack();
    let answered = false;
    const ack = (reply?: unknown) => {
      answered = true;
      return event.ack(reply);
    };
    await app.processEvent({ ...event, ack });
    // Bolt leaves kinds open that it or we do not know, and Slack would deliver them again.
    if (!answered) await event.ack();
  }

  async function deliver(app: App, event: ReceiverEvent): Promise<void> {
    if (!core || bot === undefined || stopping.signal.aborted)
      throw new EntwineError("slack_not_listening", "Slack's event came before the start or after the end");
    const work = take(app, event, core, bot);
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  }

  const receivers = openReceivers(
    { ...(appToken !== undefined && { appToken }), ...(signingSecret !== undefined && { signingSecret }), clientOptions: options(timeout.message), clock, log },
    deliver,
  );
  const app = new App({
    receiver: receivers,
    authorize: async () => ({ botToken, ...(bot !== undefined && { botUserId: bot }) }),
    clientOptions: options(timeout.quick),
    logger: boltLog(log),
    convoStore: false,
    ignoreSelf: false,
  });
  answer(app, quick, { words, log });

  return {
    name: "slack",
    send: (message) => send(client, call, message),
    find: (message) => find(client, bot, message),
    quote: (_workspace, place, message) => quote(client, bot, place, message),
    isAdmin: (_workspace, person) => isAdmin(quick, person),
    membersOf: (_workspace, group) => membersOf(client, group),
    presence: (_workspace, people, at) => presence(quick, people, at),
    bulkPerSecond,
    ...(receivers.requestListener && { requestListener: receivers.requestListener }),
    socket: () => receivers.socket?.numbers(),
    ready: () => bot !== undefined && !stopping.signal.aborted && (receivers.socket?.connected() ?? true),
    async start(given) {
      core = given;
      bot = await introduce(client, { clock, log, stopping: stopping.signal });
      await receivers.start();
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(inFlight);
      await receivers.stop();
    },
  };
}
