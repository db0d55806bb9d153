/** Schemas of the fields that are read from Slack's payloads. All other fields are dropped. */
import { z } from "zod";
import { tokenRevocationEvents } from "./app-config.ts";
import { readSlackMenuChoice } from "./outbound/blocks.ts";

/** An instant in seconds since 1970: `1652635099.971779`. */
const instant = z.string().regex(/^\d{1,11}(?:\.\d{1,9})?$/);

const teamId = z.string().nullish();
/** A membership claim; a value of another type counts as missing. */
const claim = z.string().nullish().catch(undefined);

/** Workspaces and organisations claimed for a message's author. */
const messageClaims = {
  team: claim,
  user_team: claim,
  source_team: claim,
  user_profile: z.object({ team: claim }).nullish().catch(undefined),
};
/** The same for events whose `team` belongs to another workspace. */
const { team: _, ...eventClaims } = messageClaims;
const MessageClaims = z.object(messageClaims);
export type MessageClaims = Partial<z.infer<typeof MessageClaims>>;

/** Parts that are missing or have another type count as not there. */
const words = z.string().optional().catch(undefined);
const blocks = z.array(z.unknown()).optional().catch(undefined);
/** Returns the readable elements of a list. */
const listOf = <T extends z.ZodType>(element: T) =>
  z
    .array(z.unknown())
    .transform((all) => all.flatMap((each) => element.safeParse(each).data ?? []))
    .optional()
    .catch(undefined);

/**
 * A file with text: a voice clip with Slack's transcription, a long text as a snippet, or an email.
 */
const WordsFile = z.object({
  transcription: z
    .object({
      status: z.literal("complete"),
      preview: z.object({ content: z.string(), has_more: z.boolean().nullish() }),
    })
    .optional()
    .catch(undefined),
  mode: words,
  preview: words,
  preview_is_truncated: z.boolean().optional().catch(undefined),
  subject: words,
  plain_text: words,
  name: words,
  permalink: words,
});

/** File of a message whose words Slack gives: a snippet or a voice clip. */
export type SlackWordsFile = z.infer<typeof WordsFile>;

/** A forwarded message, a pasted table, a preview of a link, or words of an app. */
const Attachment = z.object({
  is_share: z.boolean().optional().catch(undefined),
  /** Set for the preview of a link. */
  from_url: words,
  ts: instant.optional().catch(undefined),
  author_id: words,
  pretext: words,
  title: words,
  text: words,
  fields: listOf(z.object({ title: words, value: words })),
  message_blocks: listOf(z.object({ message: z.object({ blocks: z.array(z.unknown()) }) })),
  blocks,
  files: listOf(WordsFile),
});

/** Attachment of a message. */
export type SlackAttachment = z.infer<typeof Attachment>;

/**
 * A message in any payload: an event, an edit, a shortcut. `blocks` are read leniently
 * (`message-text.ts`).
 */
const message = {
  ts: instant,
  user: z.string().optional(),
  bot_id: z
    .string()
    .nullish()
    .transform((id) => id || undefined),
  subtype: z.string().optional(),
  /** Set for a message of Workflow Builder. */
  workflow_id: words,
  bot_profile: z.object({ is_workflow_bot: z.boolean().optional() }).optional().catch(undefined),
  text: z
    .string()
    .nullish()
    .transform((text) => text ?? undefined),
  blocks,
  thread_ts: z.string().optional(),
  attachments: listOf(Attachment),
  files: listOf(WordsFile),
  ...messageClaims,
};
const SlackMessage = z.object(message);
export type SlackMessage = z.infer<typeof SlackMessage>;

const SlackMessageEvent = z.object({
  ...message,
  type: z.enum(["message", "app_mention"]),
  channel: z.string(),
  channel_type: words,
  message: SlackMessage.optional(),
  previous_message: SlackMessage.optional(),
  event_ts: instant.optional(),
});

/** Event of a message. */
export type SlackMessageEvent = z.infer<typeof SlackMessageEvent>;

const SlackEvent = z.discriminatedUnion("type", [
  SlackMessageEvent,
  z.object({
    ...eventClaims,
    type: z.literal("reaction_added"),
    user: z.string(),
    reaction: z.string(),
    item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
    item_user: z.string().optional(),
    event_ts: instant,
  }),
  z.object({
    ...eventClaims,
    type: z.literal("app_home_opened"),
    user: z.string(),
    channel: z.string(),
    tab: z.string(),
    view: z.object({ team_id: teamId }).nullish().catch(undefined),
    event_ts: instant,
  }),
  z.object({
    ...eventClaims,
    type: z.literal("member_joined_channel"),
    user: z.string(),
    channel: z.string(),
    inviter: z.string().optional(),
    event_ts: instant,
  }),
  z.object({
    ...eventClaims,
    type: z.enum(["channel_unarchive", "group_unarchive"]),
    channel: z.string(),
    event_ts: instant.optional(),
  }),
]);

/** Event that Slack delivers. */
export type SlackEvent = z.infer<typeof SlackEvent>;

/** Whether an installation is of a whole organisation; commands send it as text. */
const isOrganisationWide = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")])
  .nullish()
  .catch(undefined);

/** Fields of a delivered event that name its workspace; null for a whole organisation. */
const delivery = {
  context_team_id: teamId,
  context_enterprise_id: teamId.catch(undefined),
  team_id: teamId,
  enterprise_id: teamId.catch(undefined),
  authorizations: z
    .array(
      z.object({
        team_id: teamId,
        enterprise_id: teamId.catch(undefined),
        is_enterprise_install: isOrganisationWide,
      }),
    )
    .nullish(),
};
const shared = { is_ext_shared_channel: z.boolean().nullish().catch(undefined) };

/** Delivery of an event. */
export const EventDelivery = z.object({
  ...delivery,
  ...shared,
  event_id: z.string(),
  event: SlackEvent,
});

/** Delivery of the news that a token is revoked or the app removed. */
export const RevocationDelivery = z.object({
  ...delivery,
  event_time: z.number(),
  event: z.object({
    type: z.enum(tokenRevocationEvents),
    tokens: z.object({ bot: z.array(z.string()).optional() }).optional(),
  }),
});

/** A button press, a form or a shortcut: its author and place. */
const interaction = {
  ...shared,
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish().catch(undefined),
  is_enterprise_install: isOrganisationWide,
  user: z.object({ id: z.string(), name: z.string().optional(), team_id: claim }),
};

/** The value of an input, by its type. */
const InputState = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
});

const viewState = z.object({
  values: z.record(z.string(), z.record(z.string(), InputState)),
});

/** An open modal, with the values so far. */
const OpenModal = z.object({
  team_id: teamId,
  id: z.string(),
  hash: z.string(),
  private_metadata: z.string(),
  state: viewState,
});

/** Payload of a pressed button or a chosen option. */
export const BlockActions = z.object({
  ...interaction,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional(), team: teamId }).optional(),
  view: z.union([OpenModal, z.object({ team_id: teamId })]).nullish(),
  actions: z
    .array(
      z
        .object({
          action_id: z.string(),
          action_ts: instant,
          value: z.string().optional(),
          selected_option: z.object({ value: z.string() }).nullish().catch(undefined),
        })
        .transform(readSlackMenuChoice),
    )
    .min(1),
});
export type BlockActions = z.infer<typeof BlockActions>;

/** Payload of a submitted form. */
export const ViewSubmission = z.object({
  ...interaction,
  view: z.object({
    id: z.string(),
    team_id: teamId,
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string().optional() })),
    state: viewState,
  }),
});
export type ViewSubmission = z.infer<typeof ViewSubmission>;

/** Payload of the shortcut of a message. */
export const MessageShortcut = z.object({
  ...interaction,
  callback_id: z.string(),
  action_ts: instant,
  channel: z.object({ id: z.string() }),
  message: SlackMessage,
});
export type MessageShortcut = z.infer<typeof MessageShortcut>;

/** Payload of a slash command. */
export const SlashCommand = z.object({
  ...shared,
  team_id: teamId,
  enterprise_id: teamId.catch(undefined),
  command: z.string(),
  text: z.string().default(""),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  trigger_id: z.string(),
});
export type SlashCommand = z.infer<typeof SlashCommand>;

/** Fields of a delivered event that name its workspace. */
export type DeliveryOrigin = Pick<z.infer<typeof EventDelivery>, keyof typeof delivery> & {
  is_ext_shared_channel?: boolean | null | undefined;
};
