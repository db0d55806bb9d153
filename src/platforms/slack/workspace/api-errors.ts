/** What a failed call to Slack means for the message: surely not said, or perhaps. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import type { SendOutcome } from "../../../platform/adapter.ts";
import { SlackCallError } from "./api-call.ts";

export type SlackFailure = Exclude<SendOutcome, { kind: "sent" }>;

/** Milliseconds to wait where Slack names no time. */
export const slackRetryDelayMs = 5_000;

/** Nothing was done, and it may go through later. */
const later = new Set(["ratelimited", "rate_limited", "team_added_to_org"]);

/** The same, since Slack itself does not work. */
const away = new Set(["service_unavailable", "request_timeout"]);

/**
 * "It's possible some aspect of the operation succeeded before the error was raised."
 * [docs.slack.dev/reference/methods/chat.postMessage]
 */
const perhaps = new Set(["internal_error", "fatal_error"]);

/** The connection never came about, so that nothing can have arrived. */
const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Slack's codes are words; anything else is somebody's page, not Slack's. */
const isCode = (code: unknown): code is string =>
  typeof code === "string" && /^[\w.-]{1,64}$/.test(code);

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

export function toSlackFailure(error: unknown): SlackFailure {
  const code = slackErrorCode(error);
  if (error instanceof SlackCallError) return refusal(error, code);
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "refused", code, retryAfterMs: Math.max(error.retryAfter, 1) * 1000 };
  if (away.has(code) || unreachable.has(code))
    return { kind: "refused", code, retryAfterMs: slackRetryDelayMs, platformDown: true };
  if (later.has(code)) return { kind: "refused", code, retryAfterMs: slackRetryDelayMs };
  if (error instanceof WebAPIPlatformError && code !== "unreadable_answer" && !perhaps.has(code))
    return { kind: "refused", code };
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { kind: "refused", code };
  return { kind: "unknown", code };
}

function refusal({ status, retryAfter }: SlackCallError, code: string): SlackFailure {
  if (code === "ratelimited")
    return { kind: "refused", code, retryAfterMs: Math.max(retryAfter, 1) * 1000 };
  if (away.has(code))
    return { kind: "refused", code, retryAfterMs: slackRetryDelayMs, platformDown: true };
  if (later.has(code)) return { kind: "refused", code, retryAfterMs: slackRetryDelayMs };
  return status >= 500 || code === "unreadable_answer" || perhaps.has(code)
    ? { kind: "unknown", code }
    : { kind: "refused", code };
}
