/** Recognition of words that correct what was said before: "sorry, I meant …", "non, je voulais dire …". */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";
import { formsOf } from "../answers/answer-forms.ts";

const correction = new RegExp(
  [
    "\\b(?:i|we) (?:actually |really )?meant\\b|\\b(?:i|we) should have said\\b|^\\W*correction\\W",
    "\\b(?:ich|wir) (?:meinte|meinten|wollte sagen|wollten sagen)\\b|\\bmeinte (?:ich|wir)\\b|^\\W*korrektur\\W|^\\W*(?:moment|halt|stopp?|sorry|entschuldigung|nein|ach)\\b.*\\bstimmt (?:doch )?nicht\\b",
    "\\b(?:je voulais|on voulait|nous voulions) dire\\b|\\bje me suis trompee?\\b|^\\W*(?:rectification|correction)\\W",
    "\\b(?:queria|queriamos|quise) decir\\b|\\bme (?:he )?equivo(?:que|cado)\\b|\\bme referia\\b|^\\W*correccion\\W",
  ].join("|"),
);

/** Returns whether words correct an earlier message or answer. */
export const correctsEarlier = (text: string): boolean =>
  correction.test(foldText(stripMarkup(text)));

const opening =
  /^\W*(?:(?:oh|ah|ach|ay|hm+|so|und|and|et|y|no|nope|nein|nee|ne|non|ups|euh|ok)\W+)*(?:sorry|oops|whoops|pardon|wait|hang on|hold on|one moment|actually|correction|rather|or rather|my mistake|typo|halt|moment|stopp?|ups|entschuldigung|quatsch|vielmehr|tippfehler|warte(?: mal)?|oups|attends|attendez|une minute|en fait|finalement|desolee?|plutot|ou plutot|perdon|disculp\w+|un momento|al final|espera(?: no)?|mejor dicho|digo|lo siento|(?:no|nope|nein|nee|ne|non)(?=[\s,]+\S+ (?:not|nicht|statt|instead|pas|no|en vez|au lieu)\b))\b[\s,:;.!–—-]+(?=\S)/u;

/** Matches a contrast ("the 3rd, not the 4th") or a wrong spelling. */
const contrast =
  /\b(?:not|nicht|pas|y no) (?:the |at |on |in |am |im |den |der |die |le |la |el |en )?\S+\W*$|\b(?:misspel\w+|spel\w+ (?:it )?wrong|wrong (?:name|date|day|number|spelling)|verschrieben|falsch\w* (?:geschrieben|name|datum|tag|nummer)|schreibt sich|mal (?:ecrit|orthographie|escrito)|s'ecrit|se escribe|con (?:uve|be|hache)|nombre equivocado)\b/;

const name = "([\\p{L}][\\p{L}'’-]+)";
const article = "(?:the |den |die |der |das |le |la |el )?";
const inTheEnd =
  "(?:,? (?:after all|though|then|now|any ?more|doch|lieber|mehr|finalement|en fait|en fin de compte|al final|mejor|please|bitte|svp|por favor))*\\W*$";

/** Ways to leave one name out: "not Kai", "Kai doch nicht", "sans Zoé", "Eva no, al final". */
const leavesOut = [
  `^(?:but |aber |mais |pero )?(?:not|without|leave out|minus|nicht|ohne|pas|sans|sin) ${article}${name}${inTheEnd}`,
  `^${article}${name},? (?:not|(?:doch |lieber |eher )?nicht|pas|no)${inTheEnd}`,
  `^${article}${name} (?:doesn't|does not|doesnt|no longer) needs? (?:it|one|that|access)${inTheEnd}`,
  `^${article}${name} braucht (?:es|das|ihn|sie|eine?n?|keine?n?) (?:doch )?(?:nicht|nichts|keine?n?)?${inTheEnd}`,
  `^${article}${name} n['’]en a (?:plus|pas|finalement pas|finalement plus) besoin${inTheEnd}`,
  `^${article}${name} (?:ya )?no l[oa] necesita(?: ya)?${inTheEnd}`,
].map((pattern) => new RegExp(pattern, "iu"));

const changesMind =
  /^(?:not|without|leave out|ohne|pas|sans|sin)\b|\b(?:doch|lieber|after all|finalement|al final)\b/;

/** Words that are no name, although they stand in its place: "sorry, not urgent". */
const noName =
  /^(?:i|it|its|this|that|there|here|now|yet|today|tomorrow|really|quite|sure|needed|necessary|required|urgent|important|possible|working|available|me|us|we|you|they|everyone|anyone|one|all|any\w*|das|es|dies\w*|jetzt|heute|noch|doch|lieber|bitte|gerade|mehr|ich|wir|du|ihr|sie|er|leider|eher|wohl|besser|gar|auch|so|notig|dringend|wichtig|moglich|mich|uns|alle|ca|cela|ceci|maintenant|encore|vraiment|urgent|grave|possible|besoin|je|moi|nous|tout|tous|eso|esto|ahora|todavia|hoy|ya|yo|nosotros|todos|urge|urgente|posible|hace|es|lo|la|me|nos|se|funciona|va|geht|klappt|funktioniert|passt|stimmt|weiss|reicht)$/;

/**
 * Returns the name that words leave out of what was said before. It begins with a capital, or
 * follows an apology: "hang on, not kai".
 */
export function readLeftOut(text: string): string | undefined {
  const whole = stripMarkup(text).trim();
  const rest = foldText(whole).replace(opening, "");
  const own = whole.slice(-rest.length);
  const isOpened = own.length < whole.length;
  const found = leavesOut.map((pattern) => pattern.exec(own)?.[1]).find((each) => each);
  if (found === undefined || noName.test(foldText(found))) return undefined;
  const isMarked = isOpened && changesMind.test(foldText(own));
  return isMarked || /^\p{Lu}/u.test(found) ? found : undefined;
}

/** Maximum words of a correction; more words are a statement. */
const maxWords = 10;

/**
 * Returns whether words replace a detail of what was just said: an apology with a date, a number, a
 * place or a name ("pardon, vendredi"), or with what they replace ("1.5., not 1.4.").
 */
export function replacesDetail(text: string): boolean {
  if (tokenizeWords(text).length > maxWords || text.includes("?")) return false;
  if (correctsEarlier(text) || readLeftOut(text) !== undefined) return true;
  const plain = foldText(stripMarkup(text)).trim();
  const rest = plain.replace(opening, "");
  if (rest === plain) return false;
  const own = stripMarkup(text).trim().slice(-rest.length);
  const forms = formsOf(own).filter((form) => form !== "name" || /^\p{Lu}|\d/u.test(own));
  return forms.length > 0 || contrast.test(rest);
}

/** What a correction replaces: "30 not 20". */
export interface Replacement {
  /** Missing if the words only say what is right. */
  from?: string;
  /** Missing if the words only say what is wrong. */
  to?: string;
}

const value = "(\\d+(?:[.,]\\d+)*|\\p{L}[\\p{L}\\d-]+)";
const contrasted = new RegExp(
  `${value}(?: \\p{L}+)?,? (?:not|nicht|statt|instead of|pas|y no|no|en vez de|au lieu de) (?:the |an? |at |on |in |am |im |um |le |la |el |a |l')?${value}`,
  "iu",
);
const denial = "(?:not|nicht|pas|no)";
const before =
  "(?:(?:the|at|on|in|for|am|im|den|der|die|fur|le|la|el|en|pour|para|its?|it's|is|but|sondern|mais|sino|es|ist|c'est|plutot|rather) )*";

/** Matches "not Hamburg, Bremen" and "Joe not, it's for Kate". */
const denied = [
  new RegExp(`^${denial} ${before}${value}[,;.–—-]+ ?${before}${value}`, "iu"),
  new RegExp(`^${value} ${denial}[,;.–—-]+ ?${before}${value}`, "iu"),
];

/** A day by its numbers: "1.4.", "3/5". */
const dayNumbers = /(?<![\d.,:/])\d{1,2}(?:\.\d{1,2}\.?|\/\d{1,2})(?:\d{2,4})?(?![\d:])/g;

const numberAlone = /(?<![\p{L}\d.,:])\d+(?:[.,]\d+)*(?![\p{L}\d:])/gu;

/** Matches a number of things: "25 tablets", and not "room 14". */
const amounts = new RegExp(`${numberAlone.source}(?=\\s+\\p{L})`, "gu");

const startsCapital = (text: string): boolean => /^[\p{Lu}\d]/u.test(text);

const isNumber = (text: string): boolean => /^\d/.test(text);

/** Returns what a correction replaces, verbatim; `undefined` if it is another message. */
export function readReplacement(text: string): Replacement | undefined {
  const plain = foldText(stripMarkup(text)).trim();
  const rest = plain.replace(opening, "");
  if (rest !== plain) {
    const own = stripMarkup(text).trim().slice(-rest.length);
    const found = denied.map((pattern) => pattern.exec(own)).find(Boolean);
    if (found && startsCapital(found[1]!) === startsCapital(found[2]!))
      return { from: found[1]!, to: found[2]! };
    const [day, another] = own.match(dayNumbers) ?? [];
    if (day && !another && tokenizeWords(rest).length <= maxWords) return { to: day };
  }
  if (!replacesDetail(text)) return undefined;
  const leftOut = readLeftOut(text);
  if (leftOut !== undefined) return { from: leftOut };
  const [, to, from] = contrasted.exec(stripMarkup(text)) ?? [];
  if (to && from && isNumber(to) === isNumber(from)) return { from, to };
  const numbers = stripMarkup(text).match(numberAlone) ?? [];
  return numbers.length === 1 ? { to: numbers[0]! } : undefined;
}

/** Words before a name that is a part of what they tell, and not the thing itself. */
const beforePart =
  "(?:[,&]|\\b(?:for|and|or|with|from|für|und|oder|mit|von|pour|et|ou|avec|de|para|y|o|con))\\s+";

/**
 * Returns whether words leave out a part of a request, so that the rest of it stands: not the thing
 * that it is about ("laptop doch nicht").
 * @param request - The request's title; missing if unknown
 */
export function leavesOutPart(text: string, request = ""): boolean {
  const leftOut = readLeftOut(text);
  if (leftOut === undefined) return false;
  const isPart = new RegExp(`${beforePart}(?:the |der |die |le |la |el )?${leftOut}`, "iu");
  return !request.toLowerCase().includes(leftOut.toLowerCase()) || isPart.test(request);
}

/** Returns where a replaced detail stands in other words: its place, or the only amount or day. */
export function findReplaced(words: string, { from, to }: Replacement): string | undefined {
  if (from === undefined) {
    const [amount, another] = words.match(/^\d+[./]\d/.test(to ?? "") ? dayNumbers : amounts) ?? [];
    return another === undefined ? amount : undefined;
  }
  const escaped = from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, "iu").exec(words)?.[0];
}
