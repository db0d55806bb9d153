/** Proportion: which questions a request is worth, and which comes next. Pure. */
import type { RequestKind } from "../../nlu/judge.ts";
import type { Interview, InterviewQuestion } from "../cases/interview-state.ts";

/**
 * At most so many questions about one request, follow-ups included (people abandon longer ones).
 */
export const maxQuestionCount = 5;

const routes: Record<RequestKind, readonly InterviewQuestion[]> = {
  new_solution: ["need", "need_again", "customer", "link", "owner", "priority", "measure"],
  change: ["need", "need_again", "customer", "link", "priority", "measure"],
  factory_issue: ["symptom", "since", "affected"],
  standard_service: ["item"],
  advice: ["decision", "deadline"],
};

/** What gives way first when there are more questions than people should be asked. */
const expendable: readonly InterviewQuestion[] = ["owner", "priority", "since", "measure"];

/**
 * Whether the answers so far make a question worth asking. Who chooses for themselves, in the
 * customer model, is not asked twice for the need, nor for whom to bring in.
 */
function applies(
  question: InterviewQuestion,
  { answers, claimed, item, ownWay }: Interview,
): boolean {
  switch (question) {
    case "need_again":
      return (
        !ownWay && (answers.need?.label === "solution_restated" || answers.need?.label === "vague")
      );
    case "link":
      return answers.customer?.label === "indirect";
    case "owner":
      return !ownWay && (answers.customer === undefined || answers.customer.label === "direct");
    case "priority":
      return claimed;
    case "item":
      return item?.asks ?? false;
    default:
      return true;
  }
}

/**
 * The questions still to be put, in order and within the budget; one that was put before (and taken
 * back) costs nothing again.
 */
export function remainingQuestions(talk: Interview): InterviewQuestion[] {
  const route: readonly InterviewQuestion[] = talk.kind ? routes[talk.kind] : ["kind"];
  let open = route.filter((question) => applies(question, talk) && !talk.answers[question]);
  const fresh = () => open.filter((question) => !talk.asked.includes(question));
  const left = Math.max(maxQuestionCount - talk.asked.length, 0);
  for (const question of [...expendable, ...open]) {
    if (fresh().length <= left) break;
    if (fresh().includes(question)) open = open.filter((other) => other !== question);
  }
  return open;
}

/**
 * Kinds whose brief the requester confirms; the others are logged as soon as they are understood.
 */
export const needsConfirmation = ({ kind }: Interview): boolean =>
  kind === undefined || kind === "new_solution" || kind === "change";

/**
 * Whether a question is one of those that a kind is asked; a kind still unknown is treated as a
 * wish.
 */
export const isQuestionOfKind = (
  question: InterviewQuestion,
  kind: RequestKind | undefined,
): boolean => routes[kind ?? "new_solution"].includes(question);

/** The questions that a form shows at once: those of the kind that apply whatever is answered. */
export const formQuestions = (talk: Interview): InterviewQuestion[] =>
  routes[talk.kind ?? "new_solution"].filter(
    (question) =>
      question !== "need_again" &&
      question !== "link" &&
      ((question === "owner" && !talk.ownWay) || applies(question, talk)),
  );
