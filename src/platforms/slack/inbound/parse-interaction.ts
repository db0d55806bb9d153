/**
 * What people do with Slack's own parts: buttons, forms, the message shortcut and commands. Their
 * ids are made of what Slack names, so that a repeated delivery has the same.
 */
import { createHash } from "node:crypto";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import { newRequestFormId } from "../../../platform/form.ts";
import { messageShortcutId, slackCommands } from "../app-config.ts";
import { isSlackActionButton, isSlackFormButton } from "../outbound/blocks.ts";
import { readModalSubmission } from "../outbound/modals.ts";
import {
  BlockActions,
  type InteractivePayload,
  MessageShortcut,
  SlashCommand,
  slackWorkspaceId,
  ViewSubmission,
} from "../payloads.ts";
import {
  directMessageLocation,
  type SlackLocation,
  slackLocation,
  slackThreadOf,
  slackTimestampMs,
} from "./location.ts";
import { parseMrkdwn, readSlackMessageText } from "./message-text.ts";

/**
 * Somebody waits for a form: what `Core.form` is asked, and the trigger that opens it, good for
 * three seconds.
 */
export interface SlackFormRequest extends SlackLocation {
  trigger: string;
  workspace: string;
  by: Person;
  press: string;
}

const person = (id: string, name: string | undefined): Person => ({
  id,
  ...(name !== undefined && { name }),
});

const by = ({ user }: InteractivePayload): Person => person(user.id, user.name);

/** A button stands on a message, or on the person's own home page. */
const pressedAt = ({ channel, message, user }: BlockActions): SlackLocation =>
  channel && message
    ? slackLocation(channel.id, user.id, slackThreadOf(message))
    : directMessageLocation(user.id);

function fromActions(body: BlockActions, workspace: string): InboundEvent[] {
  return body.actions.flatMap(({ action_id, action_ts, value }): InboundEvent[] => {
    if (!isSlackActionButton(action_id) || value === undefined) return [];
    const id = `press/${body.user.id}/${action_id}/${action_ts}`;
    return [
      {
        kind: "press",
        id,
        at: slackTimestampMs(action_ts),
        workspace,
        by: by(body),
        ...pressedAt(body),
        press: value,
        ...(body.message && { card: body.message.ts }),
      },
    ];
  });
}

/**
 * The digest tells a form sent again with other words, after its acknowledgement was lost, from the
 * same one delivered twice.
 */
function fromSubmission(body: ViewSubmission, workspace: string, now: number): InboundEvent[] {
  const { id, state } = body.view;
  const digest = createHash("sha256")
    .update(JSON.stringify(state.values))
    .digest("base64url")
    .slice(0, 16);
  return [
    {
      kind: "submitted",
      id: `submitted/${id}/${digest}`,
      at: now,
      workspace,
      by: by(body),
      ...readModalSubmission(body.view),
    },
  ];
}

/**
 * The message's thread; what was said between two people is asked about where the bot can speak,
 * with the one who pointed at it.
 */
function fromShortcut(
  { callback_id, channel, message, action_ts, ...body }: MessageShortcut,
  workspace: string,
  bot: string,
): InboundEvent[] {
  const author = message.user ?? message.bot_id;
  if (callback_id !== messageShortcutId || author === undefined || author === bot) return [];
  const at = channel.id.startsWith("D")
    ? directMessageLocation(body.user.id)
    : slackLocation(channel.id, body.user.id, message.thread_ts ?? message.ts);
  const id = `pointed/${body.user.id}/${action_ts}`;
  return [
    {
      kind: "pointed",
      id,
      at: slackTimestampMs(action_ts),
      workspace,
      by: by(body),
      ...at,
      message: message.ts,
      author: { id: author },
      text: readSlackMessageText(message, bot),
    },
  ];
}

/**
 * Commands are answered in the direct messages, wherever they are typed: in a thread Slack does not
 * take them at all.
 */
function fromCommand(body: SlashCommand, workspace: string, now: number): InboundEvent[] {
  const { user_id, user_name, channel_id, trigger_id, text } = body;
  if (!Object.hasOwn(slackCommands, body.command)) return [];
  return [
    {
      kind: "command",
      id: `command/${trigger_id}`,
      workspace,
      at: now,
      by: person(user_id, user_name),
      ...directMessageLocation(user_id),
      ...(!channel_id.startsWith("D") && { here: slackLocation(channel_id, user_id).place }),
      command: slackCommands[body.command as keyof typeof slackCommands],
      text: parseMrkdwn(text),
    },
  ];
}

/**
 * A payload of the interactive kinds; `now` stands in where Slack tells no time. Throws when a kind
 * that we know has another shape.
 */
export function parseSlackInteraction(
  payload: { type?: unknown; command?: unknown },
  bot: string,
  now: number,
): InboundEvent[] {
  if (payload.command !== undefined)
    return fromCommand(SlashCommand.parse(payload), slackWorkspaceId(payload), now);
  switch (payload.type) {
    case "block_actions":
      return fromActions(BlockActions.parse(payload), slackWorkspaceId(payload));
    case "view_submission":
      return fromSubmission(ViewSubmission.parse(payload), slackWorkspaceId(payload), now);
    case "message_action":
      return fromShortcut(MessageShortcut.parse(payload), slackWorkspaceId(payload), bot);
    default:
      return [];
  }
}

/**
 * Whether a payload wants a form at once: a press on a button that opens one, or `/request` without
 * words.
 */
export function readSlackFormRequest(payload: {
  type?: unknown;
  command?: unknown;
}): SlackFormRequest | undefined {
  if (payload.command === "/request") {
    const { text, trigger_id, user_id, user_name } = SlashCommand.parse(payload);
    if (text.trim() !== "") return undefined;
    return {
      trigger: trigger_id,
      workspace: slackWorkspaceId(payload),
      by: person(user_id, user_name),
      ...directMessageLocation(user_id),
      press: newRequestFormId,
    };
  }
  if (payload.type !== "block_actions") return undefined;
  const body = BlockActions.parse(payload);
  const press = body.actions.find(({ action_id }) => isSlackFormButton(action_id))?.value;
  return press === undefined
    ? undefined
    : {
        trigger: body.trigger_id,
        workspace: slackWorkspaceId(payload),
        by: by(body),
        ...pressedAt(body),
        press,
      };
}
