/** Saying something on Slack without the SDK's client, whose queue, retries and copies for its log are a fifth of a turn's CPU time (100 of 600 µs, measured with the bench). Everything rarer goes through the client. */
import { pooledFetch } from "./fetch.ts";

/** Slack answered, and not with a yes: with a status other than 200, or with `ok: false` and its reason. */
export class NotOk extends Error {
  readonly status: number;
  /** Slack's word for what is wrong. */
  readonly reason: unknown;
  /** Seconds that Slack wants to be left alone. */
  readonly retryAfter: number;

  constructor(status: number, reason: unknown, retryAfter: number) {
    super("Slack did not do it");
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

interface Way {
  /** With a slash at its end. */
  url: string;
  token: string;
  /** Milliseconds until it counts as lost. */
  timeout: number;
}

export type Call = (method: string, values: Record<string, unknown>) => Promise<{ ts?: string }>;

/** Values that are no texts go as JSON, as in every call of the Web API. Rejects with `NotOk`, or with Node's error where there was no answer. */
export function openCall({ url, token, timeout }: Way): Call {
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8", authorization: `Bearer ${token}` };
  return async (method, values) => {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) form.set(name, typeof value === "string" ? value : JSON.stringify(value));
    const body = form.toString();
    const answer = await pooledFetch(`${url}${method}`, {
      headers: { ...headers, "content-length": `${body.length}` },
      body,
      signal: AbortSignal.timeout(timeout),
    });
    const said = await answer.text();
    const read = answer.status === 200 ? parsed(said) : undefined;
    if (read?.ok !== true) throw new NotOk(answer.status, read?.error, Number(answer.headers.get("retry-after") ?? 0));
    return typeof read.ts === "string" ? { ts: read.ts } : {};
  };
}

function parsed(text: string): { ok?: unknown; error?: unknown; ts?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
