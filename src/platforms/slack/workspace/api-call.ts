/**
 * Direct calls of the Web API for messages and profiles, the frequent calls. The SDK's client with
 * its queue, retries and copies for its log takes a seventh to a fifth of a turn's CPU time (90 and
 * 125 of 625 µs, in two runs of the bench). Other calls use the client.
 */

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { Agent } from "undici";
import { unsentErrorCodes } from "../../../lib/errors.ts";
import type { SendOutcome } from "../../../platform/adapter.ts";

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

interface SlackAnswer {
  status: number;
  /** Seconds to wait before a retry. */
  retryAfter: number;
  text: string;
}

/** Keeps connections open. A message takes 16 µs of CPU time, and 24 with `node:http`. */
const agent = new Agent();

/**
 * Creates a function for calls of the Web API; values that are not strings are sent as JSON.
 * Rejects with `SlackCallError`, or with the network's error if there was no response.
 */
export function createSlackCall({ url, token, timeout }: CallTarget): SlackCall {
  const { origin, pathname } = new URL(url);
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    authorization: `Bearer ${token}`,
  };
  const timeouts = { headersTimeout: timeout, bodyTimeout: timeout };

  function post(method: string, body: string): Promise<SlackAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<SlackAnswer>();
    const parts: Buffer[] = [];
    let [status, retryAfter] = [0, 0];
    agent.dispatch(
      { origin, path: `${pathname}${method}`, method: "POST", headers, body, ...timeouts },
      {
        onRequestStart() {},
        onResponseStart(_, code, received) {
          status = code;
          retryAfter = Number(received["retry-after"] ?? 0);
        },
        onResponseData: (_, part) => void parts.push(part),
        onResponseEnd: () => resolve({ status, retryAfter, text: Buffer.concat(parts).toString() }),
        onResponseError: (_, error) => reject(error),
      },
    );
    return promise;
  }

  return async (method, values) => {
    const form = Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(
        ([name, value]) =>
          `${name}=${encodeURIComponent((typeof value === "string" ? value : JSON.stringify(value)).toWellFormed())}`,
      );
    const { status, retryAfter, text } = await post(method, form.join("&"));
    const read = status === 200 ? parseAnswer(text) : undefined;
    if (read?.ok !== true) throw new SlackCallError(status, read?.error, retryAfter);
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

// Classification of failed calls to Slack: certainly not sent, or possibly sent.

/** Outcome of a call that did not send. */
export type SlackFailure = Exclude<SendOutcome, { kind: "sent" }>;

/** Delay (ms) before a retry if Slack names none. */
export const slackRetryDelayMs = 5_000;

/** Error codes of calls that had no effect and may succeed later. */
const retryCodes = new Set(["ratelimited", "rate_limited", "team_added_to_org", "token_expired"]);

/** Error codes that mean that Slack itself is down; these calls had no effect either. */
const downCodes = new Set(["service_unavailable", "request_timeout"]);

/**
 * Error codes of calls that may have had an effect: "It's possible some aspect of the operation
 * succeeded before the error was raised." [docs.slack.dev/reference/methods/chat.postMessage]
 */
const ambiguousCodes = new Set(["internal_error", "fatal_error"]);

/** Slack's codes are words; anything else comes from another server. */
const isCode = (code: unknown): code is string =>
  typeof code === "string" && /^[\w.-]{1,64}$/.test(code);

/** Returns Slack's code of an error, or one of our own for errors of the network. */
export const slackErrorCode = (error: unknown): string => {
  if (error instanceof SlackCallError)
    return error.status === 429
      ? "ratelimited"
      : error.status !== 200
        ? `http_${error.status}`
        : isCode(error.reason)
          ? error.reason
          : "unreadable_answer";
  if (error instanceof WebAPIPlatformError)
    return isCode(error.data.error) ? error.data.error : "unreadable_answer";
  if (error instanceof WebAPIRateLimitedError) return "ratelimited";
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  return [code, name].find(isCode) ?? "failed";
};

/** Returns the outcome that an error of a call means. */
export function toSlackFailure(error: unknown): SlackFailure {
  const code = slackErrorCode(error);
  if (error instanceof SlackCallError) return toCallFailure(error, code);
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "refused", code, retryAfterMs: Math.max(error.retryAfter, 1) * 1000 };
  if (downCodes.has(code) || unsentErrorCodes.has(code))
    return { kind: "refused", code, retryAfterMs: slackRetryDelayMs, platformDown: true };
  if (retryCodes.has(code)) return { kind: "refused", code, retryAfterMs: slackRetryDelayMs };
  if (
    error instanceof WebAPIPlatformError &&
    code !== "unreadable_answer" &&
    !ambiguousCodes.has(code)
  )
    return { kind: "refused", code };
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { kind: "refused", code };
  return { kind: "unknown", code };
}

function toCallFailure({ status, retryAfter }: SlackCallError, code: string): SlackFailure {
  if (code === "ratelimited")
    return { kind: "refused", code, retryAfterMs: Math.max(retryAfter, 1) * 1000 };
  if (downCodes.has(code))
    return { kind: "refused", code, retryAfterMs: slackRetryDelayMs, platformDown: true };
  if (retryCodes.has(code)) return { kind: "refused", code, retryAfterMs: slackRetryDelayMs };
  return status >= 500 || code === "unreadable_answer" || ambiguousCodes.has(code)
    ? { kind: "unknown", code }
    : { kind: "refused", code };
}
