/**
 * Message target: the interview or open question that words belong to. Pure.
 */
import type { InboundEventOf } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import {
  currentInterview,
  type Interview,
  type OpenQuestion,
  parkedInterview,
} from "../cases/interview-state.ts";
import { questions } from "../cases/questions.ts";
import { checkInterviewAccess, type InterviewActor } from "./turn-draft.ts";

type Message = Pick<InboundEventOf<"message">, "text" | "by">;

const requestOpening =
  /^\W*(?:and |also,? |oh,? |by the way,? )*(?:(?:i|we) (?:also |urgently |really )*(?:need|want|would like)|i'd like|we'd like|(?:can|could) (?:you|we|i)|please|wir brauchen|ich brauche|il nous faut|necesitamos)\b/i;

/**
 * Tells whether text begins like a request ("We also need …"). Short answers read like requests, so
 * that the judge alone would find too many.
 */
export const beginsLikeRequest = (text: RichText): boolean =>
  requestOpening.test(toPlainText(text));

/**
 * Finds the interview that a message may be about: its requester's, and for colleagues one that is
 * asking a question.
 */
export function findAddressedInterview(draft: InterviewActor): Interview | undefined {
  const { conversation, context } = draft;
  const talk =
    conversation.talks.find(({ request }) => request === context.about) ??
    currentInterview(conversation) ??
    parkedInterview(conversation);
  if (!talk || !checkInterviewAccess(draft, talk, "change")) return talk;
  return talk.phase === "asking" &&
    !checkInterviewAccess(
      draft,
      talk,
      talk.pending && questions[talk.pending].isTradeOff ? "priority" : "tell",
    )
    ? talk
    : undefined;
}

/** Tells whether an unaddressed message answers what its author was asked. */
export const answersOpenQuestion = (
  { text, by }: Message,
  asked: OpenQuestion | undefined,
): boolean => asked?.of === by.id && !isToSomebody(text);

/**
 * Tells whether an unaddressed message may be an answer: one that begins with somebody's name is said
 * to them.
 */
export function answersInterview({ text, by }: Message, open: Interview | undefined): boolean {
  if (!open) return false;
  const mayName = open.pending && questions[open.pending].answerMayBeginWithName;
  if (isToSomebody(text) && !mayName) return false;
  return open.phase !== "parked" || by.id === open.requester.id || by.id === open.raisedBy?.id;
}

/** Tells whether an answer to the question that is asked may well begin with "we need". */
export const answerMayAskForThings = ({ pending }: Interview): boolean =>
  pending !== undefined && questions[pending].answerMayAskForThings === true;

/** Tells whether text begins with the name of a person. */
function isToSomebody([first, second]: RichText): boolean {
  const opening = typeof first === "string" && first.trim() === "" ? second : first;
  return typeof opening === "object" && "person" in opening;
}
