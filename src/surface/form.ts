/** Forms as plain data: a modal on Slack, a dialog on Teams, one line after another on a terminal. */
import type { Prose } from "./prose.ts";

export interface Field {
  /** The key under which the value comes back. */
  name: string;
  label: string;
  hint?: string;
  /** What stands in the field already. */
  value?: string;
  multiline?: boolean;
  /** Fields are optional unless this says so: an empty one is left open. */
  required?: boolean;
}

export interface Form {
  /** Comes back with the values; names the request or the place that the form is about. */
  id: string;
  title: string;
  submit: string;
  cancel: string;
  intro?: Prose;
  fields: Field[];
}

/** What a surface hands to `Core.form` when somebody asks for the form of a new request without a button, as `/request` without words does. */
export const newRequestForm = "request:new";
