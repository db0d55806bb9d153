/**
 * The one HTTP server. Requests of platforms go straight to their listeners; everything else is a
 * page or a probe.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { EntwineError } from "../lib/errors.ts";
import type { HttpListener } from "../platform/adapter.ts";
import { createWebApp, type WebAppOptions } from "./app.ts";

export interface WebServerOptions extends WebAppOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
}

export interface WebServer {
  readonly port: number;
  /** Takes no more connections, lets what is under way end (5 seconds at most), then closes. */
  close(): Promise<void>;
}

/**
 * Neither platform sends as much in one request: Slack's payloads are some 10 KB, a Teams activity
 * is 100 KB at most (Bot Framework, message size).
 */
const largestBody = 1024 * 1024;

const limits = {
  /**
   * Time (ms) from the first byte of a request to its last: enough for a phone, too little to keep
   * connections busy on purpose. A connection that has sent nothing yet counts as a request.
   */
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  /** How often (ms) that is checked; Node's default is 30 s. */
  connectionsCheckingInterval: 1_000,
  /**
   * Longer than the idle time of the usual load balancers (60 s), so that they close connections and
   * this server never closes one under a request.
   */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
};
/**
 * Time (ms) after which a connection without traffic is closed: a client that does not read its
 * answers would stay for good. Longer than any answer takes.
 */
const silenceLimitMs = 30_000;
const drainLimitMs = 5_000;

const otherHost =
  "Set HOST to 127.0.0.1, to 0.0.0.0 for every network, or to an address of this machine.";

/** Errors of Node when it cannot listen, by their codes. */
const refusals: Record<string, { code: string; because: string; hint: string }> = {
  EADDRINUSE: {
    code: "port_taken",
    because: "something else listens there already",
    hint: "Stop it, or set PORT to another number.",
  },
  EACCES: {
    code: "port_forbidden",
    because: "this account may not",
    hint: "Set PORT to 1024 or more, and let a proxy take the lower one.",
  },
  EADDRNOTAVAIL: {
    code: "host_unknown",
    because: "this machine has no such address",
    hint: otherHost,
  },
  ENOTFOUND: { code: "host_unknown", because: "there is no such host", hint: otherHost },
};

/** A name, an IPv4 address, or an IPv6 address in brackets; with a port or without. */
const hostForm = /^(?:[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Tells whether a proxy and this server read a request alike: one host, and a body with one clear
 * end. Node keeps the first of several `Host` headers silently.
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
    (host === undefined || hostForm.test(host)) &&
    (coding === undefined || coding.toLowerCase() === "chunked")
  );
}

/** The last request of a connection without a content length, and the bytes read before it. */
const unmeasured = new WeakMap<Socket, { request: IncomingMessage; began: number }>();

/**
 * Closes the connection when a body without a length grows too large. Counted on the connection,
 * since reading the body here would take it from the listener, and what follows a refusal is thrown
 * away unread.
 */
function limitSize(request: IncomingMessage): void {
  const { socket } = request;
  if (!unmeasured.has(socket))
    socket.on("data", () => {
      const last = unmeasured.get(socket);
      if (last && !last.request.complete && socket.bytesRead - last.began > largestBody)
        socket.destroy();
    });
  unmeasured.set(socket, { request, began: socket.bytesRead });
}

/** Listens. Throws `port_taken`, `port_forbidden` or `host_unknown`. */
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

  async function passOn(
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
    if (Number(length) > largestBody) return refuse(response, 413, words.plain("web.too_large"));
    const url = request.url ?? "/";
    const query = url.indexOf("?");
    const route = `${request.method} ${query < 0 ? url : url.slice(0, query)}`;
    const listener = Object.hasOwn(routes, route) ? routes[route] : undefined;
    void (listener ? passOn(listener, request, response) : pages(request, response));
  });

  server.setTimeout(silenceLimitMs);

  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const { code, because, hint } = refusals[cause.code ?? ""] ?? {};
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
        // A connection that was busy when the closing began stays open for its next request, unless
        // it is closed once idle.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        const late = setTimeout(() => server.closeAllConnections(), drainLimitMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}
