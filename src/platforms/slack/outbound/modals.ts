/** Forms as modals, and what comes back of them. */
import { createHash } from "node:crypto";
import type { ViewResponseAction } from "@slack/bolt";
import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { z } from "zod";
import { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { Form, FormField, FormOption } from "../../../platform/form.ts";
import type { ViewSubmission } from "../payload-shapes.ts";
import { renderSlackBlocks, viewMaxBlocks } from "./blocks.ts";
import { isSlackUserId, slackPlainText, truncateSlackText } from "./text-objects.ts";

/** Limits of a modal, in characters. [docs.slack.dev/reference/views/modal-views] */
const titleLength = 24;
const labelLength = 2000;
const valueLength = 3000;
const idLength = 255;
/**
 * Limits of a select menu and of its options.
 * [docs.slack.dev/reference/block-kit/block-elements/select-menu-element]
 */
const mostOptions = 100;
const optionLength = { label: 75, value: 150 };

/**
 * What travels with a modal, so that its values find the way home; Slack holds 3000 characters of
 * it.
 */
const Home = z.strictObject({
  form: z.string(),
  place: ConversationRef,
  address: z.json().optional(),
  /** Values that Slack takes of no option, by what stands for them. */
  values: z.record(z.string(), z.string()).optional(),
});
type Home = z.infer<typeof Home>;

const fits = (value: string): boolean => value !== "" && value.length <= optionLength.value;
const code = (value: string): string =>
  fits(value) ? value : createHash("sha256").update(value).digest("base64url");

type Choice = FormField & { kind: "choice" };

/** The first options, and always the one that stands in the field. */
function shown({ options, value = "" }: Choice): {
  options: FormOption[];
  chosen: FormOption | undefined;
} {
  const first = options.slice(0, mostOptions);
  const chosen = options.find((option) => option.value === value);
  return {
    options: !chosen || first.includes(chosen) ? first : [...first.slice(0, -1), chosen],
    chosen,
  };
}

const option = ({ label, value }: FormOption): PlainTextOption => ({
  text: slackPlainText(label, optionLength.label),
  value: code(value),
});

const isDate = (value: string): boolean => z.iso.date().safeParse(value).success;

/** Slack refuses a whole modal for a person or a date that is none. */
function element(field: FormField): InputBlock["element"] {
  const { value } = field;
  const action = { action_id: "value" };
  switch (field.kind) {
    case "choice": {
      const { options, chosen } = shown(field);
      return {
        type: "static_select",
        ...action,
        options: options.map(option),
        ...(chosen && { initial_option: option(chosen) }),
      };
    }
    case "person":
      return {
        type: "users_select",
        ...action,
        ...(value && isSlackUserId(value) && { initial_user: value }),
      };
    case "date":
      return {
        type: "datepicker",
        ...action,
        ...(value && isDate(value) && { initial_date: value }),
      };
    default: {
      const initial = value && { initial_value: truncateSlackText(value, valueLength) };
      return {
        type: "plain_text_input",
        ...action,
        multiline: field.multiline ?? false,
        max_length: valueLength,
        ...initial,
      };
    }
  }
}

const blockId = (name: string): string => truncateSlackText(name, idLength);

const input = (field: FormField): InputBlock => ({
  type: "input",
  block_id: blockId(field.name),
  label: slackPlainText(field.label, labelLength),
  optional: !field.required,
  ...(field.hint && { hint: slackPlainText(field.hint, labelLength) }),
  element: element(field),
});

/**
 * A form whose long options take more room than Slack has for what travels with a modal does not
 * open.
 */
export function renderModal(form: Form, home: Pick<Home, "place" | "address">) {
  const intro = form.intro ? renderSlackBlocks([{ kind: "text", text: form.intro }]) : [];
  const odd = form.fields
    .flatMap((field) => (field.kind === "choice" ? shown(field).options : []))
    .filter(({ value }) => !fits(value));
  const values = Object.fromEntries(odd.map(({ value }) => [code(value), value]));
  return {
    type: "modal",
    callback_id: "form",
    title: slackPlainText(form.title, titleLength),
    submit: slackPlainText(form.submit, titleLength),
    close: slackPlainText(form.cancel, titleLength),
    private_metadata: JSON.stringify({
      form: form.id,
      ...home,
      ...(odd.length > 0 && { values }),
    } satisfies Home),
    blocks: [...intro, ...form.fields.map(input)].slice(0, viewMaxBlocks),
  } satisfies ModalView;
}

type View = ViewSubmission["view"];

/**
 * The values by field, an empty string where one was left open. Throws when the modal is none of
 * ours.
 */
export function readModalSubmission({
  private_metadata,
  state,
}: View): Omit<Home, "values"> & { values: Record<string, string> } {
  const { values: odd = {}, ...home } = Home.parse(JSON.parse(private_metadata));
  const given = Object.entries(state.values).map(([name, { value }]) => {
    const chosen = value?.selected_option?.value;
    return [
      name,
      chosen === undefined
        ? (value?.value ?? value?.selected_user ?? value?.selected_date ?? "")
        : Object.hasOwn(odd, chosen)
          ? odd[chosen]!
          : chosen,
    ];
  });
  return { ...home, values: Object.fromEntries(given) };
}

/**
 * The acknowledgement that leaves a modal open, all that was typed in it. Slack shows a mistake at
 * an input alone: what is wrong with the form as a whole stands at the first.
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
