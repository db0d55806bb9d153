/** A form filled in as a conversation, field by field. */

import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { foldChoiceLabel, parseChoiceNumber } from "./choices.ts";

export type TerminalFormValues = Record<string, string>;

const note = (text: RichText): Card => [{ kind: "note", text }];

/** Returns a value as displayed: an option's label, a person as a mention. */
function displayValue(field: FormField, value: string): string {
  if (field.kind === "choice")
    return field.options.find((option) => option.value === value)?.label ?? "";
  return field.kind === "person" && value ? `@${value}` : value;
}

function fieldCard(field: FormField, value: string, words: Words): Card {
  const options = field.kind === "choice" ? field.options : [];
  const currentText = displayValue(field, value);
  return [
    { kind: "text", text: [{ bold: field.label }, ...(field.hint ? [` · ${field.hint}`] : [])] },
    ...options.map(({ label }, index) => ({
      kind: "text" as const,
      text: [{ bold: `[${index + 1}]` }, ` ${label}`],
    })),
    ...(currentText ? note(words("terminal.form_value", { value: currentText })) : []),
  ];
}

/** Parses 2027-03-31 or 31.03.2027. Returns `undefined` for a date that does not exist. */
function parseDate(line: string): string | undefined {
  const found =
    /^(?<year>\d{4})-(?<month>\d\d?)-(?<day>\d\d?)$/.exec(line) ??
    /^(?<day>\d\d?)\.\s?(?<month>\d\d?)\.\s?(?<year>\d{4})$/.exec(line);
  const { year, month, day } = found?.groups ?? {};
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: "reject" },
    ).toString();
  } catch {
    return undefined;
  }
}

/**
 * Returns the value that a line selects. An option's label takes precedence over its number, and
 * the number over its value, which people do not see.
 */
function parseValue(field: FormField, line: string): string | undefined {
  switch (field.kind) {
    case "choice": {
      const { options } = field;
      const byLabel = options.find(({ label }) => foldChoiceLabel(label) === foldChoiceLabel(line));
      return (
        byLabel ??
        options[(parseChoiceNumber(line) ?? 0) - 1] ??
        options.find(({ value }) => value === line)
      )?.value;
    }
    case "date":
      return parseDate(line);
    case "person":
      return line.replace(/^@\s*/, "");
    default:
      return line;
  }
}

/**
 * Asks for the fields one by one: yields a card and receives the line typed. Returns the values by
 * field, or `undefined` when the form was cancelled. An empty line keeps the field's present value.
 * With `again`, only the wrong fields are asked for, or all if the form as a whole is wrong.
 */
export function* fillInTerminalForm(
  form: Form,
  words: Words,
  again?: { values: TerminalFormValues; mistakes: TerminalFormValues },
): Generator<Card, TerminalFormValues | undefined, string> {
  const values: TerminalFormValues = {};
  for (const field of form.fields) {
    const value = again?.values[field.name] ?? field.value ?? "";
    values[field.name] =
      field.kind === "choice" && !field.options.some((option) => option.value === value)
        ? ""
        : value;
  }
  const mistakes = again?.mistakes ?? {};
  const wrong = form.fields.filter(({ name }) => Object.hasOwn(mistakes, name));
  const wholeFormMistakes = Object.entries(mistakes).filter(
    ([name]) => !Object.hasOwn(values, name),
  );
  let before: Card = again
    ? wholeFormMistakes.flatMap(([, mistake]) => note([mistake]))
    : [
        { kind: "heading", text: [form.title] },
        ...(form.intro ? [{ kind: "text" as const, text: form.intro }] : []),
        ...note(words("terminal.form", { leave: form.cancel })),
      ];
  if (form.fields.length === 0 && (yield before).trim() === "/cancel") return undefined;

  for (const field of wrong.length > 0 ? wrong : form.fields) {
    const { name, required } = field;
    if (mistakes[name] !== undefined) before = [...before, ...note([mistakes[name]])];
    for (;;) {
      const currentText = values[name] ?? "";
      const line = (yield [...before, ...fieldCard(field, currentText, words)]).trim();
      if (line === "/cancel") return undefined;
      const value = line ? parseValue(field, line) : currentText;
      if (value === undefined)
        before = note(words(field.kind === "date" ? "terminal.form_date" : "terminal.form_choice"));
      else if (!value && required) before = note(words("terminal.form_required"));
      else {
        values[name] = value;
        break;
      }
    }
    before = [];
  }
  return values;
}
