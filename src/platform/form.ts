/**
 * Forms as plain data: a modal on Slack, a dialog on Teams, one line after another on a terminal.
 */
import type { RichText } from "./rich-text.ts";

/**
 * Values come and go as text whatever the field: a choice's `value`, a person's platform id, an ISO
 * date (`2027-03-31`).
 */
export type FormField = {
  /** The key under which the value comes back. */
  name: string;
  label: string;
  hint?: string;
  /** What stands in the field already. */
  value?: string;
  /** Fields are optional unless this says so: an empty one is left open. */
  required?: boolean;
} & (
  | { kind?: "text"; multiline?: boolean }
  /**
   * One of several. `options` is not empty; a surface shows the first 100, which is what Slack
   * takes.
   */
  | { kind: "choice"; options: FormOption[] }
  /** A colleague, chosen as the platform lets people choose one. */
  | { kind: "person" }
  | { kind: "date" }
);

export interface FormOption {
  value: string;
  label: string;
}

export interface Form {
  /** Comes back with the values; names the request or the place that the form is about. */
  id: string;
  title: string;
  submit: string;
  cancel: string;
  intro?: RichText;
  fields: FormField[];
}

/**
 * What a surface hands to `Core.form` when somebody asks for the form of a new request without a
 * button, as `/request` without words does.
 */
export const newRequestFormId = "request:new";
