/**
 * Small talk that the classifier reads badly: bare greetings, and short answers that look like
 * agreement.
 */

import type { LabelReading, SmallTalkLabel } from "../judge.ts";
import { foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";

const greeting =
  /^\W*(?:hello|hallo|hi|hiya|hey|howdy|moin|servus|bonjour|salut|bonsoir|hola|buenas|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|buenos dias|buenas (?:tardes|noches))(?: (?:there|all|team|everyone|everybody|entwine|zusammen|a tous|a todos))?\W*$/;

/** Whether a text is only a greeting; a single word is too little for the classifier. */
export const isGreeting = (text: string): boolean =>
  text.length < 40 && greeting.test(foldText(stripMarkup(text)));

/** "No idea" in a few words; more words would tell something. Matches folded text. */
const noIdea =
  /^\W*(?:(?:well|hmm?|sorry|honestly|puh|pff|eh|bof)\W+)*(?:(?:i |we )?(?:really |honestly )?(?:don'?t|do not|wouldn'?t) (?:really )?know|(?:i have |i've )?(?:no|not a|absolutely no) (?:idea|clue)|dunno|idk|not (?:quite |so |really )?sure|yes and no\b|ja und nein|jein\b|hard to (?:say|tell)|(?:ich |das )?weiss (?:ich |es |das )?(?:leider |noch |gar )?(?:nicht|net)|ka\b|keine? (?:ahnung|plan)\b|aucune idee|(?:je (?:ne |n'en )?|j'en |j' )?sais (?:pas|rien)|ni idea|(?:yo )?no (?:lo )?se\b|no (?:lo )?sabemos)/;

/** "No, it is by July": looks like agreement but corrects. */
const correction =
  /^\W*(?:no|nope|nah|nein|nee|non)\b(?![\s,.!]*(?:thanks?|thx|problem|worries|need|hurry|rush|danke|merci|gracias|passt|pasa)\b)[\s,.!:–-]+\S+\s+\S.*[^?\s]\s*$/s;

/**
 * Lowers the confidence of small talk that may be an answer, so that it is not taken for agreement.
 */
export function doubtSmallTalk(
  text: string,
  read: LabelReading<SmallTalkLabel>,
): LabelReading<SmallTalkLabel> {
  const plain = foldText(stripMarkup(text.slice(0, 200)));
  const isNoIdea = noIdea.test(plain) && tokenizeWords(text).length < 8;
  const isCorrection =
    correction.test(plain) && (read.label === "acknowledgement" || read.label === "other");
  return isNoIdea || isCorrection ? { label: "other", confidence: 0.3 } : read;
}
