/**
 * One connection of Socket Mode, from Slack's hello to its end. Bolt's client closes a connection
 * before it opens the next; so each has a client of its own, and what came by one is acknowledged
 * on it.
 */
import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";

/** Milliseconds from the request for a connection to Slack's hello. */
const patience = 20_000;
/** Milliseconds for Slack to say goodbye. */
const farewell = 2_000;

export interface SocketConnection {
  /** How many Slack counted for the app at its hello, with this one. */
  readonly connectionCount: number;
  /**
   * When Slack announces its end, the reason (`warning`, `refresh_requested`, `link_disabled`,
   * `too_many_websockets`); it may live on for some seconds. Else `closed`, once it is over.
   */
  readonly closingReason: Promise<string>;
  /** Resolves once it is over. */
  readonly closed: Promise<void>;
  /** Says goodbye, and hangs up where nobody answers. */
  close(): Promise<void>;
}

interface Notice {
  type?: unknown;
  reason?: unknown;
  num_connections?: unknown;
}

/**
 * What Slack says of the connection itself; all else comes in envelopes, which are long and are not
 * parsed twice.
 */
function noticeIn(line: unknown): Notice | undefined {
  if (typeof line !== "string" || line.includes('"envelope_id"')) return undefined;
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Resolves at Slack's hello. Rejects when there is none in time, or when `stopping` comes first;
 * nothing is left open then. `client` is to reconnect by itself never.
 */
export async function openSocketConnection(
  client: SocketModeReceiver["client"],
  { clock, log, stopping }: { clock: Clock; log: Log; stopping: AbortSignal },
): Promise<SocketConnection> {
  const leaving = Promise.withResolvers<string>();
  const over = Promise.withResolvers<void>();
  const opened = new AbortController();
  let counted = 1;
  let closing: Promise<void> | undefined;

  const [read] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (line: unknown, binary: boolean) => {
    const notice = noticeIn(line);
    if (notice?.type === "hello" && typeof notice.num_connections === "number")
      counted = notice.num_connections;
    // The library would close at once, which leaves a gap until the next is open.
    if (notice?.type === "disconnect") return leaving.resolve(String(notice.reason));
    try {
      await read?.(line, binary);
    } catch (error) {
      // An envelope without its event (`app_rate_limited`) makes the library reject where nobody
      // listens, which ends the process.
      log.warn({ surface: "slack", err: error }, "an envelope from Slack could not be read");
    }
  });
  client.on("disconnected", () => {
    leaving.resolve("closed");
    over.resolve();
  });
  // Between Slack's address and the connection, only an error stops the library.
  client.on("authenticated", () => {
    if (closing) throw new Error("closed before it was open");
  });

  async function hangUp(): Promise<void> {
    void client.disconnect();
    await Promise.race([over.promise, clock.sleep(farewell)]);
    void client.disconnect(); // for good, where Slack did not answer
  }
  const close = (): Promise<void> => (closing ??= hangUp());

  const late = clock.sleep(patience, AbortSignal.any([opened.signal, stopping])).then((): never => {
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
  return { connectionCount: counted, closingReason: leaving.promise, closed: over.promise, close };
}
