/** The day's question: asked, answered with one tap in its own card, put off, talked about in a few words, and taken up again the next day. */
import type { Office } from "../feature.ts";
import { feelings, kept } from "../storage/tables/checks.ts";
import type { ArrivalOf } from "../surface/arrival.ts";
import type { Button, Card } from "../surface/card.ts";
import type { Person, Place } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import { isDate } from "../working-time.ts";
import * as answers from "./answers.ts";
import { askCard, press, type Question, settledCard, toldCard, wordings } from "./cards.ts";
import { chainOf } from "./chain.ts";
import { isCounted } from "./counting.ts";
import { type Enrolment, enrolmentOf, skip, snooze } from "./enrolments.ts";
import type { Errand } from "./errand.ts";
import { isNothing, readTold } from "./pledge.ts";
import { wordingOf } from "./wording.ts";

/** Somebody, in their direct messages, on their own date. */
export interface Scene {
  office: Office;
  who: Person;
  whose: answers.Whose;
  /** Their direct messages. */
  place: Place;
  /** ISO, on their wall. */
  today: string;
  zone: string;
  enrolment: Enrolment | undefined;
  /** Their team. */
  group: string | null;
}

/** What the next words are about: an answer of a date, in whose card they were asked for. */
export interface Asks {
  date: string;
  card?: string;
}

export const say = ({ office, place }: Scene, card: Card): string => office.post({ card, place });

export const plainly = (scene: Scene, key: string, values?: Parameters<Office["words"]>[1], ...buttons: Button[]): string =>
  say(scene, [{ kind: "text", text: scene.office.words(`check.${key}`, values) }, ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : [])]);

async function questionOf({ office: { w, workspace }, whose, group }: Scene, date: string): Promise<Question> {
  const chain = await chainOf(w, workspace, group);
  const pledge = await answers.pledgeAskedOn(w, whose, date);
  return { date, wording: wordingOf(whose.person, date, wordings), ...(chain && { chain }), ...(pledge && { pledge }) };
}

/** The card of a date as the ledger has it. */
async function dayCard(scene: Scene, date: string, asks: boolean): Promise<Card> {
  const { w, words, workspace } = scene.office;
  const question = await questionOf(scene, date);
  const check = await answers.readCheck(w, scene.whose, date);
  if (check?.answer) {
    const outcome = { is: "answered", answer: check.answer, asks, told: check.pledge !== null, counted: await isCounted(w, workspace, date) } as const;
    return settledCard(question, outcome, scene.today, words);
  }
  if (check?.skipped === "chosen") return settledCard(question, { is: "skipped" }, scene.today, words);
  return askCard(question, words);
}

/** Shows a date anew, in the card that was pressed or in the one that asked. Gives the card's id. */
async function show(scene: Scene, date: string, { pressed, asks = false }: { pressed?: string | undefined; asks?: boolean } = {}): Promise<string> {
  const id = pressed ?? (await answers.readCheck(scene.office.w, scene.whose, date))?.outbox;
  const card = await dayCard(scene, date, asks);
  if (!id) return say(scene, card);
  await scene.office.revise(id, card);
  return id;
}

/** Asks at once, or shows what was said today. `more` are buttons for what else there is. */
export async function askNow(scene: Scene, more: Card): Promise<void> {
  const { office, whose, today, group } = scene;
  const check = await answers.readCheck(office.w, whose, today);
  if (!check?.answer) {
    const pledge = (await answers.pledgesOf(office.w, whose.workspace, [whose.person], today)).get(whose.person);
    if (pledge) await answers.askAboutAll(office.w, whose.workspace, new Map([[whose.person, pledge]]), today);
  }
  const card = check?.answer ? await dayCard(scene, today, false) : askCard(await questionOf(scene, today), office.words);
  const id = say(scene, [...card, ...more]);
  await answers.asked(office.w, whose, today, { group, outbox: id, at: office.at });
}

/** What somebody tapped on the day's question; gives what the next words are about. */
export async function tapped(
  scene: Scene,
  { verb, of = "", choice = "" }: Errand,
  arrival: ArrivalOf<"press">,
  asks: Asks | undefined,
): Promise<Asks | undefined> {
  const { office, whose, today } = scene;
  const { w, words, at } = office;
  if (!isDate(of) || of > today) return asks;
  const check = await answers.readCheck(w, whose, of);
  const pressed = await office.pressed(arrival);
  const about = asks?.date === of;
  switch (verb) {
    case "answer": {
      const feeling = feelings.find((each) => each === choice);
      if (!feeling) return asks;
      if (!check && of !== today) return void plainly(scene, "gone");
      if (check?.answer && of !== today) return void plainly(scene, "stays");
      if (!check) await answers.asked(w, whose, of, { group: scene.group, outbox: pressed ?? "", at });
      await answers.answer(w, whose, of, feeling, at);
      const wants = feeling !== "happy";
      const card = await show(scene, of, { pressed, asks: wants });
      if (wants) office.awaitWords();
      else if (about) office.heardWords();
      return wants ? { date: of, card } : about ? undefined : asks;
    }
    case "again": {
      if (of !== today) return void plainly(scene, "stays");
      if (check?.skipped) await answers.change(w, whose, of, { skipped: null });
      if (about) office.heardWords();
      const question = askCard(await questionOf(scene, of), words);
      if (pressed) await office.revise(pressed, question);
      else say(scene, question);
      return about ? undefined : asks;
    }
    case "snooze": {
      const length = choice === "hour" ? "hour" : "afternoon";
      if (!(await enrolmentOf(w, whose.workspace, whose.person)) || check?.answer) return void plainly(scene, "not_enrolled", {}, press(words, "on", "on"));
      const until = await snooze(w, whose.workspace, whose.person, of, length, at);
      if (!until) return void plainly(scene, "no_more_today", {}, press(words, "skip", "skip", of));
      await office.revise(pressed ?? "", settledCard(await questionOf(scene, of), { is: "snoozed", length }, today, words));
      return asks;
    }
    case "skip":
      if (!check?.answer) await skip(w, whose.workspace, whose.person, of, at);
      await show(scene, of, { pressed });
      return asks;
    case "kept": {
      const end = kept.find((each) => each === choice);
      if (!end || !check?.pledge) return asks;
      await answers.change(w, whose, of, { pledgeKept: end });
      await show(scene, check.pledgeAsked ?? today, { pressed, asks: asks?.date === check.pledgeAsked });
      return asks;
    }
    case "retro":
      if (!check?.pledge) return asks;
      await answers.change(w, whose, of, { forRetro: choice === "on" });
      if (pressed) await office.revise(pressed, toldCard(of, choice === "on", words));
      return asks;
    case "unsay":
      await answers.unsay(w, whose, of);
      if (pressed) await office.revise(pressed, [{ kind: "text", text: words("check.unsaid") }]);
      return asks;
    case "leave":
      if (about) office.heardWords();
      await show(scene, of, { pressed });
      return about ? undefined : asks;
    default:
      return asks;
  }
}

/** The words that were asked for. */
export async function told(scene: Scene, { text, message }: ArrivalOf<"message">, { date, card }: Asks): Promise<void> {
  const { office, whose } = scene;
  const said = plain(text).trim();
  office.heardWords();
  const check = await answers.readCheck(office.w, whose, date);
  if (check?.answer && check.answer !== "happy" && said !== "" && !isNothing(said)) {
    const { working, pledge } = readTold(said);
    await answers.tell(office.w, whose, date, { working: working ? [working] : null, pledge: [pledge], message });
    say(scene, toldCard(date, false, office.words));
  }
  await show(scene, date, { pressed: card });
}
