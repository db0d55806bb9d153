/** The day's question and what it turns into, as one card that is revised in place: made anew from the ledger each time, so that it always shows what stands there. */
import type { feelings, kept } from "../storage/tables/checks.ts";
import type { Button, Card, Element } from "../surface/card.ts";
import { chainText } from "../surface/picture.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { pathTo, type Verb } from "./errand.ts";
import { asDeed } from "./pledge.ts";
import { howLongAgo, noon } from "./weeks.ts";

export type Feeling = (typeof feelings)[number];
type Kept = (typeof kept)[number];

/** What somebody wanted to do about an uneasy answer, on the date of that answer. */
export interface Pledge {
  date: string;
  text: Prose;
  kept?: Kept;
}

export interface Question {
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
export const wordings = 6;
/** The ways to say thank you. */
const thanks = 3;

const text = (prose: Prose): Element => ({ kind: "text", text: prose });
const note = (prose: Prose): Element => ({ kind: "note", text: prose });
const row = (...buttons: Button[]): Element => ({ kind: "buttons", buttons });
export const press = (words: Words, key: string, verb: Verb, of?: string, choice?: string): Button => ({
  label: words.label(`check.button.${key}`),
  press: pathTo(verb, of, choice),
});
export const opens = (button: Button): Button => ({ ...button, opensForm: true }) as Button;

/** Asks what became of a pledge, or shows what was answered. `today` is the date on which it is asked. */
function pledgeElements({ date, text: pledge, kept }: Pledge, today: string, words: Words): Element[] {
  const deed = asDeed(plain(pledge));
  const values = { when: howLongAgo(date, today), date: noon(date), deed: deed ?? "" };
  const asked: Element[] = deed ? [text(words("check.pledge.deed", values))] : [text(words("check.pledge.quote", values)), { kind: "quote", text: pledge }];
  if (kept) return [...asked, text(words(`check.kept.${kept}`)), { kind: "divider" }];
  const buttons = (["yes", "not_yet", "otherwise"] as const).map((each) => press(words, `kept.${each}`, "kept", date, each));
  return [...asked, row(...buttons), { kind: "divider" }];
}

/** The question. */
export function askCard({ date, wording, chain, pledge, weekly }: Question, words: Words): Card {
  return [
    ...(pledge ? pledgeElements(pledge, date, words) : []),
    text(words(`check.ask.${(wording % wordings) + 1}`)),
    ...(chain && chain.length > 1 ? [note([chainText(chain)])] : []),
    row(...(["happy", "unsure", "unhappy"] as const).map((each) => press(words, each, "answer", date, each))),
    row(press(words, "hour", "snooze", date, "hour"), press(words, "afternoon", "snooze", date, "afternoon"), press(words, "skip", "skip", date)),
    ...(weekly ? [note(words("check.weekly")), row(press(words, "daily", "daily"))] : []),
  ];
}

/** What a question has come to. */
export type Outcome =
  | {
      is: "answered";
      answer: Feeling /** They are asked for words, or gave them. */;
      asks?: boolean;
      told?: boolean /** The week was counted before. */;
      counted?: boolean;
    }
  | { is: "snoozed"; length: "hour" | "afternoon" }
  | { is: "skipped" };

/** What the question turns into once something was tapped. `today` is the date on which that was. */
export function settledCard({ date, wording, pledge }: Question, outcome: Outcome, today: string, words: Words): Card {
  const before = pledge ? pledgeElements(pledge, date, words) : [];
  if (outcome.is !== "answered")
    return [
      ...before,
      text(words(outcome.is === "snoozed" ? `check.snoozed.${outcome.length}` : "check.skipped")),
      row(press(words, "after_all", "again", date)),
    ];
  const { answer, asks, told, counted } = outcome;
  const when = howLongAgo(date, today);
  const buttons = [...(asks ? [press(words, "leave", "leave", date)] : []), ...(when === "today" ? [press(words, "again", "again", date)] : [])];
  return [
    ...before,
    note(words("check.you_said", { answer: words.label(`check.button.${answer}`) })),
    ...(asks ? [text(words(`check.follow.${answer}`))] : []),
    ...(answer === "happy" ? [text(words(`check.thanks.${(wording % thanks) + 1}`))] : asks || told ? [] : [text(words("check.left"))]),
    ...(when === "today" ? [] : [text(words(counted ? "check.late.counted" : "check.late", { when, date: noon(date) }))]),
    ...(asks ? [note(words("check.follow.private"))] : []),
    ...(buttons.length > 0 ? [row(...buttons)] : []),
  ];
}

/** Their words are kept, for them alone. */
export const toldCard = (date: string, forRetro: boolean, words: Words): Card => [
  text(words("check.told")),
  ...(forRetro ? [text(words("check.retro"))] : []),
  row(press(words, forRetro ? "no_retro" : "retro", "retro", date, forRetro ? "off" : "on"), press(words, "unsay", "unsay", date)),
];
