/**
 * HTTP server. Requests of platforms go directly to their listeners, all others to the pages and
 * probes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { EntwineError } from "../lib/errors.ts";
import type { HttpListener } from "../platform/adapter.ts";
import { createWebApp, type WebAppOptions } from "./app.ts";

/** Address to listen on, and what is served there. */
export interface WebServerOptions extends WebAppOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
}

/** The web server while it listens. */
export interface WebServer {
  readonly port: number;
  /** Stops accepting connections, waits for running requests (5 seconds at most), then closes. */
  close(): Promise<void>;
}

/**
 * Maximum bytes of a request body. Slack's payloads have about 10 KB, a Teams activity 100 KB at
 * most (Bot Framework, message size).
 */
const bodyMaxBytes = 1024 * 1024;

const limits = {
  /**
   * Time (ms) from the first to the last byte of a request: enough for a phone, too short for
   * deliberately blocking connections. A connection without data counts as a request.
   */
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  /** Interval (ms) of that check; Node's default is 30 s. */
  connectionsCheckingInterval: 1_000,
  /**
   * Longer than the idle timeout of common load balancers (60 s), so that they close connections
   * first and no request meets a closed one.
   */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
};
/**
 * Time (ms) after which a connection without traffic is closed, longer than any response takes.
 * Without it, a client that does not read its response would keep the connection open.
 */
const idleTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;

const otherHost =
  "Set HOST to 127.0.0.1, to 0.0.0.0 for every network, or to an address of this machine.";

/** Errors of Node when it cannot listen, by their codes. */
const listenErrors: Record<string, { code: string; because: string; hint: string }> = {
  EADDRINUSE: {
    code: "port_taken",
    because: "another process already listens there",
    hint: "Stop it, or set PORT to another number.",
  },
  EACCES: {
    code: "port_forbidden",
    because: "this account is not allowed to",
    hint: "Set PORT to 1024 or more, and let a proxy take the lower one.",
  },
  EADDRNOTAVAIL: {
    code: "host_unknown",
    because: "this machine has no such address",
    hint: otherHost,
  },
  ENOTFOUND: { code: "host_unknown", because: "the host does not exist", hint: otherHost },
};

/** Host name, IPv4 address or IPv6 address in brackets, with or without a port. */
const hostPattern = /^(?:[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Returns whether a proxy and this server interpret a request in the same way: a single host, and a
 * clear end of the body. Node silently uses the first of several `Host` headers.
 */
function isUnambiguous({
  rawHeaders,
  headers: { host, "transfer-encoding": coding },
}: IncomingMessage): boolean {
  const hosts = rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === "host",
  ).length;
  return (
    hosts <= 1 &&
    (host === undefined || hostPattern.test(host)) &&
    (coding === undefined || coding.toLowerCase() === "chunked")
  );
}

/** Last request without a content length per connection, and the bytes received before it. */
const requestsWithoutLength = new WeakMap<Socket, { request: IncomingMessage; began: number }>();

/**
 * Closes the connection when a body without a length grows too large. Counts bytes of the
 * connection: reading the body here would take it from the listener, and the rest of a refused body
 * is not read.
 */
function limitSize(request: IncomingMessage): void {
  const { socket } = request;
  if (!requestsWithoutLength.has(socket))
    socket.on("data", () => {
      const last = requestsWithoutLength.get(socket);
      if (last && !last.request.complete && socket.bytesRead - last.began > bodyMaxBytes)
        socket.destroy();
    });
  requestsWithoutLength.set(socket, { request, began: socket.bytesRead });
}

/**
 * Starts the server.
 * @throws `port_taken`, `port_forbidden` or `host_unknown`
 */
export async function startWebServer({
  host,
  port,
  ...options
}: WebServerOptions): Promise<WebServer> {
  const { words, log, routes = {} } = options;
  const pages = getRequestListener(createWebApp(options).fetch, {
    hostname: host,
    overrideGlobalObjects: false,
  });
  function refuse(response: ServerResponse, status: number, text: string): void {
    if (response.headersSent) return void response.destroy();
    response
      .writeHead(status, { "Content-Type": "text/plain; charset=UTF-8", Connection: "close" })
      .end(text);
  }

  async function callListener(
    listener: HttpListener,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      await listener(request, response);
    } catch (err) {
      log.error({ err }, "could not answer a request of a platform");
      refuse(response, 500, words.plain("web.failed"));
    }
  }

  const server = createServer(limits, (request, response) => {
    const { "content-length": length = "0", "transfer-encoding": chunked } = request.headers;
    if (chunked !== undefined) limitSize(request);
    if (!isUnambiguous(request)) return refuse(response, 400, "");
    if (Number(length) > bodyMaxBytes) return refuse(response, 413, words.plain("web.too_large"));
    const url = request.url ?? "/";
    const query = url.indexOf("?");
    const route = `${request.method} ${query < 0 ? url : url.slice(0, query)}`;
    const listener = Object.hasOwn(routes, route) ? routes[route] : undefined;
    void (listener ? callListener(listener, request, response) : pages(request, response));
  });

  server.setTimeout(idleTimeoutMs);

  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const { code, because, hint } = listenErrors[cause.code ?? ""] ?? {};
      reject(
        code && hint
          ? new EntwineError(code, `Cannot listen on ${host}:${port}: ${because}`, { hint, cause })
          : cause,
      );
    });
    server.listen(port, host, resolve);
  });
  server.on("error", (err) => log.error({ err }, "the web server failed"));

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        // A connection that was busy when closing began stays open for its next request unless it
        // is closed once idle.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        const late = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}
