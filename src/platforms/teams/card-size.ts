/**
 * Size limit of a Teams message: shortens a card's longest texts first, then drops its last
 * elements.
 */
import type { Card, CardElement } from "../../platform/card.ts";
import { truncateRichText, truncateText } from "../../platform/rich-text.ts";

/**
 * Maximum bytes of a card in UTF-8 (Teams, card size). A message of this size is also below the 80
 * KB of UTF-16 that Teams recommends; larger ones get 413 MessageSizeTooBig.
 */
export const teamsMessageMaxBytes = 28 * 1024;

const ellipsis = "…";
/** Maximum characters of one text, tried in this order. */
const maxCharsSteps = [Number.POSITIVE_INFINITY, 4000, 1500, 500, 200, 80];
const maxPartsInElement = 30;

function shorter(element: CardElement, length: number): CardElement {
  const parts = Number.isFinite(length) ? maxPartsInElement : length;
  switch (element.kind) {
    case "divider":
      return element;
    case "facts":
      return {
        kind: "facts",
        facts: element.facts.slice(0, parts).map((fact) => ({
          label: truncateText(fact.label, length),
          value: truncateRichText(fact.value, length),
        })),
      };
    case "buttons":
      return {
        kind: "buttons",
        buttons: element.buttons
          .slice(0, parts)
          .map((button) => ({ ...button, label: truncateText(button.label, length) })),
      };
    case "chart":
      return {
        ...element,
        title: truncateText(element.title, length),
        text: truncateRichText(element.text, length),
      };
    case "chain":
      return {
        kind: "chain",
        links: element.links.slice(0, parts).map((link) => truncateText(link, length)),
      };
    case "item":
      return {
        ...element,
        text: truncateRichText(element.text, length),
        ...(element.note && { note: truncateRichText(element.note, length) }),
        ...(element.button && {
          button: { ...element.button, label: truncateText(element.button.label, length) },
        }),
      };
    default:
      return { ...element, text: truncateRichText(element.text, length) };
  }
}

/** Renders a card, shortened as far as needed to fit the size limit. */
export function renderWithinSizeLimit<T>(card: Card, render: (card: Card) => T): T {
  const fits = (message: T): boolean =>
    Buffer.byteLength(JSON.stringify(message)) <= teamsMessageMaxBytes;
  for (const length of maxCharsSteps) {
    const message = render(card.map((element) => shorter(element, length)));
    if (fits(message)) return message;
  }
  const short = card.map((element) => shorter(element, maxCharsSteps.at(-1)!));
  for (let kept = short.length >> 1; kept > 0; kept >>= 1) {
    const message = render([...short.slice(0, kept), { kind: "note", text: [ellipsis] }]);
    if (fits(message)) return message;
  }
  return render([{ kind: "note", text: [ellipsis] }]);
}
