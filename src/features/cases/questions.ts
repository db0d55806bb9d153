/**
 * Table of the interview's questions: one entry each, in the order in which they are asked. Pure.
 *
 * Order, proportion, forms, corrections and the brief follow from it; the sentences are in
 * `prompts/words` under the keys `ask.<name>`, `why.<name>`, `label.<name>`, `hint.<name>` and
 * `brief.<name>`.
 */
import { dayMs, utcDateAt } from "../../lib/dates/calendar-dates.ts";
import type { Words } from "../../lib/i18n.ts";
import type {
  CustomerLabel,
  CustomerReading,
  EffectKind,
  JudgeInput,
  NeedLabel,
  Readings,
  RequestKind,
} from "../../nlu/judge.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";

/** An answer as the ledger keeps it; without `text` it was left open on purpose. */
export interface InterviewAnswer {
  text?: RichText;
  by: Person;
  /** The platform's id of the message that gave it, so that an edit or a deletion finds it. */
  message?: string;
  label?: NeedLabel | CustomerLabel;
  confidence?: number;
  lens?: EffectKind;
  restated?: string;
  /** For a measure: the ISO date on which to ask whether it helped. */
  date?: string;
  judge?: string;
}

/** As much of an interview as decides which questions it is worth. */
export interface InterviewFacts<Name extends string = InterviewQuestion> {
  kind?: RequestKind;
  /** In the order in which they were put, each once. */
  asked: Name[];
  answers: Partial<Record<Name, InterviewAnswer>>;
  /** Somebody said that this goes before others. */
  claimed: boolean;
  /** The catalogue item that it is, and whether something is to be settled about it first. */
  item?: { name: string; asks: boolean };
  /**
   * In the customer model, as it was when the request was opened: the text for colleagues who go
   * their own way.
   */
  ownWay?: { text: string; offered?: true };
  /** The follow-up on the need, worded by a model in the requester's own words and language. */
  followUp?: string;
}

interface QuestionEntry<Name extends string> {
  /** Kinds of request that it belongs to; without any, it is asked while the kind is unknown. */
  kinds: readonly RequestKind[];
  /** Whether the answers so far make it worth asking. Always, where this is left out. */
  applies?(facts: InterviewFacts<Name>): boolean;
  /** Left out first, in the table's order, when there are more questions than may be asked. */
  mayGiveWay?: true;
  /** Its answer may add questions, so that it is never announced as the last one. */
  mayAddQuestions?: true;
  /** The question that it follows up: both are corrected as one and share a line of the brief. */
  followUpOf?: Name;
  /** Whether the form with all questions shows it, where that is not as `applies` says. */
  inForm?(facts: InterviewFacts<Name>): boolean;
  /** Whether the brief has a line for it, though it be open. Never, where this is left out. */
  inBrief?(facts: InterviewFacts<Name>): boolean;
  /** Its line in the brief, where that is more than the answer. */
  briefText?(words: Words, text: RichText, answer: InterviewAnswer): RichText | undefined;
  /** The question's sentence, where that is not `ask.<name>` alone. */
  wording?(words: Words, facts: InterviewFacts<Name>, known: AskedWith): RichText;
  /** The key below `took.` for a word on an answer. "Left open" for an open one, by default. */
  acknowledgement?(answer: InterviewAnswer): string | undefined;
  /** Answers to tap, by the name of their label, with what each reads as. */
  choices?: Readonly<Record<string, (at: number) => Omit<Readings, "by">>>;
  /** One of these leaves the question open, so that it needs no button to skip it. */
  choiceLeavesOpen?: true;
  /** The button "something is broken" stands beside it. */
  offersBreakage?: true;
  /** The judge's task on its answer; most are taken as they are. */
  reading?: Exclude<JudgeInput["wants"][number], "control">;
  /** What the reading says of the answer. */
  read?(readings: Readings): Partial<InterviewAnswer>;
  /** Other questions that the same words answer, in a verbatim part of them. */
  alsoAnswers?(readings: Readings): Partial<Record<Name, string | undefined>>;
  /** What is read in an answer of the first message; undefined where that does not count as one. */
  readStated?(customer: CustomerReading | undefined): Partial<InterviewAnswer> | undefined;
  /** An answer of the first message is put up for a tap. */
  confirmsStated?: true;
  /** The answer says what waits for this request: the requester's alone, and kept as a trade-off. */
  isTradeOff?: true;
  /** An answer to it may well begin like a request of its own ("we need …"). */
  answerMayAskForThings?: true;
  /** An answer to it may well begin with somebody's name. */
  answerMayBeginWithName?: true;
}

/** What is known when a question is worded, besides the interview. */
interface AskedWith {
  /** Titles of the requests that go first already. */
  topPriorities: readonly string[];
  /** The question of the catalogue item, if it has one. */
  itemQuestion: string | undefined;
}

const defineQuestions = <Name extends string>(
  table: Record<Name, QuestionEntry<NoInfer<Name>>>,
): Record<Name, QuestionEntry<Name>> => table;

/** An echo of the answer before is at most this long (characters). */
const maxEchoLength = 60;

const wish: readonly RequestKind[] = ["new_solution", "change"];
const always = (): boolean => true;

const isUnclear = (need: InterviewAnswer | undefined): boolean =>
  need?.label === "solution_restated" || need?.label === "vague";

const readNeed = ({ need }: Readings): Partial<InterviewAnswer> =>
  need ? { label: need.label, confidence: need.confidence, restated: need.restated } : {};

const acknowledgeNeed = ({ text, label }: InterviewAnswer): string | undefined =>
  !text ? "open" : label === "refusal_unknown" ? "need.refusal_unknown" : undefined;

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
    // in the customer model nobody is asked twice
    applies: ({ ownWay, answers }) => !ownWay && isUnclear(answers.need),
    mayAddQuestions: true,
    followUpOf: "need",
    inForm: () => false,
    wording(words, { followUp, answers }) {
      if (followUp) return [followUp];
      const echo = toPlainText(answers.need?.text ?? []).trim();
      return echo.length > 0 && echo.length <= maxEchoLength
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
      label === "internal_only"
        ? words("requests.brief.internal_only", { words: text })
        : lens &&
          words("requests.brief.lens", { words: text, lens: words.plain(`requests.lens.${lens}`) }),
    acknowledgement: ({ text, label }) => (!text ? "open" : label && `customer.${label}`),
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
    // in the customer model people bring in whom they like
    applies: ({ ownWay, answers: { customer } }) =>
      !ownWay && (customer === undefined || customer.label === "direct"),
    mayGiveWay: true,
    inForm: ({ ownWay }) => !ownWay,
    inBrief: ({ answers }) => answers.owner !== undefined || answers.customer?.label === "direct",
    choices: { nobody_known: plainChoice },
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
        ? words("requests.brief.ask_on", { words: text, date: new Date(`${date}T12:00:00Z`) })
        : words("requests.brief.ask_later", { words: text }),
    choices: {
      in_30_days: dateChoice(30),
      in_60_days: dateChoice(60),
      in_90_days: dateChoice(90),
    },
    reading: "measure",
    read: ({ measure }) => ({ date: measure?.date }),
    confirmsStated: true,
  },
  symptom: { kinds: ["factory_issue"], inBrief: always },
  since: { kinds: ["factory_issue"], mayGiveWay: true, inBrief: always },
  affected: { kinds: ["factory_issue"], inBrief: always },
  decision: { kinds: ["advice"], inBrief: always },
  deadline: { kinds: ["advice"], inBrief: always },
  item: {
    kinds: ["standard_service"],
    applies: ({ item }) => item?.asks ?? false,
    inBrief: ({ answers }) => answers.item !== undefined,
    wording: (words, _, { itemQuestion = "" }) =>
      words("requests.ask.item", { question: itemQuestion }),
  },
});

export type InterviewQuestion = keyof typeof questions;

/** Every question, in the order in which they are asked. */
export const interviewQuestions = Object.keys(questions) as [
  InterviewQuestion,
  ...InterviewQuestion[],
];

/** Whether a question belongs to a kind; a kind still unknown is treated as a wish. */
export const isQuestionOfKind = (
  question: InterviewQuestion,
  kind: RequestKind = "new_solution",
): boolean => questions[question].kinds.includes(kind);

/** Lists the answers that can be corrected, in the table's order; a follow-up goes with its question. */
export const correctableQuestions = ({
  answers,
}: Pick<InterviewFacts, "answers">): InterviewQuestion[] =>
  interviewQuestions.filter((question) => answers[question] && questions[question].inBrief);
