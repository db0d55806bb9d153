/** HTTP deliveries of the fake Slack. */
import { createHmac } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export type FakeSlackPayload = Record<string, unknown>;
export type DeliveryKind = "events_api" | "interactive" | "slash_commands";

/** Response of the bot. `reply` is its body for a command or form. */
export interface HttpDelivery {
  acknowledged: boolean;
  status?: number;
  reply?: unknown;
}

export const signingSecret = "signing-secret-of-the-fake";

/** Sends one signed request. */
export async function deliverByHttp(
  url: string,
  { kind, payload }: { kind: DeliveryKind; payload: FakeSlackPayload },
  retry: number,
): Promise<HttpDelivery> {
  const body =
    kind === "events_api"
      ? JSON.stringify(payload)
      : new URLSearchParams(
          kind === "interactive"
            ? { payload: JSON.stringify(payload) }
            : (payload as Record<string, string>),
        ).toString();
  const timestamp = `${Math.floor(Date.now() / 1000)}`;
  const headers = {
    "content-type":
      kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`,
    ...(retry > 0 && { "x-slack-retry-num": `${retry}`, "x-slack-retry-reason": "http_error" }),
  };
  const response = await fetch(url, { method: "POST", headers, body });
  const reply = await response.text();
  return {
    acknowledged: response.status === 200,
    status: response.status,
    ...(reply && { reply: /^[[{]/.test(reply) ? JSON.parse(reply) : reply }),
  };
}

/** Serves the bot's listener as its web server would. */
export async function listenForSlack(
  listener: RequestListener,
): Promise<{ url: string; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
