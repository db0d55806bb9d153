/**
 * The two ways to talk on standard input and output: live, with a person at a terminal, and plain,
 * line by line, with a pipe or a file.
 */

import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";
import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";
import type { TerminalStyle } from "./render.ts";

export type TerminalInput = Readable & { isTTY?: boolean };
export type TerminalOutput = Writable & { isTTY?: boolean; columns?: number };

/**
 * The longest line that is taken, in UTF-16 units; Slack takes as much in one message
 * (chat.postMessage, "Truncating content").
 */
export const lineMaxChars = 40_000;

export interface TerminalScreen extends TerminalStyle {
  readonly lines: AsyncIterable<string>;
  /** Shows whole lines. False when nobody reads any more. */
  print(lines: string[]): Promise<boolean>;
  /** Shows that something is being worked on, if it takes long enough to be noticed. */
  during(work: Promise<void>): Promise<void>;
  /** No more lines after this. */
  close(): void;
}

const write = (output: TerminalOutput, text: string): Promise<boolean> =>
  new Promise((resolve) => output.write(text, (error) => resolve(!error)));

/** Keeps no more of a line than is going to be used, however long it is. */
async function* linesOf(input: TerminalInput): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of input) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()?.slice(0, lineMaxChars + 1) ?? "";
      yield* lines;
    }
  } catch (error) {
    if (input.errored) throw error;
    return;
  }
  rest += decoder.decode();
  if (rest) yield rest;
}

/** Plain lines in, plain lines out: neither prompt nor colour nor escape codes. */
export function openPlainScreen(input: TerminalInput, output: TerminalOutput): TerminalScreen {
  output.on("error", () => input.destroy());
  return {
    width: undefined,
    paint: (_, text) => text,
    lines: linesOf(input),
    print: (lines) => write(output, lines.map((line) => `${line}\n`).join("")),
    during: (work) => work,
    close: () => input.destroy(),
  };
}

const prompt = "> ";
/**
 * What stands in place of the prompt during work, one after the other, in ms. Short work shows
 * nothing.
 */
const progress = ["·   ", "··  ", "··· "];
const step = 400;

/**
 * A person at a terminal: what is said appears above the line that they are writing. `interrupt`
 * hears Ctrl-C first, and tells whether it had a use for it.
 */
export function openLiveScreen(
  input: TerminalInput,
  output: TerminalOutput,
  interrupt: () => boolean,
): TerminalScreen {
  /** Holds the terminal from the first line that is asked for, until the end. */
  let editor: Interface | undefined;

  function hold(): Interface {
    const held = createInterface({
      input,
      output,
      prompt,
      terminal: true,
      removeHistoryDuplicates: true,
    });
    held.on("close", () => {
      editor = undefined;
      output.write("\n");
    });
    held.on("SIGINT", () => {
      const nothing = held.line === "";
      held.write(null, { ctrl: true, name: "e" });
      held.write(null, { ctrl: true, name: "u" });
      if (!interrupt() && nothing) held.close();
    });
    for (const stream of [input, output]) stream.on("error", () => held.close());
    return held;
  }

  async function* lines(): AsyncGenerator<string> {
    editor = hold();
    editor.prompt();
    yield* editor;
  }

  function show(text: string): void {
    editor?.setPrompt(text);
    editor?.prompt(true);
  }

  return {
    get width() {
      return Math.min(output.columns ?? 80, 100);
    },
    paint: (format, text) => styleText(format, text, { stream: output }),
    lines: lines(),
    async print(lines) {
      const text = `${lines.join("\n")}\n\n`;
      if (!editor) return write(output, text);
      moveCursor(output, 0, -editor.getCursorPos().rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      const written = write(output, text);
      editor.prompt(true);
      return written;
    },
    async during(work) {
      let tick = 0;
      editor?.setPrompt("");
      const timer = setInterval(() => show(progress[tick++ % progress.length] ?? ""), step);
      try {
        await work;
      } finally {
        clearInterval(timer);
        show(prompt);
      }
    },
    close: () => editor?.close(),
  };
}
