/** Downloads of pages. */
import type { Context } from "hono";
import type { PageFile } from "../core/web-page.ts";
import type { Log } from "../lib/log.ts";

/** Sends a file as it is read. An error aborts it, so that a part does not look like the whole. */
export const sendFile = (
  c: Context,
  { name, type, content }: PageFile,
  log: Pick<Log, "error">,
): Response =>
  c.body(ReadableStream.from(bytesOf(content, log)), 200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Disposition": `attachment; filename="${name}"`,
  });

async function* bytesOf(
  pieces: AsyncIterable<string>,
  log: Pick<Log, "error">,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  try {
    for await (const piece of pieces) yield encoder.encode(piece);
  } catch (err) {
    log.error({ err }, "a download failed before its end");
    throw new Error("a download failed before its end"); // printed by the server on standard error
  }
}
