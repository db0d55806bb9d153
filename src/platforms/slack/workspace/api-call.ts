/**
 * The frequent calls, of messages and profiles, without the SDK's client, whose queue, retries and
 * copies for its log are a seventh to a fifth of a turn's CPU time (90 and 125 of 625 µs, in two
 * comparisons with the bench). Rarer calls go through the client.
 */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";

/** A call that Slack answered with a status other than 200, or with `ok: false` and its reason. */
export class SlackCallError extends Error {
  readonly status: number;
  /** Slack's code. */
  readonly reason: unknown;
  /** Seconds to wait before a retry. */
  readonly retryAfter: number;

  constructor(status: number, reason: unknown, retryAfter: number) {
    super("Slack did not do it");
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

interface CallTarget {
  /** With a slash at its end. */
  url: string;
  token: string;
  /** Milliseconds without an answer after which it counts as lost. */
  timeout: number;
}

/** Returns Slack's answer, of which only `ok` was checked. */
export type SlackCall = (
  method: string,
  values: Record<string, unknown>,
) => Promise<Record<string, unknown>>;

/**
 * Creates a function for calls of the Web API; values that are no texts go as JSON. It rejects with
 * `SlackCallError`, or with Node's error where there was no answer.
 */
export function createSlackCall({ url, token, timeout }: CallTarget): SlackCall {
  const { protocol, hostname, port, pathname } = new URL(url);
  const { request } = protocol === "https:" ? https : http;
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    authorization: `Bearer ${token}`,
  };

  function post(method: string, body: string): Promise<{ answer: IncomingMessage; text: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{
      answer: IncomingMessage;
      text: string;
    }>();
    const options = {
      method: "POST",
      hostname,
      port,
      path: `${pathname}${method}`,
      headers: { ...headers, "content-length": body.length },
      timeout,
    };
    const sending = request(options, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("error", reject);
      answer.on("end", () => resolve({ answer, text }));
    });
    sending.on("timeout", () =>
      sending.destroy(Object.assign(new Error("Slack did not answer"), { code: "ETIMEDOUT" })),
    );
    sending.on("error", reject);
    sending.end(body);
    return promise;
  }

  return async (method, values) => {
    const form = Object.entries(values).map(
      ([name, value]) =>
        `${name}=${encodeURIComponent((typeof value === "string" ? value : JSON.stringify(value)).toWellFormed())}`,
    );
    const { answer, text } = await post(method, form.join("&"));
    const { statusCode = 0, headers } = answer;
    const read = statusCode === 200 ? parseAnswer(text) : undefined;
    if (read?.ok !== true)
      throw new SlackCallError(statusCode, read?.error, Number(headers["retry-after"] ?? 0));
    return read;
  };
}

function parseAnswer(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
