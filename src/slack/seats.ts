/** The bot's seat in each workspace: who it is there, and how it speaks. */
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Log } from "../log.ts";
import type { Installed } from "../surface/installation.ts";
import { boltLog } from "./bolt-log.ts";
import { type Call, openCall } from "./call.ts";
import { pooledFetch } from "./fetch.ts";
import { type Names, rememberNames } from "./names.ts";
import { openProfiles, type Profiles } from "./profiles.ts";

/** Milliseconds that Slack has for an answer: to a message, and while somebody waits for an acknowledgement, which Slack wants within three seconds. */
const timeout = { message: 10_000, quick: 2_000 };

/** The bot's user id is missing until Slack has told it. */
type Identity = { readonly token: string; readonly bot?: string } | Installed;

export interface Seat {
  readonly identity: Identity;
  readonly client: WebClient;
  /** For what somebody waits for. */
  readonly quick: WebClient;
  readonly call: Call;
  readonly names: Names;
  readonly profiles: Profiles;
}

export interface Seats {
  /** One a token, made when it is first needed. */
  of(identity: Identity): Seat;
  options(timeout: "message" | "quick"): WebClientOptions;
}

export function openSeats({ apiUrl, log }: { apiUrl?: string; log: Log }): Seats {
  const made = new WeakMap<Identity, Seat>();

  // No `headers`: the client writes its token into them, and would share it with the next client.
  // No retry: it would say things twice, and a 429 must stop its own message only.
  const options = (which: keyof typeof timeout): WebClientOptions => ({
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    fetch: pooledFetch,
    logger: boltLog(log),
    timeout: timeout[which],
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
  });

  function make(identity: Identity): Seat {
    const [client, quick] = [new WebClient(identity.token, options("message")), new WebClient(identity.token, options("quick"))];
    const call = openCall({ url: client.slackApiUrl, token: identity.token, timeout: timeout.message });
    const profiles = openProfiles(quick);
    return { identity, client, quick, call, profiles, names: rememberNames(profiles) };
  }

  return { of: (identity) => made.getOrInsertComputed(identity, make), options };
}
