/**
 * Socket Mode without gaps. Slack recycles each connection every few hours: its successor is opened
 * first, and both are read until the old one ends, so that no event waits. After any other end,
 * reconnects are tried with exponential back-off.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SocketModeReceiver } from "@slack/bolt";
import { backoffMs } from "../../../lib/backoff.ts";
import type { Clock } from "../../../lib/clock.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { slackErrorCode } from "../workspace/api-errors.ts";
import { shouldLogAttempt, slackTokenError } from "../workspace/token.ts";
import { openSocketConnection, type SocketConnection } from "./socket-connection.ts";

/**
 * Delay before the first try after a failure; doubles up to `maxRetryDelayMs`, and where an
 * operator has to act up to `maxIdleDelayMs`. Each is cut at random by up to a half, so that
 * replicas do not retry at once.
 */
const firstRetryDelayMs = 1_000;
const maxRetryDelayMs = 30_000;
const maxIdleDelayMs = 300_000;
/** Age from which a connection counts as stable. */
const stableAfterMs = 10_000;
/**
 * Time that an old connection is read beside the new one: Slack wants its deliveries acknowledged
 * there, within three seconds.
 */
const overlapMs = 5_000;

/** Reasons of Slack's that no reconnect fixes, and what to do. */
const hints: Record<string, string> = {
  link_disabled: "Turn Socket Mode on again in the app's settings (Socket Mode).",
  too_many_websockets:
    "Slack takes ten connections of an app: look for other processes that use the same SLACK_APP_TOKEN.",
};

export interface SlackSocket {
  /** Resolves at the first connection. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Tells whether a connection is open that Slack has greeted. */
  connected(): boolean;
  /**
   * `connected`: connections of this process, two for some seconds when one is recycled;
   * `connections`: those that Slack counts for the app as of the latest hello (ten at most; more
   * than all replicas have means stale ones, on which clicks get lost); `pings`: Slack's pings.
   */
  metrics(): { connected: number; connections: number; reconnects: number; pings: number };
}

/** Returns the failure that an operator has to fix, if it is one. */
const operatorErrorOf = (error: unknown): EntwineError | undefined =>
  error instanceof EntwineError ? error : slackTokenError(error, "SLACK_APP_TOKEN");

/** `open` makes a client of Bolt's that does not reconnect by itself. */
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

  /** Reads from `connection` now on, and from those before it for the overlap. */
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
          { surface: "slack", failures, connections: others + live.size },
          "connected to Slack",
        );
    });
  }

  /**
   * Waits until Slack wants a connection renewed, or it is closed. Throws where it did not last.
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
   * Keeps a connection open. Throws only when the token is refused before the first connection;
   * later that is logged and retried, since a running bot may also receive by HTTP.
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
              surface: "slack",
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
