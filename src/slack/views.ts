/** Forms as modals, and what comes back of them. */
import type { InputBlock, ModalView } from "@slack/types";
import { z } from "zod";
import type { Field, Form } from "../surface/form.ts";
import { Place } from "../surface/place.ts";
import { blocksOf, viewBlocks } from "./blocks.ts";
import type { ViewSubmission } from "./payloads.ts";
import { cut, plainText } from "./text.ts";

/** Limits of a modal, in characters. [docs.slack.dev/reference/views/modal-views] */
const titleLength = 24;
const labelLength = 2000;
const valueLength = 3000;
const idLength = 255;

/** What travels with a modal, so that its values find the way home; Slack holds 3000 characters of it. */
const Home = z.strictObject({ form: z.string(), place: Place, address: z.json().optional() });
type Home = z.infer<typeof Home>;

const input = (field: Field): InputBlock => ({
  type: "input",
  block_id: cut(field.name, idLength),
  label: plainText(field.label, labelLength),
  optional: !field.required,
  ...(field.hint && { hint: plainText(field.hint, labelLength) }),
  element: {
    type: "plain_text_input",
    action_id: "value",
    multiline: "multiline" in field,
    max_length: valueLength,
    ...(field.value && { initial_value: cut(field.value, valueLength) }),
  },
});

export function modal(form: Form, home: Omit<Home, "form">) {
  const intro = form.intro ? blocksOf([{ kind: "text", text: form.intro }]) : [];
  return {
    type: "modal",
    callback_id: "form",
    title: plainText(form.title, titleLength),
    submit: plainText(form.submit, titleLength),
    close: plainText(form.cancel, titleLength),
    private_metadata: JSON.stringify({ form: form.id, ...home } satisfies Home),
    blocks: [...intro, ...form.fields.map(input)].slice(0, viewBlocks),
  } satisfies ModalView;
}

type Values = ViewSubmission["view"]["state"]["values"];

/** The values by field, an empty string where one was left open. Throws when the modal is none of ours. */
export function readSubmission(metadata: string, values: Values): Home & { values: Record<string, string> } {
  const given = Object.entries(values).map(([name, { value }]) => [name, value?.value ?? ""]);
  return { ...Home.parse(JSON.parse(metadata)), values: Object.fromEntries(given) };
}
