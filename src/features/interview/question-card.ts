/**
 * A question about a request: its wording, the answers to tap, and what may always be done instead.
 */

import type { Words } from "../../lib/i18n.ts";
import type { Button, CardElement } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { encodeRequestAction, type RequestAction } from "../cases/action-codec.ts";
import type {
  Interview,
  InterviewConversation,
  InterviewQuestion,
} from "../cases/interview-state.ts";
import { type TopPriority, topPriorityLabel } from "../cases/queries/top-priorities.ts";
import type { CatalogueItem } from "./catalogue.ts";
import { remainingQuestions } from "./question-plan.ts";

/** The follow-up echoes an answer up to this length; longer ones would be parroting. */
const longestEcho = 60;

/** What a card is made from, besides what is to be said. */
export interface RequestCardContext {
  conversation: InterviewConversation;
  words: Words;
  catalogue: readonly CatalogueItem[];
  /** What goes before everything else already. */
  numberOnes: readonly TopPriority[];
  place: ConversationRef;
  /** Whether briefs from here reach the team in a channel of its own. */
  reachesTeamChannel: boolean;
}

/** A question with its answers to tap, and what may always be done instead. */
export function questionCard(
  talk: Interview,
  asked: InterviewQuestion,
  { words, catalogue, numberOnes }: RequestCardContext,
): CardElement[] {
  const { request } = talk;
  const number = talk.number ?? 0;
  const item = catalogue.find(({ name }) => name === talk.item?.name);
  const choice = (name: string): Button => ({
    label: words.plain(`requests.choice.${name}`),
    press: encodeRequestAction({ verb: "choose", request, question: asked, choice: name }),
  });
  const button = (key: string, press: RequestAction, more: Partial<Button> = {}): Button =>
    ({
      label: words.plain(`requests.button.${key}`),
      press: encodeRequestAction(press),
      ...more,
    }) as Button;
  const others = numberOnes.filter((other) => other.request !== request);
  const answers: Partial<Record<InterviewQuestion, Button[]>> = {
    kind: (["factory_issue", "new_solution", "change", "standard_service", "advice"] as const).map(
      (kind) => ({
        label: words.plain(`requests.choice.${kind}`),
        press: encodeRequestAction({ verb: "kind", request, choice: kind }),
      }),
    ),
    customer: [choice("nobody_outside"), choice("through_colleagues"), choice("not_known_yet")],
    owner: [choice("nobody_known")],
    priority: [
      ...others.map((other) => ({
        label: toPlainText(topPriorityLabel(other)),
        press: encodeRequestAction({ verb: "waits", request, choice: other.request }),
      })),
      choice("nothing_waits"),
    ],
    measure: [choice("in_30_days"), choice("in_60_days"), choice("in_90_days")],
    need: [button("broken", { verb: "broken", request })],
  };
  if (asked === "item" && item?.link && !item.ask) {
    return [
      {
        kind: "text",
        text: words("requests.self_help", { title: item.title, link: [{ link: item.link }] }),
      },
      {
        kind: "buttons",
        buttons: [choice("do_it"), button("solved", { verb: "solved", request })],
      },
    ];
  }
  const first = talk.asked.length <= 1;
  const controls = [
    ...(asked === "customer" ? [] : [button("skip", { verb: "skip", request, question: asked })]),
    ...(first ? [] : [button("back", { verb: "back", request })]),
    button("why", { verb: "why", request, question: asked }),
    ...(first && remainingQuestions(talk).length > 1
      ? [button("form", { verb: "form", request }, { opensForm: true })]
      : []),
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
        others.map((other) => toPlainText(topPriorityLabel(other))),
        item,
        number,
      ),
    },
    ...(answers[asked] ? [{ kind: "buttons" as const, buttons: answers[asked] }] : []),
    { kind: "buttons", buttons: controls },
  ];
}

function wording(
  talk: Interview,
  asked: InterviewQuestion,
  words: Words,
  others: readonly string[],
  item: CatalogueItem | undefined,
  number: number,
): RichText {
  switch (asked) {
    case "need":
      return words(talk.kind === "change" ? "requests.ask.need.change" : "requests.ask.need");
    case "need_again": {
      if (talk.followUp) return [talk.followUp];
      const said = toPlainText(talk.answers.need?.text ?? []).trim();
      return said.length > 0 && said.length <= longestEcho
        ? words("requests.ask.need_again", { echo: said.replace(/[.!?\s]+$/, "") })
        : words("requests.ask.need_again.long");
    }
    case "priority":
      return others.length > 0
        ? words("requests.ask.priority.others", { others: others.join("; ") })
        : words("requests.ask.priority");
    case "measure":
      return words(talk.asked.length > 2 ? "requests.ask.measure.last" : "requests.ask.measure");
    case "item":
      return words("requests.ask.item", { question: item?.ask ?? "" });
    default:
      return words(`requests.ask.${asked}`, { number });
  }
}

/** A few words on the answer, where they help; most answers want none. */
export function answerAcknowledgement(
  talk: Interview,
  question: InterviewQuestion,
  words: Words,
): CardElement[] {
  const answer = talk.answers[question];
  const text = (key: string): CardElement[] => [
    { kind: "text", text: words(`requests.took.${key}`) },
  ];
  if (!answer) return [];
  if (!answer.text) return question === "kind" ? [] : text("open");
  if (question === "customer" && answer.label && answer.label !== "need")
    return text(`customer.${answer.label}`);
  return answer.label === "refusal_unknown" ? text("need.refusal_unknown") : [];
}

/** The answers that can be given anew. */
export const correctableQuestions = ({ answers }: Interview): InterviewQuestion[] =>
  (Object.keys(answers) as InterviewQuestion[]).filter(
    (question) => question !== "kind" && question !== "need_again",
  );

export function correctionCard(talk: Interview, words: Words): CardElement[] {
  const verb = talk.draft ? "replace" : "again";
  const parts = correctableQuestions(talk);
  return [
    { kind: "text", text: words(talk.draft ? "requests.which_part.draft" : "requests.which_part") },
    {
      kind: "buttons",
      buttons: parts.map((question) => ({
        label: words.plain(`requests.brief.${question}`),
        press: encodeRequestAction({ verb, request: talk.request, question }),
      })),
    },
  ];
}
