/** What somebody may want of the conversation itself, by words or by button. */
import type { Control } from "../judgement/judge.ts";
import { type Draft, end, enter, record, retract } from "./draft.ts";
import { chooseKind, turnToMending } from "./kind.ts";
import { handOver } from "./open.ts";
import { ask, finish, proceed, takeUpNext } from "./proceed.ts";
import type { Question, Talk } from "./talk.ts";

/** A control word that needs a talk to act on; the others are settled before. */
export type TalkControl = Exclude<Control, "help" | "new_request">;

export function obey(draft: Draft, talk: Talk, control: TalkControl): void {
  const about = (key: "first_question" | "nothing_pending" | "right"): void => void draft.says.push({ say: "about", key, request: talk.request });
  switch (control) {
    case "skip":
      return talk.pending ? skip(draft, talk, talk.pending) : about("nothing_pending");
    case "back":
      return back(draft, talk);
    case "later":
      return park(draft, talk);
    case "resume":
      return resume(draft, talk);
    case "cancel":
      return close(draft, talk, "cancelled");
    case "not_a_request":
      return close(draft, talk, "not_a_request");
    case "person":
      handOver(draft, talk);
      return takeUpNext(draft);
    case "all_at_once":
      return void draft.says.push({ say: "all_at_once", request: talk.request });
    case "what_for":
      return talk.pending ? void draft.says.push({ say: "why", request: talk.request, question: talk.pending }) : about("nothing_pending");
    case "yes":
      return talk.phase === "confirming" ? finish(draft, talk, true) : about("right");
    case "no":
      return void draft.says.push({ say: "which_part", request: talk.request });
  }
}

/** Leaves a question open on purpose. */
export function skip(draft: Draft, talk: Talk, question: Question): void {
  if (question === "kind") chooseKind(draft, talk, "new_solution");
  record(draft, talk, question, { by: draft.arrival.by });
  draft.says.push({ say: "took", request: talk.request, question });
  proceed(draft, talk);
}

/** Puts the question before this one again, so that its answer can be corrected. */
function back(draft: Draft, talk: Talk): void {
  const at = talk.pending ? talk.asked.indexOf(talk.pending) : talk.asked.length;
  const before = talk.asked.slice(0, at).findLast((question) => talk.answers[question]);
  if (!before) draft.says.push({ say: "about", key: "first_question", request: talk.request });
  else reopen(draft, talk, before);
}

/** Takes an answer back and asks again; a need and its follow-up are one. */
export function reopen(draft: Draft, talk: Talk, question: Question): void {
  const first = question === "need_again" ? "need" : question;
  if (first === "need") retract(draft, talk, "need_again");
  if (first === "kind") delete talk.kind;
  retract(draft, talk, first);
  delete talk.draft;
  ask(draft, talk, first);
}

function park(draft: Draft, talk: Talk): void {
  enter(draft, talk, "parked");
  draft.says.push({ say: "about", key: "parked", request: talk.request });
  delete talk.waitingSince;
  draft.effects.push({ do: "forget", request: talk.request });
  takeUpNext(draft);
}

/** Takes a parked talk up where it was. */
export function resume(draft: Draft, talk: Talk): void {
  draft.says.push({ say: "about", key: "resumed", request: talk.request });
  proceed(draft, talk);
}

function close(draft: Draft, talk: Talk, status: "cancelled" | "not_a_request"): void {
  if (talk.ended === "new") draft.effects.push({ do: "rebrief", request: talk.request });
  end(draft, talk, status);
  if (!talk.filed) draft.says.push({ say: "about", key: status === "cancelled" ? "cancelled" : "no_request", request: talk.request });
  takeUpNext(draft);
}

/** In the customer model: the team hears nothing of it, and the ledger keeps that they chose for themselves. */
export function goOwnWay(draft: Draft, talk: Talk): void {
  end(draft, talk, "cancelled", "own_way");
  draft.says.push({ say: "own_way", request: talk.request });
  takeUpNext(draft);
}

/** "Something is broken": no case needs to be made for it. */
export function mend(draft: Draft, talk: Talk): void {
  turnToMending(draft, talk);
  draft.says.push({ say: "breakage", request: talk.request });
  proceed(draft, talk);
}
