/** A question about a request: its wording, the answers to tap, and what may always be done instead. */
import type { Button, Element } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import type { Item } from "./catalogue.ts";
import { called, type NumberOne } from "./number-ones.ts";
import { remaining } from "./plan.ts";
import { type Press, pressOf } from "./press.ts";
import type { Conversation, Question, Talk } from "./talk.ts";

/** The follow-up echoes an answer up to this length; longer ones would be parroting. */
const longestEcho = 60;

/** What a card is made from, besides what is to be said. */
export interface View {
  conversation: Conversation;
  words: Words;
  catalogue: readonly Item[];
  /** What goes before everything else already. */
  numberOnes: readonly NumberOne[];
  place: Place;
  /** Whether briefs from here reach the team in a channel of its own. */
  reaches: boolean;
}

/** A question with its answers to tap, and what may always be done instead. */
export function questionCard(talk: Talk, asked: Question, { words, catalogue, numberOnes }: View): Element[] {
  const { request } = talk;
  const number = talk.number ?? 0;
  const item = catalogue.find(({ name }) => name === talk.item?.name);
  const choice = (name: string): Button => ({
    label: words.label(`requests.choice.${name}`),
    press: pressOf({ verb: "choose", request, question: asked, choice: name }),
  });
  const button = (key: string, press: Press, more: Partial<Button> = {}): Button =>
    ({ label: words.label(`requests.button.${key}`), press: pressOf(press), ...more }) as Button;
  const others = numberOnes.filter((other) => other.request !== request);
  const answers: Partial<Record<Question, Button[]>> = {
    kind: (["factory_issue", "new_solution", "change", "standard_service", "advice"] as const).map((kind) => ({
      label: words.label(`requests.choice.${kind}`),
      press: pressOf({ verb: "kind", request, choice: kind }),
    })),
    customer: [choice("nobody_outside"), choice("through_colleagues"), choice("not_known_yet")],
    owner: [choice("nobody_known")],
    priority: [
      ...others.map((other) => ({ label: plain(called(other)), press: pressOf({ verb: "waits", request, choice: other.request }) })),
      choice("nothing_waits"),
    ],
    measure: [choice("in_30_days"), choice("in_60_days"), choice("in_90_days")],
    need: [button("broken", { verb: "broken", request })],
  };
  if (asked === "item" && item?.link && !item.ask) {
    return [
      { kind: "text", text: words("requests.self_help", { title: item.title, link: [{ link: item.link }] }) },
      { kind: "buttons", buttons: [choice("do_it"), button("solved", { verb: "solved", request })] },
    ];
  }
  const first = talk.asked.length <= 1;
  const controls = [
    ...(asked === "customer" ? [] : [button("skip", { verb: "skip", request, question: asked })]),
    ...(first ? [] : [button("back", { verb: "back", request })]),
    button("why", { verb: "why", request, question: asked }),
    ...(first && remaining(talk).length > 1 ? [button("form", { verb: "form", request }, { opensForm: true })] : []),
    ...(first ? [] : [button("later", { verb: "later", request })]),
    button("person", { verb: "person", request }),
    ...(first ? [button("no_request", { verb: "no_request", request })] : []),
  ];
  return [
    {
      kind: "text",
      text: wording(
        talk,
        asked,
        words,
        others.map((other) => plain(called(other))),
        item,
        number,
      ),
    },
    ...(answers[asked] ? [{ kind: "buttons" as const, buttons: answers[asked] }] : []),
    { kind: "buttons", buttons: controls },
  ];
}

function wording(talk: Talk, asked: Question, words: Words, others: readonly string[], item: Item | undefined, number: number): Prose {
  switch (asked) {
    case "need":
      return words(talk.kind === "change" ? "requests.ask.need.change" : "requests.ask.need");
    case "need_again": {
      if (talk.followUp) return [talk.followUp];
      const said = plain(talk.answers.need?.text ?? []).trim();
      return said.length > 0 && said.length <= longestEcho
        ? words("requests.ask.need_again", { echo: said.replace(/[.!?\s]+$/, "") })
        : words("requests.ask.need_again.long");
    }
    case "priority":
      return others.length > 0 ? words("requests.ask.priority.others", { others: others.join("; ") }) : words("requests.ask.priority");
    case "measure":
      return words(talk.asked.length > 2 ? "requests.ask.measure.last" : "requests.ask.measure");
    case "item":
      return words("requests.ask.item", { question: item?.ask ?? "" });
    default:
      return words(`requests.ask.${asked}`, { number });
  }
}

/** A few words on the answer, where they help; most answers want none. */
export function took(talk: Talk, question: Question, words: Words): Element[] {
  const answer = talk.answers[question];
  const text = (key: string): Element[] => [{ kind: "text", text: words(`requests.took.${key}`) }];
  if (!answer) return [];
  if (!answer.text) return question === "kind" ? [] : text("open");
  if (question === "customer" && answer.label && answer.label !== "need") return text(`customer.${answer.label}`);
  return answer.label === "refusal_unknown" ? text("need.refusal_unknown") : [];
}

/** The answers that can be given anew. */
export const partsOf = ({ answers }: Talk): Question[] =>
  (Object.keys(answers) as Question[]).filter((question) => question !== "kind" && question !== "need_again");

export function whichPart(talk: Talk, words: Words): Element[] {
  const verb = talk.draft ? "replace" : "again";
  const parts = partsOf(talk);
  return [
    { kind: "text", text: words(talk.draft ? "requests.which_part.draft" : "requests.which_part") },
    {
      kind: "buttons",
      buttons: parts.map((question) => ({ label: words.label(`requests.brief.${question}`), press: pressOf({ verb, request: talk.request, question }) })),
    },
  ];
}
