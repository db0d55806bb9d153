/** Model endpoint for tests: OpenAI-compatible HTTP on loopback, with faults on demand. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Behaviour of the next call; the last one repeats. A string is the content of the model's answer.
 */
type Behaviour =
  | string
  | { status: number }
  | { finish: "length" | "content_filter"; content: string }
  | { refusal: string }
  | "stall"
  | "hang up"
  | "prose";

interface ModelCall {
  messages: { role: string; content: string }[];
  response_format?: { type: string };
}

export interface FakeModel {
  baseUrl: string;
  calls: ModelCall[];
  /** Sets the behaviour of the next calls, one each. */
  behave(...behaviours: Behaviour[]): void;
  close(): Promise<void>;
}

/**
 * Rejects `response_format` types that are not in `formats` with status 400, as small servers do.
 */
export async function fakeModel(
  formats: readonly string[] = ["json_schema", "json_object"],
): Promise<FakeModel> {
  const calls: ModelCall[] = [];
  let behaviours: Behaviour[] = [];

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const call = JSON.parse(body) as ModelCall;
    calls.push(call);
    const send = (status: number, value: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (call.response_format && !formats.includes(call.response_format.type))
      return send(400, { error: { message: "response_format is not supported" } });
    const behaviour = (behaviours.length > 1 ? behaviours.shift() : behaviours[0]) ?? "{}";
    if (behaviour === "stall") return undefined;
    if (behaviour === "hang up") return request.socket.destroy();
    if (typeof behaviour === "object" && "status" in behaviour)
      return send(behaviour.status, { error: { message: "no" } });
    const [content, finish, refusal] =
      typeof behaviour === "string"
        ? [behaviour === "prose" ? "Sure! Happy to help you with that." : behaviour, "stop", null]
        : "refusal" in behaviour
          ? [null, "stop", behaviour.refusal]
          : [behaviour.content, behaviour.finish, null];
    return send(200, {
      id: "c",
      object: "chat.completion",
      created: 0,
      model: "fake",
      choices: [
        { index: 0, finish_reason: finish, message: { role: "assistant", content, refusal } },
      ],
      usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 },
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    behave: (...next) => {
      behaviours = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
