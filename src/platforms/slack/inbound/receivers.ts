/**
 * Bolt's HTTP and Socket Mode receivers behind one interface. Neither acknowledges a payload that
 * was not accepted, so that Slack delivers it again.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
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
import { slackErrorCode } from "../workspace/api-call.ts";
import { openSlackSocket, type SlackSocket } from "./socket-mode.ts";

/** How events of Slack arrive: by Socket Mode or by HTTP. */
export interface SlackReceiverOptions {
  appToken?: string;
  signingSecret?: string;
  clientOptions: WebClientOptions;
  /** The machine's clock, for comparison with Slack's time. */
  clock: Clock;
  log: Log;
}

/** Bolt's receiver, with the parts that the adapter starts and serves. */
export interface SlackReceivers extends Receiver {
  requestListener?: RequestListener;
  socket?: SlackSocket;
}

/** Responds with 503: Slack retries at once, after a minute and after five. */
function answerUnavailable(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(503).end();
}

/**
 * Allowed difference between a request's time and this machine's. Five minutes is Slack's limit for
 * old requests; the library would accept any future time.
 */
const signatureMaxAgeMinutes = 5;

/**
 * Returns whether a request's timestamp is current. The library checks the signature, which covers
 * the timestamp.
 */
function isCurrent({ headers }: IncomingMessage, { clock }: SlackReceiverOptions): boolean {
  const signed = headers["x-slack-request-timestamp"];
  return (
    typeof signed === "string" &&
    /^\d{1,12}$/.test(signed) &&
    Math.abs(clock.now().getTime() - Number(signed) * 1_000) <= signatureMaxAgeMinutes * 60_000
  );
}

/** Slack's payloads have about 10 KB. */
const bodyMaxBytes = 1024 * 1024;

/**
 * Returns whether a body is a JSON object, or a form whose payload is one or that has none. The
 * library parses it.
 */
function holdsObject(body: string, type: string | undefined): boolean {
  const { payload } =
    type === "application/x-www-form-urlencoded" ? parse(body) : { payload: body };
  return typeof payload !== "string" || payload.trimStart().startsWith("{");
}

/** Returns the parsed body of an event; `undefined` for anything else. */
function parseEventCallback(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return Object(body).type === "event_callback" ? (body as object) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns whether Slack signed a request; its age is checked before. */
function isSigned({ headers }: IncomingMessage, body: Buffer, signingSecret: string): boolean {
  const expected = createHmac("sha256", signingSecret)
    .update(`v0:${headers["x-slack-request-timestamp"]}:`)
    .update(body)
    .digest("hex");
  const own = Buffer.from(`v0=${expected}`);
  const given = Buffer.from(String(headers["x-slack-signature"]));
  return signingSecret !== "" && given.length === own.length && timingSafeEqual(given, own);
}

/** Delivers a payload that came by HTTP; the response acknowledges it or reports a failure. */
async function deliverByHttp(
  body: object,
  response: ServerResponse,
  { processEvent, log }: { processEvent: App["processEvent"]; log: Log },
): Promise<void> {
  const late = setTimeout(() => reportLate(response, log), acknowledgeWithinMs);
  const ack: ReceiverEvent["ack"] = async (reply) => {
    if (!response.headersSent) HTTPModuleFunctions.buildContentResponse(response, reply);
  };
  try {
    await processEvent({ body, ack });
  } catch (error) {
    reportFailure(response, log, error);
  } finally {
    clearTimeout(late);
  }
}

/** Slack's limit (ms) for an acknowledgement. */
const acknowledgeWithinMs = 3_000;

function reportLate(response: ServerResponse, log: Log): void {
  log.error({ platform: "slack", mode: "http" }, "could not store an event within three seconds");
  answerUnavailable(response);
}

function reportFailure(response: ServerResponse, log: Log, err: unknown): void {
  log.error(
    { platform: "slack", mode: "http", err },
    "could not store an event; it is not acknowledged",
  );
  answerUnavailable(response);
}

/**
 * Reads a body and delivers it if it is a signed event. All others go to the library, which
 * computes three digests and reads the body twice (43 µs more per turn). Bodies without an object
 * are rejected here, because a signed `null` makes the library fail without a response.
 */
async function read(
  { signingSecret = "", log }: SlackReceiverOptions,
  { http, app }: { http: HTTPReceiver; app: App | undefined },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bufferIncomingMessage, isRawBodyError, parseAndVerifyHTTPRequest } = HTTPModuleFunctions;
  const refuse = (status: number): void =>
    void response.writeHead(status, { connection: "close" }).end();
  try {
    const { rawBody, headers } = await bufferIncomingMessage(request, bodyMaxBytes);
    const text = rawBody.toString();
    const type = headers["content-type"];
    const event = app && type === "application/json" && isSigned(request, rawBody, signingSecret);
    const body = event ? parseEventCallback(text) : undefined;
    if (body) return deliverByHttp(body, response, { processEvent: app!.processEvent, log });
    if (holdsObject(text, type)) return http.requestListener(request, response);
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
      reportFailure(response, log, error);
      return true;
    },
    unhandledRequestHandler: ({ response }) => reportLate(response, log),
  });
}

/**
 * Opens the receiver of one connection. The library does not log its state; `socket-mode.ts` does.
 */
function openSocketMode(
  appToken: string,
  { log, clientOptions: { logger: _, ...clientOptions } }: SlackReceiverOptions,
): SocketModeReceiver {
  const debugOnly = { warn: log.debug.bind(log), error: log.debug.bind(log) };
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: createBoltLogger(debugOnly),
    installerOptions: { clientOptions },
    processEventErrorHandler: async ({ error }) => {
      if (slackErrorCode(error).startsWith("slack_socket_mode_"))
        log.warn(
          { platform: "slack", code: slackErrorCode(error) },
          "stored an event, but the connection closed before its acknowledgement",
        );
      else
        log.error(
          { platform: "slack", mode: "socket", err: error },
          "could not store an event; it is not acknowledged",
        );
      return false;
    },
  });
}

/** Opens the receivers. If `deliver` rejects, the payload is not acknowledged. */
export function openSlackReceivers(
  options: SlackReceiverOptions,
  deliver: (app: App, event: ReceiverEvent) => Promise<void>,
): SlackReceivers {
  const { appToken, signingSecret } = options;
  let taking: App | undefined;
  const http = signingSecret === undefined ? undefined : openHttp(signingSecret, options);
  const open = (token: string) => (): SocketModeReceiver["client"] => {
    const receiver = openSocketMode(token, options);
    if (taking) receiver.init(taking);
    return receiver.client;
  };
  const socket = appToken === undefined ? undefined : openSlackSocket(open(appToken), options);
  return {
    init(app) {
      // The receivers use only `processEvent` of an app.
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
        else if (isCurrent(request, options))
          return read(options, { http, app: taking }, request, response);
        else response.writeHead(401, { connection: "close" }).end();
      },
    }),
    socket,
  };
}
