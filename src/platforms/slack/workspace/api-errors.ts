/** Classification of failed calls to Slack: certainly not sent, or possibly sent. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import type { SendOutcome } from "../../../platform/adapter.ts";
import { SlackCallError } from "./api-call.ts";

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

/** Error codes of connections that never opened, so that nothing was sent. */
const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Slack's codes are words; anything else comes from another server. */
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
  if (error instanceof SlackCallError) return toCallFailure(error, code);
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "refused", code, retryAfterMs: Math.max(error.retryAfter, 1) * 1000 };
  if (downCodes.has(code) || unreachableCodes.has(code))
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
