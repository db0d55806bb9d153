/** Selection of questions: which are asked about a request, and which is next. Pure. */
import type { Interview } from "./model/interview-state.ts";
import {
  type InterviewFacts,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "./model/questions.ts";

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
