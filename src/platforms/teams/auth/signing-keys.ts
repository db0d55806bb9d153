/**
 * Signing keys that an issuer publishes: fetched when first needed, kept for a day, and used on
 * while they cannot be fetched anew.
 */
import { z } from "zod";

/** A key as jose reads it, with what Microsoft adds to it. */
const Key = z.object({
  kid: z.string().min(1),
  kty: z.literal("RSA"),
  use: z.literal("sig").exactOptional(),
  n: z.string(),
  e: z.string(),
  /** Channels whose activities it may sign. On the Bot Framework's keys. */
  endorsements: z.array(z.string()).exactOptional(),
  /** The issuer whose tokens it may sign; `{tenantid}` stands for any tenant. On Entra's keys. */
  issuer: z.string().exactOptional(),
});
export type SigningKey = z.infer<typeof Key>;

export interface SigningKeys {
  /**
   * Returns the key of that id, or `undefined` if the issuer has none.
   * @throws if that cannot be known, because the keys cannot be fetched.
   */
  find(kid: string): Promise<SigningKey | undefined>;
}

const Metadata = z.object({ jwks_uri: z.url() });
const KeySet = z.object({ keys: z.array(z.unknown()) });

/** Both documents together. Teams waits 10 to 15 seconds for an answer. */
const fetchTimeoutMs = 5_000;

/** Far more than any set of keys takes; what is sent beyond is not read. */
const documentMaxBytes = 1024 * 1024;

/** As botbuilder did. */
const refreshAfterMs = 24 * 60 * 60 * 1_000;

/**
 * Microsoft allows it (learn.microsoft.com, Bot Connector authentication: "may be cached for long
 * periods of time", five days by default).
 */
const keepMs = 5 * refreshAfterMs;

/**
 * Between two fetches for key ids that are not published, which anybody can make up. A new key
 * waits for so long at most.
 */
const unknownKeyPauseMs = 60_000;

/** Between two fetches while there are no keys at all, and while there are old ones. */
const retryMs = 1_000;
const refreshRetryMs = 60_000;

async function fetchDocument(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (!response.ok)
    throw new Error(`Microsoft's signing keys cannot be fetched: ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > documentMaxBytes)
      throw new Error("Microsoft's signing keys cannot be fetched: the answer is too long");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function fetchKeys(metadataUrl: string): Promise<Map<string, SigningKey>> {
  const signal = AbortSignal.timeout(fetchTimeoutMs);
  const { jwks_uri } = Metadata.parse(await fetchDocument(metadataUrl, signal));
  const { keys } = KeySet.parse(await fetchDocument(jwks_uri, signal));
  const usable = keys.flatMap((key) => Key.safeParse(key).data ?? []);
  if (usable.length === 0)
    throw new Error("Microsoft's signing keys cannot be fetched: there is none in the answer");
  return new Map(usable.map((key) => [key.kid, key]));
}

/** `now` reads a clock in milliseconds, of which differences count. */
export function openSigningKeys(metadataUrl: string, now: () => number): SigningKeys {
  let keys = new Map<string, SigningKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let soughtAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let latest: Promise<void> = Promise.resolve();

  async function refresh(): Promise<void> {
    triedAt = now();
    try {
      keys = await fetchKeys(metadataUrl);
      fetchedAt = now();
    } finally {
      fetching = undefined;
    }
  }

  /**
   * One fetch at a time; the latest one stands for those that come within `pauseMs` of its start.
   */
  function fetched(pauseMs: number): Promise<void> {
    if (!fetching && now() - triedAt >= pauseMs) latest = fetching = refresh();
    return latest;
  }

  return {
    async find(kid) {
      const ageMs = now() - fetchedAt;
      if (ageMs > keepMs) await fetched(retryMs);
      else if (ageMs > refreshAfterMs) await fetched(refreshRetryMs).catch(() => undefined);
      if (!keys.has(kid)) {
        const isSought = now() - soughtAt < unknownKeyPauseMs;
        if (!isSought) soughtAt = now();
        await fetched(isSought ? Number.POSITIVE_INFINITY : 0);
      }
      return keys.get(kid);
    },
  };
}
