/**
 * The day's question and what it turns into, as one card that is revised in place: made anew from
 * the ledger each time, so that it always shows what stands there.
 */

import type { Words } from "../../lib/i18n.ts";
import type { Button, Card, CardElement } from "../../platform/card.ts";
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

const text = (prose: RichText): CardElement => ({ kind: "text", text: prose });
const note = (prose: RichText): CardElement => ({ kind: "note", text: prose });
const row = (...buttons: Button[]): CardElement => ({ kind: "buttons", buttons });
export const checkButton = (
  words: Words,
  key: string,
  verb: CheckVerb,
  of?: string,
  choice?: string,
): Button => ({
  label: words.plain(`check.button.${key}`),
  press: encodeCheckAction(verb, of, choice),
});
export const asCheckFormButton = (button: Button): Button =>
  ({ ...button, opensForm: true }) as Button;

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
    ? [text(words("check.pledge.deed", values))]
    : [text(words("check.pledge.quote", values)), { kind: "quote", text: pledge }];
  if (kept) return [...asked, text(words(`check.kept.${kept}`)), { kind: "divider" }];
  const buttons = (["yes", "not_yet", "otherwise"] as const).map((each) =>
    checkButton(words, `kept.${each}`, "kept", date, each),
  );
  return [...asked, row(...buttons), { kind: "divider" }];
}

/** The question. */
export function checkQuestionCard(
  { date, wording, chain, pledge, weekly }: CheckQuestion,
  words: Words,
): Card {
  return [
    ...(pledge ? pledgeElements(pledge, date, words) : []),
    text(words(`check.ask.${(wording % checkWordingCount) + 1}`)),
    ...(chain && chain.length > 1 ? [note([chainToText(chain)])] : []),
    row(
      ...(["happy", "unsure", "unhappy"] as const).map((each) =>
        checkButton(words, each, "answer", date, each),
      ),
    ),
    row(
      checkButton(words, "hour", "snooze", date, "hour"),
      checkButton(words, "afternoon", "snooze", date, "afternoon"),
      checkButton(words, "skip", "skip", date),
    ),
    ...(weekly ? [note(words("check.weekly")), row(checkButton(words, "daily", "daily"))] : []),
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
      text(words(outcome.is === "snoozed" ? `check.snoozed.${outcome.length}` : "check.skipped")),
      row(checkButton(words, "after_all", "again", date)),
    ];
  const { answer, asks, told, counted } = outcome;
  const when = howLongAgo(date, today);
  const buttons = [
    ...(asks ? [checkButton(words, "leave", "leave", date)] : []),
    ...(when === "today" ? [checkButton(words, "again", "again", date)] : []),
  ];
  return [
    ...before,
    note(words("check.you_said", { answer: words.plain(`check.button.${answer}`) })),
    ...(asks ? [text(words(`check.follow.${answer}`))] : []),
    ...(answer === "happy"
      ? [text(words(`check.thanks.${(wording % thanks) + 1}`))]
      : asks || told
        ? []
        : [text(words("check.left"))]),
    ...(when === "today"
      ? []
      : [
          text(
            words(counted ? "check.late.counted" : "check.late", { when, date: localNoon(date) }),
          ),
        ]),
    ...(asks ? [note(words("check.follow.private"))] : []),
    ...(buttons.length > 0 ? [row(...buttons)] : []),
  ];
}

/** Their words are kept, for them alone. */
export const checkWordsKeptCard = (date: string, forRetro: boolean, words: Words): Card => [
  text(words("check.told")),
  ...(forRetro ? [text(words("check.retro"))] : []),
  row(
    checkButton(words, forRetro ? "no_retro" : "retro", "retro", date, forRetro ? "off" : "on"),
    checkButton(words, "unsay", "unsay", date),
  ),
];
