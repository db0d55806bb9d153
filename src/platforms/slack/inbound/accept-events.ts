/**
 * Acceptance of one payload's events: checks access, opens and validates forms immediately, and
 * stores the rest.
 */
import type { Log } from "../../../lib/log.ts";
import type { CommandSpec, Core } from "../../../platform/adapter.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { authorClaims, type SlackPayload } from "../payloads.ts";
import type { SlackWorkspaceClient } from "../workspace/clients.ts";
import { type SlackProfile, type SlackProfiles, slackTimeZone } from "../workspace/profiles.ts";
import {
  checkSlackMembership,
  findSlackPeople,
  isSlackPerson,
  namedSlackMembership,
  prefetchSlackMentions,
  rejectSlackOutsider,
  replaceOutsiderAuthor,
  slackTeamId,
} from "./access-check.ts";
import { completePointedEvent } from "./find-message.ts";
import { changedSlackModal, readSlackFormRequest } from "./interactions.ts";
import { openSlackModal, rebuildSlackModal, validateSlackSubmission } from "./sync-replies.ts";
import { slackAppAuthor } from "./to-inbound-events.ts";

/** Payload caused by a person. */
type ActedPayload = Exclude<SlackPayload, { kind: "other" | "revocation" }>;

/** Fetches what a pointed event only refers to, unless its author is an outsider. */
async function completePointed(
  payload: ActedPayload,
  event: InboundEvent,
  client: SlackWorkspaceClient,
): Promise<InboundEvent> {
  if (event.kind !== "pointed") return event;
  const { quickClient, identity, names } = client;
  const { pointed, message } = await completePointedEvent(
    quickClient,
    identity.bot,
    event,
    names.readerFor(slackTeamId(payload.workspace)),
  );
  const author = message ?? (payload.kind === "shortcut" ? payload.body.message : {});
  const access = { workspace: payload.workspace, client };
  return replaceOutsiderAuthor(access, authorClaims(payload, author), pointed);
}

/**
 * Accepts the events of a payload. When the returned promise resolves, the payload may be
 * acknowledged.
 * @returns the body of the acknowledgement, or `byBolt` if Bolt creates it
 */
export async function acceptSlackEvents(
  payload: ActedPayload,
  events: readonly InboundEvent[],
  client: SlackWorkspaceClient,
  { core, log, commands }: { core: Core; log: Log; commands: readonly CommandSpec[] },
): Promise<{ reply?: object | undefined; byBolt?: true }> {
  const { workspace, actor } = payload;
  const access = { workspace, client };
  const appAuthor = slackAppAuthor(payload);
  if (appAuthor !== undefined && !(await isSlackPerson(access, appAuthor))) return {};
  const modal = changedSlackModal(payload);
  if (modal && payload.kind === "actions") {
    const by = { id: payload.body.user.id };
    await rebuildSlackModal(core, client.quickClient, modal, { workspace, by }, log);
    return {};
  }
  const [first] = events;
  if (!first) return {};
  prefetchSlackMentions(client, events);
  const membership = await checkSlackMembership(access, actor, first.by.id);
  if (membership === "outsider") return { reply: await rejectSlackOutsider(core, payload, first) };
  const rights = membership && { guest: membership === "guest" };
  const form = readSlackFormRequest(payload, commands);
  if (form && (await openSlackModal(core, client.quickClient, { ...form, ...rights }, log)))
    return {};
  if (payload.kind === "submission" && first.kind === "submitted") {
    const mistakes = await validateSlackSubmission(
      core,
      payload.body,
      { ...first, ...rights },
      (person) => namedSlackMembership(access, person),
    );
    if (mistakes) return { reply: mistakes };
  }
  const complete = await Promise.all(
    events.map((event) => completePointed(payload, event, client)),
  );
  await core.ingest(
    complete.map((event) => ({ ...enrichSlackEvent(client.profiles, event), ...rights })),
    await findSlackPeople(access, complete),
  );
  // Bolt adds nothing to a message; not calling it saves a tenth of a turn's CPU time.
  return first.kind === "message" ? {} : { byBolt: true };
}

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

  const profile = profiles.cached(event.by.id);
  const zone = profile && slackTimeZone(profile);
  const enriched = { ...event, by: named(event.by), ...(zone && { zone }) };
  if (profile?.locale) enriched.locale = profile.locale;
  if ("text" in enriched && enriched.text) enriched.text = namedText(enriched.text);
  if (enriched.kind === "pointed") enriched.author = named(enriched.author);
  return enriched;
}
