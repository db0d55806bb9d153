/** Changes of a card after one of its buttons was pressed, or its question was answered in words. */

import type { Words } from "../lib/i18n.ts";
import { type Button, type Card, type CardElement, noteElement } from "../platform/card.ts";
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
  return [...card.slice(0, first), settledNote({ by, choice, words }), ...card.slice(last + 1)];
}

/**
 * Replaces the rows of buttons about a subject, such as a request, with the choice of a person.
 * Other buttons stay. Returns the same card if it has no such row.
 */
export function settleCardAbout(
  card: Card,
  subject: string,
  settled: { by: Person; choice: string; words: Words } | undefined,
): Card {
  const isAbout = (element: CardElement): boolean =>
    element.kind === "buttons" &&
    element.buttons.some(
      (button) => "press" in button && button.press.split("/").includes(subject),
    );
  const at = card.findIndex(isAbout);
  if (at < 0) return card;
  const rest = card.slice(at).filter((element) => !isAbout(element));
  return [...card.slice(0, at), ...(settled ? [settledNote(settled)] : []), ...rest];
}

const settledNote = ({
  by,
  choice,
  words,
}: {
  by: Person;
  choice: string;
  words: Words;
}): CardElement => noteElement(words("requests.settled", { person: personMention(by), choice }));

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
