/** Kind of a request, and its consequences for the first message. */
import type { RequestKind } from "../../nlu/judge.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { findCatalogueItem, remainingItemQuestion } from "./catalogue.ts";
import type { Interview } from "./model/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "./model/questions.ts";
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
export function applyKind(draft: InterviewDraft, interview: Interview, kind: RequestKind): void {
  interview.kind = kind;
  if (kind === "standard_service") {
    const text = toPlainText(interview.text);
    const item = findCatalogueItem(draft.context.catalogue, text);
    const asks = item?.ask ? remainingItemQuestion(item, text) : item?.link;
    if (item) interview.item = { name: item.name, asks: asks !== undefined, outcome: item.outcome };
  }
  recordSaid(draft, interview);
}

/** Matches conjunctions between request and reason. */
const leadIn =
  /^(?:so that|because|in order to|damit|weil|um|pour que|parce que|para que|porque)\s+/i;

/** Stores the answers in the first message to the questions of the kind. */
function recordSaid(draft: InterviewDraft, interview: Interview): void {
  const { said } = interview;
  if (!said) return;
  for (const [question, words] of Object.entries(said.words) as [InterviewQuestion, string][]) {
    const { readStated = (): Partial<InterviewAnswer> => ({}) } = questions[question];
    const reading = readStated(said.customer);
    if (!reading || !isQuestionOfKind(question, interview.kind) || interview.answers[question])
      continue;
    const { label, confidence, lens } = reading;
    recordAnswer(draft, interview, question, {
      text: [words.replace(leadIn, "").replace(/[\s?!.,;]+$/, "")],
      by: interview.raisedBy ?? interview.requester,
      judge: said.judge,
      message: interview.message,
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
  interview: Interview,
  { text, reading, customer, judge }: RequestPart,
): void {
  interview.text = text;
  const whole = toPlainText(text);
  for (const question of interviewQuestions) {
    const answer = interview.answers[question];
    if (!answer?.text || answer.message !== interview.message) continue;
    if (!whole.includes(toPlainText(answer.text))) retractAnswer(draft, interview, question);
  }
  interview.said = { words: reading.said, judge, customer };
  delete interview.subject;
  delete interview.asks;
  if (reading.asks) interview.asks = reading.asks;
  if (reading.subject) interview.subject = reading.subject;
  if (interview.kind) recordSaid(draft, interview);
}

/** Sets the kind that the colleague chose. */
export function chooseKind(draft: InterviewDraft, interview: Interview, kind: RequestKind): void {
  applyKind(draft, interview, kind);
  draft.effects.push({ do: "update", interview });
}

/** Changes a request to a fault, which comes first, and keeps the original wish. */
export function changeToFactoryIssue(draft: InterviewDraft, interview: Interview): void {
  retractAnswer(draft, interview, "need");
  retractAnswer(draft, interview, "need_again");
  interview.wish = interview.text;
  chooseKind(draft, interview, "factory_issue");
}
