/** The forms: all questions of a request at once, and a new request. */

import { type Form, newRequestForm } from "../surface/form.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { routeOf } from "./plan.ts";
import type { Talk } from "./talk.ts";

/** What a form of the conversation is about, from the id that it carried. */
export function readForm(id: string): "ask" | { request: string } | undefined {
  if (id === newRequestForm) return "ask";
  return id.startsWith("all/") ? { request: id.slice(4) } : undefined;
}

/** A request in one field. */
export const askForm = (words: Words): Form => ({
  id: newRequestForm,
  title: words.label("requests.form.ask.title"),
  submit: words.label("requests.form.ask.submit"),
  cancel: words.label("requests.form.cancel"),
  fields: [{ name: "text", label: words.label("requests.form.ask.label"), hint: words.label("requests.form.ask.hint"), multiline: true, required: true }],
});

/** Every question that the request is worth, with what is known already; all may stay empty. */
export function allAtOnceForm(talk: Talk, words: Words): Form {
  const shown = (text: Prose | undefined) => (text ? { value: plain(text) } : {});
  return {
    id: `all/${talk.request}`,
    title: words.label("requests.form.all.title", { number: talk.number ?? 0 }),
    submit: words.label("requests.form.all.submit"),
    cancel: words.label("requests.form.cancel"),
    intro: words("requests.form.all.intro"),
    fields: routeOf(talk).map((question) => ({
      name: question,
      label: words.label(`requests.label.${question}`),
      hint: words.label(`requests.hint.${question}`),
      multiline: true,
      ...shown(talk.answers[question]?.text),
    })),
  };
}
