/**
 * HTML frame of a page: readable on phones and by screen readers, light and dark, without external
 * resources.
 */
import { type HtmlMarkup, html, raw } from "../lib/html.ts";
import { pageStyle } from "./style.ts";

/**
 * Renders a page.
 * @param lang language of the text
 * @param nonce nonce by which the content security policy allows styles
 * @param feed address of an Atom feed of what the page lists
 * @param top header of pages for signed-in visitors
 */
export const renderPage = ({
  title,
  lang,
  nonce,
  feed,
  top,
  body,
}: {
  title: string;
  lang: string;
  nonce: string;
  feed?: string;
  top?: HtmlMarkup;
  body: HtmlMarkup;
}): HtmlMarkup => html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${feed ? html`<link rel="alternate" type="application/atom+xml" href="${feed}">` : ""}<style nonce="${nonce}">${raw(pageStyle)}</style>
</head>
<body>${top ? html`<header>${top}</header>` : ""}<main>${body}</main></body>
</html>`;
