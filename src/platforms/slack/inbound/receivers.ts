/**
 * Bolt's two ears as one receiver: HTTP, whose port belongs to the house, and Socket Mode. Both
 * refuse to acknowledge what was not taken, so that Slack delivers it again.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import {
  type App,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from "@slack/bolt";
import type { WebClientOptions } from "@slack/web-api";
import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";
import { slackEndpointPath } from "../app-config.ts";
import { createBoltLogger } from "../bolt-log.ts";
import { slackErrorCode } from "../workspace/api-errors.ts";
import { openSlackSocket, type SlackSocket } from "./socket-mode.ts";

export interface SlackReceiverOptions {
  appToken?: string;
  signingSecret?: string;
  clientOptions: WebClientOptions;
  /** The machine's, since it is Slack that is waited for. */
  clock: Clock;
  log: Log;
}

export interface SlackReceivers extends Receiver {
  requestListener?: RequestListener;
  socket?: SlackSocket;
}

/** "Not now": Slack retries at once, after a minute and after five. */
function unavailable(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(503).end();
}

/**
 * Minutes by which a request's time may differ from ours. Slack's own limit for old ones; the
 * library would take those from any time to come, for as long as they last.
 */
const patience = 5;

/**
 * Whether a request says when it was signed, and that is now. The signature, which covers it, is
 * the library's to check.
 */
function isCurrent({ headers }: IncomingMessage, { clock }: SlackReceiverOptions): boolean {
  const signed = headers["x-slack-request-timestamp"];
  return (
    typeof signed === "string" &&
    /^\d{1,12}$/.test(signed) &&
    Math.abs(clock.now().getTime() - Number(signed) * 1_000) <= patience * 60_000
  );
}

/** What Slack sends is some 10 KB. */
const largestBodyBytes = 1024 * 1024;

/**
 * Whether a body is JSON of an object, or a form that carries such or nothing of the kind. Whether
 * it can be parsed is the library's to find out.
 */
function holdsObject(body: string, type: string | undefined): boolean {
  const { payload } =
    type === "application/x-www-form-urlencoded" ? parse(body) : { payload: body };
  return typeof payload !== "string" || payload.trimStart().startsWith("{");
}

/**
 * Reads a body and hands it to the library, unless it holds no object: a signed `null` makes the
 * library fail where nobody can catch that, and is never answered.
 */
async function read(
  { signingSecret = "" }: SlackReceiverOptions,
  http: HTTPReceiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bufferIncomingMessage, isRawBodyError, parseAndVerifyHTTPRequest } = HTTPModuleFunctions;
  const refuse = (status: number): void =>
    void response.writeHead(status, { connection: "close" }).end();
  try {
    const { rawBody, headers } = await bufferIncomingMessage(request, largestBodyBytes);
    if (holdsObject(rawBody.toString(), headers["content-type"]))
      return http.requestListener(request, response);
  } catch (error) {
    return refuse(isRawBodyError(error) ? error.statusCode : 400);
  }
  await parseAndVerifyHTTPRequest({ signingSecret }, request).then(
    () => refuse(400),
    () => refuse(401),
  );
}

function openHttp(signingSecret: string, { log }: SlackReceiverOptions): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: slackEndpointPath,
    logger: createBoltLogger(log),
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ surface: "slack", mode: "http", err: error }, "not taken, and not acknowledged");
      unavailable(response);
      return true;
    },
    unhandledRequestHandler: ({ response }) => {
      log.error({ surface: "slack", mode: "http" }, "not taken within three seconds");
      unavailable(response);
    },
  });
}

/** One connection's ear. What the library says of connections is `openSocket`'s to tell. */
function openSocketMode(
  appToken: string,
  { log, clientOptions: { logger: _, ...clientOptions } }: SlackReceiverOptions,
): SocketModeReceiver {
  const aside = { warn: log.debug.bind(log), error: log.debug.bind(log) };
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: createBoltLogger(aside),
    installerOptions: { clientOptions },
    processEventErrorHandler: async ({ error }) => {
      if (slackErrorCode(error).startsWith("slack_socket_mode_"))
        log.warn(
          { surface: "slack", code: slackErrorCode(error) },
          "taken, and the line was gone before it was acknowledged",
        );
      else
        log.error(
          { surface: "slack", mode: "socket", err: error },
          "not taken, and not acknowledged",
        );
      return false;
    },
  });
}

/** `deliver` takes an event; when it rejects, the event is not acknowledged. */
export function openSlackReceivers(
  ears: SlackReceiverOptions,
  deliver: (app: App, event: ReceiverEvent) => Promise<void>,
): SlackReceivers {
  const { appToken, signingSecret } = ears;
  let taking: App | undefined;
  const http = signingSecret === undefined ? undefined : openHttp(signingSecret, ears);
  const open = (token: string) => (): SocketModeReceiver["client"] => {
    const receiver = openSocketMode(token, ears);
    if (taking) receiver.init(taking);
    return receiver.client;
  };
  const socket = appToken === undefined ? undefined : openSlackSocket(open(appToken), ears);
  return {
    init(app) {
      // The receivers know of an app only that it processes events.
      taking = { processEvent: (event: ReceiverEvent) => deliver(app, event) } as App;
      http?.init(taking);
    },
    async start() {
      await socket?.start();
    },
    async stop() {
      await socket?.stop();
    },
    ...(http && {
      requestListener(request: IncomingMessage, response: ServerResponse) {
        if (request.method !== "POST") response.writeHead(405, { allow: "POST" }).end();
        else if (isCurrent(request, ears)) return read(ears, http, request, response);
        else response.writeHead(401, { connection: "close" }).end();
      },
    }),
    ...(socket && { socket }),
  };
}
