/**
 * Table of the interview's questions: one entry each, in the order in which they are asked. Pure.
 *
 * Order, proportion, forms, corrections and the brief follow from it; the sentences are in
 * `prompts/words` under the keys `ask.<name>`, `why.<name>`, `label.<name>`, `hint.<name>` and
 * `brief.<name>`.
 */
import { dayMs, noonOf, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import type {
  CustomerLabel,
  CustomerReading,
  EffectKind,
  JudgeInput,
  NeedLabel,
  Readings,
  RequestKind,
} from "../../../nlu/judge.ts";
import type { AnswerForm } from "../../../nlu/rules/answers/answer-forms.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";

/**
 * Stored answer; without `text` the question is left open, on purpose or because it is not known.
 */
export interface InterviewAnswer {
  text?: RichText;
  by: Person;
  /** Platform id of its message, by which an edit or deletion finds it. */
  message?: string;
  /** Its message was deleted; the words are recorded again if that is undone. */
  deleted?: true;
  label?: NeedLabel | CustomerLabel | "not_known";
  confidence?: number;
  lens?: EffectKind;
  restated?: string;
  /** For a measure: ISO date on which to ask for the outcome. */
  date?: string;
  judge?: string;
  /** It says only that another person wants it. */
  isOthersWish?: true;
}

/** Facts of an interview that decide which questions are asked. */
export interface InterviewFacts<Name extends string = InterviewQuestion> {
  kind?: RequestKind;
  /** Questions asked so far, in order, each once. */
  asked: Name[];
  answers: Partial<Record<Name, InterviewAnswer>>;
  /** Whether priority over others was claimed. */
  claimed: boolean;
  /** Catalogue item, and whether it has a question of its own. */
  item?: { name: string; asks: boolean; outcome?: string | undefined };
  /**
   * In the customer model at the time of the request: text for colleagues who proceed alone.
   */
  ownWay?: { text: string; offered?: true };
  /** Follow-up question on the need, drafted by a model in the requester's language. */
  followUp?: string;
}

interface QuestionEntry<Name extends string> {
  /** Kinds of request; empty for a question that is asked while the kind is unknown. */
  kinds: readonly RequestKind[];
  /** Returns whether the answers so far make it useful. Default: always. */
  applies?(facts: InterviewFacts<Name>): boolean;
  /** Whether it is omitted first, in the table's order, if there are too many questions. */
  mayGiveWay?: true;
  /** Its answer may add questions, so it is never announced as the last one. */
  mayAddQuestions?: true;
  /** Question that it follows up; both are corrected together and share a line of the brief. */
  followUpOf?: Name;
  /** Returns whether the form with all questions contains it. Default: `applies`. */
  inForm?(facts: InterviewFacts<Name>): boolean;
  /** Returns whether the brief has a line for it when it is open. Default: never. */
  inBrief?(facts: InterviewFacts<Name>): boolean;
  /** Its line in the brief, if that is more than the answer. */
  briefText?(words: Words, text: RichText, answer: InterviewAnswer): RichText | undefined;
  /** Sentence of the question. Default: `ask.<name>`. */
  wording?(words: Words, facts: InterviewFacts<Name>, known: AskedWith): RichText;
  /** Key below `took.` of the acknowledgement. Default for an open answer: "left open". */
  acknowledgement?(answer: InterviewAnswer): string | undefined;
  /** Answers on buttons, by the name of their label, with their readings. */
  choices?: Readonly<Record<string, (at: number) => Omit<Readings, "by">>>;
  /** One of the buttons leaves the question open, so no skip button is needed. */
  choiceLeavesOpen?: true;
  /** Shows the button "something is broken". */
  offersBreakage?: true;
  /** Task of the judge on its answer; most answers are not classified. */
  reading?: Exclude<JudgeInput["wants"][number], "control">;
  /** Converts readings to parts of the answer. */
  read?(readings: Readings): Partial<InterviewAnswer>;
  /** Other questions that the same text answers, each with a verbatim part of it. */
  alsoAnswers?(readings: Readings): Partial<Record<Name, string | undefined>>;
  /** Reads an answer in the first message; `undefined` if that does not count as one. */
  readStated?(customer: CustomerReading | undefined): Partial<InterviewAnswer> | undefined;
  /** An answer in the first message is confirmed by a button. */
  confirmsStated?: true;
  /**
   * The answer names what waits for this request; only the requester may give it, and it is stored
   * as a trade-off.
   */
  isTradeOff?: true;
  /** Forms of a short answer to it, the usual one first. */
  answerForms?: readonly AnswerForm[];
  /** Its answer may begin like a new request ("we need …"). */
  answerMayAskForThings?: true;
  /** Its answer is a person; a group is asked about. */
  asksForPerson?: true;
  /** Its answer may begin with a name. */
  answerMayBeginWithName?: true;
}

/** Further facts for wording a question. */
interface AskedWith {
  /** Titles of the requests with priority. */
  topPriorities: readonly string[];
  /** The question of the catalogue item, if it has one. */
  itemQuestion: string | undefined;
}

const defineQuestions = <Name extends string>(
  table: Record<Name, QuestionEntry<NoInfer<Name>>>,
): Record<Name, QuestionEntry<Name>> => table;

/** Maximum characters of the quoted previous answer. */
const maxQuotedCharacters = 60;

const wish: readonly RequestKind[] = ["new_solution", "change"];
const always = (): boolean => true;

const isUnclear = (need: InterviewAnswer | undefined): boolean =>
  need?.label === "solution_restated" || need?.label === "vague" || need?.isOthersWish === true;

const readNeed = ({ need }: Readings): Partial<InterviewAnswer> =>
  need ? { label: need.label, confidence: need.confidence, restated: need.restated } : {};

const acknowledgeNeed = ({ text, label }: InterviewAnswer): string | undefined =>
  label === "refusal_unknown" ? "need.refusal_unknown" : text ? undefined : "open";

const customerChoice = (label: CustomerLabel) => () => ({ customer: { label, confidence: 1 } });

const dateChoice = (days: number) => (at: number) => ({
  measure: { date: utcDateAt(new Date(at + days * dayMs)) },
});

const plainChoice = () => ({});

export const questions = defineQuestions({
  kind: {
    kinds: [],
    mayAddQuestions: true,
    acknowledgement: () => undefined,
    choices: {
      factory_issue: plainChoice,
      new_solution: plainChoice,
      change: plainChoice,
      standard_service: plainChoice,
      advice: plainChoice,
    },
    reading: "request",
    answerMayAskForThings: true,
  },
  need: {
    kinds: wish,
    mayAddQuestions: true,
    inBrief: always,
    wording: (words, { kind }) =>
      words(kind === "change" ? "requests.ask.need.change" : "requests.ask.need"),
    acknowledgement: acknowledgeNeed,
    offersBreakage: true,
    reading: "need",
    read: readNeed,
    readStated: () => ({ label: "need" }),
    confirmsStated: true,
    answerMayAskForThings: true,
  },
  need_again: {
    kinds: wish,
    // no second question in the customer model
    applies: ({ ownWay, answers }) => !ownWay && isUnclear(answers.need),
    mayAddQuestions: true,
    followUpOf: "need",
    inForm: () => false,
    wording(words, { followUp, answers }) {
      if (followUp) return [followUp];
      const echo = toPlainText(answers.need?.text ?? []).trim();
      return echo.length > 0 && echo.length <= maxQuotedCharacters
        ? words("requests.ask.need_again", { echo: echo.replace(/[.!?\s]+$/, "") })
        : words("requests.ask.need_again.long");
    },
    acknowledgement: acknowledgeNeed,
    reading: "need",
    read: readNeed,
    answerMayAskForThings: true,
  },
  customer: {
    kinds: wish,
    mayAddQuestions: true,
    inBrief: always,
    briefText: (words, text, { label, lens }) =>
      label === "unknown"
        ? [{ italic: words.plain("requests.brief.unknown") }]
        : label === "internal_only"
          ? words("requests.brief.internal_only", { words: text })
          : lens &&
            words("requests.brief.lens", {
              words: text,
              lens: words.plain(`requests.lens.${lens}`),
            }),
    acknowledgement: ({ text, label }) => (label ? `customer.${label}` : text ? undefined : "open"),
    choices: {
      nobody_outside: customerChoice("internal_only"),
      through_colleagues: customerChoice("indirect"),
      not_known_yet: customerChoice("unknown"),
    },
    choiceLeavesOpen: true,
    reading: "customer",
    read: ({ customer }) =>
      customer
        ? { label: customer.label, confidence: customer.confidence, lens: customer.lens }
        : {},
    alsoAnswers: ({ customer }) => ({
      link: customer?.label === "indirect" ? customer.link : undefined,
      owner: customer?.label === "direct" ? customer.owner : undefined,
    }),
    readStated: (customer) => customer,
    confirmsStated: true,
  },
  link: {
    kinds: wish,
    applies: ({ answers }) => answers.customer?.label === "indirect",
    inForm: () => false,
    inBrief: ({ answers }) => answers.link !== undefined,
  },
  owner: {
    kinds: ["new_solution"],
    // in the customer model people choose their contact themselves
    applies: ({ ownWay, answers: { customer } }) =>
      !ownWay && (customer === undefined || customer.label === "direct"),
    mayGiveWay: true,
    inForm: ({ ownWay }) => !ownWay,
    inBrief: ({ answers }) => answers.owner !== undefined || answers.customer?.label === "direct",
    choices: { nobody_known: plainChoice },
    answerForms: ["people"],
    asksForPerson: true,
    answerMayBeginWithName: true,
  },
  priority: {
    kinds: wish,
    applies: ({ claimed }) => claimed,
    mayGiveWay: true,
    inBrief: ({ answers }) => answers.priority !== undefined,
    wording: (words, _, { topPriorities }) =>
      topPriorities.length > 0
        ? words("requests.ask.priority.others", { others: topPriorities.join("; ") })
        : words("requests.ask.priority"),
    choices: { nothing_waits: plainChoice },
    isTradeOff: true,
  },
  measure: {
    kinds: wish,
    mayGiveWay: true,
    inBrief: always,
    briefText: (words, text, { date }) =>
      date
        ? words("requests.brief.ask_on", { words: text, date: noonOf(date) })
        : words("requests.brief.ask_later", { words: text }),
    choices: {
      in_30_days: dateChoice(30),
      in_60_days: dateChoice(60),
      in_90_days: dateChoice(90),
    },
    answerForms: ["date", "number"],
    reading: "measure",
    read: ({ measure }) => ({ date: measure?.date }),
    confirmsStated: true,
  },
  symptom: { kinds: ["factory_issue"], inBrief: always },
  since: { kinds: ["factory_issue"], mayGiveWay: true, inBrief: always, answerForms: ["date"] },
  affected: { kinds: ["factory_issue"], inBrief: always },
  decision: { kinds: ["advice"], inBrief: always },
  deadline: { kinds: ["advice"], inBrief: always, answerForms: ["date"] },
  item: {
    kinds: ["standard_service"],
    applies: ({ item }) => item?.asks ?? false,
    inBrief: ({ answers }) => answers.item !== undefined,
    wording: (words, _, { itemQuestion = "" }) =>
      words("requests.ask.item", { question: itemQuestion }),
  },
});

/** Name of a question. */
export type InterviewQuestion = keyof typeof questions;

/** Every question, in the order in which they are asked. */
export const interviewQuestions = Object.keys(questions) as [
  InterviewQuestion,
  ...InterviewQuestion[],
];

/** Returns whether a question belongs to a kind; an unknown kind counts as a wish. */
export const isQuestionOfKind = (
  question: InterviewQuestion,
  kind: RequestKind = "new_solution",
): boolean => questions[question].kinds.includes(kind);

/**
 * Lists the answers that can be corrected, in the table's order; a follow-up goes with its
 * question.
 */
export const correctableQuestions = ({
  answers,
}: Pick<InterviewFacts, "answers">): InterviewQuestion[] =>
  interviewQuestions.filter((question) => answers[question] && questions[question].inBrief);

/** Lists the lines of the brief that are open, in the table's order. */
export const openLines = (facts: InterviewFacts): InterviewQuestion[] =>
  interviewQuestions.filter(
    (question) =>
      isQuestionOfKind(question, facts.kind) &&
      questions[question].inBrief?.(facts) &&
      !facts.answers[question]?.text,
  );
