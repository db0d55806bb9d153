/**
 * What is read of Slack's payloads, and nothing else of them: the border where their shape is
 * checked.
 */
import { z } from "zod";
import { tokenRevocationEvents } from "./app-config.ts";

/** An instant as Slack tells it, in seconds since 1970: `1652635099.971779`. */
const instant = z.string().regex(/^\d{1,11}(?:\.\d{1,9})?$/);

/**
 * A message wherever it stands: as an event, inside an edit, under a shortcut. `blocks` are read
 * leniently (see prose.ts).
 */
const message = {
  ts: instant,
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  thread_ts: z.string().optional(),
};
const SlackMessage = z.object(message);
export type SlackMessage = z.infer<typeof SlackMessage>;

const SlackMessageEvent = z.object({
  ...message,
  type: z.enum(["message", "app_mention"]),
  channel: z.string(),
  message: SlackMessage.optional(),
  previous_message: SlackMessage.optional(),
  event_ts: instant.optional(),
});
export type SlackMessageEvent = z.infer<typeof SlackMessageEvent>;

const Event = z.discriminatedUnion("type", [
  SlackMessageEvent,
  z.object({
    type: z.literal("reaction_added"),
    user: z.string(),
    reaction: z.string(),
    item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
    item_user: z.string().optional(),
    event_ts: instant,
  }),
  z.object({
    type: z.literal("app_home_opened"),
    user: z.string(),
    channel: z.string(),
    tab: z.string(),
    event_ts: instant,
  }),
  z.object({
    type: z.literal("member_joined_channel"),
    user: z.string(),
    channel: z.string(),
    inviter: z.string().optional(),
    event_ts: instant,
  }),
]);

const id = z.string().nullish();

/**
 * Claims about the workspace of a payload. `team` is null where the app is installed for a whole
 * organisation.
 */
const Heard = z.object({
  type: z.unknown().optional(),
  command: z.unknown().optional(),
  event: z
    .object({
      type: z.unknown().optional(),
      view: z.object({ team_id: id }).nullish().catch(undefined),
    })
    .nullish()
    .catch({}),
  context_team_id: id,
  team_id: id,
  authorizations: z.array(z.object({ team_id: id })).nullish(),
  team: z.object({ id: z.string() }).nullish(),
  view: z.object({ team_id: id }).nullish(),
  message: z.object({ team: id }).nullish(),
});

/**
 * Lists the workspaces that a payload says it happened in. In a channel that organisations share,
 * an event's `team_id` can be the other one's, but not its context.
 * A press or a form happened in `team`, and in that of the view or message; a view's
 * `app_installed_team_id` may be another.
 */
function placesOf({
  type,
  command,
  event,
  team_id,
  ...told
}: z.infer<typeof Heard>): (string | null | undefined)[] {
  if (command !== undefined) return [team_id];
  if (event === undefined && (told.team !== undefined || told.view))
    return [
      told.team?.id ?? null,
      told.view?.team_id ?? undefined,
      (type === "block_actions" && told.message?.team) || undefined,
    ];
  const authorized = (told.authorizations ?? []).map((one) => one.team_id ?? null);
  const context = told.context_team_id ?? authorized[0] ?? team_id;
  // The home page is nobody's but its workspace's: there, all that is claimed has to agree.
  if (event?.type === "app_home_opened")
    return [context, team_id ?? undefined, event.view?.team_id ?? undefined, ...authorized];
  return authorized.length === 0 || authorized.includes(context ?? null)
    ? [context]
    : [context, ...authorized];
}

/**
 * Returns the workspace that a payload happened in. Throws where it names none, or more than one.
 */
export function slackWorkspaceId(payload: object): string {
  const places = new Set(placesOf(Heard.parse(payload)).filter((team) => team !== undefined));
  const [team] = z.tuple([z.string()]).parse([...places]);
  return `slack:${team}`;
}

const Farewell = z.object({
  event_time: z.number(),
  event: z.object({
    type: z.enum(tokenRevocationEvents),
    tokens: z.object({ bot: z.array(z.string()) }).optional(),
  }),
});

/**
 * A workspace took the bot's token back: how, and when at the latest, in milliseconds since 1970.
 * Undefined for all else, also where only tokens of people were taken back.
 */
export function readTokenRevocation(payload: object): { code: string; at: number } | undefined {
  const { event_time, event } = Farewell.safeParse(payload).data ?? {};
  if (
    !event ||
    event_time === undefined ||
    (event.type === "tokens_revoked" && !event.tokens?.bot.length)
  )
    return undefined;
  return { code: event.type, at: event_time * 1_000 + 999 };
}

export const EventCallback = z.object({ event_id: z.string(), event: Event });
export type EventCallback = z.infer<typeof EventCallback>;

const interactive = { user: z.object({ id: z.string(), name: z.string().optional() }) };
const InteractivePayload = z.object(interactive);
export type InteractivePayload = z.infer<typeof InteractivePayload>;

export const BlockActions = z.object({
  ...interactive,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z
    .array(z.object({ action_id: z.string(), action_ts: instant, value: z.string().optional() }))
    .min(1),
});
export type BlockActions = z.infer<typeof BlockActions>;

/** What stands in an input, by its kind. */
const Input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
});

export const ViewSubmission = z.object({
  ...interactive,
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string().optional() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Input)) }),
  }),
});
export type ViewSubmission = z.infer<typeof ViewSubmission>;

export const MessageShortcut = z.object({
  ...interactive,
  callback_id: z.string(),
  action_ts: instant,
  channel: z.object({ id: z.string() }),
  message: SlackMessage,
});
export type MessageShortcut = z.infer<typeof MessageShortcut>;

export const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(""),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  trigger_id: z.string(),
});
export type SlashCommand = z.infer<typeof SlashCommand>;
