/**
 * Keeps Socket Mode alive. Slack recycles each connection every few hours: its successor is opened
 * first, and both are heard until the old one ends, so that no event waits. Whatever else ends a
 * connection, the next is tried for in growing pauses.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { slackErrorCode } from "../workspace/api-errors.ts";
import { shouldLogAttempt, slackTokenError } from "../workspace/token.ts";
import { openSocketConnection, type SocketConnection } from "./socket-connection.ts";

/**
 * Milliseconds until the first try after a failure; doubles up to `longestPause`, and where it
 * takes a person to put it right up to `longestRest`. Each is cut at random by up to a half, so
 * that replicas do not come all at once.
 */
const firstPause = 1_000;
const longestPause = 30_000;
const longestRest = 300_000;
/** Milliseconds that a connection has to last to count as a good one. */
const settled = 10_000;
/**
 * Milliseconds that an old connection is heard beside the new one: Slack wants what it sent there
 * acknowledged there, within three seconds.
 */
const overlap = 5_000;

/** Slack's reasons that no new connection puts right, and what does. */
const hints: Record<string, string> = {
  link_disabled: "Turn Socket Mode on again in the app's settings (Socket Mode).",
  too_many_websockets:
    "Slack takes ten connections of an app: look for other processes that use the same SLACK_APP_TOKEN.",
};

export interface SlackSocket {
  /** Resolves at the first connection. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether Slack has said hello on a connection that is open. */
  connected(): boolean;
  /**
   * `connected`: connections of ours, two for some seconds when one is recycled; `connections`: how
   * many Slack counts for the app (ten at most; more than all replicas have means ghosts, to which
   * clicks get lost), as of the latest hello; `pings`: Slack's signs of life.
   */
  metrics(): { connected: number; connections: number; reconnects: number; pings: number };
}

/** What a person has to put right, if that is what it takes. */
const troubleIn = (error: unknown): EntwineError | undefined =>
  error instanceof EntwineError ? error : slackTokenError(error, "SLACK_APP_TOKEN");

/** `open` makes a client of Bolt's that does not reconnect by itself. */
export function openSlackSocket(
  open: () => SocketModeReceiver["client"],
  { clock, log }: { clock: Clock; log: Log },
): SlackSocket {
  const stopping = new AbortController();
  const live = new Set<SocketConnection>();
  /** Connections of the app that are not ours. */
  let others = 0;
  let [connects, pings] = [0, 0];
  let running = Promise.resolve();
  const time = (): number => clock.now().getTime();

  /** From now on `connection` is heard, and those before it no more than a little longer. */
  function handOver(connection: SocketConnection, failures: number): void {
    const former = [...live];
    live.add(connection);
    connects++;
    others = Math.max(connection.connectionCount - live.size, 0);
    void connection.closed.then(() => live.delete(connection));
    for (const each of former) void clock.sleep(overlap, stopping.signal).then(each.close);
    void clock.sleep(failures && settled, stopping.signal).then(() => {
      if (live.has(connection) && !stopping.signal.aborted)
        log.info(
          { surface: "slack", failures, connections: others + live.size },
          "connected to Slack",
        );
    });
  }

  /** Until Slack wants it renewed, or it is over. Throws where it is too early for another. */
  async function last(connection: SocketConnection): Promise<void> {
    const began = time();
    const reason = await connection.closingReason;
    const hint = hints[reason];
    if (hint) {
      await connection.close();
      throw new EntwineError(`slack_${reason}`, "Slack has closed Socket Mode for this app", {
        hint,
      });
    }
    if (time() - began < settled && !stopping.signal.aborted)
      throw Object.assign(new Error("closed too early"), { code: "closed" });
  }

  /**
   * Throws only when the token is refused before the first connection; later that is reported, and
   * tried again, since a running bot also has other ears.
   */
  async function keep(first: () => void): Promise<void> {
    let told: string | undefined;
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const connection = await openSocketConnection(open(), {
          clock,
          log,
          stopping: stopping.signal,
        });
        handOver(connection, failures);
        first();
        await last(connection);
        [failures, told] = [0, undefined];
      } catch (error) {
        if (stopping.signal.aborted) return;
        const trouble = troubleIn(error);
        if (trouble && connects === 0) throw trouble;
        failures++;
        if ((trouble && trouble.code !== told) || (shouldLogAttempt(failures) && live.size === 0)) {
          log.error(
            {
              surface: "slack",
              code: trouble?.code ?? slackErrorCode(error),
              failures,
              ...(trouble && { err: trouble }),
            },
            "no connection to Slack",
          );
          told = trouble?.code;
        }
        const pause = Math.min(
          firstPause * 2 ** (failures - 1),
          trouble ? longestRest : longestPause,
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
      running = keep(first.resolve);
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
