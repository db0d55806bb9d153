/**
 * Separation of courtesies at the start of a message ("oh thanks.", "so, wieder da:") from what it
 * says.
 */
import { foldInPlace, tokenizeWords } from "../text/normalise.ts";

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
