/** Reading of a request's body before its sender is authenticated. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Maximum bytes of a body: a message has at most about 100 KB, plus attachments. */
export const requestBodyMaxBytes = 1024 * 1024;

/**
 * Returns the JSON and its digest, or the HTTP status that rejects it. Accepts only
 * `application/json`, which no web page of another origin can send without permission.
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
    // Invalid JSON, or the sender closed the connection.
    return { status: 400 };
  }
}
