/**
 * Refusal of requests that do not come from the page on this machine: DNS rebinding, other sites,
 * and proxies that would carry the page to others.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isLoopbackHost } from "../../lib/loopback-host.ts";

/** Headers that only a proxy adds. */
const proxyHeaders = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Returns whether a request is for this machine and came from it, by its `Host`; and, for one that
 * changes something, whether it came from the page, by `Sec-Fetch-Site` and `Origin`.
 */
export function isFromThisMachine(
  { host = "", origin, "sec-fetch-site": site, ...headers }: IncomingHttpHeaders,
  { changes, address }: { changes: boolean; address: string | undefined },
): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? "";
  if (!isLoopbackHost(name) || !isLoopbackHost(address ?? "")) return false;
  if (proxyHeaders.some((header) => headers[header] !== undefined)) return false;
  if (!changes) return true;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined ? site !== undefined : origin === `http://${host}`;
}

/** Compares a token in constant time. */
export function isSameToken(given: unknown, token: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
