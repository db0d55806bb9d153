/**
 * Cache of an issuer's published signing keys: fetched on first use, refreshed daily, and still
 * used while a refresh fails.
 */
import { z } from "zod";

/** Key in the form that jose reads, with Microsoft's additions. */
const Key = z.object({
  kid: z.string().min(1),
  kty: z.literal("RSA"),
  use: z.literal("sig").exactOptional(),
  n: z.string(),
  e: z.string(),
  /** Channels whose activities it may sign (Bot Framework keys only). */
  endorsements: z.array(z.string()).exactOptional(),
  /** Issuer whose tokens it may sign (Entra keys only); `{tenantid}` stands for any tenant. */
  issuer: z.string().exactOptional(),
});

/** Public key of an issuer. */
export type SigningKey = z.infer<typeof Key>;

/** An issuer's keys, cached, and fetched again when a token has an unknown one. */
export interface SigningKeys {
  /**
   * Returns the key with that id, or `undefined` if the issuer has none.
   * @throws if the keys cannot be fetched
   */
  find(kid: string): Promise<SigningKey | undefined>;
}

const Metadata = z.object({ jwks_uri: z.url() });
const KeySet = z.object({ keys: z.array(z.unknown()) });

/** Limit for both documents together; Teams waits 10 to 15 seconds for an answer. */
const fetchTimeoutMs = 5_000;

/** Limit far above any key set; the rest of a longer document is not read. */
const documentMaxBytes = 1024 * 1024;

/** Age from which keys are refreshed, the same as in botbuilder. */
const refreshAfterMs = 24 * 60 * 60 * 1_000;

/**
 * Age up to which keys are used, five days as documented (learn.microsoft.com, Bot Connector
 * authentication: "may be cached for long periods of time").
 */
const maxAgeMs = 5 * refreshAfterMs;

/**
 * Minimum time between fetches for unknown key ids, which anyone can make up; a new key may have to
 * wait this long.
 */
const unknownKeyPauseMs = 60_000;

/** Minimum time between fetches without any keys, and with old ones. */
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

/** Opens the cache. `now` reads a monotonic clock in ms. */
export function openSigningKeys(metadataUrl: string, now: () => number): SigningKeys {
  let keys = new Map<string, SigningKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let unknownKeyFetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let latest: Promise<void> = Promise.resolve();

  async function refresh(): Promise<void> {
    attemptedAt = now();
    try {
      keys = await fetchKeys(metadataUrl);
      fetchedAt = now();
    } finally {
      fetching = undefined;
    }
  }

  /** Shares one fetch at a time; a call within `pauseMs` of the last start gets that one. */
  function fetchShared(pauseMs: number): Promise<void> {
    if (!fetching && now() - attemptedAt >= pauseMs) latest = fetching = refresh();
    return latest;
  }

  return {
    async find(kid) {
      const ageMs = now() - fetchedAt;
      if (ageMs > maxAgeMs) await fetchShared(retryMs);
      else if (ageMs > refreshAfterMs) await fetchShared(refreshRetryMs).catch(() => undefined);
      if (!keys.has(kid)) {
        const wasFetchedRecently = now() - unknownKeyFetchedAt < unknownKeyPauseMs;
        if (!wasFetchedRecently) unknownKeyFetchedAt = now();
        await fetchShared(wasFetchedRecently ? Number.POSITIVE_INFINITY : 0);
      }
      return keys.get(kid);
    },
  };
}
