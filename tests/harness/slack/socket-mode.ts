/** Socket Mode deliveries of the fake Slack. */

import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { scaledMs } from "../eventually.ts";

export type SocketEnvelope = {
  type: "events_api" | "interactive" | "slash_commands";
  payload: unknown;
  retry_attempt?: number;
  retry_reason?: string;
};

/** How long (ms) the fake waits for an acknowledgement; the same as Slack. */
const patienceMs = scaledMs(3_000);

export function serveSocket(server: Server) {
  const sockets = new WebSocketServer({ server, path: "/link" });
  const waiting = new Map<string, { by: WebSocket; acknowledge(reply: unknown): void }>();
  let arrived = Promise.withResolvers<void>();
  let shy = 0;

  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as {
        envelope_id: string;
        payload?: unknown;
      };
      const delivery = waiting.get(envelope_id);
      if (delivery?.by === socket) delivery.acknowledge(payload);
    });
    if (shy > 0) return void shy--;
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: sockets.clients.size,
        connection_info: { app_id: "A0ENTWINE" },
      }),
    );
    socket.ping();
    arrived.resolve();
    arrived = Promise.withResolvers();
  });

  /** Open connections, oldest first. */
  const open = (): WebSocket[] => [...sockets.clients].filter(({ readyState }) => readyState === 1);
  const newest = (): WebSocket | undefined => open().at(-1);
  const announce = (reason: string): void =>
    newest()?.send(
      JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-1" } }),
    );

  return {
    connected: () => open().length > 0,
    connections: () => open().length,
    /** Resolves at the next connection. */
    connection: () => arrived.promise,
    /**
     * Delivers an envelope and returns its acknowledgement, or `undefined`. An acknowledgement on
     * another connection does not count.
     */
    async deliver(
      envelope: SocketEnvelope,
      { by = newest() }: { by?: WebSocket | undefined } = {},
    ): Promise<{ acknowledged: boolean; reply?: unknown }> {
      const envelope_id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<{
        acknowledged: boolean;
        reply?: unknown;
      }>();
      if (by)
        waiting.set(envelope_id, {
          by,
          acknowledge: (reply) => resolve({ acknowledged: true, reply }),
        });
      const timer = setTimeout(() => resolve({ acknowledged: false }), by ? patienceMs : 0);
      const gone = () => resolve({ acknowledged: false });
      by?.once("close", gone).send(
        JSON.stringify({
          envelope_id,
          accepts_response_payload: envelope.type !== "events_api",
          ...envelope,
        }),
      );
      return promise.finally(() => {
        clearTimeout(timer);
        by?.off("close", gone);
        waiting.delete(envelope_id);
      });
    },
    /** Sends data that is not a usual envelope. */
    sendRaw: (data: unknown) => newest()?.send(JSON.stringify(data)),
    open,
    /** Announces the end of the connection, as Slack does about ten seconds before. */
    announce,
    /** Ends the connection, by default because Slack refreshes it. */
    recycle(reason = "refresh_requested") {
      const socket = newest();
      announce(reason);
      socket?.close(1000);
    },
    /** Sends no `hello` on the next connections, as many as given. */
    ignore(connections: number) {
      shy = connections;
    },
    /** Closes the connection abruptly. */
    cut: () => newest()?.terminate(),
    /** Stops all traffic without closing the connection. */
    mute: () => newest()?.pause(),
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
