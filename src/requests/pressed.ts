/** A button was pressed. Buttons outlive the moment they were made for, so each is checked against what stands in the room now. */
import type { CustomerLabel, Readings } from "../judgement/judge.ts";
import type { ArrivalOf } from "../surface/arrival.ts";
import { acted, answered, notAnswered, unfold } from "./acting.ts";
import { take } from "./answer.ts";
import { goOwnWay, mend, obey, reopen, skip } from "./control.ts";
import { barredHere, type Draft, end, enter, record, refuse, talkOf } from "./draft.ts";
import { openHere, settleDoubt } from "./hear.ts";
import { chooseKind } from "./kind.ts";
import { offered } from "./meant.ts";
import { calledInAnswer } from "./number-ones.ts";
import type { Barred } from "./permissions.ts";
import { type Press, readPress } from "./press.ts";
import { awaitAnswer, finish, proceed, takeUpNext } from "./proceed.ts";
import { current, type Talk } from "./talk.ts";
import { listMine, listWork, seclude, tellStory } from "./telling.ts";

/** What an answer offered as a button reads as; no judge is needed for it. */
function readingsOf(choice: string, at: number): Readings {
  const days = /^in_(\d+)_days$/.exec(choice)?.[1];
  if (days) return { by: "choice", measure: { date: new Date(at + Number(days) * 86_400_000).toISOString().slice(0, 10) } };
  const label = customerChoices[choice];
  return label ? { by: "choice", customer: { label, confidence: 1 } } : { by: "choice" };
}

const customerChoices: Record<string, CustomerLabel> = { through_colleagues: "indirect", nobody_outside: "internal_only", not_known_yet: "unknown" };

export function pressed(draft: Draft, arrival: ArrivalOf<"press">): void {
  const press = readPress(arrival.press);
  if (!press) return void draft.says.push({ say: "plain", key: "no_form" });
  if (!("request" in press)) return pressedAlone(draft, press.verb);
  if (press.verb === "show") return tellStory(draft);
  if (press.verb === "seclude" || press.verb === "disclose") return seclude(draft, press.request, press.verb === "seclude", arrival);
  if (press.verb === "act") return acted(draft, press, arrival);
  if (press.verb === "more") return unfold(draft, press.request);
  if (press.verb === "as_answer") return answered(draft, press.request) ? undefined : void draft.says.push({ say: "plain", key: "nothing_open" });
  if (press.verb === "as_new") {
    const words = notAnswered(draft, press.request);
    return words ? openHere(draft, { by: arrival.by, message: words.message }) : void draft.says.push({ say: "plain", key: "nothing_open" });
  }
  const talk = talkOf(draft, press.request);
  if (!talk) return void draft.says.push({ say: "plain", key: "no_form" });
  const why = whyNot(draft, talk, press);
  if (why) return refuse(draft, talk, why);
  if (talk.lastPress === arrival.press && !repeatable.has(press.verb)) return;
  talk.lastPress = arrival.press;
  if (press.verb === "restore" && talk.filed) return acted(draft, { verb: "act", request: talk.request, act: "restore" }, arrival);
  const before = draft.says.length;
  const isMeant = wasMeant(draft, talk, press);
  const applied = apply(draft, talk, press, arrival);
  if (applied && isMeant) delete draft.conversation.doubt;
  if (!applied && draft.says.length === before) draft.says.push({ say: "about", key: talk.phase === "done" ? "closed" : "stale", request: talk.request });
  if (applied && arrival.card && !repeatable.has(press.verb)) draft.effects.push({ do: "settle", card: arrival.card, press: arrival.press, by: arrival.by });
}

/** Whether words that wait for a tap meant what is pressed, and so are no answer. */
function wasMeant({ conversation: { doubt } }: Draft, talk: Talk, { verb }: Press): boolean {
  return doubt?.request === talk.request && doubt.meant !== undefined && offered(doubt.meant, talk)?.verb === verb;
}

/** Why a button is not theirs to press. What waits for a request is its requester's to choose, by whichever button; kept words are settled by their author. */
function whyNot(draft: Draft, talk: Talk, press: TalkPress): Barred | undefined {
  const { doubt } = draft.conversation;
  const isAuthor = doubt?.by.id === draft.arrival.by.id;
  if (press.verb === "another") return isAuthor ? undefined : "unknown";
  if (press.verb === "answers" && isAuthor) return barredHere(draft, talk, "tell");
  const chooses = press.verb === "waits" || (press.verb === "choose" && press.question === "priority");
  return barredHere(draft, talk, chooses ? "priority" : press.verb);
}

/** Buttons that change nothing, and stay. */
const repeatable = new Set<Press["verb"]>(["why", "form", "help", "mine", "ask", "backlog"]);

function pressedAlone(draft: Draft, verb: Exclude<Press, { request: string }>["verb"]): void {
  if (verb === "is_request") return settleDoubt(draft);
  if (verb === "mine") return listMine(draft);
  if (verb === "backlog") return listWork(draft, "backlog");
  draft.says.push({ say: "plain", key: verb === "help" ? "help" : "what_is_it" });
}

type TalkPress = Exclude<Extract<Press, { request: string }>, { verb: "act" | "more" | "as_answer" | "as_new" | "show" | "seclude" | "disclose" }>;

/** Does what the button says, if it can still be done; tells whether it was. */
function apply(draft: Draft, talk: Talk, press: TalkPress, { by, at }: ArrivalOf<"press">): boolean {
  const open = talk.phase !== "done";
  const { conversation } = draft;
  switch (press.verb) {
    case "skip":
      if (!open || talk.pending !== press.question) return false;
      skip(draft, talk, press.question);
      return true;
    case "why":
      draft.says.push({ say: "why", request: talk.request, question: press.question });
      return true;
    case "choose": {
      const text = draft.context.chosen(press.choice);
      if (!open || !text || talk.pending !== press.question) return false;
      take(draft, talk, press.question, { text, by, readings: readingsOf(press.choice, at) });
      return true;
    }
    case "waits": {
      const other = draft.context.numberOnes.find(({ request }) => request === press.choice);
      if (!open || !other || talk.pending !== "priority") return false;
      take(draft, talk, "priority", { text: calledInAnswer(other), by, readings: { by: "choice" } });
      draft.effects.push({ do: "trade", request: talk.request, by, waits: other.request });
      return true;
    }
    case "kind":
      if (!open || talk.pending !== "kind") return false;
      record(draft, talk, "kind", { text: draft.context.chosen(press.choice) ?? [press.choice], by });
      chooseKind(draft, talk, press.choice);
      proceed(draft, talk);
      return true;
    case "again":
      if (talk.phase === "done" && talk.number === undefined) return false;
      reopen(draft, talk, press.question);
      return true;
    case "heard":
      return true;
    case "replace": {
      const words = talk.draft;
      if (!words) return false;
      delete talk.draft;
      take(draft, talk, press.question, { ...words, readings: draft.context.readings.text });
      return true;
    }
    case "broken":
      if (!open || talk.kind === "factory_issue") return false;
      mend(draft, talk);
      return true;
    case "right":
      if (talk.phase !== "confirming") return false;
      finish(draft, talk, true);
      return true;
    case "change":
      draft.says.push({ say: "which_part", request: talk.request });
      return true;
    case "restore":
      if (open || (talk.ended !== "cancelled" && talk.ended !== "not_a_request")) return false;
      draft.says.push({ say: "about", key: "restored", request: talk.request });
      if (current(conversation)) enter(draft, talk, "waiting");
      else proceed(draft, talk);
      return true;
    case "resume":
      if (!open) return false;
      obey(draft, talk, "resume");
      return true;
    case "remind":
      if (talk.phase !== "parked") return false;
      talk.reminded = false;
      awaitAnswer(draft, talk);
      draft.says.push({ say: "about", key: "will_remind", request: talk.request });
      return true;
    case "own_way":
      if (!open || !talk.ownWay) return false;
      goOwnWay(draft, talk);
      return true;
    case "solved":
      if (!open) return false;
      end(draft, talk, "cancelled", "solved");
      if (!talk.filed) draft.says.push({ say: "about", key: "solved", request: talk.request });
      takeUpNext(draft);
      return true;
    case "answers":
    case "another": {
      const { doubt } = conversation;
      if (!doubt || doubt.request !== talk.request || (press.verb === "answers" && !open)) return false;
      delete conversation.doubt;
      if (press.verb === "another") openHere(draft, { by: doubt.by, message: doubt.message });
      else if (talk.pending) take(draft, talk, talk.pending, { ...doubt, readings: draft.context.readings.text });
      else proceed(draft, talk);
      return true;
    }
    case "form":
      return false;
    case "back":
    case "later":
    case "cancel":
    case "person":
    case "no_request":
      if (!open && !(press.verb === "no_request" && talk.ended === "new")) return false;
      obey(draft, talk, press.verb === "no_request" ? "not_a_request" : press.verb);
      return true;
  }
}
