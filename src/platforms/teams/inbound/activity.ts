/**
 * Parsed Bot Framework activity: the fields that Entwine reads, plus tenant, sender, conversation
 * and the data of a card's button or form.
 */
import { z } from "zod";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";

const text = z.string().nullish();

/** Bounds far above any real id; ids joined together must still fit a database index. */
const id = (most: number) => z.string().min(1).max(most);
const otherId = (most: number) => z.string().max(most).nullish();

/** Account of a person or bot in an activity. */
export const TeamsAccount = z.object({
  id: id(200),
  name: text,
  aadObjectId: otherId(200),
  tenantId: otherId(64),
});
export type TeamsAccount = z.infer<typeof TeamsAccount>;

/** Mention in an activity. */
export const TeamsMention = z.object({
  type: z.literal("mention"),
  /** `<at>Name</at>`, as in the text. */
  text: z.string().nullish(),
  mentioned: TeamsAccount.extend({ type: text }),
});

/** A mention in an activity. A `group` is a channel, a team or a tag. */
export type TeamsMention = z.infer<typeof TeamsMention> & {
  of: "person" | "group" | "outsider";
};

/** Conversations have ids that begin with `19:`; a tag has a type. */
const isAccount = ({ id, type }: { id: string; type?: string | null | undefined }): boolean =>
  !id.startsWith("19:") && (!type || type === "person" || type === "bot");

/** A message to which `<quoted messageId="…"/>` in the text refers. */
const QuotedReply = z.object({
  type: z.literal("quotedReply"),
  quotedReply: z.object({ messageId: id(200), preview: text, senderId: text, senderName: text }),
});

/** Parses a list and skips items of unknown kinds. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .nullish()
    .transform(
      (items) => (items ?? []).flatMap((each) => item.safeParse(each).data ?? []) as z.output<T>[],
    );

/** [learn.microsoft.com, Bot Connector 3.0, Activity]; shapes by Teams. */
const Fields = z.object({
  type: z.string(),
  /** Id of the message, repeated by its edit and deletion; an invoke has an id of its own. */
  id: id(200),
  /** Name of the invoke. */
  name: text,
  /** Only on an installationUpdate. */
  action: text,
  timestamp: z.iso.datetime({ offset: true }).nullish(),
  /** The sender's time zone, as reported by their client. */
  localTimezone: text,
  /** Language of the sender's client (`de-DE`). */
  locale: text,
  serviceUrl: z.string(),
  channelId: text,
  from: TeamsAccount,
  recipient: TeamsAccount,
  conversation: z.object({
    id: id(600),
    conversationType: text,
    isGroup: z.boolean().nullish(),
    tenantId: otherId(64),
  }),
  /** On a button press or a reaction: id of the message with the card. */
  replyToId: text,
  text,
  textFormat: text,
  attachments: listOf(
    z.object({
      contentType: z.string(),
      content: z.unknown().optional(),
      name: z.string().nullish().catch(undefined),
      contentUrl: z.string().nullish().catch(undefined),
    }),
  ),
  entities: listOf(z.union([TeamsMention, QuotedReply])),
  membersAdded: listOf(TeamsAccount),
  /** On a messageReaction, whose `replyToId` is the message. */
  reactionsAdded: listOf(z.object({ type: z.string() })),
  channelData: z
    .object({
      tenant: z
        .object({ id: z.string().max(64) })
        .nullish()
        .catch(undefined),
      channel: z.object({ type: text }).nullish().catch(undefined),
      /** On a conversationUpdate: what happened to the team or channel. */
      eventType: text.catch(undefined),
    })
    .nullish()
    .catch(undefined),
  value: z.unknown().optional(),
});
type Fields = z.infer<typeof Fields>;

/**
 * Data of our buttons and forms, under one key so that no field's name can collide with it. Inputs
 * come back beside it.
 */
const CardData = z.looseObject({
  entwine: z.object({
    press: z.string(),
    form: z.string().optional(),
    fields: z.array(z.string()).default([]),
  }),
});

/** A button's data in an invoke (`action.data` or `data`) or in a message (the value itself). */
const CardValue = z.union([
  z
    .object({ action: z.object({ verb: z.string().nullish(), data: CardData }) })
    .transform(({ action }) => action),
  z.object({ data: CardData }).transform(({ data }) => ({ verb: undefined, data })),
  CardData.transform((data) => ({ verb: undefined, data })),
]);

/**
 * Button or form data sent back by a client. Untrusted: it only names a button or form, which the
 * core looks up.
 */
export interface CardActionData {
  press: string;
  /** Id of the submitted form; missing on a plain button press. */
  form?: string | undefined;
  /** Typed or chosen values by field name; empty fields are "". */
  values: Record<string, string>;
  verb?: string | undefined;
}

function readCardActionData(value: unknown): CardActionData | undefined {
  if (value === undefined || value === null) return undefined;
  const { verb, data } = CardValue.safeParse(value).data ?? {};
  if (!data) return undefined;
  const { entwine, ...others } = data;
  const emptyValues = Object.fromEntries(entwine.fields.map((name) => [name, ""]));
  const typed = Object.fromEntries(
    Object.entries(others).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
  const { press, form } = entwine;
  return { press, form, values: { ...emptyValues, ...typed }, verb: verb || undefined };
}

/**
 * Returns the person of an account, by Entra object id where known: the same in all chats, for all
 * bots.
 */
export const accountPerson = ({ id, name, aadObjectId }: TeamsAccount): Person => ({
  id: aadObjectId ?? id,
  name: name || undefined,
});

/**
 * Separator of channel and thread in a conversation id:
 * `19:…@thread.tacv2;messageid=1700000000000`.
 */
export const threadSeparator = ";messageid=";

function placeOf({ conversation }: Fields, sender: Person): ConversationRef {
  const [id = "", thread] = conversation.id.split(threadSeparator);
  const type =
    conversation.conversationType ??
    (thread || id.includes("@thread.tacv2")
      ? "channel"
      : conversation.isGroup
        ? "groupChat"
        : "personal");
  if (type === "personal") return { platform: "teams", kind: "personal", id: sender.id };
  return {
    platform: "teams",
    kind: type === "channel" ? "channel" : "group",
    id,
    thread: thread || undefined,
  };
}

/** An activity with the parts that are read, and with what follows from them. */
export const Activity = Fields.transform((fields) => {
  const { conversation, channelData, from, value, entities } = fields;
  const tenant = (conversation.tenantId ?? channelData?.tenant?.id)?.toLowerCase();
  const sender = accountPerson(from);
  const mentions = entities.flatMap((entity): TeamsMention[] =>
    entity.type === "mention"
      ? [{ ...entity, of: isAccount(entity.mentioned) ? "person" : "group" }]
      : [],
  );
  const quotedReplies = entities.flatMap((entity) =>
    entity.type === "quotedReply" ? [entity.quotedReply] : [],
  );
  return {
    ...fields,
    mentions,
    quotedReplies,
    /** Entra tenant that the activity claims, in lower case. The SDK does not verify it. */
    tenant,
    /** The Agents Playground makes up a tenant; a bare test client has none. */
    workspace: `teams:${tenant ?? "local"}`,
    sender,
    place: placeOf(fields, sender),
    /** Data of a submitted button or form; missing on other activities. */
    card: readCardActionData(value),
  };
});
export type Activity = z.infer<typeof Activity>;

/** Returns the id of a workspace's tenant. */
export const workspaceTenantId = (workspace: string): string => workspace.slice("teams:".length);
