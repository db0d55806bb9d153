/** Recognition of statements that a solved problem is back, or solved only for some. */
import { foldText, stripMarkup } from "../text/normalise.ts";

const turn = [
  "but|however|except|until|(?:and|but|only to) then|now and then|for (?:a|an|some|\\w+) (?:few )?(?:seconds?|minutes?|moment|while|bit)",
  "aber|allerdings|jedoch|ausser|(?:und|um) (?:dann|danach|gleich)|(?:\\w+) (?:sekunden|minuten) (?:lang|spater)?|kurz und|ab und zu",
  "mais|sauf|(?:et )?puis|(?:et )?ensuite|jusqu'a|(?:quelques|\\w+) (?:secondes|minutes)|un moment",
  "pero|salvo|excepto|y (?:luego|despues)|hasta que|(?:unos|\\w+) (?:segundos|minutos)|un rato",
].join("|");

/** Matches a word of contrast followed by more than thanks. */
const relapse = new RegExp(
  `\\b(?:${turn})\\b\\W+(?!(?:many |vielen |muchas )?(?:thank|danke|dank|merci|gracias))(?:\\w+\\W+)*\\w+`,
);

/** Returns whether words revoke or limit that something works again. */
export const tellsOfRelapse = (text: string): boolean => relapse.test(foldText(stripMarkup(text)));
