/** Rendering of forms as modals, and parsing of their submissions. */

import { createHash } from "node:crypto";
import type { ViewResponseAction } from "@slack/bolt";
import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { z } from "zod";
import { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { Form, FormField, FormOption } from "../../../platform/form.ts";
import { truncateText } from "../../../platform/rich-text.ts";
import type { ViewSubmission } from "../payload-shapes.ts";
import { renderSlackBlocks, viewMaxBlocks } from "./blocks.ts";
import { isSlackUserId, slackPlainText } from "./text-objects.ts";

/** Limits of a modal, in characters. [docs.slack.dev/reference/views/modal-views] */
const titleMaxChars = 24;
const labelMaxChars = 2000;
const valueMaxChars = 3000;
const idMaxChars = 255;
/**
 * Limits of a select menu and of its options.
 * [docs.slack.dev/reference/block-kit/block-elements/select-menu-element]
 */
const maxOptions = 100;
const optionMaxChars = { label: 75, value: 150 };

/** Private metadata of a modal, which Slack returns with its values; at most 3000 characters. */
const ModalMetadata = z.strictObject({
  form: z.string(),
  place: ConversationRef,
  address: z.json().optional(),
  /** Option values that Slack would refuse, by the codes that replace them. */
  values: z.record(z.string(), z.string()).optional(),
});
type ModalMetadata = z.infer<typeof ModalMetadata>;

const fits = (value: string): boolean => value !== "" && value.length <= optionMaxChars.value;
const optionCode = (value: string): string =>
  fits(value) ? value : createHash("sha256").update(value).digest("base64url");

type Choice = FormField & { kind: "choice" };

/** Returns the first options, including the selected one. */
function shown({ options, value = "" }: Choice): {
  options: FormOption[];
  chosen: FormOption | undefined;
} {
  const first = options.slice(0, maxOptions);
  const chosen = options.find((option) => option.value === value);
  return {
    options: !chosen || first.includes(chosen) ? first : [...first.slice(0, -1), chosen],
    chosen,
  };
}

const option = ({ label, value }: FormOption): PlainTextOption => ({
  text: slackPlainText(label, optionMaxChars.label),
  value: optionCode(value),
});

const isDate = (value: string): boolean => z.iso.date().safeParse(value).success;

/** `action_id` of a modal's fields. */
export const modalFieldActionId = "value";

/** Returns the element of a field. Slack refuses a whole modal for one invalid person or date. */
function element(field: FormField): InputBlock["element"] {
  const { value } = field;
  const action = { action_id: modalFieldActionId };
  switch (field.kind) {
    case "choice": {
      const { options, chosen } = shown(field);
      return {
        type: "static_select",
        ...action,
        options: options.map(option),
        initial_option: chosen && option(chosen),
      };
    }
    case "person":
      return {
        type: "users_select",
        ...action,
        initial_user: value && isSlackUserId(value) ? value : undefined,
      };
    case "date":
      return {
        type: "datepicker",
        ...action,
        initial_date: value && isDate(value) ? value : undefined,
      };
    default: {
      return {
        type: "plain_text_input",
        ...action,
        multiline: field.multiline ?? false,
        max_length: valueMaxChars,
        initial_value: value ? truncateText(value, valueMaxChars) : undefined,
      };
    }
  }
}

const blockId = (name: string): string => truncateText(name, idMaxChars);

const input = (field: FormField): InputBlock => ({
  type: "input",
  block_id: blockId(field.name),
  label: slackPlainText(field.label, labelMaxChars),
  optional: !field.required,
  hint: field.hint ? slackPlainText(field.hint, labelMaxChars) : undefined,
  dispatch_action: field.rebuildsForm,
  element: element(field),
});

/** Renders a form as a modal. It does not open if its option values exceed the private metadata. */
export function renderModal(form: Form, origin: Pick<ModalMetadata, "place" | "address">) {
  const intro = form.intro ? renderSlackBlocks([{ kind: "text", text: form.intro }]) : [];
  const encoded = form.fields
    .flatMap((field) => (field.kind === "choice" ? shown(field).options : []))
    .filter(({ value }) => !fits(value));
  const values = Object.fromEntries(encoded.map(({ value }) => [optionCode(value), value]));
  return {
    type: "modal",
    callback_id: "form",
    title: slackPlainText(form.title, titleMaxChars),
    submit: slackPlainText(form.submit, titleMaxChars),
    close: slackPlainText(form.cancel, titleMaxChars),
    private_metadata: JSON.stringify({
      form: form.id,
      ...origin,
      values: encoded.length > 0 ? values : undefined,
    } satisfies ModalMetadata),
    blocks: [...intro, ...form.fields.map(input)].slice(0, viewMaxBlocks),
  } satisfies ModalView;
}

type View = ViewSubmission["view"];

/**
 * Returns the values by field; empty fields are empty strings.
 * @throws if the modal is not Entwine's
 */
export function readModalSubmission({
  private_metadata,
  state,
}: Pick<View, "private_metadata" | "state">): Omit<ModalMetadata, "values"> & {
  values: Record<string, string>;
} {
  const { values: encoded = {}, ...origin } = ModalMetadata.parse(JSON.parse(private_metadata));
  const given = Object.entries(state.values).map(([name, { value }]) => {
    const chosen = value?.selected_option?.value;
    return [
      name,
      chosen === undefined
        ? (value?.value ?? value?.selected_user ?? value?.selected_date ?? "")
        : Object.hasOwn(encoded, chosen)
          ? encoded[chosen]!
          : chosen,
    ];
  });
  return { ...origin, values: Object.fromEntries(given) };
}

/**
 * Returns the acknowledgement that keeps a modal open with its values. Slack shows errors only at
 * inputs, so those of the whole form are shown at the first.
 */
export function modalErrorResponse(
  { blocks }: View,
  mistakes: Record<string, string>,
): ViewResponseAction {
  const inputs = blocks.flatMap(({ type, block_id }) =>
    type === "input" && block_id !== undefined ? [block_id] : [],
  );
  const errors: Record<string, string> = {};
  for (const [name, mistake] of Object.entries(mistakes)) {
    const at = inputs.find((id) => id === blockId(name)) ?? inputs[0];
    if (at !== undefined)
      errors[at] = [...(errors[at] === undefined ? [] : [errors[at]]), mistake].join(" ");
  }
  return { response_action: "errors", errors };
}
