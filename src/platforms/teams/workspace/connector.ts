/** Client of the Bot Connector 3.0 REST API: one attempt per call, a time limit, typed outcomes. */

import { once } from "node:events";
import { z } from "zod";
import { unsentErrorCodes } from "../../../lib/errors.ts";
import type { Json, SendOutcome } from "../../../platform/adapter.ts";
import { isTrustedServiceUrl, type TeamsReference } from "./references.ts";

/** How calls to the Bot Connector are authorised. */
export interface ConnectorConfig {
  /** Unauthenticated mode, for services on this machine only. */
  local: boolean;
  /** Returns the `authorization` header; `undefined` in local mode. */
  authorization(): Promise<string | undefined>;
}

/** Outcome of a call: success (2xx), refused (with the response's status, if any) or unknown. */
export type CallOutcome =
  | { kind: "done"; body: unknown }
  | (Extract<SendOutcome, { kind: "refused" }> & { status?: number })
  | Extract<SendOutcome, { kind: "unknown" }>;

/**
 * Calls the API once. Its outcome is `unknown` when nothing came back in time.
 * @param path segments after `/v3/conversations`
 */
export type Connector = (
  method: "GET" | "POST" | "PUT",
  reference: TeamsReference,
  path: string[],
  options?: { query?: Record<string, string>; body?: Json; timeoutMs?: number },
) => Promise<CallOutcome>;

/**
 * Delay (ms) before a retry when Teams names none; it asks for 2 to 20 s after 429 and 412 (docs:
 * rate limits).
 */
export const connectorRetryDelayMs = 5_000;

/** Microsoft's error code; longer or unusual values are not stored. */
const ErrorBody = z.object({ error: z.object({ code: z.string().regex(/^\w{1,64}$/) }) });

/** Limit (ms) of one call. */
const defaultTimeoutMs = 15_000;

function retryAfterMs(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? "") - Date.now();
  return wait > 0 ? wait : connectorRetryDelayMs;
}

async function outcomeOf(response: Response): Promise<CallOutcome> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { kind: "done", body };
  const code =
    status === 429
      ? "ratelimited"
      : (ErrorBody.safeParse(body).data?.error.code ?? `http_${status}`);
  if (status >= 500 || status === 408) return { kind: "unknown", code };
  if (status === 429 || status === 412 || status === 401)
    return { kind: "refused", code, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
  return { kind: "refused", code, status };
}

/** Opens the calls to the Bot Connector. */
export function openConnector({ local, authorization }: ConnectorConfig): Connector {
  return async (
    method,
    { serviceUrl },
    path,
    { query, body, timeoutMs = defaultTimeoutMs } = {},
  ) => {
    if (!isTrustedServiceUrl(serviceUrl, { local }))
      return { kind: "refused", code: "untrusted_service_url" };
    const headers = new Headers({ "content-type": "application/json" });
    const signal = AbortSignal.timeout(timeoutMs);
    const timedOut = once(signal, "abort").then(() => Promise.reject(signal.reason));
    try {
      const authorizationHeader = await Promise.race([authorization(), timedOut]);
      if (authorizationHeader) headers.set("authorization", authorizationHeader);
    } catch {
      return {
        kind: "refused",
        code: "no_token",
        retryAfterMs: connectorRetryDelayMs,
        platformDown: true,
      };
    }
    const url =
      [serviceUrl.replace(/\/+$/, ""), "v3/conversations", ...path.map(encodeURIComponent)].join(
        "/",
      ) + (query ? `?${new URLSearchParams(query)}` : "");
    const request = {
      method,
      headers,
      redirect: "manual",
      signal,
      body: body !== undefined ? JSON.stringify(body) : undefined,
    } as const;
    try {
      return await outcomeOf(await fetch(url, request));
    } catch (error) {
      const { name, cause } = error instanceof Error ? error : new Error();
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : name;
      return unsentErrorCodes.has(code)
        ? { kind: "refused", code, retryAfterMs: connectorRetryDelayMs, platformDown: true }
        : { kind: "unknown", code };
    }
  };
}
