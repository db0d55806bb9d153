/** Questions at a terminal; cancelling one ends the setup. */
import type { Readable, Writable } from "node:stream";
import * as clack from "@clack/prompts";
import { type ReportOutput, wrapWords } from "../doctor/report.ts";

/** Thrown when a question is cancelled by Ctrl-C or Escape. */
export class PromptCancelled extends Error {}

interface Choice<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

/** Opens the questions of the setup on a terminal. */
export function openSetupPrompts(io: { input: Readable; output: Writable & ReportOutput }) {
  /** Wraps text to the screen's width, next to clack's bar. */
  const within = (text: string): string =>
    text
      .split("\n")
      .map((line) => wrapWords(line, (io.output.columns ?? 80) - 4, 0))
      .join("\n");
  async function answerOrCancel<T>(asked: Promise<T | typeof clack.CANCEL_SYMBOL>): Promise<T> {
    const answer = await asked;
    if (clack.isCancel(answer)) throw new PromptCancelled();
    return answer as T;
  }
  return {
    open: (title: string) => clack.intro(title, io),
    close: (text: string) => clack.outro(text, io),
    cancel: (text: string) => clack.cancel(text, io),
    note: (text: string, title: string) =>
      clack.note(text, title, { ...io, format: (line) => line }),
    success: (text: string) => clack.log.success(within(text), io),
    warn: (text: string) => clack.log.warn(within(text), io),
    error: (text: string) => clack.log.error(within(text), io),
    selectOne: <T extends string>(message: string, options: Choice<T>[], initialValue: T) =>
      answerOrCancel(
        clack.select({ ...io, message, options: options as never, initialValue }) as Promise<
          T | typeof clack.CANCEL_SYMBOL
        >,
      ),
    selectMany: <T extends string>(message: string, options: Choice<T>[], initialValues: T[]) =>
      answerOrCancel(
        clack.multiselect({
          ...io,
          message,
          options: options as never,
          initialValues,
          required: false,
        }) as Promise<T[] | typeof clack.CANCEL_SYMBOL>,
      ),
    confirm: (message: string, initialValue = true) =>
      answerOrCancel(clack.confirm({ ...io, message, initialValue })),
    /** Asks for text. `validate` returns a sentence about an error. */
    askText: (
      message: string,
      { initial = "", validate }: { initial?: string; validate(value: string): string | undefined },
    ) =>
      answerOrCancel(
        clack.text({
          ...io,
          message,
          initialValue: initial,
          validate: (value) => validate(value ?? ""),
        }),
      ),
    askSecret: (message: string, validate: (value: string) => string | undefined) =>
      answerOrCancel(
        clack.password({ ...io, message, validate: (value) => validate(value ?? "") }),
      ),
    async withSpinner<T>(message: string, work: () => Promise<T>): Promise<T> {
      const spinner = clack.spinner({ ...io, indicator: "timer" });
      spinner.start(message);
      try {
        return await work();
      } finally {
        spinner.clear();
      }
    },
  };
}

/** The questions of the setup. */
export type SetupPrompts = ReturnType<typeof openSetupPrompts>;
