/**
 * Recognition of a question of the colleague where an answer is expected: "should I restart it?",
 * "quelqu'un peut venir ?". It asks the team, and answers nothing.
 */
import { foldText, splitSentences, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/** What they may do themselves, or what somebody does for them; needs no question mark. */
const actions = [
  "(?:should|shall|can|could|may|must|do) (?:i|we)(?: have to| need to)? \\w+|(?:is|are) (?:someone|somebody|anyone|you|they) (?:coming|able|going|looking|there)\\b|(?:can|could|will) (?:someone|somebody|anyone) \\w+",
  "(?:soll|sollen|muss|mussen|darf|durfen) (?:ich|wir|man) \\w+|(?:kann|konnte|kommt) (?:da |mal |bitte )?(?:jemand|wer|einer)\\b",
  "(?:je|on) (?:dois|doit) \\w+|(?:dois-je|faut-il|est-ce qu(?:e je|'il faut|'on)|est-ce que quelqu'un) \\w+|quelqu'un (?:peut|pourrait|va|vient)\\b",
  "(?:debo|deberia|tengo que) \\w+|(?:puede|podria|va a|viene) (?:venir )?alguien\\b|alguien (?:puede|podria|va a|viene)\\b",
].join("|");

/** What the colleague offers to do; only a question with its mark. */
const offers = [
  "i (?:just )?(?:restart|reboot|wait|call|unplug|try|leave|switch)\\w* ",
  "(?:je|on) (?:le |la |l')?(?:redemarre|relance|attends?|debranche|rallume|fai[ts]|eteins?|appelle)\\b",
  "(?:lo|la|los|las) (?:\\w{3,}o|\\w{3,}amos)\\b|(?:puedo|podemos|espero|reinicio)\\b",
].join("|");

/** What else is only a question with its mark. */
const asksWithMark = [
  "(?:what|why|how|when|where|who|which)(?:'s)? \\w+|(?:will|would|does|is|are|has|have|did|was) (?:it|this|that|he|she|they|you|i|we|there)\\b",
  "(?:was|warum|wieso|weshalb|wie|wann|wo|wer|welche\\w*) \\w+|(?:ist|wird|kann|geht|hilft|dauert|kommt) (?:es|das|da|ihr|er|sie|ich|wir)\\b",
  "(?:pourquoi|comment|quand|ou|qui|combien|quel\\w*|qu'est-ce) \\S+|(?:est-ce|vous (?:pouvez|venez|allez)|ca (?:va|prend)|c'est (?:grave|normal|pour quand)) ?",
  "(?:(?:por )?que|como|cuando|donde|quien|cuant\\w+|cual) \\w+|(?:podeis|teneis|es (?:grave|normal)|va a|vais a) ?",
].join("|");

const opening =
  "^[\\s¿¡.,!-]*(?:(?:ok(?:ay)?|and|so|but|hm+|hi|und|also|aber|na|et|mais|alors|bon|y|pero|pues|entonces|dann|then)\\b[\\s,.!]*)*";
const action = new RegExp(`${opening}(?:${actions}|(?:${offers}).*\\?)`);
const marked = new RegExp(`${opening}(?:${asksWithMark}).*\\?`);

/** Returns whether words ask what to do, or for somebody to do something: no question of a state. */
export const asksForAction = (text: string): boolean =>
  action.test(foldText(stripMarkup(text)).replaceAll("’", "'"));

/** Maximum words of a sentence that only asks. */
const maxWords = 14;

const isQuestion = (sentence: string): boolean => {
  const plain = foldText(stripMarkup(sentence)).replaceAll("’", "'");
  return tokenizeWords(sentence).length <= maxWords && (action.test(plain) || marked.test(plain));
};

/** Returns whether a message consists of questions to the team, and says nothing else. */
export function asksTeam(text: string): boolean {
  const sentences = splitSentences(text).filter((each) => tokenizeWords(each).length > 1);
  return sentences.length > 0 && sentences.every(isQuestion);
}
