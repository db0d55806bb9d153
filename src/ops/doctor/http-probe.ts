/** HTTP requests of the doctor, within a time limit; measures the difference of the clocks. */

/**
 * A failure's short name: Node's code, that of what caused it, or the kind of error. Never its
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

export interface ProbeResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The text as JSON, if it is; of no known shape. */
  body: Record<string, unknown>;
}

/** No answer came; `because` says why. */
export class UnreachableError extends Error {
  readonly because: string;

  constructor(cause: unknown) {
    const code = nodeErrorCode(cause);
    super("nobody answered", { cause });
    this.because = reasons[code] ?? `the connection failed (${code})`;
  }
}

const reasons: Record<string, string> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name could not be looked up (no network, or no name server)",
  ECONNREFUSED: "nobody listens there",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no network",
  TimeoutError: "it did not answer in time",
  UND_ERR_CONNECT_TIMEOUT: "it did not answer in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is signed by nobody that this machine trusts (NODE_EXTRA_CA_CERTS names further ones)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate is signed by nobody that this machine trusts (NODE_EXTRA_CA_CERTS names further ones)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate is signed by nobody that this machine trusts (NODE_EXTRA_CA_CERTS names further ones)",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** Limit of one answer; with the work around it, within a check's five seconds. */
const probeTimeoutMs = 4_500;

/**
 * Bytes of one answer after decompression; what is asked for has a few hundred, a page some
 * thousand.
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

export type HttpProbe = (url: string, init?: RequestInit) => Promise<ProbeResponse>;

function jsonOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export interface ProbeSession {
  probe: HttpProbe;
  /**
   * Milliseconds that this machine's clock is ahead of whoever was asked on https, or of anybody in
   * tests: the median. Undefined while nobody told.
   */
  clockSkewMs(): number | undefined;
}

export function openProbeSession(now: () => number = Date.now): ProbeSession {
  const drifts: number[] = [];
  return {
    async probe(url, init) {
      const began = now();
      try {
        const response = await fetch(url, {
          redirect: "manual",
          signal: AbortSignal.timeout(probeTimeoutMs),
          ...init,
        });
        const theirs = Date.parse(response.headers.get("date") ?? "");
        // Their clock is told in whole seconds, so half of one is added.
        if (theirs) drifts.push((began + now()) / 2 - (theirs + 500));
        const text = await textOf(response);
        return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
      } catch (cause) {
        throw new UnreachableError(cause);
      }
    },
    clockSkewMs: () => drifts.toSorted((a, b) => a - b)[drifts.length >> 1],
  };
}
