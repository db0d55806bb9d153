import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { pooledFetch } from "../../../../src/platforms/slack/workspace/clients.ts";

let server: Server;
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(() => server.closeAllConnections());
afterEach(() => server.close());

it("reads a character that arrives in two parts", async () => {
  const [first, second] = [Buffer.from("🧵").subarray(0, 2), Buffer.from("🧵").subarray(2)];
  const url = await serve((_, response) => {
    response.write(first);
    setImmediate(() => response.end(second));
  });
  expect(await (await pooledFetch(url)).text()).toBe("🧵");
});

it("returns status and headers, and reuses its connection", async () => {
  const ports = new Set<number | undefined>();
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(429, { "Retry-After": "7" }).end(request.method);
  });
  for (let times = 0; times < 3; times++) {
    const answer = await pooledFetch(url, { method: "POST", body: "a=b" });
    expect([
      answer.ok,
      answer.status,
      answer.headers.get("retry-after"),
      answer.headers.get("x-none"),
      await answer.text(),
    ]).toEqual([false, 429, "7", null, "POST"]);
  }
  expect(ports.size).toBe(1);
});

it("rejects when it is aborted, and when a response is cut off", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/half") response.writeHead(200, { "content-length": "10" }).write("half");
    if (request.url === "/half") setImmediate(() => request.socket.destroy());
  });
  await expect(pooledFetch(url, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
  await expect(pooledFetch(`${url}half`)).rejects.toMatchObject({ code: "ECONNRESET" });
});
