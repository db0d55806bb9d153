/** What people do with a request that the team has: the team on its card, the requester where the request was brought. Pure; whether it can still be done is decided on the ledger. */
import type { ArrivalOf } from "../surface/arrival.ts";
import type { Prose } from "../surface/prose.ts";
import { aWorkingDayAfter } from "../working-time.ts";
import { deedOf } from "./act-forms.ts";
import { barredHere, type Draft } from "./draft.ts";
import { type Act, type Case, clock, type Deed, offer, type Standing, verdictsOn } from "./life.ts";
import { mention } from "./mention.ts";
import type { Press } from "./press.ts";
import type { Conversation, Open } from "./talk.ts";

/** How long words may tell more of an outcome just given; later ones are about something else. Milliseconds. */
const evidenceWithin = 24 * 60 * 60 * 1_000;

export const openOf = ({ open = [] }: Conversation, request: string): Open | undefined => open.findLast((each) => each.request === request);

/** What was asked last and nobody answered yet. */
export const lastOpen = ({ open = [] }: Conversation, now: number): Open | undefined => open.findLast(({ until }) => until === undefined || now < until);

/** Whether the person who speaks was asked. */
export function isAsked(draft: Draft, { request, asks, of }: Open): boolean {
  const doing = asks === "relay" ? "answer" : asks === "offer" ? "accept" : asks;
  return !barredHere(draft, { request, requester: { id: of } }, doing);
}

function close({ conversation }: Draft, request: string, asks?: Open["asks"]): Open | undefined {
  const closed = conversation.open?.findLast((each) => each.request === request && (!asks || each.asks === asks));
  conversation.open = (conversation.open ?? []).filter((each) => each !== closed);
  if (conversation.open.length === 0) delete conversation.open;
  return closed;
}

function stand({ conversation }: Draft, open: Open): void {
  conversation.open = [...(conversation.open ?? []).filter(({ request, asks }) => request !== open.request || asks !== open.asks), open];
}

/** A button of a brief's card or of what the requester was told. */
export function acted(draft: Draft, { request, act, choice }: Extract<Press, { verb: "act" }>, { by, card, press }: ArrivalOf<"press">): void {
  const words = ownWords(draft, request)?.words;
  const why = act === "object" && words ? { why: words.text, message: words.message } : {};
  does(draft, { request, act, by, ...why, ...(choice && { verdict: choice }) }, card === undefined ? {} : { card, press });
}

/** "More …": what else the team can do. */
export function unfold(draft: Draft, request: string): void {
  if (draft.context.team) draft.effects.push({ do: "unfold", request });
  else draft.says.push({ say: "life", request, key: "refused.not_team", values: {} });
}

/** Words in the thread under the team's card stay with the team: nobody else is told of them, and they begin nothing. */
export function keepWithTeam(draft: Draft, { request, requester }: Case): void {
  const { arrival } = draft;
  const isAddressed = arrival.kind === "message" ? arrival.addressed : arrival.kind === "command" || arrival.kind === "pointed";
  if (isAddressed) draft.says.push({ say: "life", request, key: "team_only", values: { requester: mention(requester) } });
}

/** A form of those came back. */
export function sent(draft: Draft, { request, act }: { request: string; act: Act }, arrival: ArrivalOf<"submitted">): void {
  does(draft, deedOf(request, act, arrival));
}

function does(draft: Draft, deed: Deed, pressed: { card?: string; press?: string } = {}): void {
  const { request, act, verdict } = deed;
  const asked = act === "answer" && deed.why ? close(draft, request, "relay") : undefined;
  draft.effects.push({ do: "act", deed: { ...deed, ...(asked?.step && { answers: asked.step }) }, ...pressed });
  if (act === "accept" || (act === "object" && deed.why)) close(draft, request, "offer");
  if (act === "outcome") heardOutcome(draft, request, verdict);
}

function heardOutcome(draft: Draft, request: string, verdict: Deed["verdict"]): void {
  const words = ownWords(draft, request)?.words;
  const open = close(draft, request, "outcome");
  const number = open?.number ?? 0;
  const of = open?.of ?? draft.arrival.by.id;
  if (words) draft.effects.push({ do: "act", deed: { request, act: "evidence", by: draft.arrival.by, why: words.text, message: words.message } });
  else if (verdict === "yes" || verdict === "partly" || verdict === "no")
    stand(draft, { request, number, asks: "evidence", of, until: draft.context.now + evidenceWithin });
}

/** Words in a place where the team, or the clock, has asked something. Those that may be something else wait for a tap. */
export function hearOpen(draft: Draft, { text, message, by }: ArrivalOf<"message">, open: Open, doubtful: boolean): void {
  const { request, number, asks } = open;
  const control = draft.context.readings.text?.control?.label;
  if (asks === "relay" && !doubtful) return answer(draft, open, { text, message, by });
  if (asks === "evidence" && !doubtful) {
    close(draft, request, "evidence");
    if (control === "skip" || control === "no") return void draft.says.push({ say: "plain", key: "acknowledgement" });
    return void draft.effects.push({ do: "act", deed: { request, act: "evidence", by, why: text, message } });
  }
  if (asks === "offer" && control === "yes") return does(draft, { request, act: "accept", by });
  if (asks === "outcome" && (control === "yes" || control === "no")) return does(draft, { request, act: "outcome", by, verdict: control });
  stand(draft, { ...open, words: { text, message, by } });
  draft.says.push({ say: "which_reply", request, number, asks });
}

function answer(draft: Draft, { request, step }: Open, { text, message, by }: { text: Prose; message: string; by: Deed["by"] }): void {
  close(draft, request, "relay");
  draft.effects.push({ do: "act", deed: { request, act: "answer", by, why: text, message, ...(step && { answers: step }) } });
}

/** The words kept beside a question of the team, where the person who acts wrote them. */
function ownWords({ conversation, arrival }: Draft, request: string): { open: Open; words: NonNullable<Open["words"]> } | undefined {
  const open = openOf(conversation, request);
  const words = open?.words;
  return open && words && (words.by?.id ?? open.of) === arrival.by.id ? { open, words } : undefined;
}

/** "It answers the team": the kept words do, where there are any of theirs. */
export function answered(draft: Draft, request: string): boolean {
  const kept = ownWords(draft, request);
  if (kept) answer(draft, kept.open, { ...kept.words, by: draft.arrival.by });
  return kept !== undefined;
}

/** "It's something new": the kept words are no answer. */
export function notAnswered(draft: Draft, request: string): { text: Prose; message: string } | undefined {
  const kept = ownWords(draft, request);
  delete kept?.open.words;
  return kept?.words;
}

/** What is no open question any more once a requester did this. */
export const settles: Partial<Record<Act, readonly Open["asks"][]>> = {
  answer: ["relay"],
  accept: ["offer"],
  object: ["offer"],
  outcome: ["outcome"],
  withdraw: ["relay", "offer"],
  disown: ["relay", "offer"],
};

/** It was answered somewhere else. */
export function settleOpen(draft: Draft, subject: string): void {
  const [request = "", act] = subject.split("/");
  for (const asks of settles[act as Act] ?? []) close(draft, request, asks);
}

/** What was asked before does not wait for an answer any more. */
const over = new Set<Standing>(["declined", "delivered", "cancelled", "not_a_request"]);

/** The requester hears of what happened, and may be asked something. */
export function tell(draft: Draft): void {
  const { notice } = draft.context;
  if (!notice) return;
  const { request, own: number, step, requester: of } = notice;
  draft.says.push({ say: "told", request, notice });
  if (over.has(step.status) || step.act === "merge") close(draft, request, "relay");
  if (step.act === "reopen") for (const asks of ["outcome", "evidence"] as const) close(draft, request, asks);
  if (step.act === "ask" || step.act === "please_change") stand(draft, { request, number, asks: "relay", step: step.id, of });
  else if (step.alternative) stand(draft, { request, number, asks: notice.part ? "relay" : "offer", step: step.id, of });
  else if (step.status !== "declined" && step.status !== "alternative_proposed" && step.status !== "postponed") close(draft, request, "offer");
}

/** On the measure's date: once, one reminder, then "not answered". */
export function askOutcome(draft: Draft): void {
  const { due, now, zone } = draft.context;
  if (!due || (due.status !== "delivered" && !(due.mergedInto && due.status === "outcome_known"))) return;
  const { request, number, requester } = due;
  if (verdictsOn(due).some(({ by }) => by.id === requester.id)) return;
  const before = draft.conversation.open?.find((open) => open.request === request && open.asks === "outcome");
  if (before?.again) {
    close(draft, request, "outcome");
    if (due.mergedInto) return; // whether it helped is for its own requester to leave open
    return void draft.effects.push({ do: "act", deed: { request, act: "outcome", by: clock, verdict: "not_answered" } });
  }
  stand(draft, { request, number, asks: "outcome", of: requester.id, ...(before && { again: true as const }) });
  draft.says.push({ say: "outcome", request, number, ...hopeOf(due), again: before !== undefined });
  let next = new Date(now);
  for (let days = 0; days < (before ? 3 : 1); days++) next = aWorkingDayAfter(next, zone);
  draft.effects.push({ do: "ask_outcome", request, at: next.getTime() });
}

/** What the requester hoped for, in their own words: what they would measure, else the need, else what was asked for. */
function hopeOf({ talk, steps }: Case): { hoped: Prose; measured: boolean } {
  const { measure, need, need_again } = talk.answers;
  if (measure?.text) return { hoped: measure.text, measured: true };
  return { hoped: need_again?.text ?? need?.text ?? offer({ steps })?.alternative ?? talk.text, measured: false };
}
