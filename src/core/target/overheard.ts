/**
 * Exchanges among people in a place where the bot waits for an answer: who took part, and when, so
 * that their next messages do not count as the answer. Stores no words. Pure.
 */
import { z } from "zod";
import type { InboundEventOf } from "../../platform/event.ts";
import { withoutMentions } from "../../platform/rich-text.ts";

const Overheard = z.object({
  /** Time (Unix ms) of the last message. */
  at: z.number(),
  /** Id of its author. */
  by: z.string(),
  /** Whether it was a question. */
  isQuestion: z.boolean().optional(),
  /** People who took part or were mentioned, with their names if known. */
  people: z.array(z.object({ id: z.string(), name: z.string().optional() })),
});

/** An exchange among people: who takes part, and since when; never their words. */
export type Overheard = z.infer<typeof Overheard>;

type Message = Pick<InboundEventOf<"message">, "text" | "by" | "at">;

/** Time (ms) after the last message after which an exchange has ended. */
const talkMaxPauseMs = 3 * 60 * 1_000;
/** Time (ms) within which people answer each other. */
const answerMaxPauseMs = 60 * 1_000;
const maxPeople = 10;

/** Reads a conversation's stored exchange; `undefined` if there is none, or it has ended. */
export function readOverheard(state: unknown, at: number): Overheard | undefined {
  const read = Overheard.safeParse(state);
  return read.success && at - read.data.at <= talkMaxPauseMs ? read.data : undefined;
}

/** Adds a message that was not for the bot. */
export function addOverheard(before: Overheard | undefined, message: Message): Overheard {
  const { at, by, text } = message;
  const people = new Map((before?.people ?? []).map((person) => [person.id, person]));
  for (const span of text)
    if (typeof span === "object" && "person" in span && !people.has(span.person))
      people.set(span.person, { id: span.person, name: span.name });
  people.set(by.id, { id: by.id, name: by.name });
  const isQuestion = withoutMentions(text).includes("?");
  return { at, by: by.id, isQuestion, people: [...people.values()].slice(-maxPeople) };
}

/** Returns whether a message names a person of an exchange. */
export function namesPartner(talk: Overheard | undefined, { text, by }: Message): boolean {
  const said = ` ${withoutMentions(text)} `.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ");
  return (talk?.people ?? []).some(({ id, name }) => {
    const first = name?.toLowerCase().split(/\s+/, 1)[0] ?? "";
    return id !== by.id && first.length > 1 && said.includes(` ${first} `);
  });
}

/**
 * Returns whether a message continues an exchange among people: its author took part and another
 * person wrote last, or it names one of them.
 */
export function continuesTalk(talk: Overheard | undefined, message: Message): boolean {
  if (!talk) return false;
  const { by, at } = message;
  const tookPart = talk.people.length > 1 && talk.people.some(({ id }) => id === by.id);
  return (
    namesPartner(talk, message) ||
    (tookPart && talk.by !== by.id && at - talk.at <= answerMaxPauseMs)
  );
}

/** Returns whether another person asked a question immediately before. */
export const followsQuestion = (talk: Overheard | undefined, { by }: Message): boolean =>
  talk?.isQuestion === true && talk.by !== by.id;
