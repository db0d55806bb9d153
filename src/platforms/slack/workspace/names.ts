/**
 * What colleagues are called, in which time zone they are, and which language they read. Slack's
 * messages tell ids only; the rest is asked for beside the way. Names are there from somebody's
 * second word on, and nobody waits for them; the first answer waits for the language.
 */

import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { RichText, TextSpan } from "../../../platform/rich-text.ts";
import type { SlackProfile, SlackProfiles } from "./profiles.ts";

export interface SlackNames {
  /** Adds the names and zones that are known by now. */
  addNames(event: InboundEvent): InboundEvent;
  /** See `Surface.localeOf`. */
  localeOf(user: string): Promise<string | undefined>;
}

const told = (profile: SlackProfile | undefined) =>
  typeof profile === "object" ? profile : undefined;

export function openSlackNames(profiles: SlackProfiles): SlackNames {
  function nameOf(id: string): string | undefined {
    const found = told(profiles.cached(id));
    return found?.profile?.display_name || found?.real_name || found?.name || undefined;
  }

  function person(known: Person): Person {
    const name = nameOf(known.id);
    return name === undefined ? known : { ...known, name };
  }

  function span(said: TextSpan): TextSpan {
    if (typeof said === "string" || !("person" in said)) return said;
    const name = nameOf(said.person);
    return name === undefined ? said : { ...said, name };
  }

  const prose = (text: RichText): RichText => text.map(span);

  return {
    addNames(event) {
      const by = person(event.by);
      const zone = told(profiles.cached(event.by.id))?.tz;
      const named = { ...event, by, ...(zone && { zone }) };
      if ("text" in named && named.text) named.text = prose(named.text);
      if (named.kind === "pointed") named.author = person(named.author);
      return named;
    },
    localeOf: async (user) => told(await profiles.fetch(user))?.locale,
  };
}
