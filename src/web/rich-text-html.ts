/** Rendering of rich text as escaped HTML. */
import { html } from "hono/html";
import { type RichText, spanToPlainText, type TextSpan } from "../platform/rich-text.ts";

type Markup = ReturnType<typeof html>;

function renderSpan(span: TextSpan): Markup | string {
  const text = spanToPlainText(span);
  if (typeof span === "string") return text;
  if ("bold" in span) return html`<strong>${text}</strong>`;
  if ("italic" in span) return html`<em>${text}</em>`;
  if ("code" in span) return html`<code>${text}</code>`;
  if ("link" in span && /^https?:\/\//.test(span.link))
    return html`<a href="${span.link}" rel="noreferrer">${span.label ?? span.link}</a>`;
  return text;
}

export const renderRichTextHtml = (prose: RichText): Markup => html`${prose.map(renderSpan)}`;
