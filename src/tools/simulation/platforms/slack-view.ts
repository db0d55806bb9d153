/** Conversion of Slack's blocks to what people see, and of their input to Slack's payloads. */
import { type OpenedForm, type VisibleButton, walkObjects } from "../people/screen.ts";

/** Returns the buttons of a message or a Home tab. */
export const slackButtonsIn = (blocks: unknown): VisibleButton[] =>
  [...walkObjects(blocks)].flatMap((node) => {
    if (node.type !== "button" || typeof node.value !== "string") return [];
    const { action_id, value, text } = node as {
      action_id: string;
      value: string;
      text: { text: string };
    };
    return [
      {
        label: text.text,
        press: value,
        opensForm: action_id.startsWith("form."),
        own: { action_id, value },
      },
    ];
  });

/** Returns the state of an input of a kind, in Slack's format. */
export function slackInputState(type: string, value: string): object {
  if (type === "static_select") return { selected_option: value ? { value } : null };
  if (type === "users_select") return { selected_user: value || null };
  return type === "datepicker" ? { selected_date: value || null } : { value: value || null };
}

const kinds: Record<string, OpenedForm["fields"][number]["kind"]> = {
  static_select: "choice",
  users_select: "person",
  datepicker: "date",
};

/** Returns a modal as displayed. */
export function slackOpenedForm(view: Record<string, unknown>): OpenedForm {
  const fields = [...walkObjects(view.blocks)].flatMap((node): OpenedForm["fields"] => {
    if (node.type !== "input") return [];
    const { block_id, element } = node as { block_id: string; element: Record<string, unknown> };
    const {
      initial_value,
      initial_user,
      initial_date,
      initial_option,
      options = [],
    } = element as Record<string, string> & {
      initial_option?: { value: string };
      options?: { value: string }[];
    };
    const value =
      initial_value ??
      initial_user ??
      initial_date ??
      (initial_option as { value: string } | undefined)?.value ??
      "";
    return [
      {
        name: block_id,
        kind: kinds[element.type as string] ?? "text",
        value,
        options: (options as { value: string }[]).map((option) => option.value),
      },
    ];
  });
  return { fields, own: view };
}
