/** The brief: what the team needs to know of a request, on one screen. */
import type { Card, Element } from "../surface/card.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { belongs } from "./plan.ts";
import type { Answer, Question, Talk } from "./talk.ts";

/** A title stays on one line of a phone. */
const titleLength = 80;

const order: Partial<Record<Question, true>> = {
  need: true,
  customer: true,
  link: true,
  owner: true,
  priority: true,
  measure: true,
  symptom: true,
  since: true,
  affected: true,
  decision: true,
  deadline: true,
  item: true,
};

/** The need behind a request, from the follow-up where that said it better. */
const needOf = ({ answers }: Talk): Answer | undefined => {
  const again = answers.need_again;
  return again?.text && (again.label === "need" || !answers.need?.text) ? again : answers.need;
};

/** The talk as others may read it: a model's words stand in it once its requester has confirmed the brief, and before that only their own do. */
export function asConfirmed(talk: Talk): Talk {
  if (talk.ended === "new" && !talk.unconfirmed) return talk;
  const { worded: _, ...rest } = talk;
  const answers = Object.entries(talk.answers).map(([question, { restated: __, ...answer }]) => [question, answer]);
  return { ...rest, answers: Object.fromEntries(answers) as Talk["answers"] };
}

/** What a request is called: its need where it is known, else what happens, else what was asked for. */
export function titleOf(talk: Talk): string {
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
  const line = plain(words).replaceAll(/\s+/g, " ").trim();
  return line.length <= titleLength
    ? line
    : `${line.slice(0, line.lastIndexOf(" ", titleLength - 1) > 40 ? line.lastIndexOf(" ", titleLength - 1) : titleLength - 1)}…`;
}

function shown(words: Words, question: Question, answer: Answer | undefined): Prose {
  if (!answer?.text) return [{ italic: words.label("requests.brief.unknown") }];
  if (question === "measure")
    return answer.date
      ? words("requests.brief.ask_on", { words: answer.text, date: new Date(`${answer.date}T12:00:00Z`) })
      : words("requests.brief.ask_later", { words: answer.text });
  if (question === "customer" && answer.label === "internal_only") return words("requests.brief.internal_only", { words: answer.text });
  if (question === "customer" && answer.lens) return words("requests.brief.lens", { words: answer.text, lens: words.label(`requests.lens.${answer.lens}`) });
  return answer.restated ? [answer.restated] : answer.text;
}

/** The brief's facts, what is not known included. */
export function briefFacts(talk: Talk, words: Words): Element {
  const relevant = (Object.keys(order) as Question[]).filter((question) => {
    const optional = question === "link" || question === "priority" || question === "item" || question === "owner";
    return (
      belongs(question, talk.kind) && (!optional || talk.answers[question] !== undefined || (question === "owner" && talk.answers.customer?.label === "direct"))
    );
  });
  const facts = relevant.map((question) => ({
    label: words.label(`requests.brief.${question}`),
    value: shown(words, question, question === "need" ? needOf(talk) : talk.answers[question]),
  }));
  if (talk.wish) facts.push({ label: words.label("requests.brief.wish"), value: talk.wish });
  return { kind: "facts", facts };
}

/** The request's number and title, and its summary where a model worded one that the requester was shown. */
export const briefHead = (talk: Talk, words: Words): Element[] => [
  { kind: "heading", text: words("requests.brief.title", { number: talk.number ?? 0, title: titleOf(talk) }) },
  ...(talk.worded ? [{ kind: "text" as const, text: [talk.worded.summary] }] : []),
];

/** What the team reads of a request in its intake channel. */
export function intakeFacts(brief: Talk, words: Words): Card {
  const talk = asConfirmed(brief);
  const from = [
    {
      label: words.label("requests.brief.requester"),
      value: [{ person: talk.requester.id, ...(talk.requester.name && { name: talk.requester.name }) }] as Prose,
    },
  ];
  if (talk.raisedBy)
    from.push({
      label: words.label("requests.brief.raised_by"),
      value: [{ person: talk.raisedBy.id, ...(talk.raisedBy.name && { name: talk.raisedBy.name }) }],
    });
  const notes = [
    ...(talk.kind ? [words.label(`requests.kind.${talk.kind}`)] : []),
    ...(talk.claimed ? [words.label("requests.brief.claimed")] : []),
    ...(talk.unconfirmed ? [words.label("requests.brief.unconfirmed")] : []),
  ];
  return [
    ...briefHead(talk, words),
    ...(talk.ended === "handed_over" ? [{ kind: "text" as const, text: words("requests.brief.person") }] : []),
    { kind: "quote", text: talk.text },
    { kind: "facts", facts: from },
    briefFacts(talk, words),
    ...(notes.length > 0 ? [{ kind: "note" as const, text: [notes.join(" · ")] }] : []),
  ];
}
