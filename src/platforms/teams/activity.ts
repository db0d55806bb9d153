/**
 * The part of a Bot Framework activity that Entwine reads, checked where it comes in. Whatever else
 * Teams sends is dropped here.
 */
import { z } from "zod";
import type { Person } from "../../platform/conversation-ref.ts";

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

/** `docs: Activity` of the Bot Connector 3.0; shapes by Teams. */
export const Activity = z.object({
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
export type Activity = z.infer<typeof Activity>;

/** The Entra tenant that an activity says it is from, in lower case. The SDK does not check it. */
export const activityTenantId = ({ conversation, channelData }: Activity): string | undefined =>
  (conversation.tenantId ?? channelData?.tenant?.id)?.toLowerCase();

/** The Agents Playground has a tenant of its own making; a bare test client has none. */
export const teamsWorkspaceId = (activity: Activity): string =>
  `teams:${activityTenantId(activity) ?? "local"}`;

export const workspaceTenantId = (workspace: string): string => workspace.slice("teams:".length);

/** The Entra object id where there is one: the same in all chats, and for all bots. */
export const accountPerson = ({ id, name, aadObjectId }: TeamsAccount): Person => ({
  id: aadObjectId ?? id,
  ...(name && { name }),
});
export const activitySender = ({ from }: Activity): Person => accountPerson(from);
