/** Changes of a card after one of its buttons was pressed. */

import type { Words } from "../lib/i18n.ts";
import type { Button, Card } from "../platform/card.ts";
import type { Person } from "../platform/conversation-ref.ts";
import { personMention } from "../platform/rich-text.ts";

/** Replaces the rows of buttons around the pressed one with the choice. */
export function settlePressedCard(card: Card, press: string, by: Person, words: Words): Card {
  const at = card.findIndex(
    (element) =>
      element.kind === "buttons" &&
      element.buttons.some((button) => "press" in button && button.press === press),
  );
  const row = card[at];
  if (row?.kind !== "buttons") return card;
  let first = at;
  let last = at;
  while (card[first - 1]?.kind === "buttons") first--;
  while (card[last + 1]?.kind === "buttons") last++;
  const choice =
    row.buttons.find((button) => "press" in button && button.press === press)?.label ?? "";
  return [
    ...card.slice(0, first),
    { kind: "note", text: words("requests.settled", { person: personMention(by), choice }) },
    ...card.slice(last + 1),
  ];
}

/** Replaces the pressed button with another. */
export const replaceCardButton = (card: Card, press: string, button: Button): Card =>
  card.map((element) =>
    element.kind === "buttons"
      ? {
          ...element,
          buttons: element.buttons.map((each) =>
            "press" in each && each.press === press ? button : each,
          ),
        }
      : element,
  );
