/** The brief: what the team needs to know of a request, on one screen. */

import type { Words } from "../../lib/i18n.ts";
import type { Card, CardElement } from "../../platform/card.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "./interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "./questions.ts";

/** A title stays on one line of a phone. */
const titleLength = 80;

/** The need behind a request, from the follow-up where that said it better. */
const needOf = ({ answers }: Interview): InterviewAnswer | undefined => {
  const again = answers.need_again;
  return again?.text && (again.label === "need" || !answers.need?.text) ? again : answers.need;
};

/**
 * The talk as others may read it: a model's words stand in it once its requester has confirmed the
 * brief, and before that only their own do.
 */
export function withoutUnconfirmedWording(talk: Interview): Interview {
  if (talk.ended === "new" && !talk.unconfirmed) return talk;
  const { worded: _, ...rest } = talk;
  const answers = Object.entries(talk.answers).map(([question, { restated: __, ...answer }]) => [
    question,
    answer,
  ]);
  return { ...rest, answers: Object.fromEntries(answers) as Interview["answers"] };
}

/**
 * What a request is called: its need where it is known, else what happens, else what was asked for.
 */
export function requestTitle(talk: Interview): string {
  if (talk.worded) return talk.worded.title;
  const need = needOf(talk);
  const words =
    talk.kind === "factory_issue"
      ? (talk.answers.symptom?.text ?? talk.text)
      : need?.restated
        ? [need.restated]
        : need?.label === "need" && need.text
          ? need.text
          : talk.text;
  const line = toPlainText(words).replaceAll(/\s+/g, " ").trim();
  return line.length <= titleLength
    ? line
    : `${line.slice(0, line.lastIndexOf(" ", titleLength - 1) > 40 ? line.lastIndexOf(" ", titleLength - 1) : titleLength - 1)}…`;
}

/** The answer to a question as its line in the brief. */
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

/** The brief's facts, what is not known included. */
export function briefFacts(talk: Interview, words: Words): CardElement {
  const facts = interviewQuestions
    .filter(
      (question) => isQuestionOfKind(question, talk.kind) && questions[question].inBrief?.(talk),
    )
    .map((question) => ({
      label: words.plain(`requests.brief.${question}`),
      value: briefValue(
        words,
        question,
        question === "need" ? needOf(talk) : talk.answers[question],
      ),
    }));
  if (talk.wish) facts.push({ label: words.plain("requests.brief.wish"), value: talk.wish });
  return { kind: "facts", facts };
}

/**
 * The request's number and title, and its summary where a model worded one that the requester was
 * shown.
 */
export const briefHead = (talk: Interview, words: Words): CardElement[] => [
  {
    kind: "heading",
    text: words("requests.brief.title", { number: talk.number ?? 0, title: requestTitle(talk) }),
  },
  ...(talk.worded ? [{ kind: "text" as const, text: [talk.worded.summary] }] : []),
];

/** What the team reads of a request in its intake channel. */
export function teamBriefCard(brief: Interview, words: Words): Card {
  const talk = withoutUnconfirmedWording(brief);
  const from = [
    {
      label: words.plain("requests.brief.requester"),
      value: [
        { person: talk.requester.id, ...(talk.requester.name && { name: talk.requester.name }) },
      ] as RichText,
    },
  ];
  if (talk.raisedBy)
    from.push({
      label: words.plain("requests.brief.raised_by"),
      value: [
        { person: talk.raisedBy.id, ...(talk.raisedBy.name && { name: talk.raisedBy.name }) },
      ],
    });
  const notes = [
    ...(talk.kind ? [words.plain(`requests.kind.${talk.kind}`)] : []),
    ...(talk.claimed ? [words.plain("requests.brief.claimed")] : []),
    ...(talk.unconfirmed ? [words.plain("requests.brief.unconfirmed")] : []),
  ];
  return [
    ...briefHead(talk, words),
    ...(talk.ended === "handed_over"
      ? [{ kind: "text" as const, text: words("requests.brief.person") }]
      : []),
    { kind: "quote", text: talk.text },
    { kind: "facts", facts: from },
    briefFacts(talk, words),
    ...(notes.length > 0 ? [{ kind: "note" as const, text: [notes.join(" · ")] }] : []),
  ];
}
