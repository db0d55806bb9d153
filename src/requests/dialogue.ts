/** The conversation about requests, pure: what was, what arrived and what is known of it give what is now, what to say and what to record. */
import type { Arrival, ArrivalOf } from "../surface/arrival.ts";
import type { Person } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import { aWorkingDayAfter } from "../working-time.ts";
import { readActForm } from "./act-forms.ts";
import { askOutcome, keepWithTeam, sent, settleOpen, tell } from "./acting.ts";
import { keep } from "./answer.ts";
import { barredHere, type Context, type Draft, type Effect, end, enter, refuse, talkOf } from "./draft.ts";
import { readForm } from "./form.ts";
import { hear, openHere } from "./hear.ts";
import { openRequests } from "./open.ts";
import { pressed } from "./pressed.ts";
import { awaitAnswer, finish, proceed } from "./proceed.ts";
import type { Say } from "./say.ts";
import { type Conversation, type Question, questions, type Talk } from "./talk.ts";
import { listMine, listWork, tellStory } from "./telling.ts";
import { numberAlone } from "./whereabouts.ts";

export interface Turn {
  conversation: Conversation;
  says: Say[];
  effects: Effect[];
}

/** One turn of a conversation. */
export function converse(before: Conversation, arrival: Arrival, context: Context): Turn {
  const draft: Draft = { conversation: structuredClone(before), says: [], effects: [], arrival, context };
  respond(draft, arrival);
  const { conversation, says, effects } = draft;
  return { conversation, says, effects };
}

function respond(draft: Draft, arrival: Arrival): void {
  const { beneath } = draft.context;
  if (beneath && arrival.kind !== "press" && arrival.kind !== "submitted" && arrival.kind !== "due") return keepWithTeam(draft, beneath);
  switch (arrival.kind) {
    case "message":
      return hear(draft, arrival);
    case "press":
      return pressed(draft, arrival);
    case "submitted":
      return submitted(draft, arrival);
    case "command":
      return command(draft, arrival);
    case "pointed":
      return pointed(draft, arrival);
    case "edited":
      return edited(draft, arrival);
    case "deleted":
      return deleted(draft, arrival);
    case "opened":
      return opened(draft, arrival);
    case "joined":
      return arrival.place.kind === "personal" ? greet(draft, arrival.by) : void draft.says.push({ say: "plain", key: "joined" });
    case "due":
      return due(draft, arrival);
  }
}

function submitted(draft: Draft, arrival: ArrivalOf<"submitted">): void {
  const { form, values, by } = arrival;
  const act = readActForm(form);
  if (act) return sent(draft, act, arrival);
  const about = readForm(form);
  if (about === "ask") return openHere(draft, { by });
  const talk = about && talkOf(draft, about.request);
  if (!talk) return void draft.says.push({ say: "plain", key: "no_form" });
  const why = barredHere(draft, talk, "form");
  if (why) return refuse(draft, talk, why);
  if (draft.conversation.doubt?.request === talk.request && draft.conversation.doubt.meant) delete draft.conversation.doubt; // the form was meant
  const asked = questions.filter((question) => values[question] !== undefined);
  let broke = false;
  for (const question of asked) {
    const value = values[question]!;
    const before = talk.answers[question]?.text;
    if (value.trim() === "" || value.trim() === (before && plain(before))) continue;
    broke = keep(draft, talk, question, { text: [value.trim()], by, readings: draft.context.readings[question] }) || broke;
  }
  if (broke) draft.says.push({ say: "breakage", request: talk.request });
  else for (const question of asked) if (!talk.answers[question]) keepOpen(draft, talk.request, question);
  proceed(draft, talk);
}

/** A field left empty in the form is a question skipped. */
function keepOpen(draft: Draft, request: string, question: Question): void {
  const talk = talkOf(draft, request)!;
  talk.answers[question] = { by: draft.arrival.by };
  draft.effects.push({ do: "answer", request, question, answer: { by: draft.arrival.by } });
}

function command(draft: Draft, { text, by }: ArrivalOf<"command">): void {
  const words = plain(text).trim();
  const [verb = ""] = words.toLowerCase().split(/\s+/);
  if (verb === "" || verb === "help")
    return void draft.says.push(...(draft.context.mine.length > 0 ? [{ say: "mine" as const, requests: draft.context.mine }] : []), {
      say: "plain",
      key: "what_is_it",
    });
  if (words.toLowerCase() === "mine") return listMine(draft);
  if (/^(?:team|backlog)$/i.test(words)) return listWork(draft, verb === "team" ? "team" : "backlog");
  if (numberAlone(words) !== undefined) return tellStory(draft);
  if (verb === "find") return void draft.says.push({ say: "found", requests: draft.context.found, words: [words.slice(4).trim()] });
  openHere(draft, { by });
}

/** "Ask the partner questions" on somebody's message: the request is theirs; with words from outside it is the colleague's who brought them. */
function pointed(draft: Draft, { author, by, message, outside }: ArrivalOf<"pointed">): void {
  const { parts } = draft.context;
  if (parts.length === 0) return void draft.says.push({ say: "plain", key: "unreadable" });
  if (draft.conversation.talks.some((talk) => talk.message === message)) return;
  openRequests(draft, { by: author, raisedBy: by, message, outside }, parts);
}

function edited(draft: Draft, { message, text, by }: ArrivalOf<"edited">): void {
  draft.effects.push({ do: "amend", message, text });
  if (draft.conversation.doubt?.message === message) draft.conversation.doubt.text = text;
  for (const { words } of draft.conversation.open ?? []) if (words?.message === message) words.text = text;
  for (const talk of about(draft, message)) {
    if (talk.message === message) talk.text = text;
    for (const [question, answer] of Object.entries(talk.answers) as [Question, { message?: string; text?: unknown }][]) {
      if (answer.message === message && answer.text && talk.message !== message)
        keep(draft, talk, question, { text, by, message, readings: draft.context.readings.text });
    }
    draft.effects.push({ do: "rebrief", request: talk.request });
  }
}

/** The talks that a message began or answered. */
const about = (draft: Draft, message: string): Talk[] =>
  draft.conversation.talks.filter((talk) => talk.message === message || Object.values(talk.answers).some((answer) => answer.message === message));

/** Words that somebody took back are kept nowhere; a request whose own message is gone is withdrawn while it is still being talked about. */
function deleted(draft: Draft, { message, by }: ArrivalOf<"deleted">): void {
  draft.effects.push({ do: "amend", message });
  if (draft.conversation.doubt?.message === message) delete draft.conversation.doubt;
  for (const open of draft.conversation.open ?? []) if (open.words?.message === message) delete open.words;
  for (const talk of about(draft, message)) {
    delete talk.worded;
    for (const [question, answer] of Object.entries(talk.answers) as [Question, { message?: string }][]) {
      if (answer.message !== message) continue;
      talk.answers[question] = { by };
      if (question === "priority") draft.effects.push({ do: "trade", request: talk.request, by });
    }
    if (talk.message === message) {
      talk.text = [];
      if (talk.phase !== "done") {
        end(draft, talk, "cancelled", "deleted");
        if (!talk.filed) draft.says.push({ say: "about", key: "cancelled", request: talk.request });
        continue;
      }
    }
    draft.effects.push({ do: "rebrief", request: talk.request });
  }
}

function opened(draft: Draft, { tab, by }: ArrivalOf<"opened">): void {
  if (tab === "home") {
    draft.conversation.home = true;
    return listMine(draft);
  }
  greet(draft, by);
}

/** Said once to each person. */
function greet(draft: Draft, person: Person): void {
  if (draft.context.welcomed) return;
  draft.says.push({ say: "plain", key: "welcome" });
  draft.effects.push({ do: "welcome", person });
}

/** Time to look at the silence. After a working day of it: one reminder; after another, the request is put aside, or a brief that nobody corrected goes to the team as it stands. */
function due(draft: Draft, { duty, subject }: ArrivalOf<"due">): void {
  if (duty === "told") return tell(draft);
  if (duty === "settled") return settleOpen(draft, subject);
  if (duty === "wake") return void draft.effects.push({ do: "act", deed: { request: subject, act: "wake", by: draft.arrival.by } });
  if (duty === "outcome") return askOutcome(draft);
  const talk = talkOf(draft, subject);
  const since = talk?.waitingSince;
  if (!talk || since === undefined) return;
  delete talk.waitingSince;
  if (talk.phase === "done" || talk.phase === "waiting") return;
  const { now, zone } = draft.context;
  if (aWorkingDayAfter(new Date(since), zone).getTime() > now) {
    talk.waitingSince = since;
    draft.effects.push({ do: "remind", request: subject, since });
  } else if (!talk.reminded) {
    talk.reminded = true;
    draft.says.push({ say: "reminder", request: subject });
    if (talk.phase !== "parked") awaitAnswer(draft, talk);
  } else if (talk.phase === "confirming") finish(draft, talk, false);
  else if (talk.phase === "asking")
    for (const other of draft.conversation.talks) if (other.phase === "asking" || other.phase === "waiting") enter(draft, other, "parked");
}
