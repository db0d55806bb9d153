/**
 * Client of the model's endpoint. Its fetch reads an answer whole, up to a size, and follows no
 * redirect.
 */
import { type AskModel, createAskModel } from "./structured-output.ts";

/** Any OpenAI-compatible endpoint; OpenAI's own where no address is set. */
export interface ModelEndpointSettings {
  readonly name: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
}

/** Bytes of one answer after decompression; the longest that a prompt allows has some 6 KB. */
export const modelResponseMaxBytes = 256 * 1024;

const refuse = async (response: Response, why: string): Promise<never> => {
  await response.body?.cancel().catch(() => {});
  throw new TypeError(why);
};

/**
 * The body, or a rejection as soon as it is longer than `maxBytes`; what is left of it is not read.
 */
async function readWhole(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new TypeError("the answer is too large");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * Has the signature of `fetch`. Rejects on a redirect, which would carry people's words elsewhere,
 * and on more than one compression, which lets a few bytes cost minutes.
 */
const boundedFetch: typeof fetch = async (address, init) => {
  const response = await fetch(address, { ...init, redirect: "error" });
  if (response.headers.get("content-encoding")?.includes(","))
    return refuse(response, "the answer is compressed more than once");
  const { status, headers } = response;
  const body = await readWhole(response, modelResponseMaxBytes);
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) kept.delete(name);
  return new Response(status === 204 || status === 205 || status === 304 ? null : body, {
    status,
    headers: kept,
  });
};

/**
 * The SDK costs some 100 ms and 30 MB, so that it is loaded for the first message that a model
 * reads.
 */
export async function connectModel({
  name,
  apiKey,
  baseUrl,
}: ModelEndpointSettings): Promise<AskModel> {
  const { default: OpenAI } = await import("openai");
  // A local endpoint takes any key, and the SDK none at all.
  const client = new OpenAI({
    apiKey: apiKey ?? "none",
    baseURL: baseUrl ?? "https://api.openai.com/v1",
    maxRetries: 0,
    fetch: boundedFetch,
    logLevel: "off",
    organization: null,
    project: null,
  });
  return createAskModel(client, name);
}
