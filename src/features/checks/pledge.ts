/**
 * Splits what a person wrote about an answer into their work and their pledge, and words a pledge in
 * the second person.
 */
import { splitSentences } from "../../nlu/text/normalise.ts";

/** Beginning of a sentence that states an intention, in the languages that messages come in. */
const intention =
  /^(?:(?:so|and|but|then|maybe|ok|okay|also|now),?\s+)*(?:I(?:['’]ll| will|['’]m going to| am going to| want to| would like to|['’]d like to| plan to| could| can| should| need to| have to)|we(?:['’]ll| will| should)|let me|going to|will|stop|change|ask|find out|cancel|check|drop|skip|talk|ich (?:werde|will|möchte|frage|kläre|lasse)|je (?:vais|veux|voudrais)|voy a|quiero)\b/iu;

/** What a person wrote about their answer. */
export interface CheckWords {
  working?: string | undefined;
  pledge: string;
}

/**
 * Splits a message into pledge and work. The pledge starts at the first sentence that states an
 * intention, else at the last sentence; the text before it is the work.
 */
export function parseCheckWords(text: string): CheckWords {
  const all = splitSentences(text).flatMap((sentence) =>
    sentence.split(
      /(?<=[^.!?]),?\s+(?=(?:so|and|but|then)?\s*I(?:['’]ll| will|['’]m going to)\b)/iu,
    ),
  );
  const first = all.findIndex((sentence) => intention.test(sentence.trim()));
  const at = first >= 0 ? first : all.length - 1;
  const joined = (parts: string[]): string => parts.map((part) => part.trim()).join(" ");
  const working = joined(all.slice(0, Math.max(0, at)));
  return {
    working: working || undefined,
    pledge: joined(all.slice(Math.max(0, at))) || text.trim(),
  };
}

const firstPerson =
  /^(?:(?:so|and|but|then|ok|okay),?\s+)*I(?:['’]ll| will|['’]m going to| am going to| want to|['’]d like to| would like to)\s+(.+)$/is;
const secondPerson = new Map(
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

const maxActionCharacters = 100;

/**
 * Turns "I'll ask who reads it" into "ask who reads it", in the second person. Returns `undefined`
 * where the pledge begins otherwise, or is long enough to be quoted instead.
 */
export function pledgeInSecondPerson(pledge: string): string | undefined {
  const [, action] = firstPerson.exec(pledge.trim()) ?? [];
  if (!action || action.length > maxActionCharacters || /[.!?\n]\s*\S/.test(action))
    return undefined;
  return action
    .trim()
    .replace(/[.!…\s]+$/u, "")
    .replace(
      /(?<![\p{L}'’])(?:I['’](?:m|ll)|[\p{L}]+)(?![\p{L}])/giu,
      (word) => secondPerson.get(word.toLowerCase().replace("’", "'")) ?? word,
    );
}

/** Returns whether a message declines to give a pledge. */
export const isNoPledge = (text: string): boolean =>
  /^(?:(?:no|nope|nothing|skip|none|never ?mind|leave it|not now|no thanks?|no,? thank you|nein|nichts|non|rien|nada)[\s.!]*)$/iu.test(
    text.trim(),
  );
