/**
 * Addition of words that answer no question to a request: a fragment that immediately follows it
 * ("for the depot in Hull"), the caption of a picture, words of anger, and words beside its brief.
 */
import type { OpenThing } from "../../../core/message-target.ts";
import { correctsEarlier } from "../../../nlu/rules/acts/correction.ts";
import { asksTeam } from "../../../nlu/rules/acts/reporter-question.ts";
import {
  tellsMeasure,
  tellsOwner,
  tellsWhatEnds,
} from "../../../nlu/rules/answers/answer-parts.ts";
import { isOutburst } from "../../../nlu/rules/answers/outburst.ts";
import { isCaption, isPlacePhrase } from "../../../nlu/rules/references/dependent-words.ts";
import { isContinuation } from "../../../nlu/rules/references/reference.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { personMention, toPlainText, withoutFiles } from "../../../platform/rich-text.ts";
import { actionForControl } from "../dialogue/controls.ts";
import {
  addToRequest,
  findInterview,
  type InterviewDraft,
  recordAnswer,
} from "../dialogue/turn-draft.ts";
import { offerToTakeBack } from "../held/hold-message.ts";
import type { Interview } from "../model/interview-state.ts";
import { type InterviewQuestion, openLines, questions } from "../model/questions.ts";
import { correctDetail } from "../questions/correct-detail.ts";
import { takeAnswer } from "../questions/take-answer.ts";

/** Questions that cannot be answered by a place or group of people. */
const notAskedForPlace: ReadonlySet<InterviewQuestion> = new Set(["kind", "need", "since"]);

const maxPauseMs = 2 * 60 * 1_000;

/** Returns whether a request was made just now, and its first question is none about a place. */
function isFresh({ context: { now } }: InterviewDraft, interview: Interview): boolean {
  const { pending, asked, answers, waitingSince = 0, message } = interview;
  return (
    pending !== undefined &&
    notAskedForPlace.has(pending) &&
    asked.length <= 1 &&
    Object.values(answers).every((answer) => answer.message === message) &&
    now - waitingSince <= maxPauseMs
  );
}

/**
 * Adds such words to the request whose question is open, or to the answer just given; returns
 * whether it did.
 */
export function extendRequest(
  draft: InterviewDraft,
  said: Pick<InboundEventOf<"message">, "text" | "at">,
  interview: Interview,
): boolean {
  if (correctDetail(draft, said, interview) || continueAnswer(draft, said, interview)) return true;
  const { text } = said;
  const { message } = interview;
  const words = toPlainText(withoutFiles(text)).trim();
  const isMore =
    isCaption(words) || isOutburst(words) || (isFresh(draft, interview) && isPlacePhrase(words));
  if (words !== "" && !(message && isMore)) return false;
  addToRequest(draft, interview, [" ", ...text]);
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  return true;
}

/** Adds the words to a request that the team has, or that is still talked about. */
export function takeAddition(
  draft: InterviewDraft,
  { by, text, message }: InboundEventOf<"message">,
  request: string,
  act: "add" | "solve" = "add",
): void {
  const interview = findInterview(draft, request);
  if (interview && interview.phase !== "done") {
    const isTheirs = [interview.requester.id, interview.raisedBy?.id].includes(by.id);
    addToRequest(
      draft,
      interview,
      isTheirs ? [" ", ...text] : ["\n", ...personMention(by), ": ", ...text],
    );
    draft.replies.push({ say: "plain", key: "acknowledgement" });
  } else draft.caseActions.push({ request, act, by, why: text, message });
  if (draft.context.readings.text?.request?.isPrivate) draft.effects.push({ do: "hide", request });
}

/**
 * Adds a question to the team to the request, and asks the open question again, because a question
 * answers none; returns whether the words are such a question.
 */
export function passQuestionOn(
  draft: InterviewDraft,
  { text }: Pick<InboundEventOf<"message">, "text">,
  interview: Interview,
): boolean {
  const { request, pending } = interview;
  // "could we see where an order stands?" tells the need
  if (!pending || questions[pending].answerMayAskForThings) return false;
  if (!asksTeam(toPlainText(text))) return false;
  addToRequest(draft, interview, ["\n", ...text]);
  draft.replies.push({ say: "about", key: "question_added", request });
  draft.replies.push({ say: "ask", request, question: pending });
  return true;
}

/** Whether words beside the brief answer an open line of it, where their form does not tell. */
const tellsLine: Partial<Record<InterviewQuestion, (text: string) => boolean>> = {
  owner: tellsOwner,
  measure: (text) => tellsMeasure(text) || tellsWhatEnds(text),
};

/**
 * Takes words that answer one open line of the brief as its answer ("by the end of
 * March" if no measure is known), which can be undone; returns whether it did.
 */
export function fillOpenLine(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  interview: Interview,
  thing: OpenThing,
): boolean {
  const { forms = [], readings } = draft.context;
  const { text, by, message: id } = message;
  const plain = toPlainText(text);
  const [line, another] = openLines(interview).filter(
    (question) =>
      questions[question].answerForms?.some((form) => forms.includes(form)) ||
      tellsLine[question]?.(plain),
  );
  if (!line || another || correctsEarlier(plain)) return false;
  takeAnswer(draft, interview, line, { text, by, message: id, readings: readings.text });
  offerToTakeBack(draft, message, { is: "answer", thing }, [{ is: "new_request" }]);
  return true;
}

/** Adds the words to the request, and asks which line of the brief they replace. */
export function askWhichPart(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  interview: Interview,
): void {
  const { text, message: id, by } = message;
  const { request } = interview;
  const before = interview.draft?.text;
  // the first of two corrections is kept too
  interview.draft = { text: before ? [...before, "\n", ...text] : text, message: id, by };
  addToRequest(draft, interview, ["\n", ...text]);
  delete interview.asksPart;
  draft.replies.push({ say: "which_part", request });
  if (interview.phase === "asking" && interview.pending)
    draft.replies.push({ say: "ask", request, question: interview.pending });
  const meant = draft.context.readings.text?.suggestedControl;
  if (meant && actionForControl(meant, interview))
    draft.replies.push({ say: "or_meant", request, meant });
}

/** Time (ms) after an answer within which a fragment continues it. */
const maxContinuationPauseMs = 60_000;

/** Adds a fragment to the answer before the pending question; returns whether it did. */
function continueAnswer(
  draft: InterviewDraft,
  { text, at }: Pick<InboundEventOf<"message">, "text" | "at">,
  interview: Interview,
): boolean {
  const { request, pending, asked, answers, waitingSince = 0 } = interview;
  const before = pending && asked[asked.indexOf(pending) - 1];
  if (!pending || !before || at - waitingSince > maxContinuationPauseMs) return false;
  const answer = answers[before];
  if (!answer?.text || !isContinuation(toPlainText(text))) return false;
  recordAnswer(draft, interview, before, { ...answer, text: [...answer.text, ", ", ...text] });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  draft.replies.push({ say: "ask", request, question: pending });
  return true;
}
