/**
 * One connection of Socket Mode, from Slack's hello to its end. Bolt's client closes a connection
 * before it opens the next; so each has a client of its own, and what came by one is acknowledged
 * on it.
 */
import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";

/** Limit from the request for a connection to Slack's hello. */
const helloTimeoutMs = 20_000;
/** Limit of the closing handshake. */
const closeTimeoutMs = 2_000;

export interface SocketConnection {
  /** Connections that Slack counted for the app at its hello, this one included. */
  readonly connectionCount: number;
  /**
   * Resolves with Slack's reason when it announces the end (`warning`, `refresh_requested`,
   * `link_disabled`, `too_many_websockets`), some seconds before it; else with `closed` at the end.
   */
  readonly closingReason: Promise<string>;
  /** Resolves once it is closed. */
  readonly closed: Promise<void>;
  /** Closes it, by force where Slack does not answer. */
  close(): Promise<void>;
}

interface Notice {
  type?: unknown;
  reason?: unknown;
  num_connections?: unknown;
}

/**
 * Returns a notice about the connection itself; events come in envelopes, which are long and are
 * not parsed twice.
 */
function readNotice(line: unknown): Notice | undefined {
  if (typeof line !== "string" || line.includes('"envelope_id"')) return undefined;
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a connection; resolves at Slack's hello. Rejects when there is none in time, or when
 * `stopping` comes first, with nothing left open. `client` must not reconnect by itself.
 */
export async function openSocketConnection(
  client: SocketModeReceiver["client"],
  { clock, log, stopping }: { clock: Clock; log: Log; stopping: AbortSignal },
): Promise<SocketConnection> {
  const closingReason = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const opened = new AbortController();
  let connectionCount = 1;
  let closing: Promise<void> | undefined;

  const [read] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (line: unknown, binary: boolean) => {
    const notice = readNotice(line);
    if (notice?.type === "hello" && typeof notice.num_connections === "number")
      connectionCount = notice.num_connections;
    // The library would close at once, which leaves a gap until the next is open.
    if (notice?.type === "disconnect") return closingReason.resolve(String(notice.reason));
    try {
      await read?.(line, binary);
    } catch (error) {
      // An envelope without its event (`app_rate_limited`) makes the library reject unhandled,
      // which ends the process.
      log.warn({ surface: "slack", err: error }, "could not parse an envelope from Slack");
    }
  });
  client.on("disconnected", () => {
    closingReason.resolve("closed");
    closed.resolve();
  });
  // Between Slack's address and the connection, only an error stops the library.
  client.on("authenticated", () => {
    if (closing) throw new Error("closed before it was open");
  });

  async function hangUp(): Promise<void> {
    void client.disconnect();
    await Promise.race([closed.promise, clock.sleep(closeTimeoutMs)]);
    void client.disconnect(); // for good, where Slack did not answer
  }
  const close = (): Promise<void> => (closing ??= hangUp());

  const late = clock
    .sleep(helloTimeoutMs, AbortSignal.any([opened.signal, stopping]))
    .then((): never => {
      throw Object.assign(new Error("Slack does not answer"), { code: "ETIMEDOUT" });
    });
  try {
    await Promise.race([client.start(), late]);
  } catch (error) {
    void close();
    throw error ?? new Error("closed before hello");
  } finally {
    late.catch(() => {});
    opened.abort();
  }
  return {
    connectionCount: connectionCount,
    closingReason: closingReason.promise,
    closed: closed.promise,
    close,
  };
}
