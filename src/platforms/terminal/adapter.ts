/** Terminal adapter: a conversation on standard input and output, without any account. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Log } from "../../lib/log.ts";
import type {
  CommandSpec,
  Core,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../platform/adapter.ts";
import type { Card, CardElement } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Form } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { createTerminalChoices, fillInTerminalForm } from "./form.ts";
import { renderTerminalCard, stripControlCharacters } from "./render.ts";
import {
  lineMaxChars,
  openLiveScreen,
  openPlainScreen,
  type TerminalInput,
  type TerminalOutput,
} from "./screen.ts";

const workspace = "local";

const isNote = ({ kind }: CardElement): boolean => kind === "note";

/** Inbound event without the fields that are constant here: sender, time and conversation. */
type Event = InboundEvent extends infer A
  ? A extends InboundEvent
    ? Omit<A, "id" | "workspace" | "at" | "by" | "place" | "address">
    : never
  : never;

/** Streams and commands of the terminal. */
export interface TerminalOptions {
  input: TerminalInput;
  output: TerminalOutput;
  /**
   * Resolves when no event waits for its turn and no message for delivery. The next line is read
   * after that, so that output follows input.
   */
  whenIdle(): Promise<void>;
  words: Words;
  commands: readonly CommandSpec[];
  clock: Clock;
  log: Pick<Log, "error">;
  /** Id and name of the person: the system's user name. */
  user: string;
  /** Locale of the system. */
  locale?: string | undefined;
}

/**
 * Adapter whose `ended` resolves after the input has ended (Ctrl-D, `/quit` or a closed output) and
 * everything is answered; it rejects when the input cannot be read.
 */
export type TerminalAdapter = PlatformAdapter & { readonly ended: Promise<void> };

/** Opens the terminal as a platform. */
export function openTerminal({
  commands,
  input,
  output,
  whenIdle,
  words,
  clock,
  log,
  user,
  locale,
}: TerminalOptions): TerminalAdapter {
  const live = Boolean(input.isTTY && output.isTTY);
  const screen = live ? openLiveScreen(input, output, leaveForm) : openPlainScreen(input, output);
  const choices = createTerminalChoices();
  const by = { id: user, name: user };
  const place: ConversationRef = { platform: "terminal", kind: "personal", id: user };
  const ended = Promise.withResolvers<void>();
  let core: Core;
  let form: { asked: Form; fields: ReturnType<typeof fillInTerminalForm> } | undefined;
  let accepting: Promise<void> = Promise.resolve();
  let listening = false;
  /** Message of the last pressed button. */
  let pressed: string | undefined;

  const say = (text: RichText) =>
    screen.print(renderTerminalCard([{ kind: "note", text }], screen, () => undefined));
  const ask = (card: Card) => screen.print(renderTerminalCard(card, screen, () => undefined));

  const completeEvent = <E extends Event>(event: E) => ({
    id: randomUUID(),
    workspace,
    at: clock.now().getTime(),
    by,
    place,
    locale: locale || undefined,
    ...event,
  });

  function store(event: InboundEvent): Promise<void> {
    accepting = core.ingest([event]);
    return accepting;
  }

  const accept = (event: Event): Promise<void> => store(completeEvent(event) as InboundEvent);

  function leaveForm(): boolean {
    if (!form) return false;
    form = undefined;
    void say(words("terminal.form_left"));
    return true;
  }

  async function press(button: { press: string; opensForm?: true }, card: string): Promise<void> {
    const found =
      button.opensForm && (await core.buildForm({ workspace, by, place, press: button.press }));
    pressed = card;
    if (!found) return accept({ kind: "press", press: button.press, card });
    form = { asked: found, fields: fillInTerminalForm(found, words) };
    await answer("");
  }

  /** Continues the open form with a line; the first call only asks. */
  async function answer(line: string): Promise<void> {
    if (!form) return;
    const { asked, fields } = form;
    const step = fields.next(line);
    if (!step.done) return void (await ask(step.value));
    if (!step.value) return void leaveForm();
    form = undefined;
    const submitted = completeEvent({ kind: "submitted", form: asked.id, values: step.value });
    const mistakes = await core.validateForm(submitted);
    if (!mistakes) return store(submitted);
    form = { asked, fields: fillInTerminalForm(asked, words, { values: step.value, mistakes }) };
    await answer("");
  }

  async function handleText(text: string): Promise<void> {
    if (form) return answer(text);
    if (!text) return;
    const choice = choices.chosen(text);
    if (choice) return press(choice.button, choice.message);
    const [, word, rest] =
      /^\/([a-z]+)(?:\s+(.+))?$/is.exec(text === "/help" ? "/entwine help" : text) ?? [];
    const command = commands.find(({ name }) => name === word?.toLowerCase());
    if (command)
      return accept({
        kind: "command",
        command: command.name,
        text: rest ? [rest] : [],
      });
    if (word) return void (await say(words("terminal.unknown_command", { name: word })));
    await accept({ kind: "message", message: randomUUID(), text: [text], addressed: true });
  }

  async function handleLine(line: string): Promise<void> {
    choices.startTurn();
    pressed = undefined;
    try {
      if (line.length > lineMaxChars) await say(words("terminal.cut", { limit: lineMaxChars }));
      await handleText(stripControlCharacters(line.slice(0, lineMaxChars)).trim());
    } catch (err) {
      log.error({ err }, "could not store a line");
      await say(words("terminal.not_kept"));
    }
    await whenIdle();
  }

  async function converse(): Promise<void> {
    for await (const line of screen.lines) {
      if (line.trim() === "/quit") break;
      await screen.during(handleLine(line));
    }
    screen.close();
  }

  async function post(card: Card, message: string): Promise<SendOutcome> {
    const lines = renderTerminalCard(card, screen, (button) => choices.number(button, message));
    return lines.length === 0 || (await screen.print(lines))
      ? { kind: "sent", message }
      : { kind: "unknown", code: "output_closed" };
  }

  return {
    name: "terminal",
    ended: ended.promise,
    async send({ kind, card, target }: OutboundMessage) {
      if (kind === "home") return { kind: "sent" };
      const message = target ?? randomUUID();
      const unseen = choices.unseenElements(message, card);
      // The note about who answered is for other people only.
      const isAnswered = message === pressed || (target && unseen.every(isNote));
      return post(isAnswered ? unseen.filter((element) => !isNote(element)) : unseen, message);
    },
    async start(startedCore) {
      core = startedCore;
      listening = true;
      if (live) await say(words("terminal.welcome"));
      converse().then(ended.resolve, ended.reject);
    },
    async stop() {
      listening = false;
      screen.close();
      await accepting.catch(() => {});
    },
    // A person with access to the terminal also has access to all data.
    isAdmin: async () => true,
    isReady: () => listening,
  };
}
