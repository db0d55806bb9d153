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
  /** The organisation that the workspace belongs to (Enterprise Grid): `slack:E…`. */
  organisation: string | undefined;
  /** Membership claims about the author. */
  actor: SlackMembershipClaims;
}

/** Any payload that is acted on, parsed, with its workspace. */
export type SlackPayload =
  | (Attributed & { kind: "event"; id: string; event: SlackEvent })
  | (Attributed & { kind: "actions"; body: BlockActions })
  | (Attributed & { kind: "submission"; body: ViewSubmission })
  | (Attributed & { kind: "shortcut"; body: MessageShortcut })
  | (Attributed & { kind: "command"; body: SlashCommand })
  /**
   * The workspace, or its organisation (`slack:E…`), revoked the bot's token, at the latest `at` (ms
   * since 1970).
   */
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

/** Returns a claim of one workspace; the id of an organisation (`E…`) names none. */
const teamOf = (claim: WorkspaceClaim): WorkspaceClaim => (claim?.startsWith("E") ? null : claim);

const organisationOf = (...claims: WorkspaceClaim[]): string | undefined => {
  const id = claims.find((claim) => claim?.startsWith("E"));
  return typeof id === "string" ? `slack:${id}` : undefined;
};

const organisationOfDelivery = (origin: DeliveryOrigin): string | undefined =>
  organisationOf(
    origin.context_enterprise_id,
    ...(origin.authorizations ?? []).map(({ enterprise_id }) => enterprise_id),
    origin.enterprise_id,
  );

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
 * can be the other one's, but not its context. An installation of a whole organisation names no
 * workspace.
 */
function deliveryWorkspace(
  { context_team_id, team_id: delivered, authorizations, is_ext_shared_channel }: DeliveryOrigin,
  event?: SlackEvent,
): string {
  const authorized = (authorizations ?? [])
    .filter(({ is_enterprise_install }) => !is_enterprise_install)
    .map((each) => teamOf(each.team_id) ?? null);
  const team_id = context_team_id && is_ext_shared_channel ? null : teamOf(delivered);
  const context = teamOf(context_team_id) ?? authorized[0] ?? team_id;
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
 * `app_installed_team_id` may differ. For an installation of a whole organisation, `team` can be
 * missing.
 */
function interactionWorkspace(
  { team, is_enterprise_install }: Pick<BlockActions, "team" | "is_enterprise_install">,
  ...others: WorkspaceClaim[]
): string {
  const own = teamOf(team?.id) ?? (is_enterprise_install ? undefined : null);
  return agreedWorkspace([own, ...others.map((each) => teamOf(each) ?? undefined)]);
}

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
    organisation: organisationOfDelivery(body),
    actor: actorOf(body, eventClaimsOf(event)),
    id,
    event,
  };
}

/** Returns whether a revocation concerns a whole organisation, because it names no workspace. */
const isOfOrganisation = (origin: DeliveryOrigin): boolean =>
  organisationOfDelivery(origin) !== undefined &&
  [origin.context_team_id, origin.team_id].every((claim) => typeof teamOf(claim) !== "string");

/** Parses a revocation; tokens of people are not relevant to the bot. */
function parseRevocation(raw: object): SlackPayload {
  const body = RevocationDelivery.parse(raw);
  const { event, event_time } = body;
  if (event.type === "tokens_revoked" && !event.tokens?.bot?.length) return { kind: "other" };
  return {
    kind: "revocation",
    workspace: isOfOrganisation(body) ? organisationOfDelivery(body)! : deliveryWorkspace(body),
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
      workspace: agreedWorkspace([teamOf(body.team_id)]),
      organisation: organisationOf(body.enterprise_id),
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
        workspace: interactionWorkspace(body, body.view?.team_id, body.message?.team),
        organisation: organisationOf(body.enterprise?.id),
        actor: actorOf(body, [body.user.team_id]),
        body,
      };
    }
    case "view_submission": {
      const body = ViewSubmission.parse(raw);
      return {
        kind: "submission",
        workspace: interactionWorkspace(body, body.view.team_id),
        organisation: organisationOf(body.enterprise?.id),
        actor: actorOf(body, [body.user.team_id]),
        body,
      };
    }
    case "message_action": {
      const body = MessageShortcut.parse(raw);
      return {
        kind: "shortcut",
        workspace: interactionWorkspace(body),
        organisation: organisationOf(body.enterprise?.id),
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
  place: { platform: "slack", kind: "personal", id: person },
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
        place: { platform: "slack", kind: "personal", id: person, ...threaded },
        address: { channel },
      }
    : { place: { platform: "slack", kind: "channel", id: channel, ...threaded } };
}

/** Returns the thread of a message; the root message is no reply to itself. */
export const slackThreadOf = ({
  ts,
  thread_ts,
}: {
  ts: string;
  thread_ts?: string | undefined;
}): string | undefined => (thread_ts === ts ? undefined : thread_ts);
