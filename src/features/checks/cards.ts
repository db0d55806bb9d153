/**
 * The day's question and what it turns into, as one card that is revised in place: made anew from
 * the ledger each time, so that it always shows what stands there.
 */

import type { Words } from "../../lib/i18n.ts";
import {
  type ActionButton,
  buttonRow,
  type Card,
  type CardElement,
  dividerElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../platform/card.ts";
import { chainToText } from "../../platform/chart.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { type CheckVerb, encodeCheckAction } from "./command.ts";
import { howLongAgo, localNoon } from "./dates.ts";
import { pledgeInSecondPerson } from "./pledge.ts";
import type { feelings, pledgeOutcomes } from "./tables.ts";

export type Feeling = (typeof feelings)[number];
type Kept = (typeof pledgeOutcomes)[number];

/** What somebody wanted to do about an uneasy answer, on the date of that answer. */
export interface Pledge {
  date: string;
  text: RichText;
  kept?: Kept;
}

export interface CheckQuestion {
  /** ISO, where the person is. */
  date: string;
  /** Which of the wordings: see `wordingOf`. */
  wording: number;
  /** The way to the paying customer. */
  chain?: readonly string[];
  /** An earlier pledge, asked about once. */
  pledge?: Pledge;
  /** It was not answered three times, and comes once a week from now on. */
  weekly?: boolean;
}

/** The sentences that ask, all of one meaning. */
export const checkWordingCount = 6;
/** The ways to say thank you. */
const thanks = 3;

export const checkButton = (
  words: Words,
  key: string,
  verb: CheckVerb,
  of?: string,
  choice?: string,
): ActionButton => ({
  label: words.plain(`check.button.${key}`),
  press: encodeCheckAction(verb, of, choice),
});

/**
 * Asks what became of a pledge, or shows what was answered. `today` is the date on which it is
 * asked.
 */
function pledgeElements(
  { date, text: pledge, kept }: Pledge,
  today: string,
  words: Words,
): CardElement[] {
  const action = pledgeInSecondPerson(toPlainText(pledge));
  const values = { when: howLongAgo(date, today), date: localNoon(date), deed: action ?? "" };
  const asked: CardElement[] = action
    ? [textElement(words("check.pledge.deed", values))]
    : [textElement(words("check.pledge.quote", values)), quoteElement(pledge)];
  if (kept) return [...asked, textElement(words(`check.kept.${kept}`)), dividerElement];
  const buttons = (["yes", "not_yet", "otherwise"] as const).map((each) =>
    checkButton(words, `kept.${each}`, "kept", date, each),
  );
  return [...asked, buttonRow(...buttons), dividerElement];
}

/** The question. */
export function checkQuestionCard(
  { date, wording, chain, pledge, weekly }: CheckQuestion,
  words: Words,
): Card {
  return [
    ...(pledge ? pledgeElements(pledge, date, words) : []),
    textElement(words(`check.ask.${(wording % checkWordingCount) + 1}`)),
    ...(chain && chain.length > 1 ? [noteElement([chainToText(chain)])] : []),
    buttonRow(
      ...(["happy", "unsure", "unhappy"] as const).map((each) =>
        checkButton(words, each, "answer", date, each),
      ),
    ),
    buttonRow(
      checkButton(words, "hour", "snooze", date, "hour"),
      checkButton(words, "afternoon", "snooze", date, "afternoon"),
      checkButton(words, "skip", "skip", date),
    ),
    ...(weekly
      ? [noteElement(words("check.weekly")), buttonRow(checkButton(words, "daily", "daily"))]
      : []),
  ];
}

/** What a question has come to. */
export type CheckOutcome =
  | {
      is: "answered";
      answer: Feeling /** They are asked for words, or gave them. */;
      asks?: boolean;
      told?: boolean /** The week was counted before. */;
      counted?: boolean;
    }
  | { is: "snoozed"; length: "hour" | "afternoon" }
  | { is: "skipped" };

/**
 * What the question turns into once something was tapped. `today` is the date on which that was.
 */
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
  const when = howLongAgo(date, today);
  const buttons = [
    ...(asks ? [checkButton(words, "leave", "leave", date)] : []),
    ...(when === "today" ? [checkButton(words, "again", "again", date)] : []),
  ];
  return [
    ...before,
    noteElement(words("check.you_said", { answer: words.plain(`check.button.${answer}`) })),
    ...(asks ? [textElement(words(`check.follow.${answer}`))] : []),
    ...(answer === "happy"
      ? [textElement(words(`check.thanks.${(wording % thanks) + 1}`))]
      : asks || told
        ? []
        : [textElement(words("check.left"))]),
    ...(when === "today"
      ? []
      : [
          textElement(
            words(counted ? "check.late.counted" : "check.late", { when, date: localNoon(date) }),
          ),
        ]),
    ...(asks ? [noteElement(words("check.follow.private"))] : []),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ];
}

/** Their words are kept, for them alone. */
export const checkWordsKeptCard = (date: string, forRetro: boolean, words: Words): Card => [
  textElement(words("check.told")),
  ...(forRetro ? [textElement(words("check.retro"))] : []),
  buttonRow(
    checkButton(words, forRetro ? "no_retro" : "retro", "retro", date, forRetro ? "off" : "on"),
    checkButton(words, "unsay", "unsay", date),
  ),
];
