/** Recognition of clauses that ask for something explicitly: "we need …", "merci de …". */
import { foldText, stripMarkup } from "../text/normalise.ts";

/** Words before the request, which do not change it. */
const lead =
  "(?:(?:and|also|oh|hi|hello|by the way|und|auch|noch|ausserdem|zudem|hallo|ach|et|aussi|sinon|par ailleurs|bonjour|y|tambien|ademas|por cierto|hola)\\b\\W*)*";

const opening = [
  "(?:i|we) (?:also |urgently |really |still )*(?:need|want|would like|require)|(?:i|we)'d (?:also |really )?like|(?:can|could|would) (?:you|we|i|someone|somebody)|please(?= \\w)",
  "(?:ich|wir) (?:auch |noch |dringend |ausserdem )*(?:brauch\\w*|benotig\\w*|mocht\\w*|hatten? (?:auch |noch )?gern\\w*)|(?:brauch\\w*|benotig\\w*|mocht\\w*) (?:ich|wir)|(?:kann\\w*|konn\\w*|wurde\\w*) (?:du|ihr|sie|ich|wir|man|jemand|mir|uns)|bitte(?= \\w)",
  "il (?:me |nous )?(?:faut|faudrait)|(?:j'ai|j'aurais|nous a\\w+|on a\\w*) (?:aussi |egalement |encore )?besoin|(?:je|on|nous) (?:voudr|souhait|aimer)\\w+|(?:peux|peut|pouvez|pourrai\\w*|pourriez)[- ](?:tu|on|vous)|(?:tu|vous|on) (?:peux|peut|pouvez|pourrai\\w*|pourriez)|merci de (?:bien vouloir )?\\w+(?:r|re)\\b|veuillez",
  "(?:nos |me |le )?(?:tambien |nos |me )?(?:necesit\\w+|hacen? falta|quier[oe]|queremos|quisier\\w+|gustaria)|(?:me |nos |se )?(?:puede\\w*|podeis|podemos|podri\\w+)|por favor(?=,? \\w)|hay que \\w+r\\w*",
].join("|");

const clause = new RegExp(`(?:^|[.!?;,:\\n]|\\b(?:and|und|et|y)\\b)\\W*${lead}(?:${opening})\\b`);

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

const unfinished = new RegExp(
  `^\\W*${lead}(?:${opening.replaceAll("(?= \\w)", "").replaceAll("(?=,? \\w)", "")})(?: (?:also|to|to have|to get|have|get|an?|some|the|new|auch|noch|eine?n?|ein paar|die|den|das|gern\\w*|haben|aussi|avoir|un|une|des|du|de la|d'un|d'une|también|tener|una|unos|unas|el|la))*[\\s.…:,-]*$`,
);

/** Returns whether a text only begins to ask for something: "we need", "wir hätten gern". */
export const beginsToAsk = (text: string): boolean => unfinished.test(foldText(stripMarkup(text)));
