/** A form as a conversation: one field after another. */

import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { foldChoiceLabel, parseChoiceNumber } from "./choices.ts";

export type TerminalFormValues = Record<string, string>;

const note = (text: RichText): Card => [{ kind: "note", text }];

/** As it is read: an option by its words, a person as they are called. */
function shown(field: FormField, value: string): string {
  if (field.kind === "choice")
    return field.options.find((option) => option.value === value)?.label ?? "";
  return field.kind === "person" && value ? `@${value}` : value;
}

function asks(field: FormField, value: string, words: Words): Card {
  const options = field.kind === "choice" ? field.options : [];
  const standing = shown(field, value);
  return [
    { kind: "text", text: [{ bold: field.label }, ...(field.hint ? [` · ${field.hint}`] : [])] },
    ...options.map(({ label }, index) => ({
      kind: "text" as const,
      text: [{ bold: `[${index + 1}]` }, ` ${label}`],
    })),
    ...(standing ? note(words("terminal.form_value", { value: standing })) : []),
  ];
}

/** 2027-03-31 and 31.03.2027, if there is such a day. */
function dateIn(line: string): string | undefined {
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
 * The value that a line stands for. What people see of an option goes before its number, and its
 * number before the value, which they do not see.
 */
function understood(field: FormField, line: string): string | undefined {
  switch (field.kind) {
    case "choice": {
      const { options } = field;
      const called = options.find(({ label }) => foldChoiceLabel(label) === foldChoiceLabel(line));
      return (
        called ??
        options[(parseChoiceNumber(line) ?? 0) - 1] ??
        options.find(({ value }) => value === line)
      )?.value;
    }
    case "date":
      return dateIn(line);
    case "person":
      return line.replace(/^@\s*/, "");
    default:
      return line;
  }
}

/**
 * Yields what to ask and is given the line that came back; returns the values by field, or
 * undefined when the form was left. An empty line keeps what stands in the field, be it nothing.
 * A form that comes back asks only for what is wrong, or for everything if that is the form as a
 * whole.
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
  const whole = Object.entries(mistakes).filter(([name]) => !Object.hasOwn(values, name));
  let before: Card = again
    ? whole.flatMap(([, mistake]) => note([mistake]))
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
      const standing = values[name] ?? "";
      const line = (yield [...before, ...asks(field, standing, words)]).trim();
      if (line === "/cancel") return undefined;
      const value = line ? understood(field, line) : standing;
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
