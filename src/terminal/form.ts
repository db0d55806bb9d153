/** A form as a conversation: one field after another. */
import type { Card } from "../surface/card.ts";
import type { Form } from "../surface/form.ts";
import type { Words } from "../words.ts";

/** Yields what to ask and is given the line that came back; returns the values by field, or undefined when the form was left. An empty line keeps what stands in the field, be it nothing. */
export function* fillIn(form: Form, words: Words): Generator<Card, Record<string, string> | undefined, string> {
  const values: Record<string, string> = {};
  let before: Card = [
    { kind: "heading", text: [form.title] },
    ...(form.intro ? [{ kind: "text" as const, text: form.intro }] : []),
    { kind: "note", text: words("terminal.form", { leave: form.cancel }) },
  ];
  for (const { name, label, hint, value = "", required } of form.fields) {
    const question: Card = [
      { kind: "text", text: [{ bold: label }, ...(hint ? [` · ${hint}`] : [])] },
      ...(value ? [{ kind: "note" as const, text: words("terminal.form_value", { value }) }] : []),
    ];
    for (;;) {
      const line = (yield [...before, ...question]).trim();
      if (line === "/cancel") return undefined;
      values[name] = line || value;
      if (values[name] || !required) break;
      before = [{ kind: "note", text: words("terminal.form_required") }];
    }
    before = [];
  }
  return values;
}
