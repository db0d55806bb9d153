/**
 * Events of Slack's controls: buttons, forms, the message shortcut and commands. Their ids derive
 * from Slack's fields, so that a repeated delivery has the same ids.
 */
import { createHash } from "node:crypto";
import type { CommandSpec } from "../../../platform/adapter.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import { messageShortcutId } from "../app-config.ts";
import { isSlackActionButton, isSlackFormButton } from "../outbound/blocks.ts";
import { modalFieldActionId, readModalSubmission } from "../outbound/modals.ts";
import type { BlockActions } from "../payload-shapes.ts";
import {
  directMessageLocation,
  type SlackLocation,
  type SlackPayload,
  slackLocation,
  slackThreadOf,
  slackTimestampMs,
} from "../payloads.ts";
import { type NameOf, noNames } from "../workspace/place-names.ts";
import { parseMrkdwn } from "./message-text.ts";
import { readSlackMessageWords } from "./message-words.ts";

type PayloadOf<Kind extends SlackPayload["kind"]> = Extract<SlackPayload, { kind: Kind }>;

/** Returns the place of a pressed button: a message, or the person's Home tab. */
const pressedAt = ({ channel, message, user }: BlockActions): SlackLocation =>
  channel && message
    ? slackLocation(channel.id, user.id, slackThreadOf(message))
    : directMessageLocation(user.id);

const actor = ({ user }: { user: { id: string; name?: string } }): Person => ({
  id: user.id,
  name: user.name,
});

/** Returns the events of pressed buttons and chosen options. */
export const actionEvents = ({ body, workspace }: PayloadOf<"actions">): InboundEvent[] =>
  body.actions.flatMap(({ action_id, action_ts, value }): InboundEvent[] => {
    if (!isSlackActionButton(action_id) || value === undefined) return [];
    return [
      {
        kind: "press",
        id: `press/${body.user.id}/${action_id}/${action_ts}`,
        at: slackTimestampMs(action_ts),
        workspace,
        by: actor(body),
        ...pressedAt(body),
        press: value,
        card: body.message?.ts,
      },
    ];
  });

/**
 * Returns the events of a submission. A digest of the values distinguishes a form sent again with
 * other values, after a lost acknowledgement, from a repeated delivery.
 */
export function submissionEvents(
  { body, workspace }: PayloadOf<"submission">,
  now: number,
): InboundEvent[] {
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
      by: actor(body),
      ...readModalSubmission(body.view),
    },
  ];
}

/**
 * Returns the events of a shortcut, placed in the message's thread. For a message between two
 * people, the place is the direct messages of the person who used it, because the bot cannot post
 * elsewhere.
 */
export function shortcutEvents(
  { body, workspace }: PayloadOf<"shortcut">,
  { bot, nameOf = noNames }: { bot: string; nameOf?: NameOf },
): InboundEvent[] {
  const { callback_id, channel, message, action_ts, user } = body;
  const author = message.user ?? message.bot_id;
  if (callback_id !== messageShortcutId || author === undefined || author === bot) return [];
  const location = channel.id.startsWith("D")
    ? directMessageLocation(user.id)
    : slackLocation(channel.id, user.id, message.thread_ts ?? message.ts);
  return [
    {
      kind: "pointed",
      id: `pointed/${user.id}/${action_ts}`,
      at: slackTimestampMs(action_ts),
      workspace,
      by: actor(body),
      ...location,
      message: message.ts,
      author: { id: author },
      text: readSlackMessageWords(message, bot, nameOf),
    },
  ];
}

/**
 * Returns the events of a command, placed in direct messages, because Slack does not accept
 * commands in threads.
 */
export function commandEvents(
  { body, workspace }: PayloadOf<"command">,
  {
    commands,
    now,
    nameOf = noNames,
  }: { commands: readonly CommandSpec[]; now: number; nameOf?: NameOf },
): InboundEvent[] {
  const { command, user_id, user_name, channel_id, trigger_id, text } = body;
  const spec = commands.find(({ name }) => command === `/${name}`);
  if (!spec) return [];
  return [
    {
      kind: "command",
      id: `command/${trigger_id}`,
      workspace,
      at: now,
      by: { id: user_id, name: user_name },
      ...directMessageLocation(user_id),
      here: channel_id.startsWith("D") ? undefined : slackLocation(channel_id, user_id).place,
      command: spec.name,
      text: parseMrkdwn(text, nameOf),
    },
  ];
}

/**
 * A form to open immediately: the arguments of `Core.buildForm`, and the trigger that opens it,
 * which is valid for three seconds.
 */
export interface SlackFormRequest extends SlackLocation {
  trigger: string;
  workspace: string;
  by: Person;
  press: string;
  guest?: boolean | undefined;
}

/**
 * Returns the form that a payload asks for: a press on a button that opens one, or a command with a
 * form without words.
 */
export function readSlackFormRequest(
  payload: SlackPayload,
  commands: readonly CommandSpec[],
): SlackFormRequest | undefined {
  if (payload.kind === "command") {
    const { command, text, trigger_id, user_id, user_name } = payload.body;
    const form = commands.find(({ name }) => command === `/${name}`)?.form;
    if (form === undefined || text.trim() !== "") return undefined;
    return {
      trigger: trigger_id,
      workspace: payload.workspace,
      by: { id: user_id, name: user_name },
      ...directMessageLocation(user_id),
      press: form,
    };
  }
  if (payload.kind !== "actions") return undefined;
  const { body, workspace } = payload;
  const press = body.actions.find(({ action_id }) => isSlackFormButton(action_id))?.value;
  return press === undefined
    ? undefined
    : { trigger: body.trigger_id, workspace, by: actor(body), ...pressedAt(body), press };
}

/** Returns the open modal in which a field changed that rebuilds its form. */
export function changedSlackModal(payload: SlackPayload) {
  if (payload.kind !== "actions") return undefined;
  const { view, actions } = payload.body;
  const isChange = actions.some(({ action_id }) => action_id === modalFieldActionId);
  return isChange && view && "hash" in view ? view : undefined;
}
