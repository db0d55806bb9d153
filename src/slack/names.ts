/** What colleagues are called, in which time zone they are, and which language they read. Slack's messages tell ids only; the rest is asked for beside the way, once. Names are there from somebody's second word on, and nobody waits for them; the first answer waits for the language. */
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Arrival } from "../surface/arrival.ts";
import type { Person } from "../surface/place.ts";
import type { Prose, Span } from "../surface/prose.ts";

export interface Names {
  /** Adds the names and zones that are known by now. */
  named(arrival: Arrival): Arrival;
  /** See `Surface.localeOf`. */
  localeOf(user: string): Promise<string | undefined>;
}

/** Takes the optional scope `users:read`; without it, people stay without names. */
export function rememberNames(client: WebClient): Names {
  const names = new Map<string, string>();
  const zones = new Map<string, string>();
  const locales = new Map<string, string>();
  const asked = new Map<string, Promise<void>>();

  const learn = (user: string): Promise<void> => asked.getOrInsertComputed(user, ask);

  async function ask(user: string): Promise<void> {
    try {
      const { user: found } = await client.users.info({ user, include_locale: true });
      const name = found?.profile?.display_name || found?.real_name || found?.name;
      if (name) names.set(user, name);
      if (found?.tz) zones.set(user, found.tz);
      if (found?.locale) locales.set(user, found.locale);
    } catch (error) {
      // Slack's own no stays a no; anything else may end well next time.
      if (!(error instanceof WebAPIPlatformError)) asked.delete(user);
    }
  }

  function nameOf(id: string): string | undefined {
    const name = names.get(id);
    if (name === undefined) void learn(id);
    return name;
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
      const zone = zones.get(arrival.by.id);
      const named = { ...arrival, by: person(arrival.by), ...(zone !== undefined && { zone }) };
      if ("text" in named && named.text) named.text = prose(named.text);
      if (named.kind === "pointed") named.author = person(named.author);
      return named;
    },
    async localeOf(user) {
      await learn(user);
      return locales.get(user);
    },
  };
}
