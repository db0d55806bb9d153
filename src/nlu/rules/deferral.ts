/** Recognition of a promise to answer later: "one sec, phone", "ich melde mich nachher". */
import { foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";

/** Words to wait, at the start of the message. */
const wait =
  "(?:(?:just )?(?:wait|hold on|hang on|bear with me)\\b|(?:just |give me )?(?:a|an|one|two|\\d+) ?(?:sec(?:ond)?s?|moments?|min(?:ute)?s?|hours?)\\b|(?:einen |kleinen )?(?:moment|augenblick|sekunde|minute)\\b|warte(?:t|n sie)?\\b|attend[sz]?\\b|attendez\\b|(?:un|une|deux|cinq|dix|\\d+) (?:instant|moment|petite? \\w+|secondes?|minutes?|minutos?|segundos?)\\b|(?:un|dos|cinco|diez) (?:momento|momentito|segundos?|minutos?)\\b|esper(?:a|ad|e|en)\\b|(?:dame|dadme) (?:un|dos|cinco|diez|\\d+)\\b)";

/** First person that comes back or answers, and when. */
const promise =
  "(?:(?:i'll|i will|ill|we'll|let me) (?:be (?:right )?back|come back|get back|answer|reply|respond|write|tell you|do (?:it|this|that)|let you know|finish (?:it|this)|think about (?:it|this))\\b|(?:be )?(?:right back|back (?:soon|later|in (?:a|an|\\d+|half)))\\b|(?:ich )?(?:meld\\w*|antwort\\w*|schreib\\w*|sag\\w*|mach\\w*) (?:ich )?(?:mich |euch |dir |das |es |dann )*(?:gleich|spater|nachher|morgen|danach|wieder|dann|abends|heute)|bin (?:gleich|sofort|bald) (?:wieder )?(?:da|zuruck|weg)|bin (?:gleich|gerade|grad) (?:in|im|beim|bei)\\b|muss (?:kurz|schnell|gleich|los|weg)|je (?:vous |te )?(?:reviens|reponds|redis|recontacte|rappelle|dis ca|fais ca)\\b|(?:ahora|luego|despues|enseguida|manana|mas tarde|en un rato) (?:(?:os|te|le|lo|la) )?(?:vuelvo|digo|contesto|respondo|cuento|escribo|hago|sigo|miro)|(?:os|te|le) (?:digo|contesto|respondo|cuento|escribo) (?:luego|despues|manana|mas tarde|ahora)|(?:vuelvo|sigo) (?:luego|enseguida|en))";

const notNow =
  /^\W*(?:(?:sorry|sry|oh|ah|uf)\W+)*(?:(?:jetzt|gerade|grad|heute|momentan) (?:leider )?nicht|not (?:right )?now|can't (?:right )?now|pas (?:maintenant|la tout de suite)|ahora (?:mismo )?no(?: puedo)?)\b/;
const waiting = new RegExp(`^\\W*(?:(?:oh|ah|ok|sorry|so|uf|uy|hm+)\\W+)*${wait}`);
const leaving =
  "(?:on (?:reprend|reprendra|en reparle|verra)\\w* (?:apres|plus tard|demain)\\b|wir (?:machen|reden) (?:spater|nachher|morgen) weiter|seguimos (?:luego|despues|manana)|(?:got to|gotta|have to|need to) (?:run|go|dash)\\b|muss (?:jetzt |dann )?los\\b|je (?:dois|file)(?: y aller| filer| partir)?\\b|(?:tengo que|debo) (?:irme|salir)\\b|me (?:voy|tengo que ir)\\b|[,;.] ?(?:later|spater|plus tard|luego|mas tarde)\\W*$)";
const promising = new RegExp(`\\b${promise}|${leaving}`);

/** Matches the measure of an effect: "30 minutes less by May". */
const measure =
  /\b(?:less|fewer|more|faster|shorter|sooner|weniger|kurzer|schneller|fruher|mehr|moins|plus (?:vite|de|tot)|menos|mas|per|pro|par|por|an?(?= (?:day|week|month))|am tag|by|within|until|bis|d'ici|antes)\b/;

/** Longer messages say more than that they come later. */
const maxWords = { waiting: 7, promising: 14 };

/** Matches words of correction: "wait, that's wrong". */
const correction =
  /\b(?:not|\w+n't|wrong|nicht|stimmt|falsch|doch|pas|faux|plutot|no|mal|equivocad\w+)\b/;

/** Returns whether a message only promises an answer later. */
export function promisesAnswer(text: string): boolean {
  if (text.includes("?")) return false;
  const plain = foldText(stripMarkup(text));
  const { length } = tokenizeWords(text);
  if (length <= maxWords.promising && (promising.test(plain) || notNow.test(plain))) return true;
  const isOther = correction.test(plain) || measure.test(plain);
  return length <= maxWords.waiting && waiting.test(plain) && !isOther;
}
