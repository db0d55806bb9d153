/** Rendering of cards as HTML, from native parts only. */
import { type HtmlMarkup, html, raw } from "../../lib/html.ts";
import {
  type Button,
  type Card,
  type CardElement,
  type Chart,
  chainToText,
} from "../../platform/card.ts";
import { type RichText, spanToPlainText, toPlainText } from "../../platform/rich-text.ts";

/** Returns the name of a person by id. */
export type NameOfPerson = (id: string) => string;

/** Renders rich text; its people are marked, and its links open in a new window. */
export const richTextHtml = (prose: RichText, nameOf: NameOfPerson): HtmlMarkup =>
  html`${prose.map((span) => {
    const text = spanToPlainText(span);
    if (typeof span === "string") return text;
    if ("bold" in span) return html`<strong>${text}</strong>`;
    if ("italic" in span) return html`<em>${text}</em>`;
    if ("code" in span) return html`<code>${text}</code>`;
    if ("link" in span && /^https?:\/\//.test(span.link))
      return html`<a href="${span.link}" target="_blank" rel="noreferrer">${span.label || span.link}</a>`;
    if ("person" in span && text.startsWith("@")) {
      const name = span.name ?? nameOf(span.person);
      return html`<span class="mention" data-person="${span.person}">@${name}</span>`;
    }
    return text;
  })}`;

/** Creates the renderer of one card, which numbers its buttons for the focus to be kept. */
function renderer(id: string, nameOf: NameOfPerson, isPage: boolean) {
  let count = 0;
  const rich = (text: RichText): HtmlMarkup => richTextHtml(text, nameOf);

  /** @param about text beside the button, by which screen readers distinguish equal labels */
  function button(each: Button, about?: RichText): HtmlMarkup {
    const own = `${id}-b${count++}`;
    const name = about ? html` aria-label="${`${each.label}: ${toPlainText(about)}`}"` : "";
    const look = each.style ?? "plain";
    if ("url" in each)
      return html`<a id="${own}" class="button ${look}" href="${each.url}" target="_blank" rel="noreferrer"${name}>${each.label}</a>`;
    const act = each.opensForm ? "open" : "press";
    return html`<button id="${own}" class="${look}" form="act" name="${act}" value="${`${id} ${each.press}`}"${name}>${each.label}</button>`;
  }

  return (element: CardElement): HtmlMarkup => {
    switch (element.kind) {
      case "heading":
        return isPage ? html`<h2>${rich(element.text)}</h2>` : html`<h3>${rich(element.text)}</h3>`;
      case "text":
        return html`<p>${rich(element.text)}</p>`;
      case "quote":
        return html`<blockquote>${rich(element.text)}</blockquote>`;
      case "note":
        return html`<p class="note">${rich(element.text)}</p>`;
      case "facts":
        return html`<dl>${element.facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${rich(value)}</dd></div>`)}</dl>`;
      case "item":
        return html`<div class="item"><div><p>${rich(element.text)}</p>${element.note ? html`<p class="note">${rich(element.note)}</p>` : ""}</div>${element.button ? button(element.button, element.text) : ""}</div>`;
      case "buttons":
        return html`<div class="buttons ${element.role ?? ""}">${element.buttons.map((each) => button(each))}</div>`;
      case "chart":
        return chartHtml(element);
      case "chain":
        return html`<p class="chain">${chainToText(element.links)}</p>`;
      case "divider":
        return html`<hr>`;
      default:
        return html``; // of another release
    }
  };
}

/**
 * Renders the parts of a card. Its buttons belong to the page's form `act`; each sends the message
 * and the path of its action as `press` or `open`.
 * @param id id of the message, with which those of the buttons begin
 * @param isPage whether the card is a page of its own and not one of several messages
 */
export const cardHtml = (
  card: Card,
  id: string,
  nameOf: NameOfPerson,
  { isPage = false } = {},
): HtmlMarkup => html`${card.map(renderer(id, nameOf, isPage))}`;

/** Returns whether a card is more than sentences and buttons, and so gets a frame. */
export const isFramedCard = (card: Card): boolean =>
  card.some(({ kind }) => !["text", "note", "buttons", "quote"].includes(kind));

const [width, height, footer, head] = [360, 150, 20, 16];

/** Renders bars or lines as SVG, with their numbers. The sentence of the chart is its name. */
function chartHtml({ chart, title, labels, series, most, unit = "", text }: Chart): HtmlMarkup {
  const top = Math.max(1, most ?? 0, ...series.flatMap(({ values }) => values));
  const step = width / Math.max(1, labels.length);
  const yOf = (value: number): number => height - footer - (value / top) * (height - footer - head);
  const fixed = (value: number): string => value.toFixed(1);
  const bar = (step * 0.7) / Math.max(1, series.length);
  const marks = series.map(({ values }, which) => {
    const middle = (index: number): number =>
      chart === "line" ? (index + 0.5) * step : index * step + step * 0.15 + (which + 0.5) * bar;
    const numbers = values.map(
      (value, index) =>
        html`<text x="${fixed(middle(index))}" y="${fixed(yOf(value) - 4)}">${value}${unit}</text>`,
    );
    if (chart === "line")
      return html`<polyline class="s${which + 1}" points="${values.map((value, index) => `${fixed(middle(index))},${fixed(yOf(value))}`).join(" ")}"/>${numbers}`;
    const bars = values.map(
      (value, index) =>
        html`<rect class="s${which + 1}" rx="2" x="${fixed(middle(index) - bar / 2)}" y="${fixed(yOf(value))}" width="${fixed(bar)}" height="${fixed(height - footer - yOf(value))}"/>`,
    );
    return html`${bars}${numbers}`;
  });
  const legend =
    series.length > 1
      ? html`<ul class="legend">${series.map(({ name }, which) => html`<li><span class="s${which + 1}"></span>${name}</li>`)}</ul>`
      : "";
  return html`<figure><figcaption>${title}</figcaption>${legend}
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${toPlainText(text)}">
${raw(`<line x1="0" x2="${width}" y1="${height - footer}" y2="${height - footer}"/>`)}
${marks}
${labels.map((label, index) => html`<text x="${fixed((index + 0.5) * step)}" y="${height - 5}">${label}</text>`)}
</svg></figure>`;
}
