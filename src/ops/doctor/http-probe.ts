/** HTTP requests of the doctor: with a time limit, and measuring the difference of the clocks. */

/**
 * Returns a short code of a failure: Node's, that of its cause, or the error's name. Never its
 * message, which may quote a secret.
 */
export function nodeErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error instanceof AggregateError && error.errors.length > 0)
    return nodeErrorCode(error.errors[0]);
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && /^\w{1,64}$/.test(code)) return code;
  return error.cause === undefined ? error.name : nodeErrorCode(error.cause);
}

/** Response to a probe. */
export interface ProbeResponse {
  status: number;
  headers: Headers;
  text: string;
  /** Text parsed as JSON; empty if it is none. */
  body: Record<string, unknown>;
}

/** Error of a request without a response; `because` gives the reason. */
export class UnreachableError extends Error {
  readonly because: string;

  constructor(cause: unknown) {
    const code = nodeErrorCode(cause);
    super("no answer", { cause });
    this.because = reasons[code] ?? `the connection failed (${code})`;
  }
}

const reasons: Record<string, string> = {
  ENOTFOUND: "the host does not exist",
  EAI_AGAIN: "the host name could not be resolved (no network, or no DNS server)",
  ECONNREFUSED: "the connection was refused",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "there is no network",
  TimeoutError: "it did not answer in time",
  UND_ERR_CONNECT_TIMEOUT: "it did not answer in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "this machine does not trust the issuer of its certificate (add it with NODE_EXTRA_CA_CERTS)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "this machine does not trust the issuer of its certificate (add it with NODE_EXTRA_CA_CERTS)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "this machine does not trust the issuer of its certificate (add it with NODE_EXTRA_CA_CERTS)",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** Limit (ms) of one request, below the limit of a whole check. */
const probeTimeoutMs = 4_500;

/**
 * Maximum bytes of a response after decompression; real ones have a few hundred to a few thousand.
 */
const answerMaxBytes = 1_000_000;

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerMaxBytes) throw new TypeError("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Sends one request with a time limit. Throws when there is no response. */
export type HttpProbe = (url: string, init?: RequestInit) => Promise<ProbeResponse>;

function jsonOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Probes, and what their responses tell of this machine's clock. */
export interface ProbeSession {
  probe: HttpProbe;
  /**
   * Returns by how many ms this machine's clock is ahead of the probed servers (median), or
   * `undefined` if none sent a time.
   */
  clockSkewMs(): number | undefined;
}

/** Opens probes that remember the servers' times. */
export function openProbeSession(now: () => number = Date.now): ProbeSession {
  const clockSkewsMs: number[] = [];
  return {
    async probe(url, init) {
      const began = now();
      try {
        const response = await fetch(url, {
          redirect: "manual",
          signal: AbortSignal.timeout(probeTimeoutMs),
          ...init,
        });
        const serverTime = Date.parse(response.headers.get("date") ?? "");
        // The header has whole seconds, so half a second is added.
        if (serverTime) clockSkewsMs.push((began + now()) / 2 - (serverTime + 500));
        const text = await textOf(response);
        return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
      } catch (cause) {
        throw new UnreachableError(cause);
      }
    },
    clockSkewMs: () => clockSkewsMs.toSorted((a, b) => a - b)[clockSkewsMs.length >> 1],
  };
}
