/**
 * Buttons that a person can choose by number or label (those shown last), and forms filled in as a
 * conversation, field by field.
 */

import type { Words } from "../../lib/i18n.ts";
import type { Button, Card, CardElement } from "../../platform/card.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";

type PressButton = Button & { press: string };
interface Choice {
  button: PressButton;
  message: string;
}

/** Messages whose card is kept, so that an update shows only what changed. */
const maxCachedCards = 200;

const pressOf = (button: Button | undefined): PressButton[] =>
  button && "press" in button ? [button] : [];
const pressButtonsOf = (card: Card): PressButton[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons.flatMap(pressOf)
      : element.kind === "item"
        ? pressOf(element.button)
        : [],
  );

/** Returns a label as people type it: in lower case, with a straight apostrophe. */
const foldChoiceLabel = (label: string): string => label.trim().toLowerCase().replaceAll("’", "'");

/** Parses `2` or `[2]`. */
function parseChoiceNumber(text: string): number | undefined {
  const [, digits] = /^\[?(\d{1,3})\]?$/.exec(text) ?? [];
  return digits ? Number(digits) : undefined;
}

/**
 * Numbers buttons. Numbering restarts with the first button shown after a line of input; until then
 * the numbers on the screen stay valid.
 */
export function createTerminalChoices() {
  const cards = new Map<string, Card>();
  const choices = new Map<number, Choice>();
  let restarts = true;
  let last = 0;

  return {
    /** Records that a line of input was read. */
    startTurn(): void {
      restarts = true;
    },
    /** Assigns the number of a button that is about to be shown. */
    number(button: PressButton, message: string): number {
      if (restarts) {
        choices.clear();
        restarts = false;
        last = 0;
      }
      choices.set(++last, { button, message });
      return last;
    },
    chosen(text: string): Choice | undefined {
      const number = parseChoiceNumber(text);
      const label = foldChoiceLabel(text);
      return number !== undefined
        ? choices.get(number)
        : [...choices.values()].findLast(({ button }) => foldChoiceLabel(button.label) === label);
    },
    /** Returns the elements of a message not shown before, and forgets the buttons it lost. */
    unseenElements(message: string, card: Card): Card {
      const old = cards.get(message) ?? [];
      cards.delete(message);
      cards.set(message, card);
      if (cards.size > maxCachedCards)
        for (const oldest of cards.keys().take(1)) cards.delete(oldest);

      const [before, now] = [
        new Set(pressButtonsOf(old).map(({ press }) => press)),
        new Set(pressButtonsOf(card).map(({ press }) => press)),
      ];
      for (const [key, choice] of choices)
        if (choice.message === message && !now.has(choice.button.press)) choices.delete(key);

      const shown = new Set(old.map((element) => JSON.stringify(element)));
      return card
        .map(
          (element): CardElement =>
            element.kind === "buttons"
              ? {
                  ...element,
                  buttons: element.buttons.filter(
                    (button) => !pressOf(button).some(({ press }) => before.has(press)),
                  ),
                }
              : element,
        )
        .filter(
          (element) =>
            !shown.has(JSON.stringify(element)) &&
            !(element.kind === "buttons" && element.buttons.length === 0),
        );
    },
  };
}

type TerminalFormValues = Record<string, string>;

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
