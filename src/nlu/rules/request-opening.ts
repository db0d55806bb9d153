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

const unfinished = new RegExp(
  `^\\W*${lead}(?:${opening.replaceAll("(?= \\w)", "").replaceAll("(?=,? \\w)", "")})(?: (?:also|to|to have|to get|have|get|an?|some|the|new|auch|noch|eine?n?|ein paar|die|den|das|gern\\w*|haben|aussi|avoir|un|une|des|du|de la|d'un|d'une|también|tener|una|unos|unas|el|la))*[\\s.…:,-]*$`,
);

/** Returns whether a text only begins to ask for something: "we need", "wir hätten gern". */
export const beginsToAsk = (text: string): boolean => unfinished.test(foldText(stripMarkup(text)));
