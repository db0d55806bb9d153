/** Kind of a request, and its consequences for the first message. */
import type { RequestKind } from "../../nlu/judge.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "../cases/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "../cases/questions.ts";
import { findCatalogueItem, remainingItemQuestion } from "./catalogue.ts";
import {
  type InterviewDraft,
  type RequestPart,
  recordAnswer,
  retractAnswer,
} from "./turn-draft.ts";

/**
 * Sets the kind: counts answers in the first message, and finds the catalogue item of a routine
 * request.
 */
export function applyKind(draft: InterviewDraft, talk: Interview, kind: RequestKind): void {
  talk.kind = kind;
  if (kind === "standard_service") {
    const text = toPlainText(talk.text);
    const item = findCatalogueItem(draft.context.catalogue, text);
    const asks = item?.ask ? remainingItemQuestion(item, text) : item?.link;
    if (item) talk.item = { name: item.name, asks: asks !== undefined };
  }
  recordSaid(draft, talk);
}

/** Matches conjunctions between request and reason. */
const leadIn =
  /^(?:so that|because|in order to|damit|weil|um|pour que|parce que|para que|porque)\s+/i;

/** Stores the answers in the first message to the questions of the kind. */
function recordSaid(draft: InterviewDraft, talk: Interview): void {
  const { said } = talk;
  if (!said) return;
  for (const [question, words] of Object.entries(said.words) as [InterviewQuestion, string][]) {
    const { readStated = (): Partial<InterviewAnswer> => ({}) } = questions[question];
    const reading = readStated(said.customer);
    if (!reading || !isQuestionOfKind(question, talk.kind) || talk.answers[question]) continue;
    const { label, confidence, lens } = reading;
    recordAnswer(draft, talk, question, {
      text: [words.replace(leadIn, "").replace(/[\s?!.,;]+$/, "")],
      by: talk.raisedBy ?? talk.requester,
      judge: said.judge,
      message: talk.message,
      label,
      confidence,
      lens,
    });
  }
}

/**
 * Changes the first message: answers that it no longer contains are open again, new ones are
 * stored.
 */
export function rewordRequest(
  draft: InterviewDraft,
  talk: Interview,
  { text, reading, customer, judge }: RequestPart,
): void {
  talk.text = text;
  const whole = toPlainText(text);
  for (const question of interviewQuestions) {
    const answer = talk.answers[question];
    if (!answer?.text || answer.message !== talk.message) continue;
    if (!whole.includes(toPlainText(answer.text))) retractAnswer(draft, talk, question);
  }
  talk.said = { words: reading.said, judge, customer };
  delete talk.subject;
  if (reading.subject) talk.subject = reading.subject;
  if (talk.kind) recordSaid(draft, talk);
}

/** Sets the kind that the colleague chose. */
export function chooseKind(draft: InterviewDraft, talk: Interview, kind: RequestKind): void {
  applyKind(draft, talk, kind);
  draft.effects.push({ do: "update", talk });
}

/** Changes a request to a fault, which comes first, and keeps the original wish. */
export function changeToFactoryIssue(draft: InterviewDraft, talk: Interview): void {
  retractAnswer(draft, talk, "need");
  retractAnswer(draft, talk, "need_again");
  talk.wish = talk.text;
  chooseKind(draft, talk, "factory_issue");
}
