/** Brief of a request: what the team needs to know, on one screen. */

import type { Words } from "../../lib/i18n.ts";
import { type Card, type CardElement, textElement } from "../../platform/card.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import type { Interview } from "./interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "./questions.ts";
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
export function withoutUnconfirmedWording(talk: Interview): Interview {
  if (talk.ended === "new" && !talk.unconfirmed) return talk;
  const { worded: _, ...rest } = talk;
  const answers = Object.entries(talk.answers).map(([question, { restated: __, ...answer }]) => [
    question,
    answer,
  ]);
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

export type BriefFact = { label: string; value: RichText };

/** Returns the brief's facts, unknown ones included; `isLeftOut` removes some. */
export const listBriefFacts = (
  talk: Interview,
  words: Words,
  isLeftOut: (about: InterviewQuestion | "wish", value: RichText) => boolean = () => false,
): BriefFact[] =>
  [
    ...interviewQuestions
      .filter(
        (question) => isQuestionOfKind(question, talk.kind) && questions[question].inBrief?.(talk),
      )
      .map((question) => ({
        about: question,
        value: briefValue(
          words,
          question,
          question === "need" ? needOf(talk) : talk.answers[question],
        ),
      })),
    ...(talk.wish ? [{ about: "wish" as const, value: talk.wish }] : []),
  ]
    .filter(({ about, value }) => !isLeftOut(about, value))
    .map(({ about, value }) => ({ label: words.plain(`requests.brief.${about}`), value }));

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
function shownFacts(talk: Interview, words: Words): BriefFact[] {
  if (talk.security) return [];
  const title = [requestTitle(talk) ?? ""];
  return listBriefFacts(
    talk,
    words,
    (about, value) => saysMatter.includes(about) && isRepetition(value, [title]),
  );
}

/** Returns the facts of a brief as shown on its card. */
export function briefFacts(talk: Interview, words: Words): CardElement[] {
  const facts = shownFacts(talk, words);
  return facts.length > 0 ? [{ kind: "facts", facts }] : [];
}

/** Returns the first message if it says more than the title and the facts. */
export function briefQuote(talk: Interview, words: Words): CardElement[] {
  const facts = shownFacts(talk, words).map(({ label, value }) => [label, " ", ...value]);
  const lines = [[requestTitle(talk) ?? ""], ...facts];
  return isRepetition(talk.text, lines) ? [] : [{ kind: "quote", text: talk.text }];
}

/** Returns the request's number and title, and a model's summary if the requester was shown one. */
export function briefHead(talk: Interview, words: Words): CardElement[] {
  const title = shownTitle(requestTitle(talk), words);
  const summary = [talk.worded?.summary ?? ""];
  return [
    {
      kind: "heading",
      text: words("requests.brief.title", { number: talk.number ?? 0, title }),
    },
    ...(isRepetition(summary, [[title]]) ? [] : [textElement(summary)]),
  ];
}

/** Renders the brief for the team's channel. */
export function teamBriefCard(brief: Interview, words: Words): Card {
  const talk = withoutUnconfirmedWording(brief);
  const from = [
    {
      label: words.plain("requests.brief.requester"),
      value: personMention(talk.requester),
    },
  ];
  if (talk.raisedBy)
    from.push({
      label: words.plain("requests.brief.raised_by"),
      value: personMention(talk.raisedBy),
    });
  const notes = [
    ...(talk.kind && !talk.security ? [words.plain(`requests.kind.${talk.kind}`)] : []),
    ...(talk.claimed ? [words.plain("requests.brief.claimed")] : []),
    ...(talk.unconfirmed ? [words.plain("requests.brief.unconfirmed")] : []),
  ];
  return [
    ...briefHead(talk, words),
    ...(talk.ended === "handed_over" ? [textElement(words("requests.brief.person"))] : []),
    ...briefQuote(talk, words),
    { kind: "facts", facts: from },
    ...briefFacts(talk, words),
    ...(notes.length > 0 ? [{ kind: "note" as const, text: [notes.join(" · ")] }] : []),
  ];
}
