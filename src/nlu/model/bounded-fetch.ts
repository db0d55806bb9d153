/**
 * Fetch for the model's endpoint. An answer is read whole before it is handed on, up to a size, and
 * only from the address that was asked.
 */

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
export const boundedFetch: typeof fetch = async (address, init) => {
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
