/** Controls of the conversation, by text or button. */
import type { ConversationControl } from "../../../nlu/judge.ts";
import { type InterviewAction, interviewActions } from "../model/actions.ts";
import { currentInterview, type Interview } from "../model/interview-state.ts";
import { type InterviewQuestion, interviewQuestions, questions } from "../model/questions.ts";
import {
  askQuestion,
  continueInterview,
  finishInterview,
  remainingQuestions,
  startNextInterview,
} from "../questions/next-question.ts";
import { changeToFactoryIssue, chooseKind, handOverToTeam } from "../requests/open-request.ts";
import {
  endInterview,
  enterPhase,
  type InterviewDraft,
  recordAnswer,
  retractAnswer,
} from "./turn-draft.ts";

/** Control phrase for an interview; the others are handled before. */
export type InterviewControl = Exclude<ConversationControl, "help" | "new_request">;

/** Applies a control, such as "skip", to an interview. */
export function applyControl(
  draft: InterviewDraft,
  interview: Interview,
  control: InterviewControl,
): void {
  const about = (key: "first_question" | "nothing_pending" | "right"): void =>
    void draft.replies.push({ say: "about", key, request: interview.request });
  switch (control) {
    case "skip":
      return interview.pending
        ? skipQuestion(draft, interview, interview.pending)
        : about("nothing_pending");
    case "back":
      return back(draft, interview);
    case "later":
      return park(draft, interview);
    case "resume":
      return resumeInterview(draft, interview);
    case "cancel":
      return close(draft, interview, "cancelled");
    case "not_a_request":
      return close(draft, interview, "not_a_request");
    case "person":
      handOverToTeam(draft, interview);
      return startNextInterview(draft);
    case "all_at_once":
      return void draft.replies.push({ say: "all_at_once", request: interview.request });
    case "what_for":
      return interview.pending
        ? explainQuestion(draft, interview, interview.pending)
        : about("nothing_pending");
    case "yes":
      if (interview.phase !== "confirming") return about("right");
      // agreeing to a change is not agreeing to the brief
      return interview.asksPart
        ? continueInterview(draft, interview)
        : finishInterview(draft, interview, true);
    case "no":
      return askForPart(draft, interview);
  }
}

/** Asks which part of the brief to change. */
export function askForPart({ replies }: InterviewDraft, interview: Interview): void {
  interview.asksPart = true;
  replies.push({ say: "which_part", request: interview.request });
}

/** Says what a question is for, and asks it again. */
function explainQuestion(
  { replies }: InterviewDraft,
  { request }: Interview,
  question: InterviewQuestion,
): void {
  replies.push({ say: "why", request, question }, { say: "ask", request, question });
}

/** Skips a question on purpose. */
export function skipQuestion(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
): void {
  if (question === "kind") chooseKind(draft, interview, "new_solution");
  recordAnswer(draft, interview, question, { by: draft.event.by });
  draft.replies.push({ say: "took", request: interview.request, question });
  continueInterview(draft, interview);
}

/** Leaves all other questions open, because the person wants no more of them. */
export function skipRemainingQuestions(draft: InterviewDraft, interview: Interview): void {
  if (interview.pending === "kind") chooseKind(draft, interview, "new_solution");
  for (const question of remainingQuestions(interview))
    recordAnswer(draft, interview, question, { by: draft.event.by });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  continueInterview(draft, interview);
}

/** Asks the previous question again, for a correction. */
function back(draft: InterviewDraft, interview: Interview): void {
  const at = interview.pending
    ? interview.asked.indexOf(interview.pending)
    : interview.asked.length;
  const before = interview.asked.slice(0, at).findLast((question) => interview.answers[question]);
  if (!before)
    draft.replies.push({ say: "about", key: "first_question", request: interview.request });
  else reopenQuestion(draft, interview, before);
}

/** Withdraws an answer and asks again; a need and its follow-up belong together. */
export function reopenQuestion(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
): void {
  const first = questions[question].followUpOf ?? question;
  for (const other of interviewQuestions)
    if (questions[other].followUpOf === first) retractAnswer(draft, interview, other);
  if (first === "kind") delete interview.kind;
  retractAnswer(draft, interview, first);
  delete interview.draft;
  askQuestion(draft, interview, first);
}

function park(draft: InterviewDraft, interview: Interview): void {
  enterPhase(draft, interview, "parked");
  draft.replies.push({ say: "about", key: "parked", request: interview.request });
  delete interview.waitingSince;
  draft.effects.push({ do: "forget", request: interview.request });
  startNextInterview(draft);
}

/** Resumes a parked interview. */
export function resumeInterview(draft: InterviewDraft, interview: Interview): void {
  draft.replies.push({ say: "about", key: "resumed", request: interview.request });
  continueInterview(draft, interview);
}

/** Reopens a request that was ended; returns whether that was possible. */
export function restoreInterview(draft: InterviewDraft, interview: Interview): boolean {
  if (
    interview.phase !== "done" ||
    (interview.ended !== "cancelled" && interview.ended !== "not_a_request")
  )
    return false;
  delete interview.deleted;
  draft.replies.push({ say: "about", key: "restored", request: interview.request });
  if (currentInterview(draft.conversation)) enterPhase(draft, interview, "waiting");
  else continueInterview(draft, interview);
  return true;
}

function close(
  draft: InterviewDraft,
  interview: Interview,
  status: "cancelled" | "not_a_request",
): void {
  if (interview.ended === "new") draft.effects.push({ do: "rebrief", request: interview.request });
  endInterview(draft, interview, status);
  if (!interview.filed)
    draft.replies.push({
      say: "about",
      key: status === "cancelled" ? "cancelled" : "no_request",
      request: interview.request,
    });
  startNextInterview(draft);
}

/**
 * Closes a request in the customer model without the team; the decision of the requester is stored.
 */
export function closeAsSelfService(draft: InterviewDraft, interview: Interview): void {
  endInterview(draft, interview, "cancelled", "own_way");
  draft.replies.push({ say: "own_way", request: interview.request });
  startNextInterview(draft);
}

/** Reports a fault, which needs no justification. */
export function reportBreakage(draft: InterviewDraft, interview: Interview): void {
  changeToFactoryIssue(draft, interview);
  draft.replies.push({ say: "breakage", request: interview.request });
  continueInterview(draft, interview);
}

/**
 * Returns the button for a control phrase that only a model detected; the text is kept until a
 * button decides. `undefined` if the control does not apply.
 */
export function actionForControl(
  control: ConversationControl,
  { request, pending, phase }: Interview,
): { verb: InterviewAction["verb"]; press: string } | undefined {
  const { encode } = interviewActions;
  switch (control) {
    case "skip":
      return pending && { verb: "skip", press: encode("skip", request, pending) };
    case "what_for":
    case "help":
      return pending && { verb: "why", press: encode("why", request, pending) };
    case "resume":
      return phase === "parked" ? { verb: "resume", press: encode("resume", request) } : undefined;
    case "yes":
      return phase === "confirming"
        ? { verb: "right", press: encode("right", request) }
        : undefined;
    case "not_a_request":
      return { verb: "no_request", press: encode("no_request", request) };
    case "all_at_once":
      return { verb: "form", press: encode("form", request) };
    case "back":
    case "later":
    case "cancel":
    case "person":
      return { verb: control, press: encode(control, request) };
    case "no":
    case "new_request":
      return undefined;
  }
}
