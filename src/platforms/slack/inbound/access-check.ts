/**
 * Access check of Slack's events. Outsiders who address the bot get one answer; nothing else of
 * theirs is processed.
 */
import { wordsFor } from "../../../lib/i18n.ts";
import type { Core, Membership, NamedPeople } from "../../../platform/adapter.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { type InboundEvent, type InboundEventOf, mentionedIn } from "../../../platform/event.ts";
import { modalErrorResponse } from "../outbound/modals.ts";
import { escapeMrkdwn } from "../outbound/text-objects.ts";
import type { SlackPayload } from "../payloads.ts";
import type { SlackWorkspaceClient } from "../workspace/clients.ts";
import {
  claimsOnlyTeam,
  decideActorMembership,
  decideNamedMembership,
  type SlackMembershipClaims,
} from "../workspace/membership.ts";

interface AccessContext {
  workspace: string;
  client: Pick<SlackWorkspaceClient, "identity" | "profiles">;
}

/** Returns Slack's id of a workspace. */
export const slackTeamId = (workspace: string): string => workspace.slice("slack:".length);

/**
 * Decides on a person by a payload's claims and their profile. Fetches the profile once per person,
 * and only if the payload does not decide, so that ordinary messages need no call. Returns
 * `undefined` if there is no evidence against the person, and no profile.
 */
export async function checkSlackMembership(
  { workspace, client }: AccessContext,
  claims: SlackMembershipClaims,
  person: string,
): Promise<Membership | undefined> {
  const team = slackTeamId(workspace);
  if (person === client.identity.bot) return "member";
  const cached =
    claimsOnlyTeam(team, claims) && !claims.shared ? client.profiles.cached(person) : undefined;
  const profile = cached ?? (await client.profiles.fetch(person));
  const membership = decideActorMembership(team, claims, profile);
  return membership === "member" && !profile ? undefined : membership;
}

/** Decides on a person named by others. Returns `undefined` if Slack does not tell. */
export const namedSlackMembership = async (
  { workspace, client }: AccessContext,
  person: string,
): Promise<Membership | undefined> =>
  decideNamedMembership(slackTeamId(workspace), await client.profiles.fetch(person));

/** Returns whether Slack lists a user as a person; a bot or an unknown user is none. */
export async function isSlackPerson(
  { client: { profiles } }: AccessContext,
  user: string,
): Promise<boolean> {
  const profile = profiles.cached(user) ?? (await profiles.fetch(user));
  return profile !== undefined && !profile.is_bot;
}

/** Starts fetching profiles of mentioned people while the author is checked. */
export const prefetchSlackMentions = (
  { profiles }: Pick<SlackWorkspaceClient, "profiles">,
  events: readonly InboundEvent[],
): void => events.flatMap(mentionedIn).forEach(profiles.cached);

/** Finds outsiders in events, and people about whom Slack did not respond. */
export async function findSlackPeople(
  { workspace, client: { profiles } }: AccessContext,
  events: readonly InboundEvent[],
): Promise<NamedPeople> {
  const outsiders = new Set<string>();
  const unanswered = new Set<string>();
  for (const { by } of events) if (profiles.isUnanswered(by.id)) unanswered.add(by.id);
  for (const person of new Set(events.flatMap(mentionedIn))) {
    const profile = profiles.cached(person) ?? (await profiles.fetch(person));
    if (decideNamedMembership(slackTeamId(workspace), profile) === "outsider")
      outsiders.add(person);
    else if (profiles.isUnanswered(person)) unanswered.add(person);
  }
  return { outsiders, unanswered };
}

/**
 * Attributes the words of an outsider to the colleague who pointed at them, and stores nothing else
 * about their author.
 */
export async function replaceOutsiderAuthor(
  access: AccessContext,
  claims: SlackMembershipClaims,
  pointed: InboundEventOf<"pointed">,
): Promise<InboundEventOf<"pointed">> {
  const { author, by } = pointed;
  const isPerson = /^[UW]/.test(author.id) && author.id !== by.id;
  const isOutsider =
    isPerson && (await checkSlackMembership(access, claims, author.id)) === "outsider";
  return isOutsider ? { ...pointed, author: by, outside: true } : pointed;
}

/**
 * Returns the thread to answer in. Direct messages are identified by their channel, so that no
 * outsider's id is stored.
 */
function threadOf({ place, address }: InboundEvent, under?: string): ConversationRef | undefined {
  const thread = place.thread ?? under;
  const channel =
    typeof address === "object" && address !== null && "channel" in address
      ? address.channel
      : undefined;
  const id = place.kind === "personal" ? channel : place.id;
  return typeof id === "string" ? { platform: "slack", kind: "channel", id, thread } : undefined;
}

/**
 * Answers an outsider who addressed the bot: in the thread, or with the returned acknowledgement.
 */
export async function rejectSlackOutsider(
  core: Core,
  payload: SlackPayload,
  event: InboundEvent,
): Promise<object | undefined> {
  const { workspace, by, kind } = event;
  const sentence = async (): Promise<string> =>
    wordsFor(await core.languageFor({ workspace, by })).plain("membership.outsider.slack");
  const tell = async (place: ConversationRef | undefined): Promise<undefined> =>
    void (place && (await core.replyToOutsider({ workspace, place })));
  switch (kind) {
    case "message":
      return event.addressed ? tell(threadOf(event)) : undefined;
    case "press":
      return event.card === undefined ? undefined : tell(threadOf(event, event.card));
    case "command":
      return { response_type: "ephemeral", text: escapeMrkdwn(await sentence()) };
    case "submitted":
      return payload.kind === "submission" &&
        payload.body.view.blocks.some(({ type }) => type === "input")
        ? modalErrorResponse(payload.body.view, { form: await sentence() })
        : undefined;
    default:
      return undefined;
  }
}
