/** Notices to a requester about their request, with buttons for the answers. */

import { noonOf } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type CardElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import { caseActions } from "../actions.ts";
import { shownTitle } from "../brief/request-title.ts";
import { type HistoryEntry, offeredVerdicts } from "../lifecycle/case.ts";

/** History entry as shown to a requester. */
export interface RequesterNotice {
  /** The requester's own request, possibly merged into another. */
  request: string;
  ownNumber: number;
  /** Id of the requester. */
  requester: string;
  /** Number of the request of the entry. */
  number: number;
  /** Title of the merge target; missing if that is private. */
  title?: string;
  step: HistoryEntry;
  /** Whether the requester's own request was merged into that of the entry. */
  part?: true;
  /** Of a delivery: when the outcome is asked for. */
  askOn?: Date;
  /** Of the delivery of something routine: the question, if its catalogue item has one. */
  routine?: { title: string; question?: string | undefined; isTomorrow: boolean };
  /** Of a merge or a wait: number of the other request. */
  other?: number;
  /** Whether colleagues may go their own way if the team declines. */
  freeChoice?: boolean;
}

const buttonOf =
  (words: Words) =>
  (key: string, press: string, opensForm?: true): Button => ({
    label: words.plain(`life.button.${key}`),
    press,
    opensForm,
  });

const paragraph = (key: string, words: Words, values: Parameters<Words>[1]): CardElement =>
  textElement(words(`life.${key}`, values));

/**
 * Renders a notice. `busy` is the number of another request to which text here belongs, `reader` the
 * person whose direct messages it goes to.
 */
export function requesterNoticeCard(
  notice: RequesterNotice,
  words: Words,
  busy?: number,
  reader?: string,
): CardElement[] {
  const { request, requester, ownNumber, number, title, step, part, askOn, other, freeChoice } =
    notice;
  const { routine } = notice;
  const { act, by, to, why, alternative, until } = step;
  const button = buttonOf(words);
  const who = personMention(by);
  const asksOther = reader !== undefined && reader !== requester;
  const quote = (text: RichText | undefined): CardElement[] => (text ? [quoteElement(text)] : []);
  const because: CardElement[] = why ? [noteElement(words("life.told.why", { why }))] : [];
  const act_ = (key: string, done: "answer" | "accept" | "object", form?: true): Button =>
    button(key, caseActions.encode(done, request), form);
  const how: CardElement = noteElement(
    busy === undefined
      ? words(part ? "life.told.part_of.how" : "life.told.ask.how", { number })
      : words("life.told.ask.busy", { busy }),
  );
  switch (act) {
    case "ask":
    case "please_change":
      return [
        paragraph(`told.${act}`, words, { number, who }),
        ...quote(why),
        how,
        buttonRow(act_("answer", "answer", true)),
      ];
    case "propose":
    case "decline":
    case "postpone":
      return [
        paragraph(`told.${act}${act === "decline" && freeChoice ? ".customer" : ""}`, words, {
          number,
          who,
          until: noonOf(until ?? "2000-01-01"),
        }),
        ...quote(alternative),
        ...because,
        ...(part
          ? [how, buttonRow(act_("answer", "answer", true))]
          : offerChoice(request, words, act === "propose" ? "accept" : "accept.decline")),
      ];
    case "merge":
      return [
        paragraph(title === undefined ? "told.merge.private" : "told.merge", words, {
          own: ownNumber,
          number: other ?? number,
          title: shownTitle(title, words),
        }),
      ];
    case "unmerge":
      return [paragraph("told.unmerge", words, { own: ownNumber, number: other ?? number })];
    case "wait_for":
      return [paragraph("told.wait_for", words, { number, who, first: other ?? 0 })];
    case "stop_waiting":
      return [paragraph("told.stop_waiting", words, { number, first: other ?? 0 })];
    case "deliver":
      return [
        askOn
          ? paragraph(deliveryKey(asksOther, routine !== undefined), words, {
              number,
              date: askOn,
              requester: personMention({ id: requester }),
              title: shownTitle(routine?.title, words),
              when: routine?.isTomorrow ? "tomorrow" : "later",
              question: routine?.question ?? words.plain("life.outcome.routine.question"),
            })
          : paragraph("told.deliver.quiet", words, { number }),
        ...quote(why),
      ];
    case "object": // by another requester, whose reason was written to the team
      return [paragraph("told.object", words, { number, who })];
    default:
      return [
        paragraph(`told.${act}`, words, { number, who, to: to ? personMention(to) : "" }),
        ...because,
      ];
  }
}

/** Asks whether what the team offers works for the requester. */
export const offerChoice = (
  request: string,
  words: Words,
  accept: "accept" | "accept.decline" = "accept",
): CardElement[] => [
  paragraph("offer.how", words, {}),
  buttonRow(
    buttonOf(words)(accept, caseActions.encode("accept", request)),
    buttonOf(words)("object", caseActions.encode("object", request), true),
  ),
];

const deliveryKey = (asksOther: boolean, isRoutineRequest: boolean): string =>
  `told.deliver${isRoutineRequest ? ".routine" : ""}${asksOther ? ".other" : ""}`;

/** Asks for the outcome, in the requester's own words. */
export function outcomeQuestion(
  {
    request,
    number,
    hoped,
    measured,
    again,
  }: { request: string; number: number; hoped: RichText; measured: boolean; again: boolean },
  words: Words,
): CardElement[] {
  const asked = again
    ? [paragraph("outcome.again", words, { number })]
    : [
        paragraph(measured ? "outcome.ask.measure" : "outcome.ask", words, { number, hoped }),
        paragraph("outcome.question", words, {}),
      ];
  return [...asked, verdictButtons({ request }, words)];
}

/** Asks whether something routine works, in the words of its catalogue item if it has any. */
export const routineOutcomeQuestion = (
  {
    request,
    number,
    title,
    question,
  }: { request: string; number: number; title: string; question: string | undefined },
  words: Words,
): CardElement[] => [
  paragraph("outcome.routine", words, {
    number,
    title: shownTitle(title, words),
    question: question ?? words.plain("life.outcome.routine.question"),
  }),
  verdictButtons({ request, isRoutine: true }, words),
];

/**
 * Buttons with the verdicts on the outcome.
 * @param number the request's number, for the labels of buttons beside those of other requests
 */
export const verdictButtons = (
  { request, isRoutine = false, number }: OutcomeAsked,
  words: Words,
): CardElement => ({
  kind: "buttons",
  buttons: offeredVerdicts(isRoutine).map((verdict) => {
    const label = words.plain(`life.verdict.${verdict}`);
    return {
      label: number === undefined ? label : words.plain("where.verdict", { number, label }),
      press: caseActions.encode("outcome", request, verdict),
    };
  }),
});

interface OutcomeAsked {
  request: string;
  isRoutine?: boolean | undefined;
  number?: number;
}

/** Asks which verdict on the outcome the requester's words are. */
export const verdictChoice = (asked: OutcomeAsked, words: Words): CardElement[] => [
  paragraph(asked.isRoutine ? "outcome.routine.question" : "outcome.question", words, {}),
  verdictButtons(asked, words),
];
