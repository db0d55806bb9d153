/**
 * One Socket Mode connection, from Slack's hello to its end. Each has its own client, because
 * Bolt's client closes a connection before it opens the next. Events are acknowledged on the
 * connection that delivered them.
 */
import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";

/** Limit (ms) from requesting a connection to Slack's hello. */
const helloTimeoutMs = 20_000;
/** Limit (ms) of the closing handshake. */
const closeTimeoutMs = 2_000;

/** One connection of Socket Mode. */
export interface SocketConnection {
  /** Number of the app's connections, this one included, according to its hello. */
  readonly connectionCount: number;
  /**
   * Resolves with Slack's reason some seconds before the end, if Slack announces it (`warning`,
   * `refresh_requested`, `link_disabled`, `too_many_websockets`), else with `closed` at the end.
   */
  readonly closingReason: Promise<string>;
  /** Resolves once it is closed. */
  readonly closed: Promise<void>;
  /** Closes it, by force if Slack does not respond. */
  close(): Promise<void>;
}

interface Notice {
  type?: unknown;
  reason?: unknown;
  num_connections?: unknown;
}

/**
 * Returns a notice about the connection itself. Events come in envelopes, which are long and not
 * parsed twice.
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
 * Opens a connection and resolves at Slack's hello. Rejects, with nothing left open, when there is
 * no hello in time or `stopping` settles first. `client` must not reconnect by itself.
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
    // The library would close immediately, which leaves a gap until the next connection is open.
    if (notice?.type === "disconnect") return closingReason.resolve(String(notice.reason));
    try {
      await read?.(line, binary);
    } catch (error) {
      // An envelope without an event (`app_rate_limited`) causes an unhandled rejection in the
      // library, which would end the process.
      log.warn({ platform: "slack", err: error }, "could not parse an envelope from Slack");
    }
  });
  client.on("disconnected", () => {
    closingReason.resolve("closed");
    closed.resolve();
  });
  // Between receiving Slack's address and opening the connection, only an error stops the library.
  client.on("authenticated", () => {
    if (closing) throw new Error("closed before it was open");
  });

  async function hangUp(): Promise<void> {
    void client.disconnect();
    await Promise.race([closed.promise, clock.sleep(closeTimeoutMs)]);
    void client.disconnect(); // permanently, if Slack did not respond
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
