/** Parser of Slack's payloads: each is parsed once, into one union. */
import { z } from "zod";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { slackEventSubscriptions, tokenRevocationEvents } from "./app-config.ts";
import {
  BlockActions,
  type DeliveryOrigin,
  EventDelivery,
  type MessageClaims,
  MessageShortcut,
  RevocationDelivery,
  type SlackEvent,
  SlashCommand,
  ViewSubmission,
} from "./payload-shapes.ts";
import type { SlackMembershipClaims } from "./workspace/membership.ts";

/** Fields of every payload caused by a person. */
interface Attributed {
  /** `slack:T…`. */
  workspace: string;
  /** Membership claims about the author. */
  actor: SlackMembershipClaims;
}

export type SlackPayload =
  | (Attributed & { kind: "event"; id: string; event: SlackEvent })
  | (Attributed & { kind: "actions"; body: BlockActions })
  | (Attributed & { kind: "submission"; body: ViewSubmission })
  | (Attributed & { kind: "shortcut"; body: MessageShortcut })
  | (Attributed & { kind: "command"; body: SlashCommand })
  /** The workspace revoked the bot's token, at the latest `at` (ms since 1970). */
  | { kind: "revocation"; workspace: string; code: string; at: number }
  /** Not relevant to the bot. */
  | { kind: "other" };

/** Fields that determine the kind of a payload. */
interface PayloadKind {
  type?: unknown;
  command?: unknown;
  event?: { type?: unknown } | null;
}

type WorkspaceClaim = string | null | undefined;

/**
 * Returns the workspace that all claims agree on. `undefined` is no claim, null a claim of a whole
 * organisation.
 * @throws if there is no workspace, or more than one
 */
function agreedWorkspace(claims: readonly WorkspaceClaim[]): string {
  const [team, ...others] = new Set(claims.filter((each) => each !== undefined));
  if (typeof team !== "string" || others.length > 0)
    throw new z.ZodError([
      { code: "custom", path: ["team"], message: "names no workspace, or several", input: team },
    ]);
  return `slack:${team}`;
}

/**
 * Returns the workspace of a delivered event. In a channel shared by organisations, its `team_id`
 * can be the other one's, but not its context.
 */
function deliveryWorkspace(
  { context_team_id, team_id, authorizations }: DeliveryOrigin,
  event?: SlackEvent,
): string {
  const authorized = (authorizations ?? []).map((each) => each.team_id ?? null);
  const context = context_team_id ?? authorized[0] ?? team_id;
  // A Home tab belongs to one workspace, so all claims have to agree.
  if (event?.type === "app_home_opened")
    return agreedWorkspace([
      context,
      team_id ?? undefined,
      event.view?.team_id ?? undefined,
      ...authorized,
    ]);
  return agreedWorkspace(
    authorized.length === 0 || authorized.includes(context ?? null)
      ? [context]
      : [context, ...authorized],
  );
}

/**
 * Returns the workspace of a press or form: `team`, and that of the view or message. A view's
 * `app_installed_team_id` may differ.
 */
const interactionWorkspace = (
  team: { id: string } | null | undefined,
  ...others: (string | null | undefined)[]
): string => agreedWorkspace([team?.id ?? null, ...others.map((each) => each ?? undefined)]);

const claimedTeams = (...authors: (MessageClaims | undefined)[]): string[] =>
  authors
    .flatMap((author) => [
      author?.team,
      author?.user_team,
      author?.source_team,
      author?.user_profile?.team,
    ])
    .filter((team) => typeof team === "string");

function eventClaimsOf(event: SlackEvent): string[] {
  return "ts" in event
    ? claimedTeams(event, event.message, event.previous_message)
    : claimedTeams(event);
}

const actorOf = (
  { is_ext_shared_channel }: { is_ext_shared_channel?: boolean | null | undefined },
  teams: (string | null | undefined)[],
): SlackMembershipClaims => ({
  teams: teams.filter((team) => typeof team === "string"),
  shared: is_ext_shared_channel === true,
});

function parseEvent(raw: object): SlackPayload {
  const body = EventDelivery.parse(raw);
  const { event, event_id: id } = body;
  return {
    kind: "event",
    workspace: deliveryWorkspace(body, event),
    actor: actorOf(body, eventClaimsOf(event)),
    id,
    event,
  };
}

/** Parses a revocation; tokens of people are not relevant to the bot. */
function parseRevocation(raw: object): SlackPayload {
  const body = RevocationDelivery.parse(raw);
  const { event, event_time } = body;
  if (event.type === "tokens_revoked" && !event.tokens?.bot?.length) return { kind: "other" };
  return {
    kind: "revocation",
    workspace: deliveryWorkspace(body),
    code: event.type,
    at: event_time * 1_000 + 999,
  };
}

/**
 * Parses a payload.
 * @throws if a known kind has another shape, or names no single workspace
 */
export function parseSlackPayload(raw: object): SlackPayload {
  const { type: kind, command, event } = raw as PayloadKind;
  if (command !== undefined) {
    const body = SlashCommand.parse(raw);
    return {
      kind: "command",
      workspace: agreedWorkspace([body.team_id]),
      actor: actorOf(body, []),
      body,
    };
  }
  if (event !== undefined) {
    const type = String(event?.type);
    if (Object.hasOwn(slackEventSubscriptions, type)) return parseEvent(raw);
    return tokenRevocationEvents.some((each) => each === type)
      ? parseRevocation(raw)
      : { kind: "other" };
  }
  switch (kind) {
    case "block_actions": {
      const body = BlockActions.parse(raw);
      return {
        kind: "actions",
        workspace: interactionWorkspace(body.team, body.view?.team_id, body.message?.team),
        actor: actorOf(body, [body.user.team_id]),
        body,
      };
    }
    case "view_submission": {
      const body = ViewSubmission.parse(raw);
      return {
        kind: "submission",
        workspace: interactionWorkspace(body.team, body.view.team_id),
        actor: actorOf(body, [body.user.team_id]),
        body,
      };
    }
    case "message_action": {
      const body = MessageShortcut.parse(raw);
      return {
        kind: "shortcut",
        workspace: interactionWorkspace(body.team),
        actor: actorOf(body, [body.user.team_id]),
        body,
      };
    }
    default:
      return { kind: "other" };
  }
}

/**
 * Returns the membership claims about the author of the message under a shortcut, or of a message
 * fetched from Slack.
 */
export const authorClaims = (
  { actor }: Pick<Attributed, "actor">,
  message: MessageClaims,
): SlackMembershipClaims => ({ teams: claimedTeams(message), shared: actor.shared });

/** Converts Slack's `1652635099.971779` to milliseconds since 1970. */
export const slackTimestampMs = (ts: string): number => Math.round(Number(ts) * 1000);

/** A place with its address. */
export interface SlackLocation {
  place: ConversationRef;
  address?: { channel: string };
}

/** Returns a person's direct messages if their channel is unknown. */
export const directMessageLocation = (person: string): SlackLocation => ({
  place: { surface: "slack", kind: "personal", id: person },
});

/**
 * Returns the place of a Slack conversation. `D…` is `person`'s direct messages with the bot. All
 * others count as channels, also group messages, because mentions and presses do not distinguish
 * them and a conversation needs the same place each time.
 */
export function slackLocation(channel: string, person: string, thread?: string): SlackLocation {
  const threaded = thread === undefined ? {} : { thread };
  return channel.startsWith("D")
    ? {
        place: { surface: "slack", kind: "personal", id: person, ...threaded },
        address: { channel },
      }
    : { place: { surface: "slack", kind: "channel", id: channel, ...threaded } };
}

/** Returns the thread of a message; the root message is no reply to itself. */
export const slackThreadOf = ({
  ts,
  thread_ts,
}: {
  ts: string;
  thread_ts?: string | undefined;
}): string | undefined => (thread_ts === ts ? undefined : thread_ts);
