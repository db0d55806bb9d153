/** HTML of pages: escaped markup, and texts and cards of the chat as markup. */
import { html, raw } from "hono/html";
import { type RichText, spanToPlainText, type TextSpan } from "../platform/rich-text.ts";

export { html, raw };

/** Escaped HTML. */
export type HtmlMarkup = ReturnType<typeof html>;

function renderSpan(span: TextSpan): HtmlMarkup | string {
  const text = spanToPlainText(span);
  if (typeof span === "string") return text;
  if ("bold" in span) return html`<strong>${text}</strong>`;
  if ("italic" in span) return html`<em>${text}</em>`;
  if ("code" in span) return html`<code>${text}</code>`;
  if ("link" in span && /^https?:\/\//.test(span.link))
    return html`<a href="${span.link}" rel="noreferrer">${span.label ?? span.link}</a>`;
  return text;
}

/** Renders rich text, with its links and formats, as escaped HTML. */
export const renderRichTextHtml = (prose: RichText): HtmlMarkup => html`${prose.map(renderSpan)}`;
