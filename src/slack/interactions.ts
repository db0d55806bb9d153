/** What people do with Slack's own parts: buttons, forms, the message shortcut and commands. Their ids are made of what Slack names, so that a repeated delivery has the same. */
import { createHash } from "node:crypto";
import type { Arrival } from "../surface/arrival.ts";
import { newRequestForm } from "../surface/form.ts";
import type { Person } from "../surface/place.ts";
import { asksForForm, pressed } from "./blocks.ts";
import { commands, shortcut } from "./hears.ts";
import { BlockActions, type Interactive, MessageShortcut, SlashCommand, ViewSubmission, workspaceOf } from "./payloads.ts";
import { instant, personal, threadOf, type Where, where } from "./place.ts";
import { fromMrkdwn, speech } from "./prose.ts";
import { readSubmission } from "./views.ts";

/** Somebody waits for a form: what `Core.form` is asked, and the trigger that opens it, good for three seconds. */
export interface FormAsk extends Where {
  trigger: string;
  workspace: string;
  by: Person;
  press: string;
}

const person = (id: string, name: string | undefined): Person => ({ id, ...(name !== undefined && { name }) });

const by = ({ user }: Interactive): Person => person(user.id, user.name);

/** A button stands on a message, or on the person's own home page. */
const pressedAt = ({ channel, message, user }: BlockActions): Where => (channel && message ? where(channel.id, user.id, threadOf(message)) : personal(user.id));

function fromActions(body: BlockActions, workspace: string): Arrival[] {
  return body.actions.flatMap(({ action_id, action_ts, value }): Arrival[] => {
    if (!pressed(action_id) || value === undefined) return [];
    const id = `press/${body.user.id}/${action_id}/${action_ts}`;
    return [
      { kind: "press", id, at: instant(action_ts), workspace, by: by(body), ...pressedAt(body), press: value, ...(body.message && { card: body.message.ts }) },
    ];
  });
}

/** The digest tells a form sent again with other words, after its acknowledgement was lost, from the same one delivered twice. */
function fromSubmission(body: ViewSubmission, workspace: string, now: number): Arrival[] {
  const { id, state } = body.view;
  const digest = createHash("sha256").update(JSON.stringify(state.values)).digest("base64url").slice(0, 16);
  return [{ kind: "submitted", id: `submitted/${id}/${digest}`, at: now, workspace, by: by(body), ...readSubmission(body.view) }];
}

/** The message's thread; what was said between two people is asked about where the bot can speak, with the one who pointed at it. */
function fromShortcut({ callback_id, channel, message, action_ts, ...body }: MessageShortcut, workspace: string, bot: string): Arrival[] {
  const author = message.user ?? message.bot_id;
  if (callback_id !== shortcut || author === undefined || author === bot) return [];
  const at = channel.id.startsWith("D") ? personal(body.user.id) : where(channel.id, body.user.id, message.thread_ts ?? message.ts);
  const id = `pointed/${body.user.id}/${action_ts}`;
  return [
    { kind: "pointed", id, at: instant(action_ts), workspace, by: by(body), ...at, message: message.ts, author: { id: author }, text: speech(message, bot) },
  ];
}

/** Commands are answered in the direct messages, wherever they are typed: in a thread Slack does not take them at all. */
function fromCommand(body: SlashCommand, workspace: string, now: number): Arrival[] {
  const { user_id, user_name, channel_id, trigger_id, text } = body;
  if (!Object.hasOwn(commands, body.command)) return [];
  return [
    {
      kind: "command",
      id: `command/${trigger_id}`,
      workspace,
      at: now,
      by: person(user_id, user_name),
      ...personal(user_id),
      ...(!channel_id.startsWith("D") && { here: where(channel_id, user_id).place }),
      command: commands[body.command as keyof typeof commands],
      text: fromMrkdwn(text),
    },
  ];
}

/** A payload of the interactive kinds; `now` stands in where Slack tells no time. Throws when a kind that we know has another shape. */
export function interact(payload: { type?: unknown; command?: unknown }, bot: string, now: number): Arrival[] {
  if (payload.command !== undefined) return fromCommand(SlashCommand.parse(payload), workspaceOf(payload), now);
  switch (payload.type) {
    case "block_actions":
      return fromActions(BlockActions.parse(payload), workspaceOf(payload));
    case "view_submission":
      return fromSubmission(ViewSubmission.parse(payload), workspaceOf(payload), now);
    case "message_action":
      return fromShortcut(MessageShortcut.parse(payload), workspaceOf(payload), bot);
    default:
      return [];
  }
}

/** Whether a payload wants a form at once: a press on a button that opens one, or `/request` without words. */
export function formAsk(payload: { type?: unknown; command?: unknown }): FormAsk | undefined {
  if (payload.command === "/request") {
    const { text, trigger_id, user_id, user_name } = SlashCommand.parse(payload);
    if (text.trim() !== "") return undefined;
    return { trigger: trigger_id, workspace: workspaceOf(payload), by: person(user_id, user_name), ...personal(user_id), press: newRequestForm };
  }
  if (payload.type !== "block_actions") return undefined;
  const body = BlockActions.parse(payload);
  const press = body.actions.find(({ action_id }) => asksForForm(action_id))?.value;
  return press === undefined ? undefined : { trigger: body.trigger_id, workspace: workspaceOf(payload), by: by(body), ...pressedAt(body), press };
}
