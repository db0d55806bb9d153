/**
 * Forms of short answers (number, date, place, people, name), and of questions that ask for them.
 */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/** Form of answer that a question asks for. */
export type AnswerForm = "number" | "date" | "place" | "people" | "name";

const asking: readonly (readonly [AnswerForm, RegExp])[] = [
  [
    "number",
    /\b(?:how (?:many|much|often|big|large|long is|far)|what (?:number|size|quantity|amount)|wie ?viele?n?|wie (?:oft|gross)|combien|quelle (?:taille|quantite)|cuant[oa]s?|que (?:cantidad|tamano))\b/,
  ],
  [
    "date",
    /\b(?:(?:by|since|from|until) when|when|how (?:long|soon)|(?:what|which) (?:date|day|month|time)|deadline|(?:bis|seit|ab) wann|wann|wie lange|welche[rsnm]? (?:tag|datum|monat)|quand|quelle date|depuis combien|cuando|desde cuando|que (?:dia|fecha))\b/,
  ],
  [
    "place",
    /\b(?:where|wh(?:at|ich) (?:place|site|room|floor|building)|wo|wohin|woher|welche[rsnm]? (?:ort|raum|standort|gebaude)|ou|quel (?:endroit|site|lieu|etage)|a?donde|en que (?:sitio|lugar|sala|planta))\b/,
  ],
  ["people", /\b(?:who|whom|whose|wer|wen|wem|wessen|qui|quien(?:es)?)\b/],
];

/** Returns the form of answer that a question asks for, if its words tell. */
export function askedForm(question: string): AnswerForm | undefined {
  const plain = foldText(stripMarkup(question));
  return asking
    .map(([form, pattern]) => ({ form, at: plain.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)[0]?.form;
}

const numerals =
  "(?:\\d[\\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?dozen|twenty|thirty|forty|fifty|hundred|zwanzig|dreissig|vierzig|funfzig|hundert|vingt|trente|quarante|cinquante|cent|veinte|treinta|cuarenta|cincuenta|cien|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|(?:ein )?dutzend|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|une dizaine|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|una docena)";
const roughly =
  "(?:(?:so|i make it|i count|i'd say|ich komme auf|ich zahle|ich wurde sagen|je dirais|j'en compte|yo diria|cuento|it's|it is|there are|they are|we have|that's|about|around|roughly|some|maybe|only|es sind|das sind|wir haben|etwa|ungefahr|rund|circa|ca|nur|il y en a|c'est|ce sont|on en a|environ|a peu pres|seulement|son|hay|tenemos|unos|unas|mas o menos|solo|exactly|genau|exactement)\\W+)*";
const calendar =
  "(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marz|mai|juni|juli|oktober|dezember|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|mon(?:day)?|tues(?:day)?|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|today|yesterday|tomorrow|tonight|morning|heute|gestern|morgen|aujourd'hui|hier|demain|matin|hoy|ayer|manana|weeks?|months?|days?|years?|hours?|minutes?|wochen?|monate?n?|tage?n?|jahre?n?|stunden?|minuten?|semaines?|mois|jours?|ans?|heures?|semanas?|mes(?:es)?|dias?|anos?|horas?|minutos?|quarter|quartal|trimestre|easter|ostern|paques|christmas|weihnachten|noel|navidad|fruhschicht|nachtschicht|update|release)";

const forms: readonly (readonly [AnswerForm, RegExp])[] = [
  ["number", new RegExp(`^\\W*${roughly}${numerals}\\b(?!\\W*(?:${calendar})\\b)`)],
  [
    "date",
    new RegExp(
      `^\\W*(?:since|seit|depuis|desde|until|bis|jusqu'a|hasta)\\b|\\b${calendar}\\b|^\\W*(?:20\\d\\d-)?\\d{1,2}[.:/-]\\d`,
    ),
  ],
  [
    "place",
    /^\W*(?:(?:it's|it is|they're|they are|mostly|only|also|es ist|nur|auch|c'est|surtout|esta|estan|solo)\W+)*(?:in|at|on|behind|beside|next to|near|under|outside|inside|across|im|am|an|auf|bei|beim|hinter|neben|unter|vor|uber|dans|derriere|devant|sur|sous|chez|a cote|pres|au|a la|en|detras|junto|cerca|delante|bajo|sobre)\b/,
  ],
  ["people", /^\W*(?:@|(?:mr|mrs|ms|herr|frau|monsieur|madame|mme|senora?|don|dona)\b)|<@/],
];

/** Maximum number of words in a name; more words are a statement. */
const maxNameWords = 4;

/** Words with which a name does not begin or end. */
const sayingMore =
  /\b(?:is|are|was|were|has|have|can|can't|cannot|do|does|don't|i|we|they|it|he|she|you|not|no|yes|ist|sind|war|hat|haben|kann|konnen|ich|wir|es|nicht|kein\w*|nein|ja|est|sont|a|ont|peut|peuvent|je|on|nous|il|elle|ils|pas|ne|non|oui|es|son|esta|estan|ha|han|puede\w*|yo|nosotros|no|si|thanks?|danke|merci|gracias|ok|okay|everybody|everyone|nobody|alle|niemand|tout le monde|personne|todos|nadie)\b|[?!:]/;

/** Returns the forms that a message has as an answer; none if it says more. */
export function formsOf(text: string): AnswerForm[] {
  const plain = foldText(stripMarkup(text)).trim();
  const found = forms.filter(([, pattern]) => pattern.test(plain)).map(([form]) => form);
  const words = tokenizeWords(text);
  const isName =
    found.every((form) => form === "people") &&
    words.length > 0 &&
    words.length <= maxNameWords &&
    !sayingMore.test(plain);
  return isName ? [...found, "name"] : found;
}
