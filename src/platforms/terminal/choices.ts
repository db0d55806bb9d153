/** Buttons that a person can choose by number or label: those shown last. */
import type { Button, Card, CardElement } from "../../platform/card.ts";

type PressButton = Button & { press: string };
interface Choice {
  button: PressButton;
  message: string;
}

/** Messages whose card is kept, so that an update shows only what changed. */
const maxCachedCards = 200;

const pressOf = (button: Button | undefined): PressButton[] =>
  button && "press" in button ? [button] : [];
const pressButtonsOf = (card: Card): PressButton[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons.flatMap(pressOf)
      : element.kind === "item"
        ? pressOf(element.button)
        : [],
  );

/** Returns a label as people type it: in lower case, with a straight apostrophe. */
export const foldChoiceLabel = (label: string): string =>
  label.trim().toLowerCase().replaceAll("’", "'");

/** Parses `2` or `[2]`. */
export function parseChoiceNumber(text: string): number | undefined {
  const [, digits] = /^\[?(\d{1,3})\]?$/.exec(text) ?? [];
  return digits ? Number(digits) : undefined;
}

/**
 * Numbers buttons. Numbering restarts with the first button shown after a line of input; until then
 * the numbers on the screen stay valid.
 */
export function createTerminalChoices() {
  const cards = new Map<string, Card>();
  const choices = new Map<number, Choice>();
  let restarts = true;
  let last = 0;

  return {
    /** Records that a line of input was read. */
    startTurn(): void {
      restarts = true;
    },
    /** Assigns the number of a button that is about to be shown. */
    number(button: PressButton, message: string): number {
      if (restarts) {
        choices.clear();
        restarts = false;
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
    /** Returns the elements of a message not shown before, and forgets the buttons it lost. */
    unseenElements(message: string, card: Card): Card {
      const old = cards.get(message) ?? [];
      cards.delete(message);
      cards.set(message, card);
      if (cards.size > maxCachedCards)
        for (const oldest of cards.keys().take(1)) cards.delete(oldest);

      const [before, now] = [
        new Set(pressButtonsOf(old).map(({ press }) => press)),
        new Set(pressButtonsOf(card).map(({ press }) => press)),
      ];
      for (const [key, choice] of choices)
        if (choice.message === message && !now.has(choice.button.press)) choices.delete(key);

      const shown = new Set(old.map((element) => JSON.stringify(element)));
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
        .filter((element) => !shown.has(JSON.stringify(element)));
    },
  };
}
