/** Fields as the inputs of an Adaptive Card. */

import type { Words } from "../../lib/i18n.ts";
import type { FormField, FormOption } from "../../platform/form.ts";
import type { CardNode } from "./text-runs.ts";

/**
 * How a colleague is chosen: with Teams' own people picker, or out of a list. Whom an empty list
 * leaves out is typed.
 */
export type PeopleChoices = "picker" | FormOption[];

/** Options from which on one types to find one, as in the picker. */
const many = 10;

/**
 * Searches the whole organisation and gives an Entra object id; in a channel's cards it would not,
 * but in dialogs and personal chats it does (docs: people picker).
 */
const picker = {
  choices: [],
  "choices.data": { type: "Data.Query", dataset: "graph.microsoft.com/users" },
};

const listed = (options: FormOption[]) => ({
  style: options.length < many ? "compact" : "filtered",
  choices: options.map(({ label, value }) => ({ title: label, value })),
});

/** `value` is what stands in it. */
export function renderCardInput(
  field: FormField,
  value: string | undefined,
  colleagues: PeopleChoices,
  words: Words,
): CardNode {
  const { name, label, hint, required } = field;
  const common = {
    id: name,
    label,
    ...(hint && { placeholder: hint }),
    ...(value && { value }),
    ...(required && { isRequired: true, errorMessage: words.plain("teams.form.required") }),
  };
  switch (field.kind) {
    case "choice":
      return { type: "Input.ChoiceSet", ...common, ...listed(field.options) };
    case "date":
      return { type: "Input.Date", ...common };
    case "person":
      if (colleagues === "picker") return { type: "Input.ChoiceSet", ...common, ...picker };
      return colleagues.length > 0
        ? { type: "Input.ChoiceSet", ...common, ...listed(colleagues) }
        : { type: "Input.Text", ...common };
    default:
      return { type: "Input.Text", ...common, ...(field.multiline && { isMultiline: true }) };
  }
}
