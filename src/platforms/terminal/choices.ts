/** What can be pressed: the buttons that were shown last, by number or by their words. */
import type { Button, Card, CardElement } from "../../platform/card.ts";

type Press = Button & { press: string };
interface Choice {
  button: Press;
  message: string;
}

/** Messages whose card is remembered, so that a revision shows only what is new. */
const remembered = 200;

const pressOf = (button: Button | undefined): Press[] =>
  button && "press" in button ? [button] : [];
const presses = (card: Card): Press[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons.flatMap(pressOf)
      : element.kind === "item"
        ? pressOf(element.button)
        : [],
  );

/** As people type it: a keyboard has no typographic apostrophe. */
export const foldChoiceLabel = (label: string): string =>
  label.trim().toLowerCase().replaceAll("’", "'");

/** `2` or `[2]`. */
export function parseChoiceNumber(text: string): number | undefined {
  const [, digits] = /^\[?(\d{1,3})\]?$/.exec(text) ?? [];
  return digits ? Number(digits) : undefined;
}

/**
 * Numbers begin again with the first button that is shown after somebody wrote; until then the old
 * ones hold, since they still stand on the screen.
 */
export function createTerminalChoices() {
  const cards = new Map<string, Card>();
  const choices = new Map<number, Choice>();
  let fresh = true;
  let last = 0;

  return {
    /** Somebody wrote a line. */
    turn(): void {
      fresh = true;
    },
    /** The number of a button that is about to be shown. */
    number(button: Press, message: string): number {
      if (fresh) {
        choices.clear();
        fresh = false;
        last = 0;
      }
      choices.set(++last, { button, message });
      return last;
    },
    chosen(text: string): Choice | undefined {
      const number = parseChoiceNumber(text);
      const label = foldChoiceLabel(text);
      return number !== undefined
        ? choices.get(number)
        : [...choices.values()].findLast(({ button }) => foldChoiceLabel(button.label) === label);
    },
    /**
     * What a message has to say that it did not say before; buttons that it lost can no longer be
     * pressed.
     */
    news(message: string, card: Card): Card {
      const old = cards.get(message) ?? [];
      cards.delete(message);
      cards.set(message, card);
      if (cards.size > remembered) for (const oldest of cards.keys().take(1)) cards.delete(oldest);

      const [before, now] = [
        new Set(presses(old).map(({ press }) => press)),
        new Set(presses(card).map(({ press }) => press)),
      ];
      for (const [key, choice] of choices)
        if (choice.message === message && !now.has(choice.button.press)) choices.delete(key);

      const said = new Set(old.map((element) => JSON.stringify(element)));
      return card
        .map(
          (element): CardElement =>
            element.kind === "buttons"
              ? {
                  ...element,
                  buttons: element.buttons.filter(
                    (button) => !pressOf(button).some(({ press }) => before.has(press)),
                  ),
                }
              : element,
        )
        .filter((element) => !said.has(JSON.stringify(element)));
    },
  };
}
