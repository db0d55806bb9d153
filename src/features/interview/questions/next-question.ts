/**
 * Continuation of an interview: which questions are asked about a request, the next one, the
 * brief, the end, and the next request.
 */

import { endInterview, enterPhase, type InterviewDraft } from "../dialogue/turn-draft.ts";
import { currentInterview, type Interview } from "../model/interview-state.ts";
import {
  type InterviewFacts,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "../model/questions.ts";

/** Makes an interview the current one; the former current one waits. */
export function makeCurrent(
  draft: InterviewDraft,
  interview: Interview,
  phase: "asking" | "confirming",
): void {
  const other = currentInterview(draft.conversation);
  if (other && other !== interview) enterPhase(draft, other, "waiting");
  enterPhase(draft, interview, phase);
}

/** Starts to wait for an answer, and schedules one check for silence. */
export function scheduleAnswerReminder(draft: InterviewDraft, interview: Interview): void {
  const { now } = draft.context;
  if (interview.waitingSince === undefined)
    draft.effects.push({ do: "remind", request: interview.request, since: now });
  interview.waitingSince = now;
}

/** Asks a question. */
export function askQuestion(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
): void {
  makeCurrent(draft, interview, "asking");
  interview.pending = question;
  if (!interview.asked.includes(question)) interview.asked.push(question);
  draft.replies.push({ say: "ask", request: interview.request, question });
  scheduleAnswerReminder(draft, interview);
}

/** Asks the next question; without any, shows the brief for confirmation or logs it. */
export function continueInterview(draft: InterviewDraft, interview: Interview): void {
  const [question] = remainingQuestions(interview);
  delete interview.pending;
  if (interview.kind === "new_solution" && interview.ownWay && !interview.ownWay.offered) {
    interview.ownWay.offered = true;
    draft.replies.push({ say: "catalogue", request: interview.request });
  }
  if (question) askQuestion(draft, interview, question);
  else if (needsConfirmation(interview)) {
    makeCurrent(draft, interview, "confirming");
    if (!interview.worded) draft.effects.push({ do: "word_brief", request: interview.request });
    draft.effects.push({ do: "update", interview });
    delete interview.asksPart;
    draft.effects.push({ do: "find_known", request: interview.request });
    draft.replies.push({ say: "brief", request: interview.request });
    scheduleAnswerReminder(draft, interview);
  } else finishInterview(draft, interview, true);
}

/** Sends the brief to the team. */
export function finishInterview(
  draft: InterviewDraft,
  interview: Interview,
  confirmed: boolean,
): void {
  delete interview.unconfirmed;
  if (!confirmed) interview.unconfirmed = true;
  endInterview(draft, interview, "new", confirmed ? undefined : "unconfirmed");
  draft.effects.push({ do: "update", interview });
  draft.replies.push({ say: "logged", request: interview.request, confirmed });
  draft.replies.push({ say: "company", request: interview.request });
  draft.effects.push({ do: "find_similar", request: interview.request });
  draft.effects.push({ do: "brief", request: interview.request });
  startNextInterview(draft);
}

/** Starts the next waiting request, if no interview is active. */
export function startNextInterview(draft: InterviewDraft): void {
  if (currentInterview(draft.conversation)) return;
  const next = draft.conversation.interviews.find(({ phase }) => phase === "waiting");
  if (!next) return;
  draft.replies.push({ say: "next_up", request: next.request });
  continueInterview(draft, next);
}

// Selection of questions: which are asked about a request, and which is next. Pure.

/** Limit of questions about one request, follow-ups included: people abandon longer interviews. */
export const maxQuestionCount = 5;

/** Number of questions from which the last one is announced. */
const announcedAfterQuestions = 2;

/**
 * Lists the remaining questions, in order and within the limit. A question that is asked again does
 * not count twice.
 */
export function remainingQuestions(
  facts: InterviewFacts,
  order: readonly InterviewQuestion[] = interviewQuestions,
): InterviewQuestion[] {
  const { kind, asked, answers } = facts;
  let open = order.filter(
    (question) =>
      (kind ? isQuestionOfKind(question, kind) : questions[question].kinds.length === 0) &&
      (questions[question].applies?.(facts) ?? true) &&
      !answers[question],
  );
  const unasked = () => open.filter((question) => !asked.includes(question));
  const left = Math.max(maxQuestionCount - asked.length, 0);
  for (const question of [...order.filter((each) => questions[each].mayGiveWay), ...open]) {
    if (unasked().length <= left) break;
    if (unasked().includes(question)) open = open.filter((other) => other !== question);
  }
  return open;
}

/** Returns whether no other question can follow, for any answer. */
export const isLastQuestion = (
  facts: InterviewFacts,
  question: InterviewQuestion,
  order: readonly InterviewQuestion[] = interviewQuestions,
): boolean =>
  remainingQuestions(facts, order).every((other) => other === question) &&
  (!questions[question].mayAddQuestions || facts.asked.length >= maxQuestionCount);

/** Returns whether a question is announced as the last of several. */
export const isAnnouncedAsLast = (facts: InterviewFacts, question: InterviewQuestion): boolean =>
  needsConfirmation(facts) &&
  facts.asked.length > announcedAfterQuestions &&
  isLastQuestion(facts, question);

/** Kinds whose brief the requester confirms; the others are logged without confirmation. */
export const needsConfirmation = ({ kind }: Pick<InterviewFacts, "kind">): boolean =>
  kind === undefined || kind === "new_solution" || kind === "change";

/** Lists the questions of the form: those that apply independently of other answers. */
export const formQuestions = (interview: Interview): InterviewQuestion[] =>
  interviewQuestions.filter((question) => {
    const { inForm, applies } = questions[question];
    return isQuestionOfKind(question, interview.kind) && ((inForm ?? applies)?.(interview) ?? true);
  });
