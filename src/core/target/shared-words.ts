/** Comparison of a message's words with those of a request or a question. */
import { withoutMentions } from "../../platform/rich-text.ts";
import type { MessageEvidence, OpenThing, RecentRequest, WordsReading } from "../message-target.ts";

const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}+/gu, "");

/** Words that ask for something or connect others, and name nothing. */
const empty = new Set(
  "need needs want would like could please have with from that this they them some also about when what where brauch hatten hatte gern bitte konnen konnte haben eine einen einer fur mit nicht auch oder wenn dass voudra aimera faut faudra besoin pour avec dans plus cette notre nous vous necesi quiere querem querri para como esta este pero".split(
    " ",
  ),
);

/** Returns the beginnings of the words of four letters or more that name something. */
export const wordsIn = (text: string): Set<string> =>
  new Set(
    (fold(text).match(/[\p{L}\p{N}]{4,}/gu) ?? [])
      .map((word) => word.slice(0, 6))
      .filter((word) => !empty.has(word)),
  );

/** Returns whether a text contains one of the words, also as a part of a compound. */
function mentions(text: string, words: string): boolean {
  const folded = fold(text);
  return [...wordsIn(words)].some((word) => folded.includes(word));
}

/**
 * Returns the open things of which the message names the subject: it shares a word with what was
 * requested, or with the question.
 */
export function findNamed(
  { text }: MessageEvidence,
  things: readonly OpenThing[],
  requests: readonly RecentRequest[],
): Set<OpenThing> {
  const said = withoutMentions(text);
  const subjectOf = ({ about, request, wording = "" }: OpenThing): string =>
    `${about ?? requests.find((each) => each.request === request)?.text ?? ""} ${wording}`;
  return new Set(things.filter((thing) => mentions(subjectOf(thing), said)));
}

/** Returns whether words about an end may mean a request with this text. */
export const isEndable = (text: string | undefined, { ending }: WordsReading): boolean =>
  text === undefined || ending?.matter === undefined || mentions(text, ending.matter);

/**
 * Returns whether words may end a security incident: they take it back, or say what is over. Anger,
 * chatter and "works again" do not.
 */
export const namesEnd = ({ ending }: WordsReading): boolean =>
  ending !== undefined &&
  (ending.act === "withdrawn" || ending.matter !== undefined || ending.isFound === true);

/** Maximum words of a fragment; longer ones are statements. */
const maxFragmentWords = 5;

/** Returns whether words only tell when or where: "since yesterday noon", "behind hall 3". */
export const isFragment = (
  text: MessageEvidence["text"],
  { forms = [], asksOutright }: WordsReading,
): boolean =>
  !asksOutright &&
  withoutMentions(text).trim().split(/\s+/).length <= maxFragmentWords &&
  (forms.includes("date") || forms.includes("place"));
