/** Terminal or pipe with a core whose answers are scripted. */
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { featureCommands } from "../../../src/app/registry.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import type { Card } from "../../../src/platform/card.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import type { Form } from "../../../src/platform/form.ts";
import { openTerminal } from "../../../src/platforms/terminal/adapter.ts";
import { standInCore } from "../../harness/stand-in-core.ts";

export const words = loadWords("en");

/** Returns a stream that acts as a screen of `columns`. */
function stream(tty: boolean, columns = 80) {
  const through = new PassThrough();
  return tty
    ? Object.assign(through, {
        isTTY: true as const,
        columns,
        getColorDepth: WriteStream.prototype.getColorDepth,
      })
    : through;
}

interface Script {
  tty?: boolean;
  columns?: number;
  /** Answers an event with one card or several; a promise makes the answer slow. */
  answer?(event: InboundEvent): Card[] | Promise<Card[]>;
  accept?(): Promise<void>;
  form?: Form;
  /** Returns the errors of a form's values. */
  mistakes?(values: Record<string, string>): Record<string, string> | undefined;
}

export async function openTerminalHarness({
  tty = false,
  columns,
  answer = () => [],
  accept = async () => {},
  form,
  mistakes = () => undefined,
}: Script = {}) {
  const input = stream(tty);
  const output = stream(tty, columns);
  const events: InboundEvent[] = [];
  const asked: string[] = [];
  const failures: unknown[] = [];
  let raw = "";
  let work: Promise<unknown> = Promise.resolve();
  let count = 0;
  output.on("data", (chunk) => (raw += chunk));

  const terminal = openTerminal({
    commands: featureCommands,
    input,
    output,
    whenIdle: async () => void (await work),
    words,
    clock: systemClock(),
    log: { error: ({ err }) => failures.push(err) },
    user: "maria",
  });
  const say = (card: Card, change: { kind?: "post" | "revise" | "home"; target?: string } = {}) =>
    terminal.send({
      id: `out-${++count}`,
      workspace: "local",
      place: { platform: "terminal", kind: "personal", id: "maria" },
      kind: "post",
      card,
      ...change,
    });

  await terminal.start(
    standInCore({
      async ingest(some) {
        await accept();
        events.push(...some);
        work = work.then(async () => {
          for (const event of some) for (const card of await answer(event)) await say(card);
        });
      },
      async buildForm({ press }) {
        asked.push(press);
        return form;
      },
      validateForm: async ({ values }) => mistakes(values),
    }),
  );

  return {
    terminal,
    input,
    output,
    arrivals: events,
    asked,
    failures,
    say,
    type: (text: string | Uint8Array) => input.write(text),
    /** Sends all lines, ends the input, and returns the whole output. */
    async pipes(...lines: string[]) {
      input.end(lines.map((line) => `${line}\n`).join(""));
      await terminal.ended;
      return raw;
    },
    raw: () => raw,
    /** Returns the output without control sequences. */
    read: () => stripVTControlCharacters(raw).replaceAll("\r", ""),
  };
}

export const textCard = (words: string): Card => [{ kind: "text", text: [words] }];
export const buttonsCard = (...labels: string[]): Card => [
  { kind: "buttons", buttons: labels.map((label) => ({ label, press: `press:${label}` })) },
];
