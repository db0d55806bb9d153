/** A bare greeting, which needs no model: one lone word gives it too little to go by. */
import { foldText, stripMarkup } from "../text/normalise.ts";

const greeting =
  /^\W*(?:hello|hallo|hi|hiya|hey|howdy|moin|servus|bonjour|salut|bonsoir|hola|buenas|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|buenos dias|buenas (?:tardes|noches))(?: (?:there|all|team|everyone|everybody|entwine|zusammen|a tous|a todos))?\W*$/;

/** Whether a text is a greeting and nothing more. */
export const isGreeting = (text: string): boolean =>
  text.length < 40 && greeting.test(foldText(stripMarkup(text)));
