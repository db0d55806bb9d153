/**
 * State of one run of the set-up: current settings and answers. Asks for a value until it can be
 * right.
 */
import type { Finding } from "../doctor/finding.ts";
import { capitaliseSentence } from "../doctor/report.ts";
import { normalisePastedValue, pasteHint } from "./paste-hints.ts";
import type { SetupPrompts } from "./prompts.ts";

/** A question for the value of a setting. */
interface Question {
  name: string;
  message: string;
  secret?: true;
  /** May stay empty. */
  optional?: true;
  /** Proposed where nothing is set. */
  initial?: string;
}

export interface SetupSession {
  value(name: string): string | undefined;
  /** An empty value takes a setting out. */
  set(name: string, value: string): void;
  /**
   * Asks one after another, then checks whether the values work; broken ones can be asked for again
   * or kept.
   */
  ask(
    questions: readonly Question[],
    check?: { message: string; run(): Promise<Finding[]> },
  ): Promise<void>;
  /** Returns the answers that differ from the current settings. */
  changes(): Record<string, string>;
}

export function openSetupSession(
  prompts: SetupPrompts,
  current: Readonly<Record<string, string | undefined>>,
): SetupSession {
  const answers: Record<string, string> = {};
  const value = (name: string): string | undefined => answers[name] ?? current[name]?.trim();

  async function askFor({ name, message, secret, optional, initial }: Question): Promise<void> {
    const given = value(name);
    const validate = (pasted: string): string | undefined => {
      const tidied = normalisePastedValue(name, pasted);
      if (tidied) return pasteHint(name, tidied);
      if (secret && given) return pasteHint(name, given);
      return optional ? undefined : "It cannot be left out here.";
    };
    const answer = normalisePastedValue(
      name,
      secret
        ? await prompts.askSecret(`${message}${given ? " · Enter keeps it" : ""}`, validate)
        : await prompts.askText(`${message}${optional ? " · Enter leaves it out" : ""}`, {
            initial: given || initial || "",
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
    async ask(questions, check) {
      for (;;) {
        for (const question of questions) await askFor(question);
        if (!check) return;
        const findings = await prompts.withSpinner(check.message, check.run);
        for (const { state, part, what, todo } of findings)
          prompts[state === "ok" ? "success" : state === "warning" ? "warn" : "error"](
            `${part}: ${what}${todo && state !== "ok" ? `\n${capitaliseSentence(todo)}` : ""}`,
          );
        if (findings.every(({ state }) => state !== "broken")) return;
        const again = await prompts.selectOne(
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
          ([name, answer]) => answer !== (current[name]?.trim() ?? ""),
        ),
      ),
  };
}
