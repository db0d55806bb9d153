/** Typed words that stand for an answer to the day's question, in the languages of messages. */
import type { MessageAuthor } from "../../core/message-target.ts";
import { dayMs, utcDateAt } from "../../lib/dates/calendar-dates.ts";
import { tokenizeWords } from "../../nlu/text/normalise.ts";
import type { Reader } from "../../storage/store.ts";
import { checkActions } from "./actions.ts";
import { readOpenChecks } from "./answers.ts";
import type { Feeling } from "./check.ts";
import { readCheckLocalDate } from "./schedule/enrolments.ts";

/** Folded words of each answer; the negations are found before the words that they negate. */
const phrases: readonly (readonly [Feeling, RegExp])[] = [
  [
    "unsure",
    /\b(?:not (?:so |too |quite )?sure|unsure|no idea|(?:i )?(?:don't|dont|do not) know|dunno|hard to say|can't say|mixed|nicht sicher|unsicher|(?:ich )?wei(?:ss|s) (?:es )?nicht|keine ahnung|schwer zu sagen|gemischt|(?:j )?hesite|(?:pas|je ne suis pas) sure?|(?:je )?(?:ne )?sais pas|aucune idee|difficile a dire|mitige|(?:tengo )?dudas|no (?:estoy )?segur[oa]|no (?:lo )?se|ni idea|dificil de decir)\b/g,
  ],
  [
    "unhappy",
    /\b(?:(?:not|isn't|aren't|wouldn't be) (?:very |so |really |too )?(?:happy|glad|pleased|satisfied|good|great)|unhappy|dissatisfied|sad|annoyed|angry|disappointed|bad|badly|nicht (?:so |sehr |besonders |gerade )?(?:froh|glucklich|gluecklich|zufrieden|begeistert|gut)|unzufrieden|unglucklich|ungluecklich|traurig|verargert|veraergert|enttauscht|enttaeuscht|schlecht|pas (?:tres |vraiment )?(?:bien|contents?|heureux|satisfaits?)|mal|mecontents?|malheureux|decus?|no (?:muy |estarian )?(?:bien|content[oa]s?|felices|satisfech[oa]s?)|descontent[oa]s?|infelices|triste?s?|decepcionad[oa]s?)\b/g,
  ],
  [
    "happy",
    /\b(?:happy|glad|pleased|satisfied|delighted|good|great|froh|glucklich|gluecklich|zufrieden|begeistert|gut|bien|contents?|heureux|satisfaits?|content[oa]s|felices|feliz|satisfech[oa]s?)\b/g,
  ],
];

/** Folded words around an answer that change nothing of it: "I think they would be …". */
const besides = new Set(
  (
    "i i'd i'm we think guess suppose say believe probably maybe perhaps honestly today they they'd " +
    "would be feel am are is the our paying customer customers it that a bit very quite pretty " +
    "rather really so well hm hmm um ah oh " +
    "ich wir glaube denke schatze schaetze meine wohl eher wahrscheinlich vielleicht heute sie ware " +
    "waere waren waeren sind bin ist die der unsere zahlenden kunden kundschaft es das sehr ganz " +
    "ziemlich etwas wirklich also naja daruber darueber " +
    "je nous pense crois dirais qu que peut etre probablement plutot ils elles seraient serait sont " +
    "sentiraient se les nos clients payants un peu tres assez vraiment aujourd'hui aujourd hui bof " +
    "yo creo pienso diria quiza quizas probablemente mas ellos estarian estaria estan sentirian " +
    "los clientes nuestros poco muy bastante hoy pues"
  ).split(" "),
);

/** Maximum words of such an answer. */
const maxWords = 10;

/** Returns the answer that the words are as a whole; `undefined` if they say anything else. */
export function readFeelingWords(text: string): Feeling | undefined {
  const words = tokenizeWords(text);
  if (words.length > maxWords) return undefined;
  let rest = words.join(" ");
  const found = phrases.flatMap(([feeling, phrase]) => {
    const before = rest;
    rest = rest.replaceAll(phrase, " ");
    return rest === before ? [] : [feeling];
  });
  const isWhole = rest.split(/\s+/).every((word) => word === "" || besides.has(word));
  return isWhole && found.length === 1 ? found[0] : undefined;
}

/** Finds the day's question in a person's direct messages while it has no answer. */
export async function findOpenCheck(
  on: Reader,
  { workspace, person, place, now }: MessageAuthor,
): Promise<{ outbox: string; pressOf(words: string): string | undefined } | undefined> {
  if (place.kind !== "personal") return undefined;
  // a time zone is at most a day away from UTC; most people have no such question
  const open = await readOpenChecks(
    on,
    { workspace, person },
    utcDateAt(new Date(now.getTime() - dayMs)),
  );
  if (open.length === 0) return undefined;
  const { date } = await readCheckLocalDate(on, workspace, person, now);
  const outbox = open.find((check) => check.date === date)?.outbox;
  if (!outbox) return undefined;
  return {
    outbox,
    pressOf(words) {
      const feeling = readFeelingWords(words);
      return feeling && checkActions.encode("answer", date, feeling);
    },
  };
}
