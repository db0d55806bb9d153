/** Rendering of forms as HTML dialogs, and reading of what was filled in. */
import { type HtmlMarkup, html } from "../../lib/html.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { BrowserCompany } from "./company.ts";

/** Prefix of the fields' names, which keeps them apart from those of the page. */
const prefix = "field.";

/** A form with the values and mistakes that it is shown with. */
export interface FilledForm {
  form: Form;
  /** Values so far; those of the form by default. */
  values?: Readonly<Record<string, string>>;
  /** Sentences by field; those of other names concern the whole form. */
  mistakes?: Readonly<Record<string, string>>;
}

interface DialogOptions {
  company: BrowserCompany;
  words: Words;
  /** Hidden fields that say where the form was opened. */
  hidden: HtmlMarkup;
  /** Address of the page without the form. */
  back: string;
}

const noOption = { value: "", label: "" };

function optionsOf(field: FormField, value: string, { people }: BrowserCompany) {
  if (field.kind === "choice")
    return field.options.some((option) => option.value === value)
      ? field.options
      : [noOption, ...field.options];
  const all = people.map(({ id, name }) => ({ value: id, label: name }));
  const known = value === "" || all.some((option) => option.value === value);
  return [noOption, ...(known ? [] : [{ value, label: value }]), ...all];
}

/** Renders the input of a field. */
function inputHtml(
  field: FormField,
  value: string,
  attributes: HtmlMarkup,
  { company }: DialogOptions,
): HtmlMarkup {
  const rebuilds = field.rebuildsForm ? html` data-rebuilds` : "";
  switch (field.kind) {
    case "choice":
    case "person": {
      const all = optionsOf(field, value, company);
      const options = field.required || all[0] === noOption ? all : [noOption, ...all];
      return html`<select ${attributes}${rebuilds}>${options.map((option) => html`<option value="${option.value}"${option.value === value ? html` selected` : ""}>${option.label}</option>`)}</select>`;
    }
    case "date":
      return html`<input type="date" ${attributes}${rebuilds} value="${value}">`;
    default:
      // a line break after the tag is not part of the value
      return field.multiline
        ? html`<textarea rows="3" ${attributes}${rebuilds}>${`\n${value}`}</textarea>`
        : html`<input type="text" autocomplete="off" ${attributes}${rebuilds} value="${value}">`;
  }
}

function fieldHtml(field: FormField, filled: FilledForm, options: DialogOptions): HtmlMarkup {
  const { name, label, hint, required } = field;
  const value = filled.values?.[name] ?? field.value ?? "";
  const mistake = filled.mistakes?.[name];
  const id = `f-${name}`;
  const described = [hint && `${id}-hint`, mistake && `${id}-mistake`].filter(Boolean).join(" ");
  const attributes = html`id="${id}" name="${prefix}${name}"${required ? html` required` : ""}${mistake ? html` aria-invalid="true"` : ""}${described ? html` aria-describedby="${described}"` : ""}`;
  return html`<div class="field" id="${id}-field"><label for="${id}">${label}</label>${required ? "" : html`<span class="optional">${options.words.plain("browser.form.optional")}</span>`}
${inputHtml(field, value, attributes, options)}
${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ""}${mistake ? html`<p class="mistake" id="${id}-mistake">${mistake}</p>` : ""}</div>`;
}

/** Renders an open form as a dialog. The page's script makes it modal. */
export function formDialogHtml(
  filled: FilledForm,
  intro: HtmlMarkup,
  options: DialogOptions,
): HtmlMarkup {
  const { form, mistakes = {} } = filled;
  const names = new Set(form.fields.map(({ name }) => name));
  const whole = Object.entries(mistakes).filter(([name]) => !names.has(name));
  return html`<dialog id="dialog" open aria-labelledby="dialog-title" data-back="${options.back}">
<form method="post" action="/browser/act" id="dialog-form">${options.hidden}
<input type="hidden" name="form" value="${form.id}">
<h2 id="dialog-title">${form.title}</h2>
<div class="fields">
${form.intro ? html`<p class="intro">${intro}</p>` : ""}
<div role="alert" id="dialog-mistakes">${whole.map(([, mistake]) => html`<p class="mistake">${mistake}</p>`)}</div>
${form.fields.map((field) => fieldHtml(field, filled, options))}
</div>
<div class="buttons end"><a class="button plain" id="dialog-cancel" href="${options.back}">${form.cancel}</a><button class="primary">${form.submit}</button></div>
</form></dialog>`;
}

/** Returns the values of a submission by field; line breaks as typed. */
export const readFormValues = (body: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value.replaceAll("\r\n", "\n")]] : [],
    ),
  );
