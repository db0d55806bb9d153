/** Test for host names and addresses of this machine. */
import { isIP } from "node:net";

/**
 * Returns whether a host is 127.0.0.0/8, ::1 or localhost, also in the forms of a URL or a
 * dual-stack socket.
 */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").replace(/^::ffff:/i, "");
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}
