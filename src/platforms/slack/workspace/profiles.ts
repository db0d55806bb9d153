/** Cache of Slack profiles (`users.info`). Needs the optional scope `users:read`. */
import type { WebClient } from "@slack/web-api";
import { SlackCallError } from "./api-call.ts";

export type SlackProfile = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

export interface SlackProfiles {
  /** Returns what is known by now, however old, and asks where that is nothing or old. */
  cached(person: string): SlackProfile | undefined;
  /**
   * Asks, unless that was done lately. Returns `undefined` where Slack does not tell; never
   * rejects.
   */
  fetch(person: string): Promise<SlackProfile | undefined>;
  /** Asks in any case, and keeps the answer for the others. */
  renew(person: string): Promise<SlackProfile | undefined>;
  /** Tells whether nothing is known because Slack did not answer, rather than refused to tell. */
  isUnanswered(person: string): boolean;
}

interface Asked {
  answer: Promise<SlackProfile | undefined>;
  until: number;
  failed?: true;
}

/** Age from which a profile is fetched again: people are invited, restricted and deactivated. */
const freshMs = 10 * 60_000;
/** Delay before the next call after one that Slack did not answer. */
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
      // A refusal of Slack's, such as for an unknown id, is final for now.
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
