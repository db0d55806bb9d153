/**
 * Forms as dialogs. Where a host opens none, the same form stands in the place of the card that
 * asked for it.
 */

import type { Words } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import type { Form, FormField, FormOption } from "../../platform/form.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { adaptiveCard, cardAttachment } from "./adaptive-card.ts";
import { type CardNode, renderParagraphs } from "./text-runs.ts";

/**
 * How a colleague is chosen: with Teams' own people picker, or out of a list. Whom an empty list
 * leaves out is typed.
 */
type PeopleChoices = "picker" | FormOption[];

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
function renderCardInput(
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

/** By field, a sentence that says what to do. */
export type TeamsFormErrors = Record<string, string>;

/**
 * What must be filled in and is not, and what was chosen and never offered. Clients check it as
 * well, but a card can be older than its form, and a client can be anybody's.
 */
export const validateTeamsFormValues = (
  { fields }: Form,
  values: Record<string, string>,
  words: Words,
): TeamsFormErrors =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = (values[field.name] ?? "").trim();
      if (value === "")
        return field.required ? [[field.name, words.plain("teams.form.required")]] : [];
      const offered =
        field.kind !== "choice" || field.options.some((option) => option.value === value);
      return offered ? [] : [[field.name, words.plain("teams.form.choose")]];
    }),
  );

export interface TeamsFormView {
  form: Form;
  /** The press that fetched the form and fetches it again. */
  press: string;
  peopleChoices: PeopleChoices;
  /** What was typed so far and what is wrong with it, if it comes back. */
  retry?: { values: Record<string, string>; mistakes: TeamsFormErrors };
}

const warning = (text: RichText): CardNode[] => renderParagraphs(text, { color: "attention" });

/**
 * What stands on top of a form that comes back: what is wrong with it as a whole, or else that
 * something below is.
 */
function warnings({ form, retry }: TeamsFormView, words: Words): CardNode[] {
  if (!retry) return [];
  const whole = Object.entries(retry.mistakes).filter(
    ([name]) => !form.fields.some((field) => field.name === name),
  );
  return warning(
    whole.length > 0 ? [whole.map(([, mistake]) => mistake).join("\n")] : words("teams.form.again"),
  );
}

function content(asked: TeamsFormView, words: Words, buttons: CardNode[]): CardNode {
  const { form, peopleChoices, retry } = asked;
  const inputs = form.fields.flatMap((field) => {
    const mistake = retry?.mistakes[field.name];
    return [
      ...(mistake ? warning([mistake]) : []),
      renderCardInput(field, retry ? retry.values[field.name] : field.value, peopleChoices, words),
    ];
  });
  return adaptiveCard(
    [
      ...warnings(asked, words),
      ...renderParagraphs(form.intro ?? []),
      ...inputs,
      { type: "ActionSet", actions: buttons },
    ],
    form.title,
  );
}

/** The fields go along, since clients leave out some that are empty. */
const sending = ({ form, press }: TeamsFormView): Json => ({
  entwine: { press, form: form.id, fields: form.fields.map(({ name }) => name) },
});

const opened = (title: string, height: string, card: CardNode): Json => ({
  task: { type: "continue", value: { title, height, width: "medium", card: cardAttachment(card) } },
});

/**
 * The answer to `task/fetch`, and to a `task/submit` that has to be done again. Its own cross
 * closes it.
 */
export const renderFormDialog = (asked: TeamsFormView, words: Words): Json =>
  opened(
    asked.form.title,
    "medium",
    content(asked, words, [
      { type: "Action.Submit", title: asked.form.submit, style: "positive", data: sending(asked) },
    ]),
  );

/** A card that only says something. */
export const renderTextCard = (text: RichText): CardNode =>
  adaptiveCard(renderParagraphs(text), toPlainText(text));

/**
 * A dialog that only says something. Teams' own kind for it (`message`) is not taken everywhere
 * where a dialog is.
 */
export const renderNoticeDialog = (text: RichText): Json =>
  opened("Entwine", "small", renderTextCard(text));

/** The form in the card's place. */
export function renderFormCard(asked: TeamsFormView, words: Words): CardNode {
  const { form, press } = asked;
  const titled = {
    ...asked,
    form: { ...form, intro: [{ bold: form.title }, "\n", ...(form.intro ?? [])] },
  };
  return content(titled, words, [
    {
      type: "Action.Execute",
      title: form.submit,
      style: "positive",
      verb: "send",
      data: sending(asked),
    },
    {
      type: "Action.Execute",
      title: form.cancel,
      verb: "leave",
      associatedInputs: "none",
      data: { entwine: { press } },
    },
  ]);
}
