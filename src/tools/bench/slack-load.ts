/**
 * Load generator of the turn benchmark: a fast fake of Slack's Web API, and people who answer at
 * once.
 */
import { createHmac } from "node:crypto";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export const benchSigningSecret = "bench";
export const benchBotToken = "xoxb-bench";

/** A person's request from the first to the last message; the bot replies once to each. */
const script = [
  "We need Salesforce for the field team",
  "see at the dealer what he ordered last month",
  "the dealers get a delivery date on the spot",
  "Petra in sales",
  "a date given in the same call, end of March",
  "that's right",
];

export interface BenchLoad {
  turns: number;
  /** Time (ms) from the event's first byte to the bot's message, sorted. */
  latencies: number[];
  seconds: number;
}

export async function openSlackLoad() {
  const waiting = new Map<string, () => void>();
  let ts = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const url = incoming.url ?? "";
      let channel: string | undefined;
      if (url.endsWith("/chat.postMessage")) {
        const body = Buffer.concat(chunks).toString();
        channel = incoming.headers["content-type"]?.includes("json")
          ? (JSON.parse(body) as { channel: string }).channel
          : (new URLSearchParams(body).get("channel") ?? undefined);
      }
      const answer = url.endsWith("/auth.test")
        ? {
            ok: true,
            user_id: "UBOT",
            bot_id: "BBOT",
            team_id: "TBENCH",
            team: "bench",
            user: "entwine",
            url: "https://bench.slack.com/",
          }
        : { ok: true, channel, ts: `1800000000.${String(++ts).padStart(6, "0")}` };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      if (channel) {
        const resolve = waiting.get(channel);
        waiting.delete(channel);
        resolve?.();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  let events = 0;
  let colleagues = 0;

  function deliver(port: number, channel: string, user: string, text: string): Promise<void> {
    const id = ++events;
    const body = JSON.stringify({
      token: "t",
      team_id: "TBENCH",
      api_app_id: "A1",
      type: "event_callback",
      event_id: `Ev${id}`,
      event_time: 1_800_000_000,
      authorizations: [
        {
          enterprise_id: null,
          team_id: "TBENCH",
          user_id: "UBOT",
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      event: {
        type: "message",
        channel_type: "im",
        channel,
        user,
        text,
        ts: `1700000000.${String(id).padStart(6, "0")}`,
        event_ts: `1700000000.${id}`,
        team: "TBENCH",
      },
    });
    const at = Math.floor(Date.now() / 1000);
    const signature = `v0=${createHmac("sha256", benchSigningSecret).update(`v0:${at}:${body}`).digest("hex")}`;
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: "127.0.0.1",
          port,
          path: "/slack/events",
          method: "POST",
          agent,
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            "x-slack-request-timestamp": at,
            "x-slack-signature": signature,
          },
        },
        (response) => {
          response.resume();
          response.on("end", () =>
            response.statusCode === 200
              ? resolve()
              : reject(new Error(`the bot answered ${response.statusCode}`)),
          );
        },
      );
      call.on("error", reject);
      call.end(body);
    });
  }

  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    /** Holds `width` direct conversations in parallel, for a duration (ms) or a number of turns. */
    async converse(
      port: number,
      width: number,
      { milliseconds = Number.POSITIVE_INFINITY, turns = Number.POSITIVE_INFINITY },
    ): Promise<BenchLoad> {
      const latencies: number[] = [];
      const begin = performance.now();
      const isOver = () => latencies.length >= turns || performance.now() - begin >= milliseconds;
      const converse = async (): Promise<void> => {
        for (let turn = 0, colleague = 0; !isOver(); turn++) {
          const step = turn % script.length;
          if (step === 0) colleague = ++colleagues;
          const started = performance.now();
          const channel = `D${colleague}`;
          const replied = new Promise<void>((resolve) => waiting.set(channel, resolve));
          await Promise.all([replied, deliver(port, channel, `U${colleague}`, script[step]!)]);
          latencies.push(performance.now() - started);
        }
      };
      await Promise.all(Array.from({ length: width }, converse));
      return {
        turns: latencies.length,
        latencies: latencies.sort((a, b) => a - b),
        seconds: (performance.now() - begin) / 1000,
      };
    },
    close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
