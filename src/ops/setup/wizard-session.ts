/**
 * One sitting of the guided set-up: what stands already, what was answered, and how a value is
 * asked for until it can be right.
 */
import type { Finding } from "../doctor/finding.ts";
import { capitaliseSentence } from "../doctor/report.ts";
import { normalisePastedValue, pasteHint } from "./paste-hints.ts";
import type { SetupPrompts } from "./prompts.ts";

/** A value to be asked for, by the name of its setting. */
interface Question {
  name: string;
  message: string;
  secret?: true;
  /** May stay empty. */
  optional?: true;
  /** What is proposed where nothing stands. */
  initial?: string;
}

export interface SetupSession {
  value(name: string): string | undefined;
  /** An empty value takes a setting out. */
  set(name: string, value: string): void;
  /**
   * Asks one after another, then has `look` see whether it works with the world; what is broken can
   * be asked for again, or kept as it is.
   */
  ask(
    questions: readonly Question[],
    look?: { meanwhile: string; at(): Promise<Finding[]> },
  ): Promise<void>;
  /** What differs from what stood. */
  changes(): Record<string, string>;
}

export function openSetupSession(
  prompts: SetupPrompts,
  standing: Readonly<Record<string, string | undefined>>,
): SetupSession {
  const answers: Record<string, string> = {};
  const value = (name: string): string | undefined => answers[name] ?? standing[name]?.trim();

  async function askFor({ name, message, secret, optional, initial }: Question): Promise<void> {
    const stands = value(name);
    const validate = (pasted: string): string | undefined => {
      const tidied = normalisePastedValue(name, pasted);
      if (tidied) return pasteHint(name, tidied);
      if (secret && stands) return pasteHint(name, stands);
      return optional ? undefined : "It cannot be left out here.";
    };
    const answer = normalisePastedValue(
      name,
      secret
        ? await prompts.secret(`${message}${stands ? " · Enter keeps it" : ""}`, validate)
        : await prompts.line(`${message}${optional ? " · Enter leaves it out" : ""}`, {
            initial: stands || initial || "",
            validate,
          }),
    );
    if (answer || !secret) answers[name] = answer;
  }

  return {
    value: (name) => value(name) || undefined,
    set(name, given) {
      answers[name] = given;
    },
    async ask(questions, look) {
      for (;;) {
        for (const question of questions) await askFor(question);
        if (!look) return;
        const findings = await prompts.meanwhile(look.meanwhile, look.at);
        for (const { state, part, what, todo } of findings)
          prompts[state === "ok" ? "good" : state === "warning" ? "careful" : "wrong"](
            `${part}: ${what}${todo && state !== "ok" ? `\n${capitaliseSentence(todo)}` : ""}`,
          );
        if (findings.every(({ state }) => state !== "broken")) return;
        const again = await prompts.one(
          "What now?",
          [
            { value: "again", label: "Enter it again" },
            { value: "keep", label: "Keep it, and mend it later" },
          ],
          "again",
        );
        if (again === "keep") return;
      }
    },
    changes: () =>
      Object.fromEntries(
        Object.entries(answers).filter(
          ([name, answer]) => answer !== (standing[name]?.trim() ?? ""),
        ),
      ),
  };
}
