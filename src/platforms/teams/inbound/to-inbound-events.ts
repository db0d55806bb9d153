/**
 * Conversion of activities to inbound events. Pure: each delivery gives the same events and ids.
 */
import { z } from "zod";
import { utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { CommandSpec } from "../../../platform/adapter.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { InboundEvent, MessageFile } from "../../../platform/event.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { GraphAuthor, isOutsideAuthor } from "../workspace/membership.ts";
import { activityReference } from "../workspace/references.ts";
import type { Activity, CardActionData } from "./activity.ts";
import { readActivityText } from "./activity-text.ts";
import { normalizeWhitespace, parseHtmlRichText } from "./html-rich-text.ts";
import { readForwarded } from "./quoted-messages.ts";

/** Message on which the message action was used, as described by Microsoft Graph. */
const MessageAction = z.object({
  messagePayload: z.object({
    id: z.string(),
    /** Title of a channel's post. */
    subject: z.string().nullish().catch(undefined),
    from: z.object({ user: GraphAuthor.nullish() }).nullish(),
    body: z.object({ content: z.string(), contentType: z.string().nullish() }).nullish(),
    attachments: z
      .array(z.object({ contentType: z.string(), content: z.unknown() }))
      .nullish()
      .catch(undefined),
    mentions: z
      .array(z.object({ mentionText: z.string().nullish() }))
      .nullish()
      .catch(undefined),
  }),
});
type MessagePayload = z.infer<typeof MessageAction>["messagePayload"];

/** Returns a message's words, with its title, or those that it only forwards. */
function textOfPayload({ subject, body, attachments, mentions }: MessagePayload): RichText {
  const content = body?.content ?? "";
  const names = mentions?.map(({ mentionText }) => mentionText ?? "");
  const isPlain = body?.contentType === "text";
  const own = isPlain ? normalizeWhitespace([content]) : parseHtmlRichText(content, names);
  const words =
    own.length > 0
      ? own
      : (readForwarded(attachments ?? [], isPlain ? undefined : content)?.text ?? []);
  const title = subject?.trim();
  return title ? [{ bold: title }, ...(words.length > 0 ? ["\n", ...words] : [])] : words;
}

/** Facts about a delivery beside the activity. */
export interface ActivityContext {
  commands: readonly CommandSpec[];
  /** Time of receipt (Unix ms), for hosts that send no timestamp. */
  at: number;
  /** See `TeamsReference`. */
  dialogs?: false;
  /** The bot is no member of the conversation, so it answers in its own chat with the sender. */
  isElsewhere?: true;
  /** Whether the sender is a guest; missing if no roster tells. */
  guest?: boolean;
}

function common(activity: Activity, delivery: ActivityContext) {
  const { id, conversation, timestamp, localTimezone, locale, workspace, sender } = activity;
  const place: ConversationRef = delivery.isElsewhere
    ? { platform: "teams", kind: "personal", id: sender.id }
    : activity.place;
  return {
    id: `${conversation.id}/${id}`,
    workspace,
    at: timestamp ? Date.parse(timestamp) : delivery.at,
    by: sender,
    zone: localTimezone || undefined,
    locale: locale || undefined,
    guest: delivery.guest,
    place,
    address: activityReference(activity, delivery),
  };
}

type Common = ReturnType<typeof common>;

function messageEvents(
  activity: Activity,
  shared: Common,
  commands: readonly CommandSpec[],
): InboundEvent[] {
  if (activity.card) return [actionEvent(activity, activity.card, shared)];
  const { parts, mentioned, isBare } = readActivityText(activity);
  const [{ text }] = parts;
  const files = listFiles(activity);
  const addressed = mentioned || shared.place.kind === "personal";
  if (text.length === 0 && !addressed) return [];
  const command = addressed ? parseTeamsCommand(commands, text) : undefined;
  if (command) return [{ ...shared, kind: "command", message: activity.id, ...command }];
  return parts.map((said, index) => ({
    ...shared,
    ...(index > 0 && { id: `${shared.id}/${index + 1}` }),
    kind: "message",
    message: index > 0 ? `${activity.id}/${index + 1}` : activity.id,
    addressed,
    ...said,
    ...(index === 0 && files.length > 0 && { files }),
    isBare: isBare || undefined,
  }));
}

/** Content type of an uploaded file. Pictures have theirs: `image/png`. */
const uploadedFile = "application/vnd.microsoft.teams.file.download.info";

/** Returns the files of a message; a pasted picture has no name, and addresses expire. */
const listFiles = ({ attachments }: Activity): MessageFile[] =>
  attachments.flatMap(({ contentType, name, contentUrl }) => {
    if (contentType === uploadedFile) return name ? [{ name, link: contentUrl }] : [];
    const [, format] = /^image\/([\w*]+)/.exec(contentType) ?? [];
    return format ? [{ name: name || `image.${format === "*" ? "png" : format}` }] : [];
  });

const actionEvent = (
  { replyToId }: Activity,
  { press, form, values }: CardActionData,
  shared: Common,
): InboundEvent =>
  form === undefined
    ? { ...shared, kind: "press", press, card: replyToId || undefined }
    : { ...shared, kind: "submitted", form, values };

/** Returns whether an invoke is one of the message action. */
export const isMessageAction = ({ name }: Activity): boolean =>
  name === "composeExtension/fetchTask" || name === "composeExtension/submitAction";

/** Returns the event of the message action "Ask the partner questions". */
function messageActionEvents(activity: Activity, shared: Common): InboundEvent[] {
  const payload = MessageAction.safeParse(activity.value).data?.messagePayload;
  if (!payload) return [];
  const { id, from } = payload;
  const user = from?.user;
  const outside = user && isOutsideAuthor(activity.tenant, user);
  const author =
    user && !outside ? { id: user.id, name: user.displayName || undefined } : shared.by;
  const text = textOfPayload(payload);
  return [
    {
      ...shared,
      kind: "pointed",
      message: id,
      author,
      text: toPlainText(text).trim() ? text : undefined,
      outside: outside || undefined,
    },
  ];
}

/**
 * Returns the event of being added. Teams reports it twice under different ids (conversationUpdate
 * and installationUpdate), so its id allows one welcome a day and conversation.
 */
const joinedEvent = ({ conversation }: Activity, shared: Common): InboundEvent => ({
  ...shared,
  id: `${conversation.id}/joined/${utcDateAt(new Date(shared.at))}`,
  kind: "joined",
  isInstalled: shared.place.kind === "personal" ? undefined : true,
});

/** Changes of a team or channel after which it may take messages again. */
const reopeningEvents = new Set([
  "teamUnarchived",
  "teamRestored",
  "channelRestored",
  "channelShared",
]);

/** Returns the events of an activity; none if it contains nothing for the core. */
export function toTeamsInboundEvents(
  activity: Activity,
  delivery: ActivityContext,
): InboundEvent[] {
  const { type, name, action, id, membersAdded, reactionsAdded, recipient, replyToId } = activity;
  const shared = common(activity, delivery);
  const withId = (suffix: string): Common => ({
    ...shared,
    id: `${shared.id}/${suffix}/${shared.at}`,
  });
  switch (type === "invoke" ? name : type) {
    case "message":
      return messageEvents(activity, shared, delivery.commands);
    case "messageUpdate": {
      const { parts, mentioned } = readActivityText(activity);
      const [{ text }] = parts;
      // without words it is like a deletion of them
      if (text.length === 0) return [{ ...withId("deleted"), kind: "deleted", message: id }];
      const files = listFiles(activity);
      const edited = { ...withId("edited"), kind: "edited", message: id, text } as const;
      return [{ ...edited, ...(files.length > 0 && { files }), addressed: mentioned || undefined }];
    }
    case "messageDelete":
      return [{ ...withId("deleted"), kind: "deleted", message: id }];
    case "messageReaction":
      return replyToId && reactionsAdded.some((reaction) => reaction.type === "like")
        ? [{ ...withId("approved"), kind: "approved", message: replyToId }]
        : [];
    case "conversationUpdate":
      if (reopeningEvents.has(activity.channelData?.eventType ?? ""))
        return [{ ...withId("reopened"), kind: "reopened" }];
      return membersAdded.some((member) => member.id === recipient.id)
        ? [joinedEvent(activity, shared)]
        : [];
    case "installationUpdate":
      if (action?.startsWith("remove"))
        return [{ ...withId("left"), kind: "left", address: { removed: true } }];
      return action?.startsWith("add") ? [joinedEvent(activity, shared)] : [];
    case "adaptiveCard/action":
    case "task/submit":
      return activity.card ? [actionEvent(activity, activity.card, shared)] : [];
    case "composeExtension/fetchTask":
    case "composeExtension/submitAction":
      return messageActionEvents(activity, shared);
    default:
      return [];
  }
}

/** Id of the message extension's action on a message. */
export const messageActionId = "askPartnerQuestions";

/**
 * Returns the command at the start of a message, and the text after it. Without a slash, a word
 * counts as a command only alone or before one of its verbs, because an answer may begin with it
 * ("Request it from the dealers first").
 */
export function parseTeamsCommand(
  commands: readonly CommandSpec[],
  text: RichText,
): { command: string; text: RichText } | undefined {
  const [first, ...others] = text;
  const match = typeof first === "string" ? /^(\/?)([a-z]+)(?:\s+|$)/i.exec(first) : null;
  const spec = commands.find(({ name }) => name === match?.[2]?.toLowerCase());
  if (typeof first !== "string" || !match || !spec) return undefined;
  const after = first.slice(match[0].length);
  const verb = after.split(/\s/, 1)[0]!.toLowerCase();
  const alone = after === "" && others.length === 0;
  if (match[1] === "" && !alone && !spec.verbs.includes(verb)) return undefined;
  return { command: spec.name, text: after === "" ? others : [after, ...others] };
}
