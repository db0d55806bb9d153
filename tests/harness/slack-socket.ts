/** The Socket Mode half of the fake Slack. */

import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

export type Envelope = { type: "events_api" | "interactive" | "slash_commands"; payload: unknown; retry_attempt?: number; retry_reason?: string };

/** Milliseconds that the fake waits for an acknowledgement; Slack waits 3000. */
const patience = 400;

export function serveSocket(server: Server) {
  const sockets = new WebSocketServer({ server, path: "/link" });
  const waiting = new Map<string, (reply: unknown) => void>();
  let arrived = Promise.withResolvers<void>();

  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: unknown };
      waiting.get(envelope_id)?.(payload);
    });
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.clients.size, connection_info: { app_id: "A0ENTWINE" } }));
    socket.ping();
    arrived.resolve();
    arrived = Promise.withResolvers();
  });

  const open = (): WebSocket | undefined => [...sockets.clients].filter(({ readyState }) => readyState === 1).at(-1);

  return {
    connected: () => open() !== undefined,
    /** Resolves at the next connection. */
    connection: () => arrived.promise,
    /** What the bot acknowledged with, or undefined. */
    async deliver(envelope: Envelope): Promise<{ acknowledged: boolean; reply?: unknown }> {
      const envelope_id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<{ acknowledged: boolean; reply?: unknown }>();
      waiting.set(envelope_id, (reply) => resolve({ acknowledged: true, reply }));
      const timer = setTimeout(() => resolve({ acknowledged: false }), patience);
      open()?.send(JSON.stringify({ envelope_id, accepts_response_payload: envelope.type !== "events_api", ...envelope }));
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(envelope_id);
      });
    },
    /** Something that is no envelope of the usual kind. */
    sendRaw: (data: unknown) => open()?.send(JSON.stringify(data)),
    /** Slack moves the connection elsewhere, as it does every few hours. */
    recycle() {
      const socket = open();
      socket?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested", debug_info: { host: "applink-1" } }));
      socket?.close(1000);
    },
    /** The line is cut. */
    cut: () => open()?.terminate(),
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
