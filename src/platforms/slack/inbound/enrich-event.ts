/**
 * Adds names, time zones and languages from cached profiles, because Slack's messages do not
 * contain them. Does not wait for missing ones.
 */

import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { SlackProfile, SlackProfiles } from "../workspace/profiles.ts";

const nameOf = (profile: SlackProfile | undefined): string | undefined =>
  profile?.profile?.display_name || profile?.real_name || profile?.name || undefined;

/** Adds the name, the time zone and the locale if they are cached. */
export function enrichSlackEvent(profiles: SlackProfiles, event: InboundEvent): InboundEvent {
  const named = (person: Person): Person => {
    const name = nameOf(profiles.cached(person.id));
    return name === undefined ? person : { ...person, name };
  };
  const namedText = (text: RichText): RichText =>
    text.map((span) => {
      if (typeof span === "string" || !("person" in span)) return span;
      const name = nameOf(profiles.cached(span.person));
      return name === undefined ? span : { ...span, name };
    });

  const { tz, locale } = profiles.cached(event.by.id) ?? {};
  const enriched = { ...event, by: named(event.by), ...(tz && { zone: tz }) };
  if (locale) enriched.locale = locale;
  if ("text" in enriched && enriched.text) enriched.text = namedText(enriched.text);
  if (enriched.kind === "pointed") enriched.author = named(enriched.author);
  return enriched;
}
