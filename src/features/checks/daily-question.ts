/**
 * The day's question: asked on request, answered by a button of its card, snoozed, skipped, and
 * followed by words about the answer.
 */

import type { TurnContext } from "../../core/feature.ts";
import { type Button, buttonRow, type Card, textElement } from "../../platform/card.ts";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { CheckAction } from "./actions.ts";
import {
  clearCheckWords,
  markPledgesAsked,
  type PersonKey,
  readCheck,
  readDuePledges,
  readPledgeAskedOn,
  recordCheckAnswer,
  recordCheckAsked,
  recordCheckWords,
  updateCheck,
} from "./answers.ts";
import {
  type CheckQuestion,
  checkButton,
  checkQuestionCard,
  checkSettledCard,
  checkWordsKeptCard,
  pickWording,
} from "./cards.ts";
import { readChainLinks } from "./customer-chain.ts";
import { isWeekCounted } from "./picture/count-weeks.ts";
import { isNoPledge, parseCheckWords } from "./pledge.ts";
import { type Enrolment, readEnrolment, skipCheck, snoozeCheck } from "./schedule/enrolments.ts";
import { snoozesAt } from "./schedule/timetable.ts";

/** Context of a check's turn and its person. */
export interface CheckContext {
  ctx: TurnContext;
  who: Person;
  personKey: PersonKey;
  /** Place of replies: direct messages, unless the command is public. */
  place: ConversationRef;
  /** ISO date in the person's time zone. */
  today: string;
  zone: string;
  enrolment: Enrolment | undefined;
  /** The person's team. */
  group: string | null;
}

/** Answer to which the person's next text belongs, and the card that asked for it. */
export interface AwaitedCheckWords {
  date: string;
  card?: string;
  /** When they were asked for, in milliseconds since 1970. */
  at?: number;
  /** Whether some were said, and logged as a request before the rest. */
  isInterrupted?: true;
}

/** Time (ms) for which the rest of an answer is awaited after a part was logged. */
const restMs = 10 * 60_000;

/** Returns the rest of an answer of which a part was logged as a request. */
export const restOf = (
  told: AwaitedCheckWords | undefined,
  at: Date,
): AwaitedCheckWords | undefined => told && { ...told, at: at.getTime(), isInterrupted: true };

/** Returns whether words still belong to an answer; its rest is awaited for a short time. */
export const isAwaited = ({ isInterrupted, at = 0 }: AwaitedCheckWords, now: Date): boolean =>
  !isInterrupted || now.getTime() - at <= restMs;

/** Posts a card of the check, and returns its outbox id. */
export const postCheckCard = ({ ctx, place }: CheckContext, card: Card): string =>
  ctx.post({ card, place });

/** Posts the sentence `check.<key>`, with buttons below it. */
export const postCheckText = (
  context: CheckContext,
  key: string,
  values?: Parameters<TurnContext["words"]>[1],
  ...buttons: Button[]
): string =>
  postCheckCard(context, [
    textElement(context.ctx.words(`check.${key}`, values)),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ]);

async function readQuestion(
  { ctx: { w, workspace, at }, personKey, group, enrolment, zone, today }: CheckContext,
  date: string,
): Promise<CheckQuestion> {
  const isAskedAgain = enrolment && !enrolment.stoppedAt && date === today;
  return {
    snoozes: isAskedAgain ? snoozesAt(zone, at) : [],
    date,
    wording: pickWording(personKey.person, date),
    chain: await readChainLinks(w, workspace, group),
    pledge: await readPledgeAskedOn(w, personKey, date),
  };
}

/** Returns the card of a date as it is stored. */
async function dayCard(context: CheckContext, date: string, asks: boolean): Promise<Card> {
  const { w, words, workspace } = context.ctx;
  const question = await readQuestion(context, date);
  const check = await readCheck(w, context.personKey, date);
  if (check?.answer) {
    const outcome = {
      is: "answered",
      answer: check.answer,
      asks,
      told: check.pledge !== null,
      counted: await isWeekCounted(w, workspace, date),
    } as const;
    return checkSettledCard(question, outcome, context.today, words);
  }
  if (check?.skipped === "chosen")
    return checkSettledCard(question, { is: "skipped" }, context.today, words);
  return checkQuestionCard(question, words);
}

/** Revises the card that was pressed, or the one that asked; posts one if there is none. */
async function show(
  context: CheckContext,
  date: string,
  { pressed, asks = false }: { pressed?: string; asks?: boolean } = {},
): Promise<string> {
  const id = pressed ?? (await readCheck(context.ctx.w, context.personKey, date))?.outbox;
  const card = await dayCard(context, date, asks);
  if (!id) return postCheckCard(context, card);
  await context.ctx.revise(id, card);
  return id;
}

/** Asks now, or shows today's answer, with more elements below. */
export async function askCheckNow(context: CheckContext, more: Card): Promise<void> {
  const { ctx, personKey, today, group } = context;
  const check = await readCheck(ctx.w, personKey, today);
  if (!check?.answer) {
    const pledge = (
      await readDuePledges(ctx.w, personKey.workspace, [personKey.person], today)
    ).get(personKey.person);
    if (pledge)
      await markPledgesAsked(
        ctx.w,
        personKey.workspace,
        new Map([[personKey.person, pledge]]),
        today,
      );
  }
  const card = check?.answer
    ? await dayCard(context, today, false)
    : checkQuestionCard(await readQuestion(context, today), ctx.words);
  const id = postCheckCard(context, [...card, ...more]);
  await recordCheckAsked(ctx.w, personKey, today, { group, outbox: id, at: ctx.at });
}

type DayAction = Extract<
  CheckAction,
  {
    verb: "answer" | "again" | "snooze" | "skip" | "kept" | "retro" | "unsay" | "leave";
  }
>;

/** Handles a button of the day's question; returns the answer that the next text belongs to. */
export async function onCheckAction(
  context: CheckContext,
  action: DayAction,
  event: InboundEventOf<"press">,
  asks: AwaitedCheckWords | undefined,
): Promise<AwaitedCheckWords | undefined> {
  const { ctx, personKey, today } = context;
  const { w, words, at } = ctx;
  const [date] = action.args;
  if (date === undefined || date > today) return asks;
  const check = await readCheck(w, personKey, date);
  const pressed = await ctx.actionMessageId(event);
  const about = asks?.date === date;
  switch (action.verb) {
    case "answer": {
      const [, feeling] = action.args;
      if (!check && date !== today) return void postCheckText(context, "gone");
      if (check?.answer && date !== today) return void postCheckText(context, "stays");
      if (!check)
        await recordCheckAsked(w, personKey, date, {
          group: context.group,
          outbox: pressed ?? "",
          at,
        });
      await recordCheckAnswer(w, personKey, date, feeling, at);
      const wants = feeling !== "happy";
      const card = await show(context, date, { pressed, asks: wants });
      return wants ? { date, card, at: at.getTime() } : about ? undefined : asks;
    }
    case "again": {
      if (date !== today) return void postCheckText(context, "stays");
      if (check?.skipped) await updateCheck(w, personKey, date, { skipped: null });
      const question = checkQuestionCard(await readQuestion(context, date), words);
      if (pressed) await ctx.revise(pressed, question);
      else postCheckCard(context, question);
      return about ? undefined : asks;
    }
    case "snooze": {
      const [, length] = action.args;
      if (!(await readEnrolment(w, personKey.workspace, personKey.person)) || check?.answer)
        return void postCheckText(context, "not_enrolled", {}, checkButton(words, "on", "on"));
      const until = await snoozeCheck(w, personKey.workspace, personKey.person, date, length, at);
      if (!until)
        return void postCheckText(
          context,
          "no_more_today",
          {},
          checkButton(words, "skip", "skip", date),
        );
      await ctx.revise(
        pressed ?? "",
        checkSettledCard(
          await readQuestion(context, date),
          { is: "snoozed", length },
          today,
          words,
        ),
      );
      return asks;
    }
    case "skip":
      if (!check?.answer) await skipCheck(w, personKey.workspace, personKey.person, date, at);
      await show(context, date, { pressed });
      return asks;
    case "kept": {
      const [, end] = action.args;
      if (!check?.pledge) return asks;
      await updateCheck(w, personKey, date, { pledgeKept: end });
      await show(context, check.pledgeAsked ?? today, {
        pressed,
        asks: asks?.date === check.pledgeAsked,
      });
      return asks;
    }
    case "retro": {
      if (!check?.pledge) return asks;
      const isOn = action.args[1] === "on";
      await updateCheck(w, personKey, date, { forRetro: isOn });
      if (pressed) await ctx.revise(pressed, checkWordsKeptCard(date, isOn, words));
      return asks;
    }
    case "unsay":
      await clearCheckWords(w, personKey, date);
      if (pressed) await ctx.revise(pressed, [textElement(words("check.unsaid"))]);
      return asks;
    case "leave":
      await show(context, date, { pressed });
      return about ? undefined : asks;
  }
}

/** Offers to log the words about the day as a request; they stay stored with the check. */
export const offerToLog = (context: CheckContext, date: string): string =>
  postCheckCard(context, [
    textElement(context.ctx.words("check.log_as_well")),
    buttonRow(checkButton(context.ctx.words, "log", "log", date)),
  ]);

/** Opens a request with the words about a day. */
export async function logCheckWords(
  { ctx, who, place, personKey }: CheckContext,
  date: string,
  event: InboundEventOf<"press">,
): Promise<void> {
  await ctx.resolveCard(event);
  const check = await readCheck(ctx.w, personKey, date);
  const said = [check?.working, check?.pledge].flatMap((text) => (text ? toPlainText(text) : []));
  if (said.length === 0)
    return void ctx.post({ place, card: [textElement(ctx.words("check.gone"))] });
  await ctx.hearAgain({
    by: who,
    at: ctx.at.getTime(),
    place,
    text: [said.join(" ")],
    message: check?.message ?? "",
    chosen: { held: "", target: { is: "new_request" }, isByDefault: false },
  });
}

/** Stores the words that were asked for. */
export async function onCheckWords(
  context: CheckContext,
  { text, message }: InboundEventOf<"message">,
  { date, card, isInterrupted }: AwaitedCheckWords,
): Promise<void> {
  const { ctx, personKey } = context;
  const said = toPlainText(text).trim();
  const check = await readCheck(ctx.w, personKey, date);
  if (check?.answer && check.answer !== "happy" && said !== "" && !isNoPledge(said)) {
    const { working, pledge } = parseCheckWords(said);
    const before = isInterrupted ? [check.working, check.pledge] : [];
    const work = [...before.flatMap((text) => (text ? toPlainText(text) : [])), working ?? ""]
      .join(" ")
      .trim();
    await recordCheckWords(ctx.w, personKey, date, {
      working: work ? [work] : null,
      pledge: [pledge],
      message,
    });
    postCheckCard(context, checkWordsKeptCard(date, false, ctx.words));
  }
  await show(context, date, { pressed: card });
}
