/** HTTP server on loopback, on a free port. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export async function listen(
  handle: RequestListener,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(handle);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
