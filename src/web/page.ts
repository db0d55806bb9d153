/**
 * HTML frame of a page: readable on phones and by screen readers, light and dark, without external
 * resources.
 */
import { html, raw } from "hono/html";
import { type RichText, spanToPlainText, type TextSpan } from "../platform/rich-text.ts";

export type HtmlMarkup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e8eaee); --quiet: light-dark(#596273, #a4acba); --ground: light-dark(#fbfaf7, #16191f); --mark: light-dark(#0b6e63, #5fd0c0); --line: light-dark(#dcdad3, #343a45); --tint: light-dark(#f0eee8, #22262e); }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 38rem; margin: 0 auto; padding: 12vh 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
a { color: var(--mark); }
code { font-size: .95em; padding: .1em .3em; border-radius: .25rem; background: var(--tint); }
.quiet { color: var(--quiet); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; border-radius: 2px; }
button { font: inherit; font-weight: 600; padding: .6rem 1.25rem; border: 0; border-radius: .5rem; background: var(--mark); color: var(--ground); cursor: pointer; }
button.plain { padding: 0; background: none; color: var(--mark); font-weight: 400; text-decoration: underline; }
header { max-width: 38rem; margin: 0 auto; padding: 1rem 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
header nav { margin-inline-end: auto; }
header a[aria-current] { color: var(--ink); text-decoration: none; }
header + main { padding-top: 1.5rem; }
ul.rows { list-style: none; margin: 0; padding: 0; }
ul.rows > li { padding: .9rem 0; border-top: 1px solid var(--line); }
ul.rows h2 { font-size: 1.0625rem; margin: 0; }
ul.rows p { margin: .15rem 0; }
.said { white-space: pre-line; }
summary { display: inline-block; color: var(--mark); font-size: .9375rem; cursor: pointer; }
summary::before { content: "+ "; }
[open] > summary::before { content: "− "; }
ul.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
dl { display: grid; grid-template-columns: minmax(6rem, 9rem) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; padding: .75rem 1rem; border-radius: .5rem; background: var(--tint); font-size: .9375rem; }
dt { color: var(--quiet); }
dd { margin: 0; white-space: pre-line; }
@media (max-width: 26rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
`;

/**
 * Renders a page.
 * @param lang language of the text
 * @param nonce nonce by which the content security policy allows styles
 * @param top header of pages for signed-in visitors
 */
export const renderPage = ({
  title,
  lang,
  nonce,
  top,
  body,
}: {
  title: string;
  lang: string;
  nonce: string;
  top?: HtmlMarkup;
  body: HtmlMarkup;
}): HtmlMarkup => html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>${top ? html`<header>${top}</header>` : ""}<main>${body}</main></body>
</html>`;

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
