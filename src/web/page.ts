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
<style nonce="${nonce}">${raw(pageStyle)}</style>
</head>
<body>${top ? html`<header>${top}</header>` : ""}<main>${body}</main></body>
</html>`;
