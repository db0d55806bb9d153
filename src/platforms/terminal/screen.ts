/**
 * Screens on standard input and output: live for a person at a terminal, plain lines for a pipe or
 * file.
 */

import { fstatSync } from "node:fs";
import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";
import type { Readable, Writable } from "node:stream";
import { isatty } from "node:tty";
import { styleText } from "node:util";
import type { TerminalStyle } from "./render.ts";

/** Stream of a person's lines. */
export type TerminalInput = Readable & { isTTY?: boolean };

/** Stream that lines are printed to. */
export type TerminalOutput = Writable & { isTTY?: boolean; columns?: number };

/**
 * Longest accepted line, in UTF-16 units; Slack accepts the same in one message (chat.postMessage,
 * "Truncating content").
 */
export const lineMaxChars = 40_000;

/** Reads and prints whole lines. */
export interface TerminalScreen extends TerminalStyle {
  readonly lines: AsyncIterable<string>;
  /** Prints whole lines. Resolves to false when the output is closed. */
  print(lines: string[]): Promise<boolean>;
  /** Shows progress while `work` lasts, unless it ends within `progressIntervalMs`. */
  during(work: Promise<void>): Promise<void>;
  /** Ends the input. */
  close(): void;
}

const write = (output: TerminalOutput, text: string): Promise<boolean> =>
  new Promise((resolve) => output.write(text, (error) => resolve(!error)));

/** Splits input into lines; keeps no more of a long line than is used. */
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

/** Opens a screen of plain lines, without prompt, colour or escape codes. */
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
/** Frames shown in place of the prompt during work, and their interval. Short work shows none. */
const progressFrames = ["·   ", "··  ", "··· "];
const progressIntervalMs = 400;

/**
 * Opens a screen for a person: messages appear above the line being typed. `interrupt` is called on
 * Ctrl-C and returns whether it handled it.
 */
export function openLiveScreen(
  input: TerminalInput,
  output: TerminalOutput,
  interrupt: () => boolean,
): TerminalScreen {
  /** Line editor, open from the first read until the end. */
  let editor: Interface | undefined;

  function openEditor(): Interface {
    const opened = createInterface({
      input,
      output,
      prompt,
      terminal: true,
      removeHistoryDuplicates: true,
    });
    opened.on("close", () => {
      editor = undefined;
      output.write("\n");
    });
    opened.on("SIGINT", () => {
      const nothing = opened.line === "";
      opened.write(null, { ctrl: true, name: "e" });
      opened.write(null, { ctrl: true, name: "u" });
      if (!interrupt() && nothing) opened.close();
    });
    for (const stream of [input, output]) stream.on("error", () => opened.close());
    return opened;
  }

  async function* lines(): AsyncGenerator<string> {
    editor = openEditor();
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
      const timer = setInterval(
        () => show(progressFrames[tick++ % progressFrames.length] ?? ""),
        progressIntervalMs,
      );
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

/**
 * Returns true for a terminal, pipe, socket or file; false for `/dev/null` (as services have it)
 * and for a closed standard input.
 */
export function isInteractiveInput({ fd }: { fd: number }): boolean {
  if (isatty(fd)) return true;
  try {
    const file = fstatSync(fd);
    return file.isFIFO() || file.isSocket() || file.isFile();
  } catch {
    return false;
  }
}
