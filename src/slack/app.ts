/** The Slack surface: hears by Socket Mode, by HTTP or by both; stores, and only then lets Bolt acknowledge. */
import type { RequestListener } from "node:http";
import { App, type ReceiverEvent } from "@slack/bolt";
import { type Clock, systemClock } from "../clock.ts";
import { EntwineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Membership } from "../surface/membership.ts";
import type { Core, Outcome, Outgoing, Surface } from "../surface/surface.ts";
import { boltLog } from "./bolt-log.ts";
import { attributed, membershipOfActor, teamOf, turnAway } from "./border.ts";
import { defaultEmoji } from "./hears.ts";
import { answer, openForm, putRight } from "./immediate.ts";
import { type OAuth, openInstaller } from "./install.ts";
import { type FormAsk, formAsk } from "./interactions.ts";
import { complete, find, quote } from "./look.ts";
import { isAdmin, membersOf } from "./members.ts";
import { namedMembership } from "./membership.ts";
import { codeOf } from "./outcome.ts";
import { farewellOf, workspaceOf } from "./payloads.ts";
import { presence } from "./presence.ts";
import { receive } from "./receive.ts";
import { openReceivers } from "./receivers.ts";
import { openSeats, type Seat } from "./seats.ts";
import { send } from "./send.ts";
import type { Socket } from "./socket.ts";
import { introduce, isTakenBack } from "./token.ts";

export interface SlackConfig {
  /** One workspace's. */
  botToken?: string;
  /** In place of it: whichever workspaces install the app. */
  oauth?: OAuth | undefined;
  /** Turns Socket Mode on. */
  appToken?: string;
  /** Turns HTTP on. */
  signingSecret?: string;
  /** Where Slack's Web API is, if not at slack.com. */
  apiUrl?: string;
  /** The emoji that points at a message, by its name without colons. */
  emoji?: string;
  log: Log;
  /** The bot's, which tells when something arrived. */
  clock?: Clock;
  /** The machine's: what Slack makes us wait passes by it, whatever clock the bot runs on. */
  machine?: Clock;
}

export interface SlackSurface extends Surface {
  /** Answers `POST /slack/events` of the house's server, where HTTP is on: events, commands and interactivity alike. */
  readonly requestListener?: RequestListener;
  /** Answers GET of the two paths by which a workspace installs the app, where it can. */
  readonly installer?: RequestListener;
  /** For the metrics; undefined without Socket Mode. */
  socket(): ReturnType<Socket["numbers"]> | undefined;
}

/** Slack allows "several hundred" messages a minute in a workspace without saying how many; others run 525 (help.moveworks.com). Below that, something is left for those who wait for an answer. */
const bulkPerSecond = 6;

/** Where the app was removed, nothing is said until it is installed again. */
const uninstalled = { kind: "refused", code: "uninstalled" } as const;

/** Opens the surface without a call to Slack; `start` says so when a token is refused. */
export function openSlack(config: SlackConfig): SlackSurface {
  const { botToken, oauth, appToken, signingSecret, apiUrl, emoji = defaultEmoji, log, clock = systemClock(), machine = systemClock() } = config;
  const seats = openSeats({ ...(apiUrl !== undefined && { apiUrl }), log });
  /** The only identity, where one token was set; who that is, Slack has to tell first. */
  const own: { token: string; bot?: string; team?: string } | undefined = botToken === undefined ? undefined : { token: botToken };
  const inFlight = new Set<Promise<void>>();
  let core: Core | undefined;
  let listening = false;
  const stopping = new AbortController();

  /** None where a payload has a shape that nobody knows. */
  function whose({ body }: ReceiverEvent): string | undefined {
    try {
      return workspaceOf(body);
    } catch (error) {
      log.error({ surface: "slack", err: error }, "a payload of no workspace");
      return undefined;
    }
  }

  /** What a payload holds for us. A shape that nobody knows is reported and acknowledged: another delivery would be no better. */
  function read(event: ReceiverEvent, bot: string): { ask?: FormAsk | undefined; arrivals: Arrival[] } {
    try {
      return { ask: formAsk(event.body), arrivals: receive(event.body, { bot, emoji, now: clock.now().getTime() }) };
    } catch (error) {
      log.error({ surface: "slack", err: error }, "a payload of unknown shape");
      return { arrivals: [] };
    }
  }

  /** A token that does not open is as good as none: nothing that waits for its workspace may hold up others. */
  function shut(workspace: string, err: unknown): undefined {
    if (!(err instanceof EntwineError) || err.code !== "secret_unreadable") throw err;
    log.error({ surface: "slack", err, workspace }, "a stored token cannot be decrypted: install the app again, or restore ENTWINE_SECRET");
  }

  async function seatIn(workspace: string): Promise<Seat | undefined> {
    // A token for a whole organisation (`E…`) is of all its workspaces.
    if (own?.team?.startsWith("T") && workspace !== `slack:${own.team}`) return undefined;
    const identity = own ?? (await oauth?.installations.find(workspace).catch((err: unknown) => shut(workspace, err)));
    return identity && seats.of(identity);
  }

  /** Asks Slack about a workspace, where the app is installed. */
  const asking = async <T>(workspace: string, ask: (seat: Seat) => Promise<T>): Promise<T | undefined> => {
    const seat = await seatIn(workspace);
    return seat && ask(seat);
  };

  const membershipOf = async ({ profiles }: Seat, workspace: string, person: string): Promise<Membership | undefined> =>
    namedMembership(teamOf(workspace), await profiles.of(person));

  async function say(message: Outgoing): Promise<Outcome> {
    const seat = await seatIn(message.workspace);
    if (!seat) return uninstalled;
    const outcome = await send(seat.client, seat.call, message);
    if (!oauth || outcome.kind !== "refused" || !isTakenBack(outcome.code)) return outcome;
    await oauth.installations.revoke(message.workspace, { code: outcome.code, token: seat.identity.token });
    return uninstalled;
  }

  async function take(app: App, event: ReceiverEvent, core: Core): Promise<void> {
    const workspace = whose(event);
    const farewell = farewellOf(event.body);
    if (farewell && workspace) {
      log.warn({ surface: "slack", workspace, code: farewell.code }, "a workspace took its token back");
      await oauth?.installations.revoke(workspace, farewell);
      return event.ack();
    }
    const seat = workspace === undefined ? undefined : await seatIn(workspace);
    const bot = seat?.identity.bot;
    if (workspace === undefined || !seat || bot === undefined) {
      log.warn({ surface: "slack", workspace }, "an event of a workspace that has not installed the app");
      return event.ack();
    }
    const { quick, names } = seat;
    const { body } = event;
    const { ask, arrivals } = read(event, bot);
    const [first] = arrivals;
    if (!first) return event.ack();
    const border = { workspace, seat };
    if ((await membershipOfActor(border, body, first.by.id)) === "outsider") return event.ack(await turnAway(core, body, arrivals));
    if (ask && (await openForm(core, quick, ask, log))) return event.ack();
    const wrong = await putRight(core, body, arrivals, (person) => membershipOf(seat, workspace, person));
    if (wrong) return event.ack(wrong);
    const whole = await Promise.all(
      arrivals.map(async (arrival) => {
        if (arrival.kind !== "pointed") return arrival;
        const { pointed, message } = await complete(quick, bot, arrival);
        return attributed(border, message ? { ...body, message } : body, pointed);
      }),
    );
    await core.accept(whole.map(names.named));
    // Bolt has nothing to add to a message: not asking it saves a tenth of a turn's CPU time.
    if (whole[0]?.kind === "message") return event.ack();
    try {
      await app.processEvent({ ...event, customProperties: { seat, core } });
    } catch (error) {
      // It is stored, whatever Bolt does not understand of it.
      log.warn({ surface: "slack", code: codeOf(error) }, "acknowledged without Bolt");
      await event.ack();
    }
  }

  async function deliver(app: App, event: ReceiverEvent): Promise<void> {
    if (!core || !listening || stopping.signal.aborted) throw new EntwineError("slack_not_listening", "Slack's event came before the start or after the end");
    const work = take(app, event, core);
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  }

  const receivers = openReceivers(
    {
      ...(appToken !== undefined && { appToken }),
      ...(signingSecret !== undefined && { signingSecret }),
      clientOptions: seats.options("message"),
      clock: machine,
      log,
    },
    deliver,
  );
  const app = new App({
    receiver: receivers,
    // Bolt acknowledges, and speaks to nobody.
    authorize: async () => ({}),
    clientOptions: seats.options("quick"),
    logger: boltLog(log),
    convoStore: false,
    ignoreSelf: false,
  });
  answer(app, log);

  return {
    name: "slack",
    send: say,
    find: (message) => asking(message.workspace, ({ client, identity }) => find(client, identity.bot, message)),
    quote: (workspace, place, message) => asking(workspace, ({ client, identity }) => quote(client, identity.bot, place, message)),
    isAdmin: (workspace, person) => asking(workspace, ({ quick }) => isAdmin(quick, teamOf(workspace), person)),
    membershipOf: (workspace, person) => asking(workspace, (seat) => membershipOf(seat, workspace, person)),
    membersOf: (workspace, group) => asking(workspace, ({ client }) => membersOf(client, group)),
    localeOf: (workspace, person) => asking(workspace, ({ names }) => names.localeOf(person)),
    presence: async (workspace, people, at) => (await asking(workspace, ({ quick }) => presence(quick, people, at))) ?? new Map(),
    bulkPerSecond,
    ...(receivers.requestListener && { requestListener: receivers.requestListener }),
    ...(oauth && { installer: openInstaller(oauth, seats.options("message"), log) }),
    socket: () => receivers.socket?.numbers(),
    ready: () => listening && !stopping.signal.aborted && (receivers.socket?.connected() ?? true),
    async start(given) {
      core = given;
      if (own) Object.assign(own, await introduce(seats.of(own).client, { clock: machine, log, stopping: stopping.signal }));
      listening = true;
      await receivers.start();
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(inFlight);
      await receivers.stop();
    },
  };
}
