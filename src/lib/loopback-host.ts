/** Test of a host name or address for this machine alone. */
import { isIP } from "node:net";

/** 127.0.0.0/8, ::1 and localhost, also as they look in a URL or on a dual-stack socket. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").replace(/^::ffff:/i, "");
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}
