/**
 * Direct calls of the Web API for messages and profiles, the frequent calls. The SDK's client with
 * its queue, retries and copies for its log takes a seventh to a fifth of a turn's CPU time (90 and
 * 125 of 625 µs, in two runs of the bench). Other calls use the client.
 */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";

/** Error of a call that Slack answered with a status other than 200, or with `ok: false`. */
export class SlackCallError extends Error {
  readonly status: number;
  /** Slack's error code. */
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
  /** Base URL, with a slash at its end. */
  url: string;
  token: string;
  /** Time (ms) without a response after which a call fails. */
  timeout: number;
}

/** Calls a method and returns Slack's response, of which only `ok` is checked. */
export type SlackCall = (
  method: string,
  values: Record<string, unknown>,
) => Promise<Record<string, unknown>>;

/**
 * Creates a function for calls of the Web API; values that are not strings are sent as JSON.
 * Rejects with `SlackCallError`, or with Node's error if there was no response.
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
    sending.end(body, "latin1");
    return promise;
  }

  return async (method, values) => {
    const form = Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(
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
