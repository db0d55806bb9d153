/**
 * Recognition of clauses that ask for something explicitly, and choice of the sentence that asks
 * in a message that says much else. Pure.
 */
import {
  foldText,
  maxReadLength,
  splitSentences,
  stripMarkup,
  tokenizeWords,
} from "../../text/normalise.ts";
import { titleLabel } from "./title-patterns.ts";

/** Words before the request, which do not change it. */
const lead =
  "(?:(?:and|also|oh|hi|hello|by the way|und|auch|noch|ausserdem|zudem|hallo|ach|et|aussi|sinon|par ailleurs|bonjour|y|tambien|ademas|por cierto|hola)\\b\\W*)*";

const opening = [
  "(?:i|we) (?:also |urgently |really |still )*(?:need|want|would like|require)|(?:i|we)'d (?:also |really )?like|(?:can|could|would) (?:you|we|i|someone|somebody)|please(?= \\w)|(?:need|want|looking for)(?= (?:an?|some|more|another|new|\\d+|two|three)\\b)",
  "(?:ich|wir) (?:auch |noch |dringend |ausserdem )*(?:brauch\\w*|benotig\\w*|mocht\\w*|hatten? (?:auch |noch )?gern\\w*)|(?:brauch\\w*|benotig\\w*|mocht\\w*) (?:ich|wir)|(?:kann\\w*|konn\\w*|wurde\\w*) (?:du|ihr|sie|ich|wir|man|jemand|mir|uns)|bitte(?= \\w)|brauche?n?(?= (?:eine?n?|mehr|noch|neue\\w*|\\d+|zwei|drei)\\b)",
  "il (?:me |nous )?(?:faut|faudrait)|(?:j'ai|j'aurais|nous a\\w+|on a\\w*) (?:aussi |egalement |encore )?besoin|(?:je|on|nous) (?:voudr|souhait|aimer)\\w+|(?:peux|peut|pouvez|pourrai\\w*|pourriez)[- ](?:tu|on|vous)|(?:tu|vous|on) (?:peux|peut|pouvez|pourrai\\w*|pourriez)|merci de (?:bien vouloir )?\\w+(?:r|re)\\b|veuillez|besoin d(?:e|')",
  "(?:nos |me |le )?(?:tambien |nos |me )?(?:necesit\\w+|hacen? falta|quier[oe]|queremos|quisier\\w+|gustaria)|(?:me |nos |se )?(?:puede\\w*|podeis|podemos|podri\\w+)|por favor(?=,? \\w)|hay que \\w+r\\w*",
].join("|");

const clause = new RegExp(`(?:^|[.!?;,:\\n]|\\b(?:and|und|et|y)\\b)\\W*${lead}(?:${opening})\\b`);

const beginning = new RegExp(`^\\W*${lead}(?:${opening})`);

/**
 * Returns whether a clause of the text asks for something explicitly: "…, please disable it". Short
 * answers look like requests, so the classifier alone would find too many.
 */
export const asksOutright = (text: string): boolean => clause.test(foldText(stripMarkup(text)));

const also =
  "(?:also|too|as well|in addition|ausserdem|zusatzlich|auch|noch|zudem|aussi|egalement|en plus|par ailleurs|tambien|ademas)";
const othersWish =
  "(?:(?:asked|asks?|asking) (?:for|if|whether)|(?:wants?|needs?|wanted|(?:would|'d) (?:also |really )*(?:like|love|need))(?! (?:also |too )*to\\b)|hatten? (?:\\w+ ){0,2}gern|mochten?|brauch(?:t|en|te)|wunsch(?:t|en)|wollen|will|(?:voudrai|aimerai|souhait|demand)\\w*(?! (?:\\w+ )?(?:que|savoir|voir|pouvoir)\\b)|(?:a|ont|aurai\\w*) besoin|querri\\w+|quieren?|gustaria|necesita\\w*|pide\\w*|piden)";
const forOthers = new RegExp(
  `\\b${also}\\b[^.!?;]{0,60}\\b${othersWish}|\\b${othersWish}\\b[^.!?;]{0,40}\\b${also}\\b|\\bhatten? (?:\\w+ )?${also} (?:\\w+ )?gern`,
);
const determiner =
  /\b(?:an?|another|some|the|if|whether|eine?n?|das|die|den|une?|des|le|la|les|si|una?|el|los|las|unos|unas)\b/;

/**
 * Returns whether the text passes on a further wish of others: "the drivers would like a map too".
 * Without "too", it may be what a request is for.
 */
export function passesOnWish(text: string): boolean {
  const found = forOthers.exec(foldText(stripMarkup(text)));
  return found !== null && determiner.test(foldText(stripMarkup(text)).slice(found.index));
}

/** Devices and rights, which are no other words for what a tool would let people do. */
const device =
  "(?:\\w*(?:print|scann|project|charg|adapt)(?:er|or)s?|laptops?|notebooks?|monitors?|screens?|headsets?|(?:mobile )?phones?|tablets?|keyboards?|mouse|mice|webcams?|docks?|docking stations?|licen[cs]es?|accounts?|mailbox(?:es)?|\\w*(?:drucker|bildschirme?|rechner|handys?|tastatur(?:en)?|maus|ladegerate?|lizenz(?:en)?|zugang|zugange|konto|konten|postfach|beamer|telefone?)|imprimantes?|ecrans?|ordinateurs?|portables?|casques?|claviers?|souris|comptes?|boites? mail|videoprojecteurs?|impresoras?|pantallas?|portatil(?:es)?|ordenador(?:es)?|auriculares|teclados?|raton(?:es)?|licencias?|cuentas?|moviles?|buzon(?:es)?|proyector(?:es)?|escaner(?:es)?|chairs?|desks?|stuhle?|schreibtische?|chaises?|sillas?|mesas?)";
/** What people ask for on behalf of others. */
const product =
  "(?:\\w*(?:dashboard|chatbot|app|tool|software|portal|website|report|system|program|plattform|bericht|programm|auswertung)s?|logiciel|outil|tableau de bord|rapport|application|plateforme|herramienta|aplicacion|panel|informe|programa|plataforma)";
const wishing =
  "(?:need|want|like|require|brauch\\w*|benotig\\w*|mocht\\w*|gern\\w*|faut|faudrait|besoin d'|besoin de|voudr\\w+|aimer\\w+|necesit\\w+|falta|quier\\w+|queremos|quisier\\w+|gustaria)";
const few =
  "(?:an? (?:second|third|new|further|spare|additional)|another|two|three|four|five|\\d+|(?:noch |auch )?(?:eine?n? (?:zweite\\w*|weitere\\w*|neue\\w*)|noch eine?n?|zwei|drei|vier)|une? (?:deuxieme|second|autre|nouve\\w+)|deux|trois|una? (?:segund[oa]|nuev[oa])|otr[oa]s?|dos|tres)";
const until =
  "(?:(?:by|bis|d'ici|avant|para|antes de) [\\w']+ )?(?:noch |auch |aussi |tambien |also )?";

const another = new RegExp(
  `\\b${wishing} ?${until}(?:${few} (?:[\\w-]+ ){0,2}?|(?:an?|eine?n?|une?|una?) (?:[\\w-]+ ){0,1}?)${device}\\b`,
);
const ofOthers = new RegExp(
  `^\\W*(?:(?:the|our|my|der|die|das|unser\\w*|mein\\w*|le|la|l'|notre|mon|ma|el|nuestr\\w+|mi) ?[\\w'-]+(?: [\\w'-]+){0,3}? )${othersWish} (?:gern\\w* |bien |aussi |also |auch |une? |un )*(?:an? |eine?n? |une? |una? )?(?:[\\w-]+ ){0,2}?(?:${device}|${product})\\b`,
);

/**
 * Returns whether the text asks for a thing of its own, rather than for what a tool would let people
 * do: "we need two headsets", "the mayor would like a dashboard".
 */
export function asksForThing(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return (asksOutright(text) && another.test(plain)) || ofOthers.test(plain);
}

/** Things that people need for a request they have made, which are none of their own. */
const partOfRequest =
  "(?:answers?|repl(?:y|ies)|decisions?|updates?|dates?|solutions?|fix|quick|fast|antwort\\w*|entscheidung|termin|losung|schnelle?n?|reponses?|decision|date|solution|rapide|respuestas?|decision|fecha|solucion|rapid\\w+)";
const indefinite = new RegExp(
  `\\b${wishing} ?${until}(?:an?|another|some|eine?n?|une?|una?|otr[oa]) (?!${partOfRequest}\\b)\\w{3,}`,
);

/** Returns whether a text begins to ask for a thing of any kind: "we need a chat with the lab". */
export function asksForSomething(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return beginning.test(plain) && indefinite.test(plain);
}

const unfinished = new RegExp(
  `^\\W*${lead}(?:${opening.replaceAll("(?= \\w)", "").replaceAll("(?=,? \\w)", "")})(?: (?:also|to|to have|to get|have|get|an?|some|the|new|auch|noch|eine?n?|ein paar|die|den|das|gern\\w*|haben|aussi|avoir|un|une|des|du|de la|d'un|d'une|también|tener|una|unos|unas|el|la))*[\\s.…:,-]*$`,
);

/** Returns whether a text only begins to ask for something: "we need", "wir hätten gern". */
export const beginsToAsk = (text: string): boolean => unfinished.test(foldText(stripMarkup(text)));

// Choice of the sentence that asks or reports, in a message that says much else. Pure.

/** Minimum words of a sentence that is read by itself. */
const minWords = 4;

/** Maximum number of different sentences that are read: an hour of minutes. */
const maxSentences = 400;

/** Probability from which a sentence asks: higher if it has no words of asking. */
const minChance = { outright: 0.65, otherwise: 0.9 };

/** Returns whether a message is longer than is read in one piece, as an e-mail with minutes is. */
export const isLongMail = (text: string): boolean => text.length > maxReadLength;

/**
 * Returns the sentence that most probably asks or reports, verbatim; undefined if none does, or if
 * there is only one. A sentence with words of asking comes first.
 * @param chanceOfRequest - the probability that a sentence asks for something
 */
export function askingSentence(
  text: string,
  chanceOfRequest: (sentence: string) => number,
): string | undefined {
  const sentences = [...new Set(splitSentences(text))];
  if (sentences.length < 2) return undefined;
  const read = sentences
    .filter((sentence) => tokenizeWords(sentence).length >= minWords)
    .slice(0, maxSentences)
    .map((sentence) => {
      const isOutright = asksOutright(sentence) || titleLabel.test(foldText(sentence));
      return { sentence, isOutright, chance: chanceOfRequest(sentence) };
    })
    .filter(({ isOutright, chance }) => chance >= minChance[isOutright ? "outright" : "otherwise"]);
  return read.toSorted(
    (one, other) => Number(other.isOutright) - Number(one.isOutright) || other.chance - one.chance,
  )[0]?.sentence;
}
