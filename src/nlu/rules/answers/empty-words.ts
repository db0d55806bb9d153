/**
 * Words without content, in four languages: courtesies at the start of a message, and texts of
 * apologies, refusals or placeholders only.
 */

import { foldInPlace, tokenizeWords } from "../../text/normalise.ts";

const emptyWords = new Set(
  `a about and anything at be but can cannot can't could do for from have here i i'm idea is it just
  me moment much no none nope not nothing now of on one only or other our please really say so sorry
  thank thanks that the there this to unfortunately us very we with yet you your n/a na tbd x xx xxx
  afraid alternative alternatives available impossible option options possible regret applicable
  aber auch da danke das den der die dir du eine einen ein es euch fällt gar geht gerade gibt haben
  ich ist kann kein keine keinen keiner keines können leid leider mir möglich nein nicht nichts nix
  noch nur sorry tut uns und weiss weiß wir zurzeit momentan alternative
  aucun aucune avons ça c'est ce de des désolé désolée désolés en et hélas il je l le la les
  malheureusement moi n'y nous non pardon pas pour possible que rien un une vous y a désolées
  ahora algo con de desgracia desgraciadamente disculpa disculpad disculpas el es esto hay la las lo
  lamentablemente lamento lamentamos los momento nada ni ninguna ninguno no nos perdón por siento
  sentimos se su tenemos te tengo un una y ya posible`.split(/\s+/),
);

/** Returns whether a text has no content: it only apologises, refuses or fills the field. */
export const saysNothing = (text: string): boolean =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’/]*/gu) ?? []).every((word) =>
    emptyWords.has(word.replaceAll("’", "'")),
  );

const emojiCode = /:[\p{L}\p{N}_+-]+:/gu;
const trial = /^\W*(?:test(?:ing)?|tests?|prueba|essai|ok(?:ay)?|k|lol|haha\w*|jaja\w*)\W*$/iu;
/** Matches keys of one row that form no word: "asdf", "adsg", "qwertz". */
const randomKeys =
  /^\W*(?:(?=[asdfghjkl]{4,}\W*$)[a-ls]*[b-df-hj-ls]{3}[a-ls]*|qwert\w*|x{2,})\W*$/i;

/** Returns whether a text is only emoji, marks or random keys, or says as little: "test", "lol". */
export function isMereSign(text: string): boolean {
  const words = text.replace(emojiCode, " ");
  return !/[\p{L}\p{N}]/u.test(words) || trial.test(words) || randomKeys.test(words);
}

// Separation of courtesies at the start of a message ("oh thanks.", "so, wieder da:") from what
// it says.

const courtesies = [
  // thanks, with what for
  "(?:many |big |oh |ok |okay |super |genial |ah )*(?:thanks?|thank you|thx|ta|cheers|danke\\w*|vielen dank|merci|(?:muchas |mil )?gracias)(?: (?:so much|a lot|very much|again|all|team|schon|sehr|euch|dir|beaucoup|bien|a (?:vous|tous|todos)|(?:for|fur|pour|de|por) [^.!?;:]{1,40}))*",
  // acknowledgement
  "(?:ok(?:ay)?|alles klar|got it|understood|verstanden|entendu|entendido|d'accord|vale|great|prima|super|perfect|parfait|perfecto)(?: (?:ok(?:ay)?|thanks?|danke\\w*|merci|gracias|super))+",
  // apology for the pause
  "(?:oh |ah )?(?:sorry|apologies|entschuldig\\w*|sry|desolee?|pardon|perdon\\w*|lo siento)(?: (?:was|i was|had|ich war|war|hatte|j'etais|estaba|for|fur|pour|por)\\b[^.!?;:]{1,60})?",
  // return
  "(?:so|ok|well|alors|bueno|bien)?\\W*(?:(?:i'm |i am |bin |ich bin |je suis |me voila |ya estoy )?(?:back(?: now| again)?|wieder (?:da|hier|zuruck)|de retour|de vuelta|revenue?)|me voila|voila|aqui estoy|da bin ich(?: wieder)?)",
  // greeting
  "(?:hi|hello|hey|hallo|moin|servus|bonjour|bonsoir|salut|hola|buenas|good (?:morning|afternoon|evening)|guten (?:morgen|tag|abend)|buenos dias|buenas tardes)(?: (?:all|team|there|zusammen|again|a tous|a todos|\\p{L}+))?",
];

const opening = new RegExp(
  `^\\W*(?:${courtesies.join("|")})\\s*(?:[.!:;,–—\\n]+|\\s[-–]\\s)\\s*`,
  "u",
);

/** Minimum number of words that must follow, or the courtesy is the message. */
const minWords = 3;

/** Returns a message without courtesies at its start; the whole message if it says little else. */
export function withoutOpeningCourtesy(text: string): string {
  const found = opening.exec(foldInPlace(text));
  if (!found) return text;
  const rest = text.slice(found[0].length);
  return tokenizeWords(rest).length < minWords ? text : withoutOpeningCourtesy(rest);
}
