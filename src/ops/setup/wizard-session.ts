/** State of a setup: current settings and answers. Asks for each value until it is valid. */
import type { Finding } from "../doctor/finding.ts";
import { capitaliseSentence } from "../doctor/report.ts";
import { normalisePastedValue, pasteHint } from "./paste-hints.ts";
import type { SetupPrompts } from "./prompts.ts";

/** Question for the value of a setting. */
interface Question {
  name: string;
  message: string;
  secret?: true;
  /** May be left empty. */
  optional?: true;
  /** Proposed if nothing is set. */
  initial?: string;
}

export interface SetupSession {
  value(name: string): string | undefined;
  /** Sets a value; an empty one removes the setting. */
  set(name: string, value: string): void;
  /**
   * Asks questions one by one, then checks whether the values work. Values that fail can be entered
   * again or kept.
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
      const normalised = normalisePastedValue(name, pasted);
      if (normalised) return pasteHint(name, normalised);
      if (secret && given) return pasteHint(name, given);
      return optional ? undefined : "This value is required.";
    };
    const answer = normalisePastedValue(
      name,
      secret
        ? await prompts.askSecret(`${message}${given ? " · Enter keeps it" : ""}`, validate)
        : await prompts.askText(`${message}${optional ? " · Enter skips it" : ""}`, {
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
          "What do you want to do?",
          [
            { value: "again", label: "Enter it again" },
            { value: "keep", label: "Keep it and fix it later" },
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
