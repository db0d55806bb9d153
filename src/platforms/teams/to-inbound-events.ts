/**
 * Conversion of activities to inbound events. Pure: the same activity gives the same events, with
 * the same ids, on each delivery.
 */
import { z } from "zod";
import type { CommandSpec } from "../../platform/command.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Activity, CardActionData } from "./activity.ts";
import { parseTeamsCommand } from "./commands.ts";
import { parseHtmlRichText, readActivityText } from "./html-rich-text.ts";
import { GraphAuthor, isOutsideAuthor } from "./membership.ts";
import { activityReference } from "./references.ts";

/** The message that a message extension's action stands on, as Microsoft Graph shows it. */
const Pointed = z.object({
  messagePayload: z.object({
    id: z.string(),
    from: z.object({ user: GraphAuthor.nullish() }).nullish(),
    body: z.object({ content: z.string() }).nullish(),
  }),
});

/** Facts about a delivery beside the activity. */
export interface ActivityContext {
  commands: readonly CommandSpec[];
  /** Stands in where a host tells no time, in milliseconds since 1970. */
  at: number;
  /** See `Reference`. */
  dialogs?: false;
  /** True for a guest of the tenant; missing where no roster told. */
  guest?: boolean;
}

function common(activity: Activity, delivery: ActivityContext) {
  const { id, conversation, timestamp, localTimezone, locale, workspace, sender, place } = activity;
  return {
    id: `${conversation.id}/${id}`,
    workspace,
    at: timestamp ? Date.parse(timestamp) : delivery.at,
    by: sender,
    ...(localTimezone && { zone: localTimezone }),
    ...(locale && { locale }),
    ...(delivery.guest !== undefined && { guest: delivery.guest }),
    place,
    address: activityReference(activity, delivery),
  };
}

type Common = ReturnType<typeof common>;

function message(
  activity: Activity,
  shared: Common,
  commands: readonly CommandSpec[],
): InboundEvent[] {
  if (activity.card) return [acted(activity, activity.card, shared)];
  const { text, mentioned } = readActivityText(activity);
  if (text.length === 0) return [];
  const addressed = mentioned || shared.place.kind === "personal";
  const command = addressed ? parseTeamsCommand(commands, text) : undefined;
  return [
    command
      ? { ...shared, kind: "command", message: activity.id, ...command }
      : { ...shared, kind: "message", message: activity.id, text, addressed },
  ];
}

const acted = (
  { replyToId }: Activity,
  { press, form, values }: CardActionData,
  shared: Common,
): InboundEvent =>
  form === undefined
    ? { ...shared, kind: "press", press, ...(replyToId && { card: replyToId }) }
    : { ...shared, kind: "submitted", form, values };

/**
 * "Ask the partner questions". In a chat between two colleagues it goes on in the bot's own chat
 * with whoever pointed.
 */
function pointed(activity: Activity, shared: Common): InboundEvent[] {
  const { id, from, body } = Pointed.safeParse(activity.value).data?.messagePayload ?? {};
  if (!id) return [];
  const user = from?.user;
  const outside = user && isOutsideAuthor(activity.tenant, user);
  const author =
    user && !outside
      ? { id: user.id, ...(user.displayName && { name: user.displayName }) }
      : shared.by;
  const text = parseHtmlRichText(body?.content ?? "");
  return [
    {
      ...shared,
      kind: "pointed",
      message: id,
      author,
      ...(toPlainText(text) && { text }),
      ...(outside && { outside }),
    },
  ];
}

/**
 * Being added is told twice (conversationUpdate and installationUpdate) under different ids: one
 * welcome a day and place.
 */
const joined = ({ conversation }: Activity, shared: Common): InboundEvent => ({
  ...shared,
  id: `${conversation.id}/joined/${new Date(shared.at).toISOString().slice(0, 10)}`,
  kind: "joined",
});

/** Returns the events of an activity; none where it holds nothing for the core. */
export function toTeamsInboundEvents(
  activity: Activity,
  delivery: ActivityContext,
): InboundEvent[] {
  const { type, name, action, id, membersAdded, recipient } = activity;
  const shared = common(activity, delivery);
  const once = (what: string): Common => ({ ...shared, id: `${shared.id}/${what}/${shared.at}` });
  switch (type === "invoke" ? name : type) {
    case "message":
      return message(activity, shared, delivery.commands);
    case "messageUpdate": {
      const { text } = readActivityText(activity);
      return text.length > 0 ? [{ ...once("edited"), kind: "edited", message: id, text }] : [];
    }
    case "messageDelete":
      return [{ ...once("deleted"), kind: "deleted", message: id }];
    case "conversationUpdate":
      return membersAdded.some((member) => member.id === recipient.id)
        ? [joined(activity, shared)]
        : [];
    case "installationUpdate":
      if (action?.startsWith("remove"))
        return [{ ...once("left"), kind: "left", address: { removed: true } }];
      return action?.startsWith("add") ? [joined(activity, shared)] : [];
    case "adaptiveCard/action":
    case "task/submit":
      return activity.card ? [acted(activity, activity.card, shared)] : [];
    case "composeExtension/fetchTask":
    case "composeExtension/submitAction":
      return pointed(activity, shared);
    default:
      return [];
  }
}
