/**
 * Cards of questions: of the interview, with buttons for answers and the general controls, and of
 * those about what a message belongs to.
 */
import type { Words } from "../../../lib/i18n.ts";
import {
  type ActionButton,
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  controlRow,
  itemElement,
  textElement,
} from "../../../platform/card.ts";
import { toPlainText, truncateRichText, truncateText } from "../../../platform/rich-text.ts";
import type { CaseCardContext } from "../../cases/cards/case-list-card.ts";
import type { KnownAnswer } from "../../cases/similar/known-answer.ts";
import { type TopPriority, topPriorityLabel } from "../../cases/team/trade-offs.ts";
import type { Reply, TargetOffer } from "../dialogue/reply.ts";
import { interviewActions } from "../model/actions.ts";
import type { Interview } from "../model/interview-state.ts";
import { correctableQuestions, type InterviewQuestion, questions } from "../model/questions.ts";
import { isAnnouncedAsLast, remainingQuestions } from "../questions/next-question.ts";
import {
  type CatalogueItem,
  findCatalogueItems,
  remainingItemQuestion,
} from "../requests/catalogue.ts";
import type { IntroductionOffer } from "../turn-lookups.ts";

const { encode } = interviewActions;

/** Context for rendering a card of the interview. */
export interface RequestCardContext extends CaseCardContext {
  catalogue: readonly CatalogueItem[];
  /** Requests with top priority. */
  numberOnes: readonly TopPriority[];
  /** Introduction offers, by request. */
  introductionOffers?: ReadonlyMap<string, IntroductionOffer>;
  knownAnswers?: ReadonlyMap<string, KnownAnswer>;
}

/** Renders a question with its answers and controls. */
export function questionCard(
  interview: Interview,
  asked: InterviewQuestion,
  { words, catalogue, numberOnes }: RequestCardContext,
): CardElement[] {
  const { request } = interview;
  const number = interview.number ?? 0;
  const item = catalogue.find(({ name }) => name === interview.item?.name);
  const { choices = {}, choiceLeavesOpen, offersBreakage, isTradeOff, wording } = questions[asked];
  const choice = (name: string): Button => ({
    label: words.plain(`requests.choice.${name}`),
    press: encode("choose", request, asked, name),
  });
  const button = (key: string, press: string, more: { opensForm?: true } = {}): ActionButton => ({
    label: words.plain(`requests.button.${key}`),
    press,
    ...more,
  });
  const topPriorities = numberOnes
    .filter((other) => other.request !== request)
    .map((other) => ({ id: other.request, label: toPlainText(topPriorityLabel(other)) }));
  const answers = [
    ...(isTradeOff ? topPriorities : []).map(({ id, label }) => ({
      label,
      press: encode("waits", request, id),
    })),
    ...Object.keys(choices).map(choice),
    ...(offersBreakage ? [button("broken", encode("broken", request))] : []),
  ];
  if (asked === "item" && item?.link && !item.ask) {
    return [
      textElement(words("requests.self_help", { title: item.title, link: [{ link: item.link }] })),
      buttonRow(choice("do_it"), button("solved", encode("solved", request))),
    ];
  }
  const first = interview.asked.length <= 1;
  const controls = [
    ...(choiceLeavesOpen ? [] : [button("skip", encode("skip", request, asked))]),
    ...(first ? [] : [button("back", encode("back", request))]),
    button("why", encode("why", request, asked)),
    ...(first && remainingQuestions(interview).length > 1
      ? [button("form", encode("form", request), { opensForm: true })]
      : []),
    ...(first ? [] : [button("later", encode("later", request))]),
    button("person", encode("person", request)),
    ...(first ? [button("no_request", encode("no_request", request))] : []),
  ];
  const question =
    wording?.(words, interview, {
      topPriorities: topPriorities.map(({ label }) => label),
      itemQuestion: item && remainingItemQuestion(item, toPlainText(interview.text)),
    }) ?? words(`requests.ask.${asked}`, { number });
  return [
    textElement(
      isAnnouncedAsLast(interview, asked) ? words("requests.ask.last", { question }) : question,
    ),
    ...(answers.length > 0 ? [buttonRow(...answers)] : []),
    controlRow(...controls),
  ];
}

/** Returns an acknowledgement of the answer; most answers have none. */
export function answerAcknowledgement(
  interview: Interview,
  question: InterviewQuestion,
  words: Words,
): CardElement[] {
  const answer = interview.answers[question];
  if (!answer) return [];
  const { acknowledgement = ({ text }) => (text ? undefined : "open") } = questions[question];
  const key = acknowledgement(answer);
  return key ? [textElement(words(`requests.took.${key}`))] : [];
}

/** Tells what stands after an answer was replaced. */
export function changedAnswer(
  { answers }: Interview,
  question: InterviewQuestion,
  words: Words,
): CardElement[] {
  const { text = [] } = answers[question] ?? {};
  const label = words.plain(`requests.brief.${question}`);
  return [
    textElement(
      words(text.length > 0 ? "requests.changed" : "requests.changed.open", { label, words: text }),
    ),
  ];
}

/** Renders the answers of a brief, each with a button to correct it. */
export function correctionCard(interview: Interview, words: Words): CardElement[] {
  const verb = interview.draft ? "replace" : "again";
  const parts = correctableQuestions(interview);
  if (interview.draft && parts.length === 0)
    return [textElement(words("requests.which_part.none"))];
  return [
    textElement(words(interview.draft ? "requests.which_part.draft" : "requests.which_part")),
    buttonRow(
      ...(interview.draft && interview.phase === "confirming"
        ? [
            {
              label: words.plain("requests.button.right"),
              press: encode("right", interview.request),
            },
          ]
        : []),
      ...parts.map((question) => ({
        label: words.plain(`requests.brief.${question}`),
        press: encode(verb, interview.request, question),
      })),
    ),
  ];
}

/** Maximum catalogue items offered. */
const maxOfferedItems = 3;

/**
 * Renders the catalogue's offer in the customer model, and how colleagues can proceed without the
 * team.
 */
export function catalogueCard(
  { request, text, ownWay }: Interview,
  catalogue: readonly CatalogueItem[],
  words: Words,
): CardElement[] {
  const items = findCatalogueItems(catalogue, toPlainText(text)).slice(0, maxOfferedItems);
  const button = (key: "solved" | "own_way", verb: "solved" | "own_way"): Button => ({
    label: words.plain(`organisation.button.${key}`),
    press: encode(verb, request),
  });
  return [
    ...(items.length > 0 ? [textElement(words("organisation.catalogue"))] : []),
    ...items.map(
      ({ title, text: said, link }): CardElement =>
        itemElement([{ bold: title }], {
          note: said ? [said] : undefined,
          button: link
            ? { label: words.plain("organisation.catalogue.open"), url: link }
            : undefined,
        }),
    ),
    textElement(
      words(items.length > 0 ? "organisation.catalogue.some" : "organisation.catalogue.none", {
        text: ownWay?.text ?? "",
      }),
    ),
    buttonRow(
      ...(items.length > 0 ? [button("solved", "solved")] : []),
      button("own_way", "own_way"),
    ),
    textElement(words("organisation.catalogue.else")),
  ];
}

/** Renders the text for a colleague who proceeds without the team. */
export const selfServiceCard = (
  { request, number = 0, ownWay }: Interview,
  words: Words,
): CardElement[] => [
  textElement(words("organisation.own_way.went", { number, text: ownWay?.text ?? "" })),
  buttonRow({
    label: words.plain("requests.button.restore"),
    press: encode("restore", request),
  }),
];

/** Maximum characters of a message that is quoted when the bot asks what it is about. */
const quotedCharacters = 60;
/** Maximum characters of a request's title on a button. */
const titleCharacters = 28;

const answerLabels: Readonly<Record<string, string>> = {
  brief: "brief",
  check: "check",
  chain: "chain",
  team_question: "team",
  alternative: "team",
  outcome: "outcome",
};

/** Returns a target's name in the reader's language. */
function targetLabel({ target, number = 0, title }: TargetOffer, words: Words): string {
  const { is, answers = "", control } = target;
  const values = { number, title: title === undefined ? "" : truncateText(title, titleCharacters) };
  const label = (key: string): string =>
    words.plain(`requests.target.${key}${title && isTitled.has(key) ? ".titled" : ""}`, values);
  if (is === "control") {
    const key = `requests.button.${control}`;
    return words.plain(words.keys().includes(key) ? key : "requests.button.not_meant", values);
  }
  if (is !== "answer" && is !== "not_known") return label(is === "not_for_bot" ? "aside" : is);
  const kind = answerLabels[answers];
  if (kind) return label(kind);
  const question = `requests.label.${answers}`;
  return words.keys().includes(question)
    ? words.plain("requests.target.answer", { number, question: words.plain(question) })
    : label("answer_to");
}

const isTitled = new Set(["addition", "resolved", "withdrawn"]);

/** Renders the question which thing a message belongs to. */
export const whichTargetCard = (
  { held, text, offers }: Extract<Reply, { say: "which_target" }>,
  words: Words,
): Card => [
  textElement(words("requests.which_target", { words: truncateRichText(text, quotedCharacters) })),
  buttonRow(
    ...offers.map((offer) => ({
      label: targetLabel(offer, words),
      press: interviewActions.encode("held", held, offer.name),
    })),
  ),
];

/** Says what a message was taken for. */
export const takenAsElement = (
  { text, offer }: Extract<Reply, { say: "taken_as" }>,
  words: Words,
): CardElement =>
  textElement(
    words("requests.taken_as", {
      words: truncateRichText(text, quotedCharacters),
      target: targetLabel(offer, words),
    }),
  );

/** Quotes the message that is meant. */
export const thatMessageElement = (
  { text }: Extract<Reply, { say: "that_message" }>,
  words: Words,
): CardElement =>
  textElement(words("requests.that_message", { words: truncateRichText(text, quotedCharacters) }));
