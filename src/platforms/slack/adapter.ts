/**
 * The Slack surface: hears by Socket Mode, by HTTP or by both; stores, and only then lets Bolt
 * acknowledge.
 */
import type { RequestListener } from "node:http";
import { App, type ReceiverEvent } from "@slack/bolt";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { EntwineError } from "../../lib/errors.ts";
import type { Log } from "../../lib/log.ts";
import type {
  Core,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../platform/adapter.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Membership } from "../../platform/membership.ts";
import { defaultPointerEmoji } from "./app-config.ts";
import { createBoltLogger } from "./bolt-log.ts";
import {
  checkActorMembership,
  rejectSlackOutsider,
  replaceOutsiderAuthor,
  slackTeamId,
} from "./inbound/access-check.ts";
import {
  completePointedEvent,
  findSlackMessage,
  quoteSlackMessage,
} from "./inbound/find-message.ts";
import { readSlackFormRequest, type SlackFormRequest } from "./inbound/parse-interaction.ts";
import { parseSlackPayload } from "./inbound/parse-payload.ts";
import { openSlackReceivers } from "./inbound/receivers.ts";
import type { SlackSocket } from "./inbound/socket-mode.ts";
import {
  openSlackModal,
  registerSlackSyncReplies,
  validateSlackSubmission,
} from "./inbound/sync-replies.ts";
import { sendSlackMessage } from "./outbound/send.ts";
import { readTokenRevocation, slackWorkspaceId } from "./payloads.ts";
import { isSlackAdmin, listUserGroupMembers } from "./workspace/admins-and-groups.ts";
import { slackErrorCode } from "./workspace/api-errors.ts";
import { openSlackWorkspaceClients, type SlackWorkspaceClient } from "./workspace/clients.ts";
import { createSlackInstaller, type SlackOAuthConfig } from "./workspace/install.ts";
import { decideNamedMembership } from "./workspace/membership.ts";
import { fetchSlackPresence } from "./workspace/presence.ts";
import { identifySlackBot, isTokenRevoked } from "./workspace/token.ts";

export interface SlackConfig {
  /** One workspace's. */
  botToken?: string;
  /** In place of it: whichever workspaces install the app. */
  oauth?: SlackOAuthConfig | undefined;
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
  machineClock?: Clock;
}

export interface SlackAdapter extends PlatformAdapter {
  /**
   * Answers `POST /slack/events` of the house's server, where HTTP is on: events, commands and
   * interactivity alike.
   */
  readonly requestListener?: RequestListener;
  /** Answers GET of the two paths by which a workspace installs the app, where it can. */
  readonly installer?: RequestListener;
  /** For the metrics; undefined without Socket Mode. */
  socketMetrics(): ReturnType<SlackSocket["metrics"]> | undefined;
}

/**
 * Slack allows "several hundred" messages a minute in a workspace without saying how many; others
 * run 525 (help.moveworks.com). Below that, something is left for those who wait for an answer.
 */
const bulkPerSecond = 6;

/** Where the app was removed, nothing is said until it is installed again. */
const uninstalled = { kind: "refused", code: "uninstalled" } as const;

/** Opens the surface without a call to Slack; `start` says so when a token is refused. */
export function openSlack(config: SlackConfig): SlackAdapter {
  const {
    botToken,
    oauth,
    appToken,
    signingSecret,
    apiUrl,
    emoji = defaultPointerEmoji,
    log,
    clock = systemClock(),
    machineClock = systemClock(),
  } = config;
  const seats = openSlackWorkspaceClients({ ...(apiUrl !== undefined && { apiUrl }), log });
  /** The only identity, where one token was set; who that is, Slack has to tell first. */
  const own: { token: string; bot?: string; team?: string } | undefined =
    botToken === undefined ? undefined : { token: botToken };
  const inFlight = new Set<Promise<void>>();
  let core: Core | undefined;
  let listening = false;
  const stopping = new AbortController();

  /** None where a payload has a shape that nobody knows. */
  function whose({ body }: ReceiverEvent): string | undefined {
    try {
      return slackWorkspaceId(body);
    } catch (error) {
      log.error({ surface: "slack", err: error }, "a payload of no workspace");
      return undefined;
    }
  }

  /**
   * What a payload holds for us. A shape that nobody knows is reported and acknowledged: another
   * delivery would be no better.
   */
  function read(
    event: ReceiverEvent,
    bot: string,
  ): { ask?: SlackFormRequest | undefined; arrivals: InboundEvent[] } {
    try {
      return {
        ask: readSlackFormRequest(event.body),
        arrivals: parseSlackPayload(event.body, { bot, emoji, now: clock.now().getTime() }),
      };
    } catch (error) {
      log.error({ surface: "slack", err: error }, "a payload of unknown shape");
      return { arrivals: [] };
    }
  }

  /**
   * A token that does not open is as good as none: nothing that waits for its workspace may hold up
   * others.
   */
  function shut(workspace: string, err: unknown): undefined {
    if (!(err instanceof EntwineError) || err.code !== "secret_unreadable") throw err;
    log.error(
      { surface: "slack", err, workspace },
      "a stored token cannot be decrypted: install the app again, or restore ENTWINE_SECRET",
    );
  }

  async function seatIn(workspace: string): Promise<SlackWorkspaceClient | undefined> {
    // A token for a whole organisation (`E…`) is of all its workspaces.
    if (own?.team?.startsWith("T") && workspace !== `slack:${own.team}`) return undefined;
    const identity =
      own ??
      (await oauth?.installations
        .findCredentials(workspace)
        .catch((err: unknown) => shut(workspace, err)));
    return identity && seats.get(identity);
  }

  /** Asks Slack about a workspace, where the app is installed. */
  const asking = async <T>(
    workspace: string,
    ask: (seat: SlackWorkspaceClient) => Promise<T>,
  ): Promise<T | undefined> => {
    const seat = await seatIn(workspace);
    return seat && ask(seat);
  };

  const membershipOf = async (
    { profiles }: SlackWorkspaceClient,
    workspace: string,
    person: string,
  ): Promise<Membership | undefined> =>
    decideNamedMembership(slackTeamId(workspace), await profiles.fetch(person));

  async function say(message: OutboundMessage): Promise<SendOutcome> {
    const seat = await seatIn(message.workspace);
    if (!seat) return uninstalled;
    const outcome = await sendSlackMessage(seat.client, seat.call, message);
    if (!oauth || outcome.kind !== "refused" || !isTokenRevoked(outcome.code)) return outcome;
    await oauth.installations.revoke(message.workspace, {
      code: outcome.code,
      token: seat.identity.token,
    });
    return uninstalled;
  }

  async function take(app: App, event: ReceiverEvent, core: Core): Promise<void> {
    const workspace = whose(event);
    const farewell = readTokenRevocation(event.body);
    if (farewell && workspace) {
      log.warn(
        { surface: "slack", workspace, code: farewell.code },
        "a workspace took its token back",
      );
      await oauth?.installations.revoke(workspace, farewell);
      return event.ack();
    }
    const seat = workspace === undefined ? undefined : await seatIn(workspace);
    const bot = seat?.identity.bot;
    if (workspace === undefined || !seat || bot === undefined) {
      log.warn(
        { surface: "slack", workspace },
        "an event of a workspace that has not installed the app",
      );
      return event.ack();
    }
    const { quickClient, names } = seat;
    const { body } = event;
    const { ask, arrivals: events } = read(event, bot);
    const [first] = events;
    if (!first) return event.ack();
    const border = { workspace, seat };
    if ((await checkActorMembership(border, body, first.by.id)) === "outsider")
      return event.ack(await rejectSlackOutsider(core, body, events));
    if (ask && (await openSlackModal(core, quickClient, ask, log))) return event.ack();
    const wrong = await validateSlackSubmission(core, body, events, (person) =>
      membershipOf(seat, workspace, person),
    );
    if (wrong) return event.ack(wrong);
    const whole = await Promise.all(
      events.map(async (arrival) => {
        if (arrival.kind !== "pointed") return arrival;
        const { pointed, message } = await completePointedEvent(quickClient, bot, arrival);
        return replaceOutsiderAuthor(border, message ? { ...body, message } : body, pointed);
      }),
    );
    await core.ingest(whole.map(names.addNames));
    // Bolt has nothing to add to a message: not asking it saves a tenth of a turn's CPU time.
    if (whole[0]?.kind === "message") return event.ack();
    try {
      await app.processEvent({ ...event, customProperties: { seat, core } });
    } catch (error) {
      // It is stored, whatever Bolt does not understand of it.
      log.warn({ surface: "slack", code: slackErrorCode(error) }, "acknowledged without Bolt");
      await event.ack();
    }
  }

  async function deliver(app: App, event: ReceiverEvent): Promise<void> {
    if (!core || !listening || stopping.signal.aborted)
      throw new EntwineError(
        "slack_not_listening",
        "Slack's event came before the start or after the end",
      );
    const work = take(app, event, core);
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  }

  const receivers = openSlackReceivers(
    {
      ...(appToken !== undefined && { appToken }),
      ...(signingSecret !== undefined && { signingSecret }),
      clientOptions: seats.clientOptions("message"),
      clock: machineClock,
      log,
    },
    deliver,
  );
  const app = new App({
    receiver: receivers,
    // Bolt acknowledges, and speaks to nobody.
    authorize: async () => ({}),
    clientOptions: seats.clientOptions("quick"),
    logger: createBoltLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  registerSlackSyncReplies(app, log);

  return {
    name: "slack",
    send: say,
    findSentMessage: (message) =>
      asking(message.workspace, ({ client, identity }) =>
        findSlackMessage(client, identity.bot, message),
      ),
    readMessage: (workspace, place, message) =>
      asking(workspace, ({ client, identity }) =>
        quoteSlackMessage(client, identity.bot, place, message),
      ),
    isAdmin: (workspace, person) =>
      asking(workspace, ({ quickClient }) =>
        isSlackAdmin(quickClient, slackTeamId(workspace), person),
      ),
    membershipOf: (workspace, person) =>
      asking(workspace, (seat) => membershipOf(seat, workspace, person)),
    membersOf: (workspace, group) =>
      asking(workspace, ({ client }) => listUserGroupMembers(client, group)),
    localeOf: (workspace, person) => asking(workspace, ({ names }) => names.localeOf(person)),
    presence: async (workspace, people, at) =>
      (await asking(workspace, ({ quickClient }) => fetchSlackPresence(quickClient, people, at))) ??
      new Map(),
    bulkPerSecond,
    ...(receivers.requestListener && { requestListener: receivers.requestListener }),
    ...(oauth && { installer: createSlackInstaller(oauth, seats.clientOptions("message"), log) }),
    socketMetrics: () => receivers.socket?.metrics(),
    isReady: () => listening && !stopping.signal.aborted && (receivers.socket?.connected() ?? true),
    async start(given) {
      core = given;
      if (own)
        Object.assign(
          own,
          await identifySlackBot(seats.get(own).client, {
            clock: machineClock,
            log,
            stopping: stopping.signal,
          }),
        );
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
