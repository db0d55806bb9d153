/**
 * Client of the model's endpoint. Its fetch reads an answer completely, up to a size limit, and
 * refuses redirects.
 */
import { type AskModel, createAskModel } from "./structured-output.ts";

/** An OpenAI-compatible endpoint; OpenAI's own when no address is set. */
export interface ModelEndpointSettings {
  readonly name: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
}

/**
 * Maximum size of a response after decompression. The longest that a prompt allows has about 6 KB.
 */
export const modelResponseMaxBytes = 256 * 1024;

const refuse = async (response: Response, why: string): Promise<never> => {
  await response.body?.cancel().catch(() => {});
  throw new TypeError(why);
};

/** Reads a body completely. Throws as soon as it exceeds `maxBytes`, without reading the rest. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
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
 * Fetch that rejects redirects, which would send people's words elsewhere, and multiple
 * compression, which would let a few bytes take minutes to decompress.
 */
const boundedFetch: typeof fetch = async (address, init) => {
  const response = await fetch(address, { ...init, redirect: "error" });
  if (response.headers.get("content-encoding")?.includes(","))
    return refuse(response, "the answer is compressed more than once");
  const { status, headers } = response;
  const body = await readBody(response, modelResponseMaxBytes);
  const headersKept = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"])
    headersKept.delete(name);
  return new Response(status === 204 || status === 205 || status === 304 ? null : body, {
    status,
    headers: headersKept,
  });
};

/**
 * Connects to a model. The SDK takes about 100 ms and 30 MB, so it is loaded with the first
 * reading.
 */
export async function connectModel({
  name,
  apiKey,
  baseUrl,
}: ModelEndpointSettings): Promise<AskModel> {
  const { default: OpenAI } = await import("openai");
  // Local endpoints accept any key; the SDK requires one.
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
