/** The body of a request, which comes before anybody is trusted. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** An activity is a message of at most some 100 KB; this leaves room for its attachments. */
export const requestBodyMaxBytes = 1024 * 1024;

/**
 * JSON within the limit and a digest of it, or the status that says what is wrong with it. Only
 * `application/json`, which no web page can send here unasked.
 */
export async function readJsonBody(
  request: IncomingMessage,
): Promise<{ json: unknown; digest: string } | { status: number }> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) return { status: 415 };
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > requestBodyMaxBytes) return { status: 413 };
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    return {
      json: JSON.parse(body.toString("utf8")),
      digest: createHash("sha256").update(body).digest("base64url"),
    };
  } catch {
    // No JSON, or whoever sent it went away in the middle.
    return { status: 400 };
  }
}
