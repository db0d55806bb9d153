/** Forms as plain data: a modal on Slack, a dialog on Teams, questions on a terminal. */
import type { RichText } from "./rich-text.ts";

/**
 * Field of a form. All values are text: a choice's `value`, a person's platform id, an ISO date
 * (`2027-03-31`).
 */
export type FormField = {
  /** Key of the value. */
  name: string;
  label: string;
  hint?: string;
  /** Initial value. */
  value?: string;
  /** Whether a value is required; an empty optional field stays open. */
  required?: boolean;
  /**
   * Whether the form is built again with the values so far, each time this one changes, as for a
   * count in the intro. Only Slack can do it; elsewhere the validation tells.
   */
  rebuildsForm?: boolean;
} & (
  | { kind?: "text"; multiline?: boolean }
  /** Choice. `options` is not empty; a platform shows the first 100, the limit of Slack. */
  | { kind: "choice"; options: FormOption[] }
  /** Person, selected with the platform's picker. */
  | { kind: "person" }
  | { kind: "date" }
);

/** Choice of a form's field. */
export interface FormOption {
  value: string;
  label: string;
}

/** Form that a button opens; each platform shows it as its dialog. */
export interface Form {
  /** Sent back with the values; identifies the request or place of the form. */
  id: string;
  title: string;
  submit: string;
  cancel: string;
  intro?: RichText;
  fields: FormField[];
}
