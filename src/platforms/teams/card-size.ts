/**
 * What Teams takes at once, and how a card that is too long gets shorter: its longest words first,
 * its last elements after that.
 */
import type { Card, CardElement } from "../../platform/card.ts";
import { type RichText, spanToPlainText } from "../../platform/rich-text.ts";

/**
 * 28 KB for a card (Teams, card size), in UTF-8. A whole message of that size also stays under the
 * 80 KB of UTF-16 that Teams advises for one message, beyond which it answers 413
 * MessageSizeTooBig.
 */
export const teamsMessageMaxBytes = 28 * 1024;

const ellipsis = "…";
/** Characters a passage may have, from one try to the next. */
const lengths = [Number.POSITIVE_INFINITY, 4000, 1500, 500, 200, 80];
const partsInElement = 30;

const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "") + ellipsis;

const label = (text: string, length: number): string =>
  text.length > length ? cut(text, length) : text;

function passage(prose: RichText, length: number): RichText {
  let left = length;
  const kept: RichText = [];
  for (const span of prose) {
    const words = spanToPlainText(span);
    if (words.length > left)
      return [...kept, typeof span === "string" ? cut(span, left) : ellipsis];
    left -= words.length;
    kept.push(span);
  }
  return kept;
}

function shorter(element: CardElement, length: number): CardElement {
  const parts = Number.isFinite(length) ? partsInElement : length;
  switch (element.kind) {
    case "divider":
      return element;
    case "facts":
      return {
        kind: "facts",
        facts: element.facts.slice(0, parts).map((fact) => ({
          label: label(fact.label, length),
          value: passage(fact.value, length),
        })),
      };
    case "buttons":
      return {
        kind: "buttons",
        buttons: element.buttons
          .slice(0, parts)
          .map((button) => ({ ...button, label: label(button.label, length) })),
      };
    case "chart":
      return {
        ...element,
        title: label(element.title, length),
        text: passage(element.text, length),
      };
    case "chain":
      return {
        kind: "chain",
        links: element.links.slice(0, parts).map((link) => label(link, length)),
      };
    case "item":
      return {
        ...element,
        text: passage(element.text, length),
        ...(element.note && { note: passage(element.note, length) }),
        ...(element.button && {
          button: { ...element.button, label: label(element.button.label, length) },
        }),
      };
    default:
      return { ...element, text: passage(element.text, length) };
  }
}

/** Renders as much of a card as fits. */
export function renderWithinSizeLimit<T>(card: Card, render: (card: Card) => T): T {
  const fits = (message: T): boolean =>
    Buffer.byteLength(JSON.stringify(message)) <= teamsMessageMaxBytes;
  for (const length of lengths) {
    const message = render(card.map((element) => shorter(element, length)));
    if (fits(message)) return message;
  }
  const short = card.map((element) => shorter(element, lengths.at(-1)!));
  for (let kept = short.length >> 1; kept > 0; kept >>= 1) {
    const message = render([...short.slice(0, kept), { kind: "note", text: [ellipsis] }]);
    if (fits(message)) return message;
  }
  return render([{ kind: "note", text: [ellipsis] }]);
}
