/** Somebody wrote: an answer, a request, a word about the conversation, or small talk. */
import type { Control, Readings, SmallTalk } from "../judgement/judge.ts";
import type { ArrivalOf } from "../surface/arrival.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { hearOpen, isAsked, lastOpen, openOf } from "./acting.ts";
import { take } from "./answer.ts";
import { obey, resume, type TalkControl } from "./control.ts";
import { barredHere, type Draft, enter, record, refuse, type TurnActor } from "./draft.ts";
import { offered } from "./meant.ts";
import { onBehalf, openForPerson, openRequests } from "./open.ts";
import type { Doing } from "./permissions.ts";
import { current, type Open, parked, type Talk } from "./talk.ts";
import { tellWhere } from "./telling.ts";

/** From this confidence on a message is taken for what it reads as; below, a tap decides. */
const sureRequest = 0.65;
const sureSmallTalk = 0.7;

/** "Great, thank you!" says yes to a brief; what is longer says something about it. */
const fewWords = 3;
/** From this confidence on words that begin like a request may be one of their own, and no answer: a tap decides. */
const surelyAnother = 0.9;
const beginning =
  /^\W*(?:and |also,? |oh,? |by the way,? )*(?:(?:i|we) (?:also |urgently |really )*(?:need|want|would like)|i'd like|we'd like|(?:can|could) (?:you|we|i)|please|wir brauchen|ich brauche|il nous faut|necesitamos)\b/i;

type Message = ArrivalOf<"message">;

/** The talk that words from here may be about: the requester's for them, and a question that stands in the room for others too. */
export function talkFor(draft: TurnActor): Talk | undefined {
  const { conversation, context } = draft;
  const talk = conversation.talks.find(({ request }) => request === context.about) ?? current(conversation) ?? parked(conversation);
  if (!talk || !barredHere(draft, talk, "change")) return talk;
  return talk.phase === "asking" && !barredHere(draft, talk, talk.pending === "priority" ? "priority" : "tell") ? talk : undefined;
}

export function hear(draft: Draft, message: Message): void {
  const { about, readings } = draft.context;
  const talk = talkFor(draft);
  const open = talk && talk.phase !== "done" ? talk : undefined;
  const last = open && open.phase !== "parked" ? undefined : about ? openOf(draft.conversation, about) : lastOpen(draft.conversation, draft.context.now);
  const asked = last && isAsked(draft, last) ? last : undefined;
  if (!message.addressed && !isForUs(message, open) && !answersUs(message, asked)) return;
  const { doubt } = draft.conversation;
  if (!doubt?.request) delete draft.conversation.doubt; // an answer that waits for its tap is kept

  const control = readings.text?.control?.label;
  if (control === "help") return void draft.says.push({ say: "plain", key: "help" });
  if (doubt && !doubt.request && doubt.by.id === message.by.id && (control === "yes" || control === "no")) {
    if (control === "yes") draft.conversation.doubt = doubt;
    return control === "yes" ? settleDoubt(draft) : void draft.says.push({ say: "plain", key: "acknowledgement" });
  }
  if (control === "new_request" && !(open && asksForNeed(open) && beginsLikeRequest(message.text))) return openHere(draft, message);
  if (asked && control === "person") return void draft.effects.push({ do: "act", deed: { request: asked.request, act: "person", by: message.by } });
  if (asked && !isAsideFrom(draft, asked)) return hearOpen(draft, message, asked, !about && mayBeNew(draft, message, asked));
  if (open?.phase === "parked") return hearParked(draft, message, open);
  if (open?.phase === "confirming") return hearConfirming(draft, message, open);
  if (open?.phase === "asking" && open.pending) return hearAnswer(draft, message, open);
  if (talk && control && control !== "yes" && control !== "no" && control !== "new_request" && about) return obey(draft, talk, control);
  hearAfresh(draft, message);
}

/** Talk in a thread that the bot only overhears, where somebody was asked something. */
const answersUs = ({ text, by }: Message, asked: Open | undefined): boolean => asked?.of === by.id && !isToSomebody(text);

/** "Where is my request?" is no answer; "all right" and "thanks, that works" may be. */
function isAsideFrom(draft: Draft, { asks }: Open): boolean {
  const { request, control } = draft.context.readings.text ?? {};
  const standing = control && control.label !== "yes" && control.label !== "no" && control.label !== "skip";
  return (
    Boolean(standing) ||
    Boolean(request && !request.isRequest.label && isAside(draft) && !(isAgreement(draft) || (asks !== "relay" && request.smallTalk.label === "thanks")))
  );
}

/** Words that begin like a request of their own; where nothing was asked but a word more, those that read like one are enough. */
function mayBeNew(draft: Draft, { text }: Message, { asks }: Open): boolean {
  const request = draft.context.readings.text?.request;
  return Boolean(request?.isRequest.label && request.isRequest.confidence >= surelyAnother && (asks === "evidence" || beginsLikeRequest(text)));
}

/** "We also need …": what somebody may say in the middle of something else. Short answers read like requests too, so that the judge alone would find too many. */
export const beginsLikeRequest = (text: Prose): boolean => beginning.test(plain(text));

/** Where an answer may well begin with "we need", or tell the kind. */
const asksForNeed = ({ pending }: Talk): boolean => pending === "need" || pending === "need_again" || pending === "kind";

/** Talk in a thread that the bot only overhears: an answer, unless it is plainly said to somebody else or nothing is open. */
function isForUs({ text, by }: Message, open: Talk | undefined): boolean {
  if (!open || (isToSomebody(text) && open.pending !== "owner")) return false;
  return open.phase !== "parked" || by.id === open.requester.id || by.id === open.raisedBy?.id;
}

/** It begins with somebody's name. */
function isToSomebody([first, second]: Prose): boolean {
  const opening = typeof first === "string" && first.trim() === "" ? second : first;
  return typeof opening === "object" && "person" in opening;
}

/** What the words about a conversation do, by the verb of their button. */
const doings: Record<TalkControl, Doing> = {
  ...{ skip: "skip", back: "back", later: "later", resume: "resume", cancel: "cancel", not_a_request: "no_request", person: "person" },
  ...{ all_at_once: "form", what_for: "why", yes: "right", no: "change" },
};

function hearAnswer(draft: Draft, message: Message, talk: Talk): void {
  const { control, request, meant, ...readings } = draft.context.readings.text ?? { by: "" };
  if (control && control.label !== "yes" && control.label !== "no" && control.label !== "new_request" && control.label !== "help") {
    const why = barredHere(draft, talk, doings[control.label]);
    if (!why) return obey(draft, talk, control.label);
    return message.addressed ? refuse(draft, talk, why) : undefined;
  }
  if (request && !request.isRequest.label && isAside(draft) && !isAgreement(draft)) return smallTalk(draft, message);
  const fromAnother = message.place.kind === "group" && message.by.id !== talk.requester.id;
  if (control?.label === "new_request") return wonder(draft, message, talk);
  const sure = fromAnother ? sureRequest : surelyAnother;
  const another = request?.isRequest.label && request.isRequest.confidence >= sure && (fromAnother || (beginsLikeRequest(message.text) && !asksForNeed(talk)));
  if (another) return wonder(draft, message, talk);
  if (mayMean(draft, message, talk, meant)) return;
  answer(draft, message, talk, { ...readings, ...(request && { request }) });
}

/** The words answer the question, and replace those that waited for a tap, which the ledger keeps as an earlier answer. */
function answer(draft: Draft, { text, by, message }: Message, talk: Talk, readings: Readings | undefined): void {
  const { doubt } = draft.conversation;
  if (doubt?.meant && doubt.request === talk.request) {
    record(draft, talk, talk.pending!, { text: doubt.text, by: doubt.by, message: doubt.message });
    delete draft.conversation.doubt;
  }
  take(draft, talk, talk.pending!, { text, by, message, readings });
}

/** Asks once whether the words mean what a model alone reads in them; tells whether it did. */
function mayMean(draft: Draft, message: Message, talk: Talk, meant: Control | undefined): boolean {
  if (!meant || draft.conversation.doubt?.request === talk.request) return false;
  if (meant !== "new_request" && !offered(meant, talk)) return false;
  wonder(draft, message, talk, meant);
  return true;
}

/** An answer or something new: a tap decides, and the words are kept until then. */
function wonder(draft: Draft, { text, message, by }: Message, { request }: Talk, meant?: Control): void {
  draft.conversation.doubt = { text, message, by, request, ...(meant && { meant }) };
  draft.says.push(meant && meant !== "new_request" ? { say: "is_it_meant", request, meant } : { say: "is_it_this", request });
}

/** "Thanks" or "where is my request?" while a question stands in the room: no answer to it. */
function isAside({ context }: Draft): boolean {
  const reading = context.readings.text?.request?.smallTalk;
  return reading !== undefined && reading.confidence >= sureSmallTalk && asides.has(reading.label);
}

const asides = new Set<SmallTalk>(["greeting", "thanks", "acknowledgement", "status", "about_bot"]);

/** "All right", which may be an answer as well, as "I don't know" is. */
const isAgreement = ({ context }: Draft): boolean => context.readings.text?.request?.smallTalk.label === "acknowledgement";

function hearConfirming(draft: Draft, message: Message, talk: Talk): void {
  const reading = draft.context.readings.text;
  if (reading?.control && reading.control.label !== "new_request" && reading.control.label !== "help") return obey(draft, talk, reading.control.label);
  if (reading?.request && !reading.request.isRequest.label && isAside(draft)) {
    const agrees = isAgreement(draft) || reading.request.smallTalk.label === "thanks";
    if (!agrees) return smallTalk(draft, message);
    if (plain(message.text).trim().split(/\s+/).length <= fewWords) return obey(draft, talk, "yes");
  }
  talk.draft = { text: message.text, message: message.message, by: message.by };
  draft.says.push({ say: "which_part", request: talk.request });
  if (reading?.meant && offered(reading.meant, talk)) draft.says.push({ say: "or_meant", request: talk.request, meant: reading.meant });
}

function hearParked(draft: Draft, message: Message, talk: Talk): void {
  const reading = draft.context.readings.text;
  const control = reading?.control?.label;
  if (control && control !== "yes" && control !== "no" && control !== "new_request" && control !== "help") return obey(draft, talk, control);
  const request = reading?.request;
  if (request?.isRequest.label && request.isRequest.confidence >= sureRequest) {
    return wonder(draft, message, talk);
  }
  if (request && isAside(draft)) return smallTalk(draft, message);
  if (!talk.pending) return resume(draft, talk);
  if (mayMean(draft, message, talk, reading?.meant)) return;
  enter(draft, talk, "asking");
  answer(draft, message, talk, reading);
}

function hearAfresh(draft: Draft, message: Message): void {
  const reading = draft.context.readings.text;
  const control = reading?.control?.label;
  if (control === "person") return openForPerson(draft, { by: message.by, message: message.message }, draft.context.parts[0]!);
  if (control && control !== "yes" && control !== "no" && control !== "new_request") return void draft.says.push({ say: "plain", key: "nothing_open" });
  const request = reading?.request;
  if (!request) return void draft.says.push({ say: "plain", key: "acknowledgement" });
  if (request.isRequest.label && request.isRequest.confidence >= sureRequest) return openHere(draft, message);
  smallTalk(draft, message);
}

/** A fitting reply that opens nothing; one tap says that it was a request after all. */
function smallTalk(draft: Draft, message: Message): void {
  const reading = draft.context.readings.text!.request!;
  const { label, confidence } = reading.smallTalk;
  const isDisputed = reading.disputed && !current(draft.conversation);
  const unsure = isDisputed || reading.isRequest.label || (confidence < sureSmallTalk && reading.isRequest.confidence < sureSmallTalk);
  if (!current(draft.conversation)) draft.conversation.doubt = { text: message.text, message: message.message, by: message.by };
  if (unsure && !draft.context.story) draft.says.push({ say: "doubt" });
  else if (label === "status") tellWhere(draft);
  else draft.says.push({ say: "plain", key: label });
}

/** Opens what the message asks for, where it was written. */
export function openHere(draft: Draft, { by, message }: { by: Message["by"]; message?: string }): void {
  const [first, ...others] = draft.context.parts;
  if (!first || plain(first.text).trim() === "") return void draft.says.push({ say: "plain", key: "what_is_it" });
  const { of, text } = onBehalf(first.text);
  openRequests(draft, { by: of ?? by, ...(of && { raisedBy: by }), ...(message && { message }) }, [{ ...first, text }, ...others]);
}

/** "Yes, that is a request": the kept words are opened, if their author says so. */
export function settleDoubt(draft: Draft): void {
  const { doubt } = draft.conversation;
  const isTheirs = doubt?.by.id === draft.arrival.by.id;
  if (isTheirs) delete draft.conversation.doubt;
  if (isTheirs) openHere(draft, { by: doubt.by, message: doubt.message });
  else draft.says.push({ say: "plain", key: "nothing_open" });
}
