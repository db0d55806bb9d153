import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type InterviewFacts,
  type InterviewQuestion,
  interviewQuestions,
} from "../../../../src/features/interview/model/questions.ts";
import {
  isAnnouncedAsLast,
  isLastQuestion,
  maxQuestionCount,
  remainingQuestions,
} from "../../../../src/features/interview/questions/next-question.ts";
import { customerLabels, needLabels, requestKinds } from "../../../../src/nlu/judge.ts";
import { maria } from "../interview-driver.ts";

const facts = (more: Partial<InterviewFacts> = {}): InterviewFacts => ({
  asked: [],
  answers: {},
  claimed: false,
  ...more,
});

/** Returns the table with one entry moved before another. */
const moved = (entry: InterviewQuestion, before: InterviewQuestion): InterviewQuestion[] =>
  interviewQuestions.flatMap((question) =>
    question === entry ? [] : question === before ? [entry, question] : [question],
  );

/** Returns the questions in the order asked, each with whether the plan calls it the last. */
function interview(
  given: InterviewFacts,
  order: readonly InterviewQuestion[],
  labelOf: (question: InterviewQuestion) => InterviewFacts["answers"]["need"] | undefined,
): [InterviewQuestion, boolean][] {
  const put: [InterviewQuestion, boolean][] = [];
  for (
    let [next] = remainingQuestions(given, order);
    next;
    [next] = remainingQuestions(given, order)
  ) {
    given.asked.push(next);
    put.push([next, isLastQuestion(given, next, order)]);
    const answer = labelOf(next);
    given.answers[next] = { by: maria, ...answer };
    if (next === "kind") given.kind = "change";
  }
  return put;
}

describe("order of the questions", () => {
  const direct = () => ({ by: maria, label: "direct" as const });

  it("is that of the table, and the last question is announced as the last", () => {
    expect(interview(facts({ kind: "new_solution" }), interviewQuestions, direct)).toEqual([
      ["need", false],
      ["customer", false],
      ["owner", false],
      ["measure", true],
    ]);
  });

  it("changes with the table, and so does the last question", () => {
    const order = moved("measure", "customer");
    expect(interview(facts({ kind: "new_solution" }), order, direct)).toEqual([
      ["need", false],
      ["measure", false],
      ["customer", false],
      ["owner", true],
    ]);
  });

  it("announces the last of several, when only the brief follows", () => {
    const asked: InterviewQuestion[] = ["need", "customer", "measure"];
    const answers = { need: { by: maria }, customer: { by: maria, label: "unknown" as const } };
    const change = facts({ kind: "change", asked, answers });
    expect(isAnnouncedAsLast(change, "measure")).toBe(true);
    expect(isAnnouncedAsLast({ ...change, asked: ["customer", "measure"] }, "measure")).toBe(false);
    const issue = facts({
      kind: "factory_issue",
      asked: ["symptom", "since", "affected"],
      answers: { symptom: { by: maria }, since: { by: maria } },
    });
    expect(isAnnouncedAsLast(issue, "affected")).toBe(false);
  });

  it("never calls a question the last when another follows, whatever the order", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...interviewQuestions], { minLength: interviewQuestions.length }),
        fc.constantFrom(...requestKinds, undefined),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(...needLabels),
        fc.constantFrom(...customerLabels),
        (order, kind, claimed, asks, need, customer) => {
          const given = facts({ claimed, item: { name: "kit", asks }, kind });
          const put = interview(given, order, (question) => ({
            by: maria,
            label: question === "customer" ? customer : need,
          }));
          expect(put.length).toBeLessThanOrEqual(maxQuestionCount);
          expect(put.slice(0, -1).filter(([, last]) => last)).toEqual([]);
        },
      ),
    );
  });
});
