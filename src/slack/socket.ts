/** Keeps one Socket Mode connection alive. Bolt's own reconnecting ends the process when a connection is refused for good, and waits longer without bound; so it is off, and done here. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { codeOf } from "./outcome.ts";
import { tokenTrouble } from "./token.ts";

/** Milliseconds until the first, and at most until the next try to connect; a connection that Slack recycles is renewed at once. */
const firstPause = 1_000;
const longestPause = 30_000;
/** Milliseconds from the request for a connection to Slack's hello. */
const patience = 20_000;
/** Milliseconds that a connection has to last to count as a good one. */
const settled = 10_000;
/** Milliseconds for Slack to say goodbye. */
const farewell = 2_000;

export interface Socket {
  /** Resolves at the first connection. */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
  /** `connections`: how many Slack counts for the app (ten at most; more than there are replicas means ghosts, to which clicks get lost); `pings`: Slack's signs of life. */
  numbers(): { connected: number; connections: number; reconnects: number; pings: number };
}

export function openSocket(client: SocketModeReceiver["client"], { clock, log }: { clock: Clock; log: Log }): Socket {
  const stopping = new AbortController();
  let live: PromiseWithResolvers<void> | undefined;
  let [connections, connects, pings] = [0, 0, 0];
  let running = Promise.resolve();

  // An envelope without its event (`app_rate_limited`) makes the library reject where nobody listens, which ends the process.
  const [read] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (data: unknown, binary: boolean) => {
    if (!live && typeof data === "string") connections = countOf(data) ?? connections;
    try {
      await read?.(data, binary);
    } catch (error) {
      log.warn({ surface: "slack", err: error }, "an envelope from Slack could not be read");
    }
  });
  client.on("connected", () => {
    live = Promise.withResolvers();
    connects++;
  });
  client.on("disconnected", () => {
    live?.resolve();
    live = undefined;
  });

  async function within<T>(work: Promise<T>, time: number): Promise<T> {
    const done = new AbortController();
    const late = clock.sleep(time, done.signal).then((): never => {
      throw Object.assign(new Error("Slack does not answer"), { code: "ETIMEDOUT" });
    });
    return Promise.race([work, late]).finally(() => done.abort());
  }

  async function connect(): Promise<void> {
    try {
      await within(client.start(), patience);
      if (stopping.signal.aborted) void client.disconnect();
    } catch (error) {
      void client.disconnect();
      throw error ?? new Error("closed before hello");
    }
  }

  /** Throws only when the token is refused before the first connection; later that is reported, and tried again, since a running bot also has other ears. */
  async function keep(first: () => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const began = clock.now().getTime();
      try {
        await connect();
        first();
        log.info({ surface: "slack", connections }, "connected to Slack");
        await live?.promise;
      } catch (error) {
        const trouble = connects === 0 && tokenTrouble(error, "SLACK_APP_TOKEN");
        if (trouble) throw trouble;
        log.error({ surface: "slack", code: codeOf(error), failures }, "no connection to Slack");
      }
      failures = clock.now().getTime() - began >= settled ? 0 : failures + 1;
      const pause = failures && Math.min(firstPause * 2 ** (failures - 1), longestPause);
      await clock.sleep(pause * (0.5 + Math.random() / 2), stopping.signal);
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
      await within(Promise.all([client.disconnect(), running]), farewell).catch(() => {});
    },
    connected: () => live !== undefined,
    numbers: () => ({ connected: live ? 1 : 0, connections, reconnects: Math.max(connects - 1, 0), pings }),
  };
}

/** Of Slack's hello. */
function countOf(data: string): number | undefined {
  try {
    const { type, num_connections: count } = JSON.parse(data) as { type?: unknown; num_connections?: unknown };
    return type === "hello" && typeof count === "number" ? count : undefined;
  } catch {
    return undefined;
  }
}
