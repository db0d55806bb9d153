/**
 * Socket Mode without gaps. Slack recycles each connection every few hours: the next one is opened
 * first, and both are read until the old one ends. After any other end it reconnects with
 * exponential back-off.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SocketModeReceiver } from "@slack/bolt";
import { backoffMs, type Clock } from "../../../lib/clock.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { slackErrorCode } from "../workspace/api-call.ts";
import { shouldLogAttempt, slackTokenError } from "../workspace/token.ts";
import { openSocketConnection, type SocketConnection } from "./socket-connection.ts";

/**
 * Delays (ms) before a retry: the first, doubled up to `maxRetryDelayMs`, or up to `maxIdleDelayMs`
 * if an operator has to act. Each is reduced by a random amount up to half, so that replicas do not
 * retry at the same time.
 */
const firstRetryDelayMs = 1_000;
const maxRetryDelayMs = 30_000;
const maxIdleDelayMs = 300_000;
/** Age (ms) from which a connection counts as stable. */
const stableAfterMs = 10_000;
/**
 * Time (ms) for which an old connection is read beside the new one: Slack expects acknowledgements
 * on the connection that delivered, within three seconds.
 */
const overlapMs = 5_000;

/** Advice for Slack's reasons that reconnecting does not fix. */
const hints: Record<string, string> = {
  link_disabled: "Turn Socket Mode on again in the app's settings (Socket Mode).",
  too_many_websockets:
    "Slack takes ten connections of an app: look for other processes that use the same SLACK_APP_TOKEN.",
};

/** Socket Mode over connections that replace each other. */
export interface SlackSocket {
  /** Resolves at the first connection. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Returns whether an open connection has received Slack's hello. */
  connected(): boolean;
  /**
   * Returns the state. `connected`: connections of this process (two for some seconds during a
   * renewal). `connections`: Slack's count for the app at the latest hello, ten at most; more than
   * the replicas have means stale ones, on which events are lost. `pings`: pings received.
   */
  metrics(): { connected: number; connections: number; reconnects: number; pings: number };
}

/** Returns the failure if an operator has to fix it. */
const operatorErrorOf = (error: unknown): EntwineError | undefined =>
  error instanceof EntwineError ? error : slackTokenError(error, "SLACK_APP_TOKEN");

/**
 * Opens Socket Mode.
 * @param open - creates a client of Bolt that does not reconnect by itself
 */
export function openSlackSocket(
  open: () => SocketModeReceiver["client"],
  { clock, log }: { clock: Clock; log: Log },
): SlackSocket {
  const stopping = new AbortController();
  const live = new Set<SocketConnection>();
  /** Connections of the app in other processes. */
  let others = 0;
  let [connects, pings] = [0, 0];
  let running = Promise.resolve();
  const time = (): number => clock.now().getTime();

  /** Reads from `connection` from now on, and from earlier ones until the overlap ends. */
  function switchTo(connection: SocketConnection, failures: number): void {
    const former = [...live];
    live.add(connection);
    connects++;
    others = Math.max(connection.connectionCount - live.size, 0);
    void connection.closed.then(() => live.delete(connection));
    for (const each of former) void clock.sleep(overlapMs, stopping.signal).then(each.close);
    void clock.sleep(failures && stableAfterMs, stopping.signal).then(() => {
      if (live.has(connection) && !stopping.signal.aborted)
        log.info(
          { platform: "slack", failures, connections: others + live.size },
          "connected to Slack",
        );
    });
  }

  /**
   * Waits until Slack wants a connection renewed, or it is closed.
   * @throws if it was open only briefly
   */
  async function untilRenewal(connection: SocketConnection): Promise<void> {
    const began = time();
    const reason = await connection.closingReason;
    const hint = hints[reason];
    if (hint) {
      await connection.close();
      throw new EntwineError(`slack_${reason}`, "Slack has closed Socket Mode for this app", {
        hint,
      });
    }
    if (time() - began < stableAfterMs && !stopping.signal.aborted)
      throw Object.assign(new Error("closed too early"), { code: "closed" });
  }

  /**
   * Keeps a connection open. Rejects only if the token is refused before the first connection;
   * later refusals are logged and retried, because the bot may also receive by HTTP.
   */
  async function keepConnected(first: () => void): Promise<void> {
    let reported: string | undefined;
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const connection = await openSocketConnection(open(), {
          clock,
          log,
          stopping: stopping.signal,
        });
        switchTo(connection, failures);
        first();
        await untilRenewal(connection);
        [failures, reported] = [0, undefined];
      } catch (error) {
        if (stopping.signal.aborted) return;
        const operatorError = operatorErrorOf(error);
        if (operatorError && connects === 0) throw operatorError;
        failures++;
        if (
          (operatorError && operatorError.code !== reported) ||
          (shouldLogAttempt(failures) && live.size === 0)
        ) {
          log.error(
            {
              platform: "slack",
              code: operatorError?.code ?? slackErrorCode(error),
              failures,
              ...(operatorError && { err: operatorError }),
            },
            "no connection to Slack",
          );
          reported = operatorError?.code;
        }
        const pause = backoffMs(
          firstRetryDelayMs,
          failures - 1,
          operatorError ? maxIdleDelayMs : maxRetryDelayMs,
        );
        await clock.sleep(pause * (0.5 + Math.random() / 2), stopping.signal);
      }
    }
  }

  const ping = () => void pings++;

  return {
    async start() {
      const first = Promise.withResolvers<void>();
      subscribe("undici:websocket:ping", ping);
      running = keepConnected(first.resolve);
      await Promise.race([first.promise, running]);
    },
    async stop() {
      stopping.abort();
      unsubscribe("undici:websocket:ping", ping);
      await Promise.all([...live].map(({ close }) => close()));
      await running.catch(() => {});
    },
    connected: () => live.size > 0,
    metrics: () => ({
      connected: live.size,
      connections: others + live.size,
      reconnects: Math.max(connects - 1, 0),
      pings,
    }),
  };
}
