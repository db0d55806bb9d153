/**
 * The day's question: asked, answered with one tap in its own card, put off, talked about in a few
 * words, and taken up again the next day.
 */

import type { TurnContext } from "../../core/feature.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import { type Button, buttonRow, type Card, textElement } from "../../platform/card.ts";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import * as answers from "./answers.ts";
import {
  type CheckQuestion,
  checkButton,
  checkQuestionCard,
  checkSettledCard,
  checkWordingCount,
  checkWordsKeptCard,
} from "./cards.ts";
import { readChainLinks } from "./chain/chain.ts";
import type { CheckCommand } from "./command.ts";
import { isWeekCounted } from "./picture/count-weeks.ts";
import { isNoPledge, parseCheckWords } from "./pledge.ts";
import { type Enrolment, readEnrolment, skipCheck, snoozeCheck } from "./schedule/enrolments.ts";
import { feelings, pledgeOutcomes } from "./tables.ts";
import { pickWording } from "./wording.ts";

/** Somebody, in their direct messages, on their own date. */
export interface CheckContext {
  ctx: TurnContext;
  who: Person;
  personKey: answers.PersonKey;
  /** Their direct messages. */
  place: ConversationRef;
  /** ISO, on their wall. */
  today: string;
  zone: string;
  enrolment: Enrolment | undefined;
  /** Their team. */
  group: string | null;
}

/** What the next words are about: an answer of a date, in whose card they were asked for. */
export interface AwaitedCheckWords {
  date: string;
  card?: string;
}

export const postCheckCard = ({ ctx, place }: CheckContext, card: Card): string =>
  ctx.post({ card, place });

export const postCheckText = (
  scene: CheckContext,
  key: string,
  values?: Parameters<TurnContext["words"]>[1],
  ...buttons: Button[]
): string =>
  postCheckCard(scene, [
    textElement(scene.ctx.words(`check.${key}`, values)),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ]);

async function questionOf(
  { ctx: { w, workspace }, personKey, group }: CheckContext,
  date: string,
): Promise<CheckQuestion> {
  const chain = await readChainLinks(w, workspace, group);
  const pledge = await answers.readPledgeAskedOn(w, personKey, date);
  return {
    date,
    wording: pickWording(personKey.person, date, checkWordingCount),
    ...(chain && { chain }),
    ...(pledge && { pledge }),
  };
}

/** The card of a date as the ledger has it. */
async function dayCard(scene: CheckContext, date: string, asks: boolean): Promise<Card> {
  const { w, words, workspace } = scene.ctx;
  const question = await questionOf(scene, date);
  const check = await answers.readCheck(w, scene.personKey, date);
  if (check?.answer) {
    const outcome = {
      is: "answered",
      answer: check.answer,
      asks,
      told: check.pledge !== null,
      counted: await isWeekCounted(w, workspace, date),
    } as const;
    return checkSettledCard(question, outcome, scene.today, words);
  }
  if (check?.skipped === "chosen")
    return checkSettledCard(question, { is: "skipped" }, scene.today, words);
  return checkQuestionCard(question, words);
}

/**
 * Shows a date anew, in the card that was pressed or in the one that asked. Gives the card's id.
 */
async function show(
  scene: CheckContext,
  date: string,
  { pressed, asks = false }: { pressed?: string | undefined; asks?: boolean } = {},
): Promise<string> {
  const id = pressed ?? (await answers.readCheck(scene.ctx.w, scene.personKey, date))?.outbox;
  const card = await dayCard(scene, date, asks);
  if (!id) return postCheckCard(scene, card);
  await scene.ctx.revise(id, card);
  return id;
}

/** Asks at once, or shows what was said today. `more` are buttons for what else there is. */
export async function askCheckNow(scene: CheckContext, more: Card): Promise<void> {
  const { ctx, personKey, today, group } = scene;
  const check = await answers.readCheck(ctx.w, personKey, today);
  if (!check?.answer) {
    const pledge = (
      await answers.readDuePledges(ctx.w, personKey.workspace, [personKey.person], today)
    ).get(personKey.person);
    if (pledge)
      await answers.markPledgesAsked(
        ctx.w,
        personKey.workspace,
        new Map([[personKey.person, pledge]]),
        today,
      );
  }
  const card = check?.answer
    ? await dayCard(scene, today, false)
    : checkQuestionCard(await questionOf(scene, today), ctx.words);
  const id = postCheckCard(scene, [...card, ...more]);
  await answers.recordCheckAsked(ctx.w, personKey, today, { group, outbox: id, at: ctx.at });
}

/** What somebody tapped on the day's question; gives what the next words are about. */
export async function onCheckAction(
  scene: CheckContext,
  { verb, subject = "", choice = "" }: CheckCommand,
  event: InboundEventOf<"press">,
  asks: AwaitedCheckWords | undefined,
): Promise<AwaitedCheckWords | undefined> {
  const { ctx, personKey, today } = scene;
  const { w, words, at } = ctx;
  if (!isIsoDate(subject) || subject > today) return asks;
  const check = await answers.readCheck(w, personKey, subject);
  const pressed = await ctx.actionMessageId(event);
  const about = asks?.date === subject;
  switch (verb) {
    case "answer": {
      const feeling = feelings.find((each) => each === choice);
      if (!feeling) return asks;
      if (!check && subject !== today) return void postCheckText(scene, "gone");
      if (check?.answer && subject !== today) return void postCheckText(scene, "stays");
      if (!check)
        await answers.recordCheckAsked(w, personKey, subject, {
          group: scene.group,
          outbox: pressed ?? "",
          at,
        });
      await answers.recordCheckAnswer(w, personKey, subject, feeling, at);
      const wants = feeling !== "happy";
      const card = await show(scene, subject, { pressed, asks: wants });
      if (wants) ctx.expectText();
      else if (about) ctx.clearExpected();
      return wants ? { date: subject, card } : about ? undefined : asks;
    }
    case "again": {
      if (subject !== today) return void postCheckText(scene, "stays");
      if (check?.skipped) await answers.updateCheck(w, personKey, subject, { skipped: null });
      if (about) ctx.clearExpected();
      const question = checkQuestionCard(await questionOf(scene, subject), words);
      if (pressed) await ctx.revise(pressed, question);
      else postCheckCard(scene, question);
      return about ? undefined : asks;
    }
    case "snooze": {
      const length = choice === "hour" ? "hour" : "afternoon";
      if (!(await readEnrolment(w, personKey.workspace, personKey.person)) || check?.answer)
        return void postCheckText(scene, "not_enrolled", {}, checkButton(words, "on", "on"));
      const until = await snoozeCheck(
        w,
        personKey.workspace,
        personKey.person,
        subject,
        length,
        at,
      );
      if (!until)
        return void postCheckText(
          scene,
          "no_more_today",
          {},
          checkButton(words, "skip", "skip", subject),
        );
      await ctx.revise(
        pressed ?? "",
        checkSettledCard(await questionOf(scene, subject), { is: "snoozed", length }, today, words),
      );
      return asks;
    }
    case "skip":
      if (!check?.answer) await skipCheck(w, personKey.workspace, personKey.person, subject, at);
      await show(scene, subject, { pressed });
      return asks;
    case "kept": {
      const end = pledgeOutcomes.find((each) => each === choice);
      if (!end || !check?.pledge) return asks;
      await answers.updateCheck(w, personKey, subject, { pledgeKept: end });
      await show(scene, check.pledgeAsked ?? today, {
        pressed,
        asks: asks?.date === check.pledgeAsked,
      });
      return asks;
    }
    case "retro":
      if (!check?.pledge) return asks;
      await answers.updateCheck(w, personKey, subject, { forRetro: choice === "on" });
      if (pressed) await ctx.revise(pressed, checkWordsKeptCard(subject, choice === "on", words));
      return asks;
    case "unsay":
      await answers.clearCheckWords(w, personKey, subject);
      if (pressed) await ctx.revise(pressed, [textElement(words("check.unsaid"))]);
      return asks;
    case "leave":
      if (about) ctx.clearExpected();
      await show(scene, subject, { pressed });
      return about ? undefined : asks;
    default:
      return asks;
  }
}

/** The words that were asked for. */
export async function onCheckWords(
  scene: CheckContext,
  { text, message }: InboundEventOf<"message">,
  { date, card }: AwaitedCheckWords,
): Promise<void> {
  const { ctx, personKey } = scene;
  const said = toPlainText(text).trim();
  ctx.clearExpected();
  const check = await answers.readCheck(ctx.w, personKey, date);
  if (check?.answer && check.answer !== "happy" && said !== "" && !isNoPledge(said)) {
    const { working, pledge } = parseCheckWords(said);
    await answers.recordCheckWords(ctx.w, personKey, date, {
      working: working ? [working] : null,
      pledge: [pledge],
      message,
    });
    postCheckCard(scene, checkWordsKeptCard(date, false, ctx.words));
  }
  await show(scene, date, { pressed: card });
}
