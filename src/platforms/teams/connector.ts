/**
 * The Bot Connector 3.0, its REST calls made directly: once each, within a time limit, and with an
 * outcome for everything that can happen.
 */
import { once } from "node:events";
import { z } from "zod";
import type { Json, SendOutcome } from "../../platform/adapter.ts";
import { isTrustedServiceUrl, type TeamsReference } from "./references.ts";

export interface ConnectorConfig {
  /** Unauthenticated, and on this machine only. */
  local: boolean;
  /** The `authorization` header; none when local. */
  authorization(): Promise<string | undefined>;
}

/** A call that was answered with 2xx, or why not. */
type Called = { kind: "done"; body: unknown } | Exclude<SendOutcome, { kind: "sent" }>;

/**
 * `path` follows `/v3/conversations`; a call that hangs for `patience`, in milliseconds, ends in an
 * unknown way.
 */
export type Connector = (
  method: "GET" | "POST" | "PUT",
  reference: TeamsReference,
  path: string[],
  options?: { query?: Record<string, string>; body?: Json; patience?: number },
) => Promise<Called>;

/**
 * Until the next try where Teams does not say, in milliseconds: it asks for 2 to 20 s after 429 and
 * 412 (docs: rate limits).
 */
export const connectorRetryDelayMs = 5_000;

/** Broken before anything was sent. */
const neverLeft = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

/** Microsoft's word for a refusal; anything longer or stranger stays out of our records. */
const Refused = z.object({ error: z.object({ code: z.string().regex(/^\w{1,64}$/) }) });

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? "") - Date.now();
  return wait > 0 ? wait : connectorRetryDelayMs;
}

async function outcomeOf(response: Response): Promise<Called> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { kind: "done", body };
  const code =
    status === 429 ? "ratelimited" : (Refused.safeParse(body).data?.error.code ?? `http_${status}`);
  if (status >= 500 || status === 408) return { kind: "unknown", code };
  if (status === 429 || status === 412 || status === 401)
    return { kind: "refused", code, retryAfterMs: retryAfter(headers.get("retry-after")) };
  return { kind: "refused", code };
}

export function openConnector({ local, authorization }: ConnectorConfig): Connector {
  return async (method, { serviceUrl }, path, { query, body, patience = 15_000 } = {}) => {
    if (!isTrustedServiceUrl(serviceUrl, { local }))
      return { kind: "refused", code: "untrusted_service_url" };
    const headers = new Headers({ "content-type": "application/json" });
    const signal = AbortSignal.timeout(patience);
    const tooLate = once(signal, "abort").then(() => Promise.reject(signal.reason));
    try {
      const ours = await Promise.race([authorization(), tooLate]);
      if (ours) headers.set("authorization", ours);
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
      ...(body !== undefined && { body: JSON.stringify(body) }),
    } as const;
    try {
      return await outcomeOf(await fetch(url, request));
    } catch (error) {
      const { name, cause } = error instanceof Error ? error : new Error();
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : name;
      return neverLeft.has(code)
        ? { kind: "refused", code, retryAfterMs: connectorRetryDelayMs, platformDown: true }
        : { kind: "unknown", code };
    }
  };
}
