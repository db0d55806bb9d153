/**
 * People’s acts on the page, as events of the engine. Each act is stored before it is acknowledged;
 * one that is sent again has the same ids.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { CommandSpec, Core } from "../../platform/adapter.ts";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";
import { withoutThread } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Form } from "../../platform/form.ts";
import {
  type BrowserCompany,
  botId,
  browserWorkspace,
  directMessagesOf,
  nameIn,
} from "./company.ts";
import type { FilledForm } from "./form-html.ts";
import type { ChatMessage, Transcript } from "./transcript.ts";
import { readTypedCommand, readTypedText } from "./typed-text.ts";
import { conversationOfView, directPlace, homePlace, type View } from "./view.ts";

/** Emoji that people can add, by the name of their button's text. */
export const emojis = { agree: "👍", ask: "🧵" } as const;

/** Longest message (characters), as on Slack. */
export const messageMaxChars = 40_000;

/** An event without the parts that are the same for all events of a person. */
type EventParts = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, "workspace" | "at" | "by" | "zone" | "locale">
    : never
  : never;

/** Result of an act: the view to show next, or a form with mistakes. */
export type ActResult = View | (FilledForm & { view: View });

/** What the acts of people on the page need. */
export interface ActOptions {
  core: Core;
  company: BrowserCompany;
  commands: readonly CommandSpec[];
  transcript: Transcript;
  clock: Clock;
  zone: string;
}

/** Acts of people on the page, which become events. */
export type Acts = ReturnType<typeof createActs>;

/** Returns the id of an act, from the id that its page has for it and from its content. */
const idOf = (kind: string, ...parts: readonly string[]): string =>
  `${kind}/${createHash("sha256").update(parts.join("\n")).digest("base64url").slice(0, 24)}`;

/**
 * Creates the acts of people. `by` names the person and their language; `once` is the id of the
 * page's form, which is new on each page.
 */
export function createActs({ core, company, commands, transcript, clock, zone }: ActOptions) {
  interface Actor {
    view: View;
    once: string;
    locale?: string | undefined;
  }

  const personOf = ({ you }: View): Person => ({ id: you, name: nameIn(company, you) });

  const ingest = ({ view, locale }: Actor, event: EventParts): Promise<void> =>
    core.ingest([
      {
        workspace: browserWorkspace,
        at: clock.now().getTime(),
        by: personOf(view),
        zone,
        locale,
        ...event,
      } as InboundEvent,
    ]);

  /** Returns the place of a message's buttons; of none, the person's direct messages. */
  const placeOfCard = (view: View, card: string | undefined): ConversationRef =>
    (card === undefined ? undefined : transcript.find(card)?.place) ?? directMessagesOf(view.you);

  const buildForm = (view: View, press: string, card?: string, values?: Record<string, string>) =>
    core.buildForm({
      workspace: browserWorkspace,
      by: personOf(view),
      place: placeOfCard(view, card),
      press,
      values,
    });

  /** Returns the thread that a message continues or starts; none outside of threads. */
  function threadOf(view: View, id: string, isAddressed: boolean): string | undefined {
    const root = view.thread === undefined ? undefined : transcript.find(view.thread);
    if (root) return root.place.thread ?? root.id;
    return view.in !== directPlace && isAddressed ? id : undefined;
  }

  async function say(actor: Actor, typed: string): Promise<View> {
    const { view, once } = actor;
    const words = typed.replaceAll("\r\n", "\n").trim().slice(0, messageMaxChars);
    if (words === "") return view;
    const command = readTypedCommand(words, commands);
    if (command) return order(actor, command);
    const id = idOf("message", once, words);
    const known = transcript.find(id);
    const { shown, text, isAddressed } = readTypedText(words, company);
    const isDirect = view.in === directPlace;
    const thread = threadOf(view, id, isAddressed);
    const place = { ...conversationOfView(view), ...(thread !== undefined && { thread }) };
    const isHeard = isDirect || thread !== undefined;
    // taken before the bot can answer, so that its answer comes after it
    const seq = known?.seq ?? transcript.nextSeq();
    if (isHeard)
      await ingest(actor, {
        kind: "message",
        id,
        message: id,
        place,
        text,
        addressed: isDirect || isAddressed,
        ...(text.length === 0 && { isBare: true as const }),
      });
    // a thread begins with its message, which stays outside of it
    const at = thread === id ? withoutThread(place) : place;
    if (!known)
      transcript.save({
        id,
        seq,
        place: at,
        by: view.you,
        at: clock.now().getTime(),
        text: shown,
        ...(isHeard && { isHeard: true as const }),
      });
    return { ...view, thread: isDirect ? view.thread : thread };
  }

  /** Gives a typed command, which is answered in the direct messages, as on Slack. */
  async function order(
    actor: Actor,
    typed: NonNullable<ReturnType<typeof readTypedCommand>>,
  ): Promise<View> {
    const { view, once } = actor;
    if ("unknown" in typed) return { ...view, notice: "unknown" };
    const { command, rest } = typed;
    if (command.form !== undefined && rest === "" && (await buildForm(view, command.form)))
      return { ...view, open: command.form, card: undefined };
    const isElsewhere = view.in !== directPlace && view.in !== homePlace;
    await ingest(actor, {
      kind: "command",
      id: idOf("command", once, command.name, rest),
      place: directMessagesOf(view.you),
      here: isElsewhere ? conversationOfView(view) : undefined,
      command: command.name,
      text: rest === "" ? [] : readTypedText(rest, company).shown,
    });
    return isElsewhere ? { ...view, notice: "direct" } : { ...view, in: directPlace };
  }

  async function press(actor: Actor, path: string, card: string | undefined): Promise<View> {
    const { view, once } = actor;
    const id = idOf("press", view.you, once, path);
    await ingest(actor, { kind: "press", id, place: placeOfCard(view, card), press: path, card });
    return view;
  }

  /** Returns a mistake for each required field that is empty. */
  const findMissing = (form: Form, values: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      form.fields.flatMap(({ name, required }) =>
        required && !values[name]?.trim() ? [[name, "required"]] : [],
      ),
    );

  /** Submits the open form. `rebuilds`: a field changed on which others depend. */
  async function submit(
    actor: Actor,
    {
      form: id,
      values,
      rebuilds,
    }: { form: string; values: Record<string, string>; rebuilds: boolean },
    required: string,
  ): Promise<ActResult> {
    const { open: path = "", card, ...view } = actor.view;
    const form = await buildForm(view, path, card, rebuilds ? values : undefined);
    if (form && rebuilds) return { view: actor.view, form, values };
    const missing = form ? findMissing(form, values) : {};
    for (const name of Object.keys(missing)) missing[name] = required;
    if (form && Object.keys(missing).length > 0)
      return { view: actor.view, form, values, mistakes: missing };
    const submitted = {
      kind: "submitted" as const,
      id: idOf("submitted", view.you, actor.once, id, JSON.stringify(values)),
      workspace: browserWorkspace,
      at: clock.now().getTime(),
      by: personOf(view),
      place: placeOfCard(view, card),
      form: id,
      values,
    };
    const mistakes = await core.validateForm(submitted);
    if (form && mistakes) return { view: actor.view, form, values, mistakes };
    await ingest(actor, submitted);
    return view;
  }

  /** Returns a message of the person that is not deleted. */
  function ownMessage({ you }: View, id: string): ChatMessage | undefined {
    const message = transcript.find(id);
    return message?.by === you && !message.isDeleted ? message : undefined;
  }

  /** Returns the conversation of a message: its thread, or the one that it started. */
  const conversationOfMessage = ({ id, place }: ChatMessage): ConversationRef =>
    place.kind === "channel" && place.thread === undefined ? { ...place, thread: id } : place;

  async function edit(actor: Actor, message: string, typed: string): Promise<View> {
    const { edit: _, ...view } = actor.view;
    const own = ownMessage(view, message);
    const words = typed.replaceAll("\r\n", "\n").trim().slice(0, messageMaxChars);
    if (!own || words === "") return view;
    const { shown, text, isAddressed } = readTypedText(words, company);
    if (own.isHeard || isAddressed)
      await ingest(actor, {
        kind: "edited",
        id: idOf("edited", actor.once, message, words),
        place: conversationOfMessage(own),
        message,
        text,
        ...(isAddressed && { addressed: true as const }),
      });
    transcript.save({
      ...own,
      text: shown,
      isEdited: true,
      ...(isAddressed && { isHeard: true as const }),
    });
    return view;
  }

  async function remove(actor: Actor, message: string): Promise<View> {
    const own = ownMessage(actor.view, message);
    if (!own) return actor.view;
    if (own.isHeard)
      await ingest(actor, {
        kind: "deleted",
        id: idOf("deleted", message),
        place: conversationOfMessage(own),
        message,
      });
    transcript.save({ ...own, text: [], isDeleted: true });
    return actor.view;
  }

  /** Asks the partner questions about a message, by the shortcut or by its emoji. */
  async function point(actor: Actor, message: string): Promise<View> {
    const { view, once } = actor;
    const found = transcript.find(message);
    if (found?.by === undefined || found.isDeleted) return view;
    await ingest(actor, {
      kind: "pointed",
      id: idOf("pointed", view.you, once, message),
      place: conversationOfMessage(found),
      message,
      author: { id: found.by, name: nameIn(company, found.by) },
      text: (found.text ?? []).filter(
        (span) => typeof span === "string" || !("person" in span) || span.person !== botId,
      ),
    });
    return view.in === directPlace ? view : { ...view, thread: found.place.thread ?? message };
  }

  /** Adds or removes an emoji of the person. */
  async function react(actor: Actor, message: string, emoji: string): Promise<View> {
    const { view, once } = actor;
    const found = transcript.find(message);
    if (!found || found.isDeleted || !Object.values<string>(emojis).includes(emoji)) return view;
    const people = found.reactions?.[emoji] ?? [];
    const isAdded = !people.includes(view.you);
    const next = isAdded ? [...people, view.you] : people.filter((each) => each !== view.you);
    transcript.save({ ...found, reactions: { ...found.reactions, [emoji]: next } });
    if (!isAdded) return view;
    if (found.by === undefined && emoji === emojis.agree)
      await ingest(actor, {
        kind: "approved",
        id: idOf("approved", view.you, once, message),
        place: found.place,
        message,
      });
    return found.by !== undefined && emoji === emojis.ask ? point(actor, message) : view;
  }

  /** Tells the bot that a person opened their direct messages (once) or their home page. */
  async function show(actor: Actor): Promise<void> {
    const { view, once } = actor;
    const place = directMessagesOf(view.you);
    if (view.in === homePlace)
      await ingest(actor, { kind: "opened", id: idOf("home", once), place, tab: "home" });
    else if (view.in === directPlace && transcript.of(place).length === 0)
      await ingest(actor, { kind: "opened", id: `opened/${view.you}`, place, tab: "messages" });
  }

  return { say, press, submit, edit, remove, point, react, show, buildForm };
}
