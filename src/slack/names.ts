/** What colleagues are called, in which time zone they are, and which language they read. Slack's messages tell ids only; the rest is asked for beside the way. Names are there from somebody's second word on, and nobody waits for them; the first answer waits for the language. */
import type { Arrival } from "../surface/arrival.ts";
import type { Person } from "../surface/place.ts";
import type { Prose, Span } from "../surface/prose.ts";
import type { Profile, Profiles } from "./profiles.ts";

export interface Names {
  /** Adds the names and zones that are known by now. */
  named(arrival: Arrival): Arrival;
  /** See `Surface.localeOf`. */
  localeOf(user: string): Promise<string | undefined>;
}

const told = (profile: Profile | undefined) => (typeof profile === "object" ? profile : undefined);

export function rememberNames(profiles: Profiles): Names {
  function nameOf(id: string): string | undefined {
    const found = told(profiles.known(id));
    return found?.profile?.display_name || found?.real_name || found?.name || undefined;
  }

  function person(known: Person): Person {
    const name = nameOf(known.id);
    return name === undefined ? known : { ...known, name };
  }

  function span(said: Span): Span {
    if (typeof said === "string" || !("person" in said)) return said;
    const name = nameOf(said.person);
    return name === undefined ? said : { ...said, name };
  }

  const prose = (text: Prose): Prose => text.map(span);

  return {
    named(arrival) {
      const by = person(arrival.by);
      const zone = told(profiles.known(arrival.by.id))?.tz;
      const named = { ...arrival, by, ...(zone && { zone }) };
      if ("text" in named && named.text) named.text = prose(named.text);
      if (named.kind === "pointed") named.author = person(named.author);
      return named;
    },
    localeOf: async (user) => told(await profiles.of(user))?.locale,
  };
}
