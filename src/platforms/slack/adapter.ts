/**
 * Slack adapter: receives events by Socket Mode, HTTP or both, stores them, and only then
 * acknowledges. Parses each payload once, and looks up its workspace's client once.
 */
import { App, type ReceiverEvent } from "@slack/bolt";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { EntwineError } from "../../lib/errors.ts";
import type { Log } from "../../lib/log.ts";
import type {
  CommandSpec,
  Core,
  MetricReading,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../platform/adapter.ts";
import {
  defaultPointerEmoji,
  slackEndpointPath,
  slackInstallPath,
  slackRedirectPath,
} from "./app-config.ts";
import { createBoltLogger } from "./bolt-log.ts";
import { acceptSlackEvents } from "./inbound/accept-events.ts";
import { namedSlackMembership, slackTeamId } from "./inbound/access-check.ts";
import { findSlackMessage, quoteSlackMessage } from "./inbound/find-message.ts";
import { openSlackReceivers } from "./inbound/receivers.ts";
import type { SlackSocket } from "./inbound/socket-mode.ts";
import { registerSlackSyncReplies, type SlackReplyContext } from "./inbound/sync-replies.ts";
import { toInboundEvents, unnamedWorkflowThread } from "./inbound/to-inbound-events.ts";
import { sendSlackMessage } from "./outbound/send.ts";
import { parseSlackPayload } from "./payloads.ts";
import { slackErrorCode } from "./workspace/api-call.ts";
import { openSlackWorkspaceClients, type SlackWorkspaceClient } from "./workspace/clients.ts";
import { createSlackInstaller, type SlackOAuthConfig } from "./workspace/install.ts";
import { fetchSlackPresence, isSlackAdmin, listUserGroupMembers } from "./workspace/people.ts";
import { findRenewedCredentials, identifySlackBot, isTokenRevoked } from "./workspace/token.ts";

/** Settings of Slack, for one workspace or for several. */
export interface SlackConfig {
  commands: readonly CommandSpec[];
  /** Bot token of a single workspace. */
  botToken?: string;
  /** Instead of a bot token: configuration for workspaces that install the app themselves. */
  oauth?: SlackOAuthConfig | undefined;
  /** Enables Socket Mode. */
  appToken?: string;
  /** Enables HTTP. */
  signingSecret?: string;
  /** Address of Slack's Web API, if not slack.com. */
  apiUrl?: string;
  /** Name, without colons, of the emoji that starts a request from a message. */
  emoji?: string;
  log: Log;
  /** The bot's clock, for times that Slack does not send. */
  clock?: Clock;
  /** The machine's clock for delays to Slack, also when the bot's clock is simulated. */
  machineClock?: Clock;
}

/** The adapter of Slack, with the state of its socket. */
export interface SlackAdapter extends PlatformAdapter {
  /** Returns the state of Socket Mode; undefined without it. */
  socketMetrics(): ReturnType<SlackSocket["metrics"]> | undefined;
}

/**
 * Messages a second for bulk delivery. Slack allows "several hundred" a minute in a workspace
 * without a number; other apps send 525 (help.moveworks.com). A lower rate leaves room for replies.
 */
const bulkPerSecond = 6;

/** Outcome if the app was removed: nothing is sent until it is installed again. */
const uninstalled = { kind: "refused", code: "uninstalled", blocked: "removed" } as const;

const socketReading = ({ metrics }: SlackSocket): MetricReading => ({
  name: "entwine_slack_socket",
  help: "State of Slack's Socket Mode, by number",
  kind: "gauge",
  label: "number",
  read: metrics,
});

/** Opens the adapter without calling Slack. A refused token is reported by `start`. */
export function openSlack(config: SlackConfig): SlackAdapter {
  const {
    commands,
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
  const clients = openSlackWorkspaceClients({ apiUrl, log });
  /** Identity of a single bot token; Slack returns its workspace later. */
  const own: { token: string; bot?: string; team?: string } | undefined =
    botToken === undefined ? undefined : { token: botToken };
  const inFlight = new Set<Promise<void>>();
  let core: Core | undefined;
  let listening = false;
  const stopping = new AbortController();

  /**
   * Reports and acknowledges a payload of unknown shape, because a redelivery would be the same.
   */
  function tolerate<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (err) {
      log.error({ platform: "slack", err }, "a payload of unknown shape");
      return undefined;
    }
  }

  /**
   * Treats a token that cannot be decrypted as missing, so that one workspace does not block
   * others.
   */
  function reportUnreadableToken(workspace: string, err: unknown): undefined {
    if (!(err instanceof EntwineError) || err.code !== "secret_mismatch") throw err;
    log.error(
      { platform: "slack", err, workspace },
      "a stored token cannot be decrypted: install the app again, or restore ENTWINE_SECRET",
    );
  }

  const findCredentials =
    oauth && findRenewedCredentials(oauth, clients.clientOptions("quick"), { clock, log });

  async function findClient(workspace: string): Promise<SlackWorkspaceClient | undefined> {
    // A token of a whole organisation (`E…`) is valid in all its workspaces.
    if (own?.team?.startsWith("T") && workspace !== `slack:${own.team}`) return undefined;
    const identity =
      own ??
      (await findCredentials?.(workspace).catch((err: unknown) =>
        reportUnreadableToken(workspace, err),
      ));
    return identity && clients.get(identity);
  }

  /** Finds the client for a payload; the first one of a workspace adds it to its organisation. */
  async function findClientFor({
    workspace,
    organisation,
  }: {
    workspace: string;
    organisation: string | undefined;
  }): Promise<SlackWorkspaceClient | undefined> {
    const client = await findClient(workspace);
    const isJoined =
      !client &&
      organisation !== undefined &&
      (await oauth?.installations.joinOrganisation(workspace, organisation));
    return isJoined ? findClient(workspace) : client;
  }

  /** Calls Slack for a workspace where the app is installed. */
  const withClient = async <T>(
    workspace: string,
    ask: (client: SlackWorkspaceClient) => Promise<T>,
  ): Promise<T | undefined> => {
    const client = await findClient(workspace);
    return client && ask(client);
  };

  async function send(message: OutboundMessage): Promise<SendOutcome> {
    const client = await findClient(message.workspace);
    if (!client) return uninstalled;
    const outcome = await sendSlackMessage(client.client, client.call, message);
    if (!oauth || outcome.kind !== "refused" || !isTokenRevoked(outcome.code)) return outcome;
    await oauth.installations.revoke(message.workspace, {
      code: outcome.code,
      token: client.identity.token,
    });
    return uninstalled;
  }

  async function take(app: App, received: ReceiverEvent, core: Core): Promise<void> {
    const payload = tolerate(() => parseSlackPayload(received.body));
    if (!payload || payload.kind === "other") return received.ack();
    const { workspace } = payload;
    if (payload.kind === "revocation") {
      const { code, at } = payload;
      log.warn({ platform: "slack", workspace, code }, "a workspace revoked its token");
      await oauth?.installations.revoke(workspace, { code, at });
      return received.ack();
    }
    const client = await findClientFor(payload);
    const bot = client?.identity.bot;
    if (!client || bot === undefined) {
      log.warn(
        { platform: "slack", workspace },
        "an event of a workspace that has not installed the app",
      );
      return received.ack();
    }
    const now = clock.now().getTime();
    const options = { bot, commands, emoji, now };
    const events =
      (await client.names.readerFor(slackTeamId(workspace))((nameOf) =>
        tolerate(() => toInboundEvents(payload, { ...options, nameOf })),
      )) ?? [];
    const thread = unnamedWorkflowThread(payload, options);
    if (thread) await core.replyToOutsider({ workspace, place: thread, sender: "workflow" });
    const { reply, byBolt } = await acceptSlackEvents(payload, events, client, {
      core,
      log,
      commands,
    });
    if (!byBolt) return received.ack(reply);
    try {
      const customProperties = { client, core, workspace } satisfies SlackReplyContext;
      await app.processEvent({ ...received, customProperties });
    } catch (error) {
      // The event is stored already, so an error in Bolt changes nothing.
      log.warn({ platform: "slack", code: slackErrorCode(error) }, "acknowledged without Bolt");
      await received.ack();
    }
  }

  async function deliver(app: App, received: ReceiverEvent): Promise<void> {
    if (!core || !listening || stopping.signal.aborted)
      throw new EntwineError(
        "slack_not_listening",
        "Slack's event came before the start or after the end",
      );
    const work = take(app, received, core);
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  }

  const receivers = openSlackReceivers(
    {
      appToken,
      signingSecret,
      clientOptions: clients.clientOptions("message"),
      clock: machineClock,
      log,
    },
    deliver,
  );
  const app = new App({
    receiver: receivers,
    // Bolt acknowledges, and calls no API.
    authorize: async () => ({}),
    clientOptions: clients.clientOptions("quick"),
    logger: createBoltLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  registerSlackSyncReplies(app, log);
  const installer = oauth && createSlackInstaller(oauth, clients.clientOptions("message"), log);

  return {
    name: "slack",
    send,
    findSentMessage: (message) =>
      withClient(message.workspace, ({ client, identity }) =>
        findSlackMessage(client, identity.bot, message),
      ),
    readMessage: (workspace, place, message) =>
      withClient(workspace, ({ client, identity, names }) =>
        quoteSlackMessage(
          client,
          identity.bot,
          place,
          message,
          names.readerFor(slackTeamId(workspace)),
        ),
      ),
    isAdmin: (workspace, person) =>
      withClient(workspace, ({ quickClient }) =>
        isSlackAdmin(quickClient, slackTeamId(workspace), person),
      ),
    membershipOf: (workspace, person) =>
      withClient(workspace, (client) => namedSlackMembership({ workspace, client }, person)),
    membersOf: (workspace, group) =>
      withClient(workspace, (client) =>
        listUserGroupMembers(client, slackTeamId(workspace), group),
      ),
    presence: async (workspace, people, at) =>
      (await withClient(workspace, ({ quickClient: client, profiles }) =>
        fetchSlackPresence({ client, profiles }, people, at),
      )) ?? new Map(),
    bulkPerSecond,
    keepsRunning: true,
    routes: {
      ...(receivers.requestListener && {
        [`POST ${slackEndpointPath}`]: receivers.requestListener,
      }),
      ...(installer && {
        [`GET ${slackInstallPath}`]: installer,
        [`GET ${slackRedirectPath}`]: installer,
      }),
    },
    metrics: receivers.socket ? [socketReading(receivers.socket)] : [],
    socketMetrics: () => receivers.socket?.metrics(),
    isReady: () => listening && !stopping.signal.aborted && (receivers.socket?.connected() ?? true),
    async start(given) {
      core = given;
      if (own)
        Object.assign(
          own,
          await identifySlackBot(clients.get(own).client, {
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
