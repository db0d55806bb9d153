/**
 * The day's question as one card, which is revised in place after each step.
 *
 * Each revision is built from the database, so that the card always shows what is stored.
 */

import { daysBetween, noonOf } from "../../lib/dates/calendar-dates.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  type ActionButton,
  asFormButton,
  buttonRow,
  type Card,
  type CardElement,
  chainToText,
  controlRow,
  dividerElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../platform/card.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { type CheckVerb, checkActions } from "./actions.ts";
import { type Feeling, feelings, type Pledge, pledgeOutcomes, type Snooze } from "./check.ts";
import { pledgeInSecondPerson } from "./pledge.ts";

/** The question of a day. */
export interface CheckQuestion {
  /** ISO date, in the person's time zone. */
  date: string;
  /** Index of the wording: see `pickWording`. */
  wording: number;
  /** The team's chain to the paying customer. */
  chain?: readonly string[] | undefined;
  /** An earlier pledge, which is asked about once. */
  pledge?: Pledge | undefined;
  /** Offered times to ask again on the same day; empty for a person who is not asked daily. */
  snoozes: readonly Snooze[];
  /** Whether the check comes weekly from now on, because it was not answered. */
  weekly?: boolean;
}

/** Number of sentences that ask the question, all with the same meaning. */
export const checkWordingCount = 6;
/** Number of sentences that say thank you. */
const thanksWordingCount = 3;

/** FNV-1a, since replicas and restarts must agree on the wording of a day. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Returns the wording of a day's question: the next one each day, from a start by person. */
export const pickWording = (person: string, date: string): number =>
  (hash(person) + daysBetween("1970-01-01", date)) % checkWordingCount;

/**
 * Returns how to name a date in a sentence of `today`. `weekday` stands for one of the last six
 * days, `date` for the date itself.
 */
export function relativeDay(
  date: string,
  today: string,
): "today" | "yesterday" | "weekday" | "date" {
  const days = daysBetween(date, today);
  if (days === 0) return "today";
  if (days === 1) return "yesterday";
  return days > 1 && days < 7 ? "weekday" : "date";
}

/** Returns a button of the check; `key` is the end of its label's key `check.button.…`. */
export const checkButton = (
  words: Words,
  key: string,
  verb: CheckVerb,
  subject?: string,
  choice?: string,
): ActionButton => ({
  label: words.plain(`check.button.${key}`),
  press: checkActions.encode(verb, subject, choice),
});

/** Asks on a date whether a pledge was kept, or shows what was answered. */
function pledgeElements({ date, text, kept }: Pledge, today: string, words: Words): CardElement[] {
  const action = pledgeInSecondPerson(toPlainText(text));
  const values = { when: relativeDay(date, today), date: noonOf(date), deed: action ?? "" };
  const question = action
    ? [textElement(words("check.pledge.deed", values))]
    : [textElement(words("check.pledge.quote", values)), quoteElement(text)];
  if (kept) return [...question, textElement(words(`check.kept.${kept}`)), dividerElement];
  const buttons = pledgeOutcomes.map((outcome) =>
    checkButton(words, `kept.${outcome}`, "kept", date, outcome),
  );
  return [...question, buttonRow(...buttons), dividerElement];
}

/** Returns the question, not answered yet. */
export function checkQuestionCard(
  { date, wording, chain, pledge, snoozes, weekly }: CheckQuestion,
  words: Words,
): Card {
  return [
    ...(pledge ? pledgeElements(pledge, date, words) : []),
    textElement(words(`check.ask.${(wording % checkWordingCount) + 1}`)),
    ...(chain && chain.length > 1 ? [noteElement([chainToText(chain)])] : []),
    buttonRow(...feelings.map((feeling) => checkButton(words, feeling, "answer", date, feeling))),
    controlRow(
      ...snoozes.map((length) => checkButton(words, length, "snooze", date, length)),
      checkButton(words, "skip", "skip", date),
    ),
    ...(weekly
      ? [noteElement(words("check.weekly")), buttonRow(checkButton(words, "daily", "daily"))]
      : []),
  ];
}

/** What became of the question of a day. */
export type CheckOutcome =
  | {
      is: "answered";
      answer: Feeling;
      /** Whether the card asks for words about the answer. */
      asks?: boolean;
      /** Whether the person has given words. */
      told?: boolean;
      /** Whether the answer came after its week was counted. */
      counted?: boolean;
    }
  | { is: "snoozed"; length: Snooze }
  | { is: "skipped" };

/** Returns the card of a question that was answered, snoozed or skipped, as seen on `today`. */
export function checkSettledCard(
  { date, wording, pledge }: CheckQuestion,
  outcome: CheckOutcome,
  today: string,
  words: Words,
): Card {
  const before = pledge ? pledgeElements(pledge, date, words) : [];
  if (outcome.is !== "answered")
    return [
      ...before,
      textElement(
        words(outcome.is === "snoozed" ? `check.snoozed.${outcome.length}` : "check.skipped"),
      ),
      buttonRow(checkButton(words, "after_all", "again", date)),
    ];
  const { answer, asks, told, counted } = outcome;
  const when = relativeDay(date, today);
  const buttons = [
    ...(asks ? [checkButton(words, "leave", "leave", date)] : []),
    ...(when === "today" ? [checkButton(words, "again", "again", date)] : []),
  ];
  return [
    ...before,
    noteElement(words("check.you_said", { answer: words.plain(`check.button.${answer}`) })),
    ...(asks ? [textElement(words(`check.follow.${answer}`))] : []),
    ...(answer === "happy"
      ? [textElement(words(`check.thanks.${(wording % thanksWordingCount) + 1}`))]
      : asks || told
        ? []
        : [textElement(words("check.left"))]),
    ...(when === "today"
      ? []
      : [
          textElement(
            words(counted ? "check.late.counted" : "check.late", { when, date: noonOf(date) }),
          ),
        ]),
    ...(asks ? [noteElement(words("check.follow.private"))] : []),
    ...(buttons.length > 0 ? [controlRow(...buttons)] : []),
  ];
}

/** Confirms that a person's words were stored, with buttons to share or delete them. */
export const checkWordsKeptCard = (date: string, forRetro: boolean, words: Words): Card => [
  textElement(words("check.told")),
  ...(forRetro ? [textElement(words("check.retro"))] : []),
  buttonRow(
    checkButton(words, forRetro ? "no_retro" : "retro", "retro", date, forRetro ? "off" : "on"),
    checkButton(words, "unsay", "unsay", date),
  ),
];

/** Returns further buttons below a question that was asked on request. */
export const furtherCheckButtons = (isEnrolled: boolean, words: Words): Card => [
  dividerElement,
  isEnrolled
    ? buttonRow(
        asFormButton(checkButton(words, "settings", "settings")),
        checkButton(words, "mine", "mine"),
        checkButton(words, "team", "team"),
        checkButton(words, "chain", "chain"),
      )
    : buttonRow(checkButton(words, "on", "on"), checkButton(words, "help", "help")),
];
