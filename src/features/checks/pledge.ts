/**
 * What somebody wrote about an uneasy answer, as what they are working on and what they will do
 * about it; and how that is said back to them.
 */
import { splitSentences } from "../../nlu/text/normalise.ts";

/** Somebody says what they will do: in the languages whose messages we read. */
const intent =
  /^(?:(?:so|and|but|then|maybe|ok|okay|also|now),?\s+)*(?:I(?:['’]ll| will|['’]m going to| am going to| want to| would like to|['’]d like to| plan to| could| can| should| need to| have to)|we(?:['’]ll| will| should)|let me|going to|will|stop|change|ask|find out|cancel|check|drop|skip|talk|ich (?:werde|will|möchte|frage|kläre|lasse)|je (?:vais|veux|voudrais)|voy a|quiero)\b/iu;

export interface CheckWords {
  working?: string;
  pledge: string;
}

/**
 * One message answers both questions. The sentences from the first that says what they will do are
 * the pledge, and those before it the work; where none does, the last sentence, or all of it.
 */
export function parseCheckWords(text: string): CheckWords {
  const all = splitSentences(text).flatMap((sentence) =>
    sentence.split(
      /(?<=[^.!?]),?\s+(?=(?:so|and|but|then)?\s*I(?:['’]ll| will|['’]m going to)\b)/iu,
    ),
  );
  const first = all.findIndex((sentence) => intent.test(sentence.trim()));
  const at = first >= 0 ? first : all.length - 1;
  const joined = (parts: string[]): string => parts.map((part) => part.trim()).join(" ");
  const working = joined(all.slice(0, Math.max(0, at)));
  return { ...(working && { working }), pledge: joined(all.slice(Math.max(0, at))) || text.trim() };
}

const firstPerson =
  /^(?:(?:so|and|but|then|ok|okay),?\s+)*I(?:['’]ll| will|['’]m going to| am going to| want to|['’]d like to| would like to)\s+(.+)$/is;
const turned = new Map(
  Object.entries({
    i: "you",
    me: "you",
    my: "your",
    mine: "yours",
    myself: "yourself",
    am: "are",
    "i'm": "you're",
    "i'll": "you'll",
  }),
);

/**
 * "I'll ask who reads it" as "ask who reads it", in the second person; undefined where it does not
 * begin so, or is long enough to be quoted instead.
 */
export function pledgeInSecondPerson(pledge: string): string | undefined {
  const [, action] = firstPerson.exec(pledge.trim()) ?? [];
  if (!action || action.length > 100 || /[.!?\n]\s*\S/.test(action)) return undefined;
  return action
    .trim()
    .replace(/[.!…\s]+$/u, "")
    .replace(
      /(?<![\p{L}'’])(?:I['’](?:m|ll)|[\p{L}]+)(?![\p{L}])/giu,
      (word) => turned.get(word.toLowerCase().replace("’", "'")) ?? word,
    );
}

/** Nothing that is kept: they would rather leave it. */
export const isNoPledge = (text: string): boolean =>
  /^(?:(?:no|nope|nothing|skip|none|never ?mind|leave it|not now|no thanks?|no,? thank you|nein|nichts|non|rien|nada)[\s.!]*)$/iu.test(
    text.trim(),
  );
