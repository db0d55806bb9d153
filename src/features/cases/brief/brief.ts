/** Brief of a request: what the team needs to know, on one screen. */

import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  factsElement,
  headingElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "../../interview/model/questions.ts";
import { isRepetition, requestTitle, shownTitle } from "./request-title.ts";

/** Returns the need of a request, from the follow-up if that is better. */
const needOf = ({ answers }: Interview): InterviewAnswer | undefined => {
  const again = answers.need_again;
  return again?.text && (again.label === "need" || !answers.need?.text) ? again : answers.need;
};

/**
 * Returns the interview as others may read it: with a model's texts once the requester has
 * confirmed the brief, before that only with the requester's own.
 */
export function withoutUnconfirmedWording(interview: Interview): Interview {
  if (interview.ended === "new" && !interview.unconfirmed) return interview;
  const { worded: _, ...rest } = interview;
  const answers = Object.entries(interview.answers).map(
    ([question, { restated: __, ...answer }]) => [question, answer],
  );
  return { ...rest, answers: Object.fromEntries(answers) as Interview["answers"] };
}

/** Returns the answer to a question as its line in the brief. */
function briefValue(
  words: Words,
  question: InterviewQuestion,
  answer: InterviewAnswer | undefined,
): RichText {
  if (!answer?.text) return [{ italic: words.plain("requests.brief.unknown") }];
  return (
    questions[question].briefText?.(words, answer.text, answer) ??
    (answer.restated ? [answer.restated] : answer.text)
  );
}

/** A line of a brief. */
export type BriefFact = { label: string; value: RichText };

/**
 * Returns the brief's facts, unknown ones included, with the date by which the first message asks
 * for it; `isLeftOut` removes some.
 */
export const listBriefFacts = (
  interview: Interview,
  words: Words,
  isLeftOut: (about: InterviewQuestion | "wish", value: RichText) => boolean = () => false,
): BriefFact[] => {
  const { deadline: dueDate } = interview.kind === "advice" ? {} : (interview.said?.words ?? {});
  return [
    ...interviewQuestions
      .filter(
        (question) =>
          isQuestionOfKind(question, interview.kind) && questions[question].inBrief?.(interview),
      )
      .map((question) => ({
        about: question,
        value: briefValue(
          words,
          question,
          question === "need" ? needOf(interview) : interview.answers[question],
        ),
      })),
    ...(dueDate ? [{ about: "deadline" as const, value: [dueDate] }] : []),
    ...(interview.wish ? [{ about: "wish" as const, value: interview.wish }] : []),
  ]
    .filter(({ about, value }) => !isLeftOut(about, value))
    .map(({ about, value }) => ({ label: words.plain(`requests.brief.${about}`), value }));
};

/** Facts with the same content as the title: what is asked for or broken. */
const saysMatter: readonly (InterviewQuestion | "wish")[] = [
  "need",
  "symptom",
  "decision",
  "item",
  "wish",
];

/**
 * Returns the brief's facts below its title, without those that only repeat the title. A security
 * incident has none, because it is not asked anything.
 */
function shownFacts(interview: Interview, words: Words): BriefFact[] {
  if (interview.security) return [];
  const title = [requestTitle(interview) ?? ""];
  return listBriefFacts(
    interview,
    words,
    (about, value) =>
      (saysMatter.includes(about) || about === "deadline") && isRepetition(value, [title]),
  );
}

/** Returns the facts of a brief as shown on its card. */
export function briefFacts(interview: Interview, words: Words): CardElement[] {
  const facts = shownFacts(interview, words);
  return facts.length > 0 ? [factsElement(facts)] : [];
}

/** Returns the first message if it says more than the title and the facts. */
export function briefQuote(interview: Interview, words: Words): CardElement[] {
  const facts = shownFacts(interview, words).map(({ label, value }) => [label, " ", ...value]);
  const lines = [[requestTitle(interview) ?? ""], ...facts];
  return isRepetition(interview.text, lines) ? [] : [quoteElement(interview.text)];
}

/**
 * Returns the request's number and title, and a model's summary if the requester was shown one.
 * @param stored title of a logged request, which follows later corrections
 */
export function briefHead(interview: Interview, words: Words, stored?: string): CardElement[] {
  const title = shownTitle(stored || requestTitle(interview), words);
  const summary = [interview.worded?.summary ?? ""];
  return [
    headingElement(words("requests.brief.title", { number: interview.number ?? 0, title })),
    ...(isRepetition(summary, [[title]]) ? [] : [textElement(summary)]),
  ];
}

/** Renders the brief for the team's channel, under its stored title if given. */
export function teamBriefCard(brief: Interview, words: Words, title?: string): Card {
  const interview = withoutUnconfirmedWording(brief);
  const from = [
    {
      label: words.plain("requests.brief.requester"),
      value: personMention(interview.requester),
    },
  ];
  if (interview.raisedBy)
    from.push({
      label: words.plain("requests.brief.raised_by"),
      value: personMention(interview.raisedBy),
    });
  const notes = [
    ...(interview.kind && !interview.security
      ? [words.plain(`requests.kind.${interview.kind}`)]
      : []),
    ...(interview.claimed ? [words.plain("requests.brief.claimed")] : []),
    ...(interview.unconfirmed ? [words.plain("requests.brief.unconfirmed")] : []),
  ];
  return [
    ...briefHead(interview, words, title),
    ...(notes.length > 0 ? [noteElement([notes.join(" · ")])] : []),
    ...(interview.ended === "handed_over" ? [textElement(words("requests.brief.person"))] : []),
    ...briefQuote(interview, words),
    factsElement(from),
    ...briefFacts(interview, words),
  ];
}
