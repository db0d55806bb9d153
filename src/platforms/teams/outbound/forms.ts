/**
 * Rendering of forms as Teams dialogs, or in place of their card if the host supports no dialogs.
 */

import type { Words } from "../../../lib/i18n.ts";
import type { Json } from "../../../platform/adapter.ts";
import type { Form, FormField, FormOption } from "../../../platform/form.ts";
import { type RichText, toPlainText, truncateRichText } from "../../../platform/rich-text.ts";
import { adaptiveCard, cardAttachment } from "./adaptive-card.ts";
import { type CardNode, type CardNodeStyle, renderParagraphs } from "./text-runs.ts";

/**
 * Source of selectable people: Teams' people picker or a list. Without either, the user types a
 * name.
 */
type PeopleChoices = "picker" | FormOption[];

/** Number of options from which a list gets a search field, as in the people picker. */
const minOptionsToFilter = 10;

/**
 * People picker over the whole organisation, with Entra object ids as values. Works in dialogs and
 * personal chats, not in a channel's cards (docs: people picker).
 */
const peoplePicker = {
  choices: [],
  "choices.data": { type: "Data.Query", dataset: "graph.microsoft.com/users" },
};

const listOptions = (options: FormOption[]) => ({
  style: options.length < minOptionsToFilter ? "compact" : "filtered",
  choices: options.map(({ label, value }) => ({ title: label, value })),
});

/** Renders a field with its current `value`. */
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
    placeholder: hint || undefined,
    value: value || undefined,
    ...(required && { isRequired: true, errorMessage: words.plain("teams.form.required") }),
  };
  switch (field.kind) {
    case "choice":
      return { type: "Input.ChoiceSet", ...common, ...listOptions(field.options) };
    case "date":
      return { type: "Input.Date", ...common };
    case "person":
      if (colleagues === "picker") return { type: "Input.ChoiceSet", ...common, ...peoplePicker };
      return colleagues.length > 0
        ? { type: "Input.ChoiceSet", ...common, ...listOptions(colleagues) }
        : { type: "Input.Text", ...common };
    default:
      return { type: "Input.Text", ...common, isMultiline: field.multiline ? true : undefined };
  }
}

/** Validation errors by field name, as sentences. */
export type TeamsFormErrors = Record<string, string>;

/**
 * Returns errors for missing required values and values that were not offered. Clients check this
 * too, but a card can be older than its form, and a client can be forged.
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

/** A form with what its dialog needs. */
export interface TeamsFormView {
  form: Form;
  /** Action that opened the form and opens it again. */
  press: string;
  peopleChoices: PeopleChoices;
  /** Values and errors of the last attempt, if the form is shown again. */
  retry?: { values: Record<string, string>; mistakes: TeamsFormErrors };
}

const warning = (text: RichText): CardNode[] => renderParagraphs(text, { color: "attention" });

/**
 * Renders the warning above a form that is shown again: errors of the whole form, else a general
 * one.
 */
function warnings({ form, retry }: TeamsFormView, words: Words): CardNode[] {
  if (!retry) return [];
  const wholeFormMistakes = Object.entries(retry.mistakes).filter(
    ([name]) => !form.fields.some((field) => field.name === name),
  );
  return warning(
    wholeFormMistakes.length > 0
      ? [wholeFormMistakes.map(([, mistake]) => mistake).join("\n")]
      : words("teams.form.again"),
  );
}

function content(view: TeamsFormView, words: Words, buttons: CardNode[]): CardNode {
  const { form, peopleChoices, retry } = view;
  const inputs = form.fields.flatMap((field) => {
    const mistake = retry?.mistakes[field.name];
    return [
      ...(mistake ? warning([mistake]) : []),
      renderCardInput(field, retry ? retry.values[field.name] : field.value, peopleChoices, words),
    ];
  });
  return adaptiveCard(
    [
      ...warnings(view, words),
      ...renderParagraphs(form.intro ?? []),
      ...inputs,
      { type: "ActionSet", actions: buttons },
    ],
    form.title,
  );
}

/**
 * Returns the data of the submit button, which lists the fields, because some clients omit empty
 * ones.
 */
const submitData = ({ form, press }: TeamsFormView): Json => ({
  entwine: { press, form: form.id, fields: form.fields.map(({ name }) => name) },
});

const dialogResponse = (title: string, height: string, card: CardNode): Json => ({
  task: { type: "continue", value: { title, height, width: "medium", card: cardAttachment(card) } },
});

/**
 * Renders a form as the response to `task/fetch`, or to `task/submit` with errors. The dialog's
 * close button cancels it.
 */
export const renderFormDialog = (view: TeamsFormView, words: Words): Json =>
  dialogResponse(
    view.form.title,
    "medium",
    content(view, words, [
      { type: "Action.Submit", title: view.form.submit, style: "positive", data: submitData(view) },
    ]),
  );

/** Renders a card of plain text. */
export const renderTextCard = (text: RichText): CardNode =>
  adaptiveCard(renderParagraphs(text), toPlainText(text));

/** Renders a dialog of plain text. Teams' own kind (`message`) is not supported everywhere. */
export const renderNoticeDialog = (text: RichText): Json =>
  dialogResponse("Entwine", "small", renderTextCard(text));

/** Action of the button that closes a dialog without a trace. */
export const cancelPress = "cancel";

/** Characters of a message that its dialog repeats. */
const pointedTextLength = 500;

/** Renders the dialog of the message action, which does nothing until it is sent. */
export function renderPointedDialog(
  text: RichText,
  { isElsewhere }: { isElsewhere: boolean },
  words: Words,
): Json {
  const quote = renderParagraphs(truncateRichText(text, pointedTextLength));
  const button = (key: string, press: string, look: CardNodeStyle = {}): CardNode => ({
    type: "Action.Submit",
    title: words.plain(`teams.point.${key}`),
    data: { entwine: { press } },
    ...look,
  });
  return dialogResponse(
    words.plain("teams.action.title"),
    "medium",
    adaptiveCard(
      [
        { type: "Container", style: "emphasis", items: quote },
        ...renderParagraphs(words(isElsewhere ? "teams.point.elsewhere" : "teams.point.here")),
        {
          type: "ActionSet",
          actions: [
            button("submit", "point", { style: "positive" }),
            button("cancel", cancelPress),
          ],
        },
      ],
      toPlainText(text),
    ),
  );
}

/** Renders a form in place of its card. */
export function renderFormCard(view: TeamsFormView, words: Words): CardNode {
  const { form, press } = view;
  const titled = {
    ...view,
    form: { ...form, intro: [{ bold: form.title }, "\n", ...(form.intro ?? [])] },
  };
  return content(titled, words, [
    {
      type: "Action.Execute",
      title: form.submit,
      style: "positive",
      verb: "send",
      data: submitData(view),
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
