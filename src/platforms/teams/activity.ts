/**
 * The part of a Bot Framework activity that Entwine reads, parsed once where it comes in, with what
 * follows from it: tenant, sender, place, and the data of a card's button or form.
 */
import { z } from "zod";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";

const text = z.string().nullish();

/** Lengths that no real id comes near; together they are what a database can look for. */
const id = (most: number) => z.string().min(1).max(most);
const otherId = (most: number) => z.string().max(most).nullish();

export const TeamsAccount = z.object({
  id: id(200),
  name: text,
  aadObjectId: otherId(200),
  tenantId: otherId(64),
});
export type TeamsAccount = z.infer<typeof TeamsAccount>;

export const TeamsMention = z.object({
  type: z.literal("mention"),
  text: z.string(),
  mentioned: TeamsAccount,
});
export type TeamsMention = z.infer<typeof TeamsMention>;

/** Lists hold kinds that we do not know; those are passed over. */
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
  /** The message's id, which an edit and a deletion repeat; an invoke has its own. */
  id: id(200),
  /** Which invoke it is. */
  name: text,
  /** Of an installationUpdate. */
  action: text,
  timestamp: z.iso.datetime({ offset: true }).nullish(),
  /** The sender's zone, as their client tells it. */
  localTimezone: text,
  /** What the client is set to (`de-DE`). */
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
  /** On a press: the message whose card it was. */
  replyToId: text,
  text,
  textFormat: text,
  attachments: listOf(z.object({ contentType: z.string(), content: z.unknown().optional() })),
  entities: listOf(TeamsMention),
  membersAdded: listOf(TeamsAccount),
  channelData: z
    .object({
      tenant: z
        .object({ id: z.string().max(64) })
        .nullish()
        .catch(undefined),
      channel: z.object({ type: text }).nullish().catch(undefined),
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

/** Where an invoke keeps a button's data; in a message it is the value itself. */
const CardValue = z.union([
  z
    .object({ action: z.object({ verb: z.string().nullish(), data: CardData }) })
    .transform(({ action }) => action),
  z.object({ data: CardData }).transform(({ data }) => ({ verb: undefined, data })),
  CardData.transform((data) => ({ verb: undefined, data })),
]);

/**
 * A button or a form as it came back. It passed through somebody's client, so it only ever names a
 * press or a form, which the core looks up.
 */
export interface CardActionData {
  press: string;
  /** The form that is being sent; missing on a plain press. */
  form?: string | undefined;
  /** Typed or chosen values by field; empty where there is none. */
  values: Record<string, string>;
  verb?: string | undefined;
}

function readCardActionData(value: unknown): CardActionData | undefined {
  if (value === undefined || value === null) return undefined;
  const { verb, data } = CardValue.safeParse(value).data ?? {};
  if (!data) return undefined;
  const { entwine, ...others } = data;
  const blank = Object.fromEntries(entwine.fields.map((name) => [name, ""]));
  const typed = Object.fromEntries(
    Object.entries(others).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
  const { press, form } = entwine;
  return { press, form, values: { ...blank, ...typed }, verb: verb || undefined };
}

/** The Entra object id where there is one: the same in all chats, and for all bots. */
export const accountPerson = ({ id, name, aadObjectId }: TeamsAccount): Person => ({
  id: aadObjectId ?? id,
  ...(name && { name }),
});

/**
 * Separates a channel's thread in the conversation's id:
 * `19:…@thread.tacv2;messageid=1700000000000`.
 */
export const threadMark = ";messageid=";

function placeOf({ conversation }: Fields, sender: Person): ConversationRef {
  const [id = "", thread] = conversation.id.split(threadMark);
  const type =
    conversation.conversationType ??
    (thread || id.includes("@thread.tacv2")
      ? "channel"
      : conversation.isGroup
        ? "groupChat"
        : "personal");
  if (type === "personal") return { surface: "teams", kind: "personal", id: sender.id };
  return {
    surface: "teams",
    kind: type === "channel" ? "channel" : "group",
    id,
    ...(thread && { thread }),
  };
}

export const Activity = Fields.transform((fields) => {
  const { conversation, channelData, from, value } = fields;
  const tenant = (conversation.tenantId ?? channelData?.tenant?.id)?.toLowerCase();
  const sender = accountPerson(from);
  return {
    ...fields,
    /** The Entra tenant that it says it is from, in lower case. The SDK does not check it. */
    tenant,
    /** The Agents Playground has a tenant of its own making; a bare test client has none. */
    workspace: `teams:${tenant ?? "local"}`,
    sender,
    place: placeOf(fields, sender),
    /** The button or form that came back; missing on everything else. */
    card: readCardActionData(value),
  };
});
export type Activity = z.infer<typeof Activity>;

export const workspaceTenantId = (workspace: string): string => workspace.slice("teams:".length);
