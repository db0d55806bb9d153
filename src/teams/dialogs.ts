/** Forms as dialogs. Where a host opens none, the same form stands in the place of the card that asked for it. */
import type { Form } from "../surface/form.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import type { Words } from "../words.ts";
import { adaptiveCard, attached } from "./adaptive.ts";
import { type Colleagues, input } from "./inputs.ts";
import { type Node, paragraphs } from "./passages.ts";

/** By field, a sentence that says what to do. */
export type Mistakes = Record<string, string>;

/** What must be filled in and is not, and what was chosen and never offered. Clients check it as well, but a card can be older than its form, and a client can be anybody's. */
export const unfit = ({ fields }: Form, values: Record<string, string>, words: Words): Mistakes =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = (values[field.name] ?? "").trim();
      if (value === "") return field.required ? [[field.name, words.label("teams.form.required")]] : [];
      const offered = field.kind !== "choice" || field.options.some((option) => option.value === value);
      return offered ? [] : [[field.name, words.label("teams.form.choose")]];
    }),
  );

export interface Asked {
  form: Form;
  /** The press that fetched the form and fetches it again. */
  press: string;
  colleagues: Colleagues;
  /** What was typed so far and what is wrong with it, if it comes back. */
  again?: { values: Record<string, string>; mistakes: Mistakes };
}

const warning = (text: Prose): Node[] => paragraphs(text, { color: "attention" });

/** What stands on top of a form that comes back: what is wrong with it as a whole, or else that something below is. */
function warnings({ form, again }: Asked, words: Words): Node[] {
  if (!again) return [];
  const whole = Object.entries(again.mistakes).filter(([name]) => !form.fields.some((field) => field.name === name));
  return warning(whole.length > 0 ? [whole.map(([, mistake]) => mistake).join("\n")] : words("teams.form.again"));
}

function content(asked: Asked, words: Words, buttons: Node[]): Node {
  const { form, colleagues, again } = asked;
  const inputs = form.fields.flatMap((field) => {
    const mistake = again?.mistakes[field.name];
    return [...(mistake ? warning([mistake]) : []), input(field, again ? again.values[field.name] : field.value, colleagues, words)];
  });
  return adaptiveCard([...warnings(asked, words), ...paragraphs(form.intro ?? []), ...inputs, { type: "ActionSet", actions: buttons }], form.title);
}

/** The fields go along, since clients leave out some that are empty. */
const sending = ({ form, press }: Asked): Json => ({ entwine: { press, form: form.id, fields: form.fields.map(({ name }) => name) } });

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
