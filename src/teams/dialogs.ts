/** Forms as dialogs. Where a host opens none, the same form stands in the place of the card that asked for it. */
import type { Form } from "../surface/form.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import type { Words } from "../words.ts";
import { adaptiveCard, attached } from "./adaptive.ts";
import { type Node, paragraphs } from "./passages.ts";
import type { Carried } from "./receive.ts";

const inputs = ({ fields }: Form, values: Record<string, string>, words: Words): Node[] =>
  fields.map((field) => {
    const { name, label, hint, value, required } = field;
    const filled = values[name] ?? value;
    return {
      type: "Input.Text",
      id: name,
      label,
      ...(hint && { placeholder: hint }),
      ...(filled && { value: filled }),
      ...("multiline" in field && { isMultiline: true }),
      ...(required && { isRequired: true, errorMessage: words.label("teams.form.required") }),
    };
  });

/** What must be filled in and is not. Clients check it as well, but a card can be older than its form. */
export const missing = ({ fields }: Form, values: Record<string, string>): string[] =>
  fields.filter(({ name, required }) => required && !(values[name] ?? "").trim()).map(({ label }) => label);

export interface Asked {
  form: Form;
  /** The press that fetched the form and fetches it again. */
  press: string;
  /** What was typed so far, if it comes back with something missing. */
  again?: Carried["values"];
}

function content({ form, again }: Asked, words: Words, buttons: Node[]): Node {
  const lacking = again ? missing(form, again) : [];
  const error = lacking.length > 0 ? paragraphs(words("teams.form.missing", { fields: lacking.join(", ") }), { color: "attention" }) : [];
  return adaptiveCard([...error, ...paragraphs(form.intro ?? []), ...inputs(form, again ?? {}, words), { type: "ActionSet", actions: buttons }], form.title);
}

const sending = ({ form, press }: Asked): Json => ({ entwine: { press, form: form.id } });

const opened = (title: string, height: string, card: Node): Json => ({
  task: { type: "continue", value: { title, height, width: "medium", card: attached(card) } },
});

/** The answer to `task/fetch`, and to a `task/submit` that has to be done again. Its own cross closes it. */
export const dialog = (asked: Asked, words: Words): Json =>
  opened(asked.form.title, "medium", content(asked, words, [{ type: "Action.Submit", title: asked.form.submit, style: "positive", data: sending(asked) }]));

/** A card that only says something. */
export const line = (text: Prose): Node => adaptiveCard(paragraphs(text), plain(text));

/** A dialog that only says something. Teams' own kind for it (`message`) is not taken everywhere where a dialog is. */
export const notice = (text: Prose): Json => opened("Entwine", "small", line(text));

/** The form in the card's place. */
export function inPlace(asked: Asked, words: Words): Node {
  const { form, press } = asked;
  const titled = { ...asked, form: { ...form, intro: [{ bold: form.title }, "\n", ...(form.intro ?? [])] } };
  return content(titled, words, [
    { type: "Action.Execute", title: form.submit, style: "positive", verb: "send", data: sending(asked) },
    { type: "Action.Execute", title: form.cancel, verb: "leave", associatedInputs: "none", data: { entwine: { press } } },
  ]);
}
