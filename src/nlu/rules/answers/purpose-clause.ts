/** Clauses that say what something is for: "so that we can see …", "um … zu sehen". */
import { foldText } from "../../text/normalise.ts";

const purpose =
  /^\W*(?:so(?: that)? (?:i|we|they|he|she|you|people|nobody|everybody|everyone|(?:the|our|my) \w+)\b|in order to\b|damit\b|dass (?:ich|wir|man|sie|die|der|das|unsere?|niemand|alle|keiner)\b|um\b.{3,}\bzu\b|pour (?:que\b|qu'|(?:ne pas |pouvoir |y )?\w+(?:er|ir|re)\b)|para (?:que\b|(?:no |poder )?\w+(?:ar|er|ir)(?:l[aeo]s?)?\b))/;

/** Purposes that only name having or using a thing. */
const havingIt =
  /\b(?:have|get|use|haben|hatten|bekommen|kriegen|nutzen|benutzen|verwenden|einsetzen|avoir|obtenir|utiliser|tener|usar|utilizar)\b(?:\W+\S+){0,2}\W*$/;

/** Returns whether an answer says what is to be done with a thing, not only that it is there. */
export function isPurposeClause(text: string): boolean {
  const plain = foldText(text).trim();
  return purpose.test(plain) && !havingIt.test(plain);
}
