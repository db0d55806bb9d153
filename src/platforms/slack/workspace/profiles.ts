/** Cache of Slack profiles (`users.info`). Needs the optional scope `users:read`. */
import type { WebClient } from "@slack/web-api";
import { SlackCallError } from "./api-call.ts";

/** A person's profile (`users.info`). */
export type SlackProfile = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

/** Profiles of people, fetched once and kept for a while. */
export interface SlackProfiles {
  /**
   * Returns the cached profile, however old; fetches it in the background if it is missing or old.
   */
  cached(person: string): SlackProfile | undefined;
  /**
   * Fetches the profile unless the cached one is recent. Returns `undefined` if Slack does not
   * tell. Never rejects.
   */
  fetch(person: string): Promise<SlackProfile | undefined>;
  /** Fetches the profile in any case and caches it. */
  renew(person: string): Promise<SlackProfile | undefined>;
  /** Returns whether a profile is missing because Slack did not respond, rather than refused. */
  isUnanswered(person: string): boolean;
}

/**
 * Returns the time zone of a profile: its name, or its offset from UTC (`+05:30`), which is all that
 * Slack tells of some people.
 */
export function slackTimeZone({ tz, tz_offset }: SlackProfile): string | undefined {
  if (tz || tz_offset === undefined) return tz || undefined;
  const minutes = Math.round(Math.abs(tz_offset) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${tz_offset < 0 ? "-" : "+"}${hour}:${minute}`;
}

interface Asked {
  answer: Promise<SlackProfile | undefined>;
  until: number;
  failed?: true;
}

/**
 * Age (ms) from which a profile is fetched again: people are invited, restricted and deactivated.
 */
const freshMs = 10 * 60_000;
/** Delay (ms) before the next call after one without a response. */
const retryMs = 5_000;
const maxPeople = 50_000;

/** @param read asks Slack for the profile of a person */
export function openSlackProfiles(
  read: (person: string) => Promise<SlackProfile | undefined>,
  now: () => number = () => performance.now(),
): SlackProfiles {
  const known = new Map<string, SlackProfile>();
  const asked = new Map<string, Asked>();

  async function ask(person: string): Promise<SlackProfile | undefined> {
    try {
      const profile = await read(person);
      if (profile) known.set(person, profile);
    } catch (error) {
      // A refusal by Slack, such as for an unknown id, is cached too.
      if (!(error instanceof SlackCallError) || error.status !== 200 || error.reason === undefined)
        Object.assign(asked.get(person)!, { until: now() + retryMs, failed: true });
    }
    return known.get(person);
  }

  function fetchProfile(person: string): Promise<SlackProfile | undefined> {
    const last = asked.get(person);
    return last && now() < last.until ? last.answer : renew(person);
  }

  function renew(person: string): Promise<SlackProfile | undefined> {
    if (asked.size >= maxPeople) {
      asked.clear();
      known.clear();
    }
    const asking: Asked = {
      answer: Promise.resolve<SlackProfile | undefined>(undefined),
      until: now() + freshMs,
    };
    asked.set(person, asking);
    asking.answer = ask(person);
    return asking.answer;
  }

  return {
    fetch: fetchProfile,
    renew,
    cached(person) {
      void fetchProfile(person);
      return known.get(person);
    },
    isUnanswered: (person) => !known.has(person) && asked.get(person)?.failed === true,
  };
}
