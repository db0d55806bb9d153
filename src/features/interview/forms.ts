/** The forms: all questions of a request at once, and a new request. */

import type { Words } from "../../lib/i18n.ts";
import type { Form } from "../../platform/form.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { interviewActions } from "../cases/interview-actions.ts";
import type { Interview } from "../cases/interview-state.ts";
import { formQuestions } from "./question-plan.ts";

/** A request in one field. */
export const askForm = (words: Words): Form => ({
  id: interviewActions.encode("ask"),
  title: words.plain("requests.form.ask.title"),
  submit: words.plain("requests.form.ask.submit"),
  cancel: words.plain("requests.form.cancel"),
  fields: [
    {
      name: "text",
      label: words.plain("requests.form.ask.label"),
      hint: words.plain("requests.form.ask.hint"),
      multiline: true,
      required: true,
    },
  ],
});

/** Every question that the request is worth, with what is known already; all may stay empty. */
export function allAtOnceForm(talk: Interview, words: Words): Form {
  const shown = (text: RichText | undefined) => (text ? { value: toPlainText(text) } : {});
  return {
    id: interviewActions.encode("form", talk.request),
    title: words.plain("requests.form.all.title", { number: talk.number ?? 0 }),
    submit: words.plain("requests.form.all.submit"),
    cancel: words.plain("requests.form.cancel"),
    intro: words("requests.form.all.intro"),
    fields: formQuestions(talk).map((question) => ({
      name: question,
      label: words.plain(`requests.label.${question}`),
      hint: words.plain(`requests.hint.${question}`),
      multiline: true,
      ...shown(talk.answers[question]?.text),
    })),
  };
}
