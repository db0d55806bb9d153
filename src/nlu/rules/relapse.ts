/** Recognises words after which something that works again does not, or not for everybody. */
import { foldText, stripMarkup } from "../text/normalise.ts";

const turn = [
  "but|however|except|until|(?:and|but|only to) then|now and then|for (?:a|an|some|\\w+) (?:few )?(?:seconds?|minutes?|moment|while|bit)",
  "aber|allerdings|jedoch|ausser|(?:und|um) (?:dann|danach|gleich)|(?:\\w+) (?:sekunden|minuten) (?:lang|spater)?|kurz und|ab und zu",
  "mais|sauf|(?:et )?puis|(?:et )?ensuite|jusqu'a|(?:quelques|\\w+) (?:secondes|minutes)|un moment",
  "pero|salvo|excepto|y (?:luego|despues)|hasta que|(?:unos|\\w+) (?:segundos|minutos)|un rato",
].join("|");

/** A word of turning, and something after it that is more than thanks. */
const relapse = new RegExp(
  `\\b(?:${turn})\\b\\W+(?!(?:many |vielen |muchas )?(?:thank|danke|dank|merci|gracias))(?:\\w+\\W+)*\\w+`,
);

/** Tells whether words take back, or limit, that something works again. */
export const tellsOfRelapse = (text: string): boolean => relapse.test(foldText(stripMarkup(text)));
