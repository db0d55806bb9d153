/** Slack modal: Slack's validation, filling in, and visible errors. */
import { blocksRefusal } from "./screen.ts";

type Option = { text: { text: string }; value: string };

interface Element {
  type: string;
  action_id: string;
  options?: Option[];
  initial_value?: string;
  initial_option?: Option;
  initial_user?: string;
  initial_date?: string;
}

export interface ModalView {
  id: string;
  /** The state that an update has to name. */
  hash?: string;
  type: "modal" | "home";
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  private_metadata?: string;
  blocks: {
    type: string;
    block_id: string;
    label?: { text: string };
    hint?: { text: string };
    optional?: boolean;
    dispatch_action?: boolean;
    element?: Element;
  }[];
  /** Errors that Slack shows under the inputs after `response_action: "errors"`, by block. */
  errors?: Record<string, string>;
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
const isDate = (date: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && new Date(`${date}T00:00Z`).toJSON()?.slice(0, 10) === date;

function* wrongIn({
  type,
  options = [],
  initial_value = "",
  initial_option,
  initial_user,
  initial_date,
}: Element): Generator<string> {
  if (initial_value.length > 3000) yield "initial_value";
  if (initial_user !== undefined && !/^[UW][A-Z0-9]+$/.test(initial_user)) yield "initial_user";
  if (initial_date !== undefined && !isDate(initial_date)) yield "initial_date";
  if (type !== "static_select") return;
  if (options.length < 1 || options.length > 100) yield `${options.length} options`;
  for (const { text, value } of options)
    if (text.text.length < 1 || text.text.length > 75 || value.length < 1 || value.length > 150)
      yield "an option";
  if (initial_option && !options.some((option) => same(option, initial_option)))
    yield "initial_option";
}

/** Returns the error that Slack documents for a modal, or undefined. */
export function modalRefusal({
  title,
  submit,
  close,
  private_metadata = "",
  blocks,
}: ModalView): string | undefined {
  const labels = [title, submit, close].map((label) => label?.text.length ?? 0);
  const inputs = blocks.filter(({ type }) => type === "input");
  const wrong = [
    ...(labels.some((length) => length < 1 || length > 24) ? ["title, submit or close"] : []),
    ...(private_metadata.length > 3000 ? ["private_metadata"] : []),
    ...(new Set(inputs.map(({ block_id }) => block_id)).size < inputs.length
      ? ["block_id twice"]
      : []),
    ...inputs.flatMap(({ block_id, label, hint, element }) => [
      ...(block_id.length < 1 || block_id.length > 255 ? ["block_id"] : []),
      ...[label, ...(hint ? [hint] : [])]
        .filter((text) => !text?.text || text.text.length > 2000)
        .map(() => "label"),
      ...(element ? wrongIn(element) : ["no element"]),
    ]),
  ];
  return wrong.length > 0 ? `invalid_arguments: ${wrong.join("; ")}` : blocksRefusal(blocks, 100);
}

/** Returns the visible value of an input; the label of a selected option. */
const standing = ({ initial_value, initial_option, initial_user, initial_date }: Element): string =>
  initial_option?.text.text ?? initial_value ?? initial_user ?? initial_date ?? "";

/** Fills in an input; options by label; an empty text clears it. */
function fill(element: Element, text: string): void {
  for (const key of ["initial_value", "initial_option", "initial_user", "initial_date"] as const)
    delete element[key];
  if (text === "") return;
  switch (element.type) {
    case "static_select": {
      const chosen = element.options?.find((option) => option.text.text === text);
      if (!chosen) throw new Error(`no option "${text}"`);
      element.initial_option = chosen;
      return;
    }
    case "users_select":
      element.initial_user = text;
      return;
    case "datepicker":
      element.initial_date = text;
      return;
    default:
      element.initial_value = text;
  }
}

function state({ type, initial_value, initial_option, initial_user, initial_date }: Element) {
  switch (type) {
    case "static_select":
      return { type, selected_option: initial_option ?? null };
    case "users_select":
      return { type, selected_user: initial_user ?? null };
    case "datepicker":
      return { type, selected_date: initial_date ?? null };
    default:
      return { type, value: initial_value ?? null };
  }
}

const inputsOf = (view: ModalView) =>
  view.blocks.flatMap(({ element, label, ...block }) =>
    element && label ? [{ ...block, element, label: label.text }] : [],
  );

/**
 * Fills in inputs by label, leaves other values unchanged, and returns the state as Slack sends it.
 */
export function fillModal(view: ModalView, values: Record<string, string>) {
  for (const { element, label } of inputsOf(view))
    if (values[label] !== undefined) fill(element, values[label]);
  return Object.fromEntries(
    inputsOf(view).map(({ block_id, element }) => [
      block_id,
      { [element.action_id]: state(element) },
    ]),
  );
}

/** Puts the values of the open fields into a modal that replaces it, as Slack does. */
export function keepModalValues(view: ModalView, before: ModalView): ModalView {
  const standing = new Map(inputsOf(before).map((input) => [input.block_id, input.element]));
  const blocks = view.blocks.map((block) => {
    const element = standing.get(block.block_id);
    return element && block.element ? { ...block, element } : block;
  });
  return { ...view, blocks };
}

/**
 * Returns whether the modal stays open after the response to a submission. Slack accepts errors
 * only for inputs.
 */
export function modalStaysOpen(view: ModalView, reply: unknown): boolean {
  const { response_action, errors = {} } = (reply ?? {}) as {
    response_action?: string;
    errors?: Record<string, string>;
  };
  if (response_action !== "errors") return false;
  const ids = inputsOf(view).map(({ block_id }) => block_id);
  const strange = Object.keys(errors).filter((id) => !ids.includes(id));
  if (strange.length > 0 || Object.keys(errors).length === 0)
    throw new Error(`Slack shows no errors at ${strange.join(", ") || "nothing"}`);
  view.errors = errors;
  return true;
}

/** Returns the visible modal: values and errors by label. */
export function visibleModal(view: ModalView) {
  const inputs = inputsOf(view);
  return {
    title: view.title?.text ?? "",
    fields: Object.fromEntries(inputs.map(({ label, element }) => [label, standing(element)])),
    mistakes: Object.fromEntries(
      inputs.flatMap(({ label, block_id }) =>
        view.errors?.[block_id] ? [[label, view.errors[block_id]]] : [],
      ),
    ),
  };
}
