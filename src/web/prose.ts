/** Prose as HTML; everything in it is escaped. */
import { html } from "hono/html";
import { type Prose, plainSpan, type Span } from "../surface/prose.ts";

type Markup = ReturnType<typeof html>;

function marked(span: Span): Markup | string {
  const text = plainSpan(span);
  if (typeof span === "string") return text;
  if ("bold" in span) return html`<strong>${text}</strong>`;
  if ("italic" in span) return html`<em>${text}</em>`;
  if ("code" in span) return html`<code>${text}</code>`;
  if ("link" in span && /^https?:\/\//.test(span.link)) return html`<a href="${span.link}" rel="noreferrer">${span.label ?? span.link}</a>`;
  return text;
}

export const markup = (prose: Prose): Markup => html`${prose.map(marked)}`;
