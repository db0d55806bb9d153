/** The surface that needs no account: a conversation on standard input and output. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Log } from "../../lib/log.ts";
import type {
  Core,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../platform/adapter.ts";
import type { Card } from "../../platform/card.ts";
import type { CommandSpec } from "../../platform/command.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Form } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { createTerminalChoices } from "./choices.ts";
import { fillInTerminalForm } from "./form.ts";
import { renderTerminalCard, stripControlCharacters } from "./render.ts";
import {
  lineMaxChars,
  openLiveScreen,
  openPlainScreen,
  type TerminalInput,
  type TerminalOutput,
} from "./screen.ts";

const workspace = "local";

/** What happened, without who, when and where, which is always the same here. */
type Event = InboundEvent extends infer A
  ? A extends InboundEvent
    ? Omit<A, "id" | "workspace" | "at" | "by" | "place" | "address">
    : never
  : never;

export interface TerminalOptions {
  input: TerminalInput;
  output: TerminalOutput;
  /**
   * Resolves when nothing is in work: neither an arrival that is not answered yet, nor an answer
   * that is not said. The next line waits for it, so that output follows input.
   */
  whenIdle(): Promise<void>;
  words: Words;
  commands: readonly CommandSpec[];
  clock: Clock;
  log: Pick<Log, "error">;
  /** The person's id and name: the system's user name. */
  user: string;
  /** Of the system. */
  locale?: string | undefined;
}

/**
 * `ended` resolves at the end of the input (Ctrl-D, `/quit`, or nobody reads the output any more),
 * once all that was said is answered. It rejects when the input cannot be read.
 */
export type TerminalAdapter = PlatformAdapter & { readonly ended: Promise<void> };

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
  const place: ConversationRef = { surface: "terminal", kind: "personal", id: user };
  const ended = Promise.withResolvers<void>();
  let core: Core;
  let form: { asked: Form; fields: ReturnType<typeof fillInTerminalForm> } | undefined;
  let accepting: Promise<void> = Promise.resolve();
  let listening = false;
  /** The message on which a button was just pressed. */
  let pressed: string | undefined;

  const say = (text: RichText) =>
    screen.print(renderTerminalCard([{ kind: "note", text }], screen, () => undefined));
  const ask = (card: Card) => screen.print(renderTerminalCard(card, screen, () => undefined));

  const arrival = <E extends Event>(event: E) => ({
    id: randomUUID(),
    workspace,
    at: clock.now().getTime(),
    by,
    place,
    ...(locale && { locale }),
    ...event,
  });

  function store(arrived: InboundEvent): Promise<void> {
    accepting = core.ingest([arrived]);
    return accepting;
  }

  const accept = (event: Event): Promise<void> => store(arrival(event) as InboundEvent);

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

  /** Goes on with the form that is open: the first call only asks. */
  async function answer(line: string): Promise<void> {
    if (!form) return;
    const { asked, fields } = form;
    const step = fields.next(line);
    if (!step.done) return void (await ask(step.value));
    if (!step.value) return void leaveForm();
    form = undefined;
    const submitted = arrival({ kind: "submitted", form: asked.id, values: step.value });
    const mistakes = await core.validateForm(submitted);
    if (!mistakes) return store(submitted);
    form = { asked, fields: fillInTerminalForm(asked, words, { values: step.value, mistakes }) };
    await answer("");
  }

  async function hear(text: string): Promise<void> {
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
    await accept({ kind: "message", message: randomUUID(), text: [text], addressed: true });
  }

  async function take(line: string): Promise<void> {
    choices.turn();
    pressed = undefined;
    try {
      if (line.length > lineMaxChars) await say(words("terminal.cut", { limit: lineMaxChars }));
      await hear(stripControlCharacters(line.slice(0, lineMaxChars)).trim());
    } catch (err) {
      log.error({ err }, "a line could not be kept");
      await say(words("terminal.not_kept"));
    }
    await whenIdle();
  }

  async function converse(): Promise<void> {
    for await (const line of screen.lines) {
      if (line.trim() === "/quit") break;
      await screen.during(take(line));
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
      const news = choices.news(message, card);
      // The small print that says who pressed what is for those who did not.
      return post(
        message === pressed ? news.filter((element) => element.kind !== "note") : news,
        message,
      );
    },
    async start(house) {
      core = house;
      listening = true;
      if (live) await say(words("terminal.welcome"));
      converse().then(ended.resolve, ended.reject);
    },
    async stop() {
      listening = false;
      screen.close();
      await accepting.catch(() => {});
    },
    // Whoever sits at the terminal can read and change all of it anyway.
    isAdmin: async () => true,
    isReady: () => listening,
  };
}
