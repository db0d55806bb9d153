/** Controls of the conversation, by text or button. */
import type { ConversationControl } from "../../nlu/judge.ts";
import { type InterviewAction, interviewActions } from "../cases/interview-actions.ts";
import { currentInterview, type Interview } from "../cases/interview-state.ts";
import { type InterviewQuestion, interviewQuestions, questions } from "../cases/questions.ts";
import {
  askQuestion,
  continueInterview,
  finishInterview,
  startNextInterview,
} from "./next-question.ts";
import { handOverToTeam } from "./open-request.ts";
import { changeToFactoryIssue, chooseKind } from "./request-kind.ts";
import {
  endInterview,
  enterPhase,
  type InterviewDraft,
  recordAnswer,
  retractAnswer,
} from "./turn-draft.ts";

/** Control phrase for an interview; the others are handled before. */
export type InterviewControl = Exclude<ConversationControl, "help" | "new_request">;

export function applyControl(
  draft: InterviewDraft,
  talk: Interview,
  control: InterviewControl,
): void {
  const about = (key: "first_question" | "nothing_pending" | "right"): void =>
    void draft.replies.push({ say: "about", key, request: talk.request });
  switch (control) {
    case "skip":
      return talk.pending ? skipQuestion(draft, talk, talk.pending) : about("nothing_pending");
    case "back":
      return back(draft, talk);
    case "later":
      return park(draft, talk);
    case "resume":
      return resumeInterview(draft, talk);
    case "cancel":
      return close(draft, talk, "cancelled");
    case "not_a_request":
      return close(draft, talk, "not_a_request");
    case "person":
      handOverToTeam(draft, talk);
      return startNextInterview(draft);
    case "all_at_once":
      return void draft.replies.push({ say: "all_at_once", request: talk.request });
    case "what_for":
      return talk.pending ? explainQuestion(draft, talk, talk.pending) : about("nothing_pending");
    case "yes":
      return talk.phase === "confirming" ? finishInterview(draft, talk, true) : about("right");
    case "no":
      return void draft.replies.push({ say: "which_part", request: talk.request });
  }
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
  talk: Interview,
  question: InterviewQuestion,
): void {
  if (question === "kind") chooseKind(draft, talk, "new_solution");
  recordAnswer(draft, talk, question, { by: draft.event.by });
  draft.replies.push({ say: "took", request: talk.request, question });
  continueInterview(draft, talk);
}

/** Asks the previous question again, for a correction. */
function back(draft: InterviewDraft, talk: Interview): void {
  const at = talk.pending ? talk.asked.indexOf(talk.pending) : talk.asked.length;
  const before = talk.asked.slice(0, at).findLast((question) => talk.answers[question]);
  if (!before) draft.replies.push({ say: "about", key: "first_question", request: talk.request });
  else reopenQuestion(draft, talk, before);
}

/** Withdraws an answer and asks again; a need and its follow-up belong together. */
export function reopenQuestion(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
): void {
  const first = questions[question].followUpOf ?? question;
  for (const other of interviewQuestions)
    if (questions[other].followUpOf === first) retractAnswer(draft, talk, other);
  if (first === "kind") delete talk.kind;
  retractAnswer(draft, talk, first);
  delete talk.draft;
  askQuestion(draft, talk, first);
}

function park(draft: InterviewDraft, talk: Interview): void {
  enterPhase(draft, talk, "parked");
  draft.replies.push({ say: "about", key: "parked", request: talk.request });
  delete talk.waitingSince;
  draft.effects.push({ do: "forget", request: talk.request });
  startNextInterview(draft);
}

/** Resumes a parked interview. */
export function resumeInterview(draft: InterviewDraft, talk: Interview): void {
  draft.replies.push({ say: "about", key: "resumed", request: talk.request });
  continueInterview(draft, talk);
}

/** Reopens a request that was ended; returns whether that was possible. */
export function restoreInterview(draft: InterviewDraft, talk: Interview): boolean {
  if (talk.phase !== "done" || (talk.ended !== "cancelled" && talk.ended !== "not_a_request"))
    return false;
  draft.replies.push({ say: "about", key: "restored", request: talk.request });
  if (currentInterview(draft.conversation)) enterPhase(draft, talk, "waiting");
  else continueInterview(draft, talk);
  return true;
}

function close(
  draft: InterviewDraft,
  talk: Interview,
  status: "cancelled" | "not_a_request",
): void {
  if (talk.ended === "new") draft.effects.push({ do: "rebrief", request: talk.request });
  endInterview(draft, talk, status);
  if (!talk.filed)
    draft.replies.push({
      say: "about",
      key: status === "cancelled" ? "cancelled" : "no_request",
      request: talk.request,
    });
  startNextInterview(draft);
}

/**
 * Closes a request in the customer model without the team; the decision of the requester is stored.
 */
export function closeAsSelfService(draft: InterviewDraft, talk: Interview): void {
  endInterview(draft, talk, "cancelled", "own_way");
  draft.replies.push({ say: "own_way", request: talk.request });
  startNextInterview(draft);
}

/** Reports a fault, which needs no justification. */
export function reportBreakage(draft: InterviewDraft, talk: Interview): void {
  changeToFactoryIssue(draft, talk);
  draft.replies.push({ say: "breakage", request: talk.request });
  continueInterview(draft, talk);
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
