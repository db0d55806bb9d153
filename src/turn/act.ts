/** Something is done with a request that the team has: decided on the ledger as it stands now, written down, shown on the team's card, and told to everybody it concerns. */
import { readSettings } from "../organisation/settings.ts";
import { settles } from "../requests/acting.ts";
import { holdFor, type Listener, listenersOf, load, partsOf, readCase, writeDeed } from "../requests/cases.ts";
import { askedToAgree } from "../requests/concern.ts";
import { type Decided, decide, isRefusal, type Terms } from "../requests/decide.ts";
import { type Case, clock, type Deed, heldUpBy, type Step, unanswered } from "../requests/life.ts";
import { mention } from "../requests/mention.ts";
import { outcomeDate, tooEarly } from "../requests/outcome.ts";
import { barredFrom } from "../requests/parties.ts";
import type { Actor } from "../requests/permissions.ts";
import type { Say } from "../requests/say.ts";
import { waitingFor, writeTrade } from "../requests/trades.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as duties from "../storage/duties.ts";
import { personOf } from "../storage/places.ts";
import type { Writer } from "../storage/store.ts";
import { isErased, type Place, placeKey } from "../surface/place.ts";
import { aWorkdayMorning } from "../working-time.ts";
import { noteStep, type Showing, showCase } from "./intake.ts";
import { summon } from "./summon.ts";

export interface Acted {
  /** It was done, and not refused. */
  done: boolean;
  /** It was not theirs to do: nothing that was asked is answered. */
  barred?: true;
  says: Say[];
  /** What other conversations are to hear. */
  arrived: arrivals.Stored[];
}

interface Office extends Showing {
  /** Where it is done, by its key. */
  conversation: string;
  at: Date;
}

/** What the workspace has settled, as far as it concerns this request, and what else the decision needs. */
async function termsOf({ w, workspace }: Office, one: Case, other: Case | undefined): Promise<Terms> {
  const { approvals, capacity } = await readSettings(w, workspace);
  const full = capacity !== undefined && (await load(w, workspace)).accepted >= capacity ? capacity : undefined;
  return { approval: one.kind && approvals[one.kind], full, other };
}

/** Does a deed, where it can be done. `actor` is missing where no person does it: the clock, or what follows from another deed. */
export async function act(office: Office, asked: Deed, actor?: Actor): Promise<Acted> {
  const { w, desk, workspace, at } = office;
  const held = await holdFor(w, workspace, asked);
  const bar = !held ? "unknown" : actor && (await barredFrom(w, workspace, asked.act, held, actor));
  if (!held || bar === "unknown") return { done: false, barred: true, says: [{ say: "plain", key: "no_form" }], arrived: [] };
  const { one, other } = held;
  const { request, number } = one;
  if (bar) return { done: false, barred: true, says: [{ say: "refused", request, number, refusal: { why: bar } }], arrived: [] };
  const open = unanswered(one);
  const question = asked.act === "answer" ? (asked.answers ?? open.at(-1)?.id) : undefined;
  const from = asked.act === "part" ? one.mergedInto : undefined;
  const deed: Deed = { ...asked, request, ...(question && { answers: question }), ...(from && { into: from }) };
  const decision = decide(one, deed, await termsOf(office, one, other));
  if (isRefusal(decision)) {
    // Whoever came to be asked since the brief was filed hears of it when the team is held up by them.
    const arrived = decision.why === "unapproved" ? await summon(office, await askedToAgree(w, workspace, one)) : [];
    return { done: false, says: deed.by.id === clock.id ? [] : [{ say: "refused", request, number, refusal: decision }], arrived };
  }

  const id = desk.newId();
  const later = new Date(Math.max(at.getTime(), (one.steps.at(-1)?.at.getTime() ?? 0) + 1)); // the order of steps is that of their instants
  await writeDeed(w, deed, decision, { workspace, at: later, id });
  const now = (await readCase(w, workspace, request))!;
  const step = now.steps.find((each) => each.id === id)!;
  const arrived: arrivals.Stored[] = [];
  const also = async (more: Deed): Promise<void> => void arrived.push(...(await act(office, more)).arrived);
  /** What waited for it, and still does, goes on. */
  const free = async (): Promise<void> => {
    for (const waiting of await waitingFor(w, workspace, request)) {
      const held = await readCase(w, workspace, waiting);
      if (held?.status === "accepted" && heldUpBy(held) === request) await also({ request: waiting, act: "free", by: clock, into: request });
    }
  };
  await showCase(office, now);
  if (decision.tells.includes("team")) await noteStep(office, now, step);
  arrived.push(...(await tellRequesters(office, now, step, decision)));
  if (settles[deed.act]) arrived.push(...(await settleElsewhere(office, now, step, asked.request)));
  await plan(office, now, deed, asked.request);
  switch (deed.act) {
    case "take":
    case "hand":
      if (deed.waits) await writeTrade(w, tradeOf(office, deed));
      if (deed.waits?.request) await also({ request: deed.waits.request, act: "yield", by: deed.by, into: request });
      break;
    case "merge":
    case "part": {
      const lead = deed.into === undefined ? undefined : await readCase(w, workspace, deed.into);
      if (lead) await showCase(office, lead);
      break;
    }
    case "withdraw":
    case "disown": // what others asked for goes on
      for (const part of await partsOf(w, workspace, request)) await also({ request: part, act: "part", by: deed.by });
      await free();
      break;
    case "deliver":
    case "decline":
    case "release":
    case "postpone":
      await free();
      break;
    case "answer":
      if (open.some(({ act: was }) => was === "please_change")) arrived.push(...(await summon(office, await askedToAgree(w, workspace, now))));
      break;
  }
  return { done: true, says: acknowledged(now, deed, at), arrived };
}

/** A word for whoever did it, where the card they pressed does not say enough. */
function acknowledged({ request, number, requester, steps }: Case, { act: done, verdict, answers, by }: Deed, at: Date): Say[] {
  const say = (key: string, values: Extract<Say, { say: "life" }>["values"] = {}): Say[] => [{ say: "life", request, key, values: { number, ...values } }];
  const about = (key: Extract<Say, { say: "about" }>["key"]): Say[] => [{ say: "about", key, request, number }];
  switch (done) {
    case "answer": {
      const asker = steps.find(({ id }) => id === answers)?.by;
      return asker ? say("relay.answered", { who: mention(asker) }) : say("relay.answered.team");
    }
    case "accept":
      return say("offer.accepted");
    case "object":
      return say("offer.objected");
    case "withdraw":
      return about("cancelled");
    case "disown":
      return about("no_request");
    case "restore":
      return about("restored");
    case "person":
      return about("person");
    case "outcome":
      return by.id === clock.id ? [] : say(`outcome.${verdict}`, { date: new Date(`${tooEarly(at)}T12:00:00Z`) });
    case "evidence":
      return say("outcome.evidence");
    case "approve":
      return say("approval.given");
    case "please_change":
      return say("approval.change", { requester: mention(requester) });
    default:
      return [];
  }
}

/** Those who hear of a request, each where they asked for theirs; of a private one that theirs became part of in their direct messages. */
async function hearersOf(w: Writer, workspace: string, one: Case): Promise<Pick<Listener, "request" | "conversation" | "place">[]> {
  return (await listenersOf(w, workspace, one)).flatMap(({ request, requester, conversation, place }) => {
    if (!one.secluded || request === one.request || place.kind === "personal") return [{ request, conversation, place }];
    const direct: Place = { surface: place.surface, kind: "personal", id: requester };
    return isErased(requester) ? [] : [{ request, conversation: placeKey(direct), place: direct }];
  });
}

/** Everybody who asked for it hears of it in the conversation that it was brought in, in that conversation's own turn. */
async function tellRequesters({ w, desk, workspace, at }: Office, one: Case, step: Step, { tells }: Decided): Promise<arrivals.Stored[]> {
  const stored: arrivals.Stored[] = [];
  for (const { request, conversation, place } of await hearersOf(w, workspace, one)) {
    const own = request === one.request;
    if (!tells.includes("requester") && (own || !tells.includes("others"))) continue;
    if (step.act === "part" && !own) continue; // theirs stays with the one that it is part of
    const subject = `${step.id}/${request}`;
    const arrival = { id: `told:${subject}`, workspace, at: at.getTime(), by: clock, place, kind: "due" as const, duty: "told", subject };
    const kept = await arrivals.store(w, arrival, conversation, null, desk.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/** What was asked of a requester is settled wherever it stands open, though they answered from somewhere else (their home page, another place) or somebody else who asked for the same did. */
async function settleElsewhere(
  { w, desk, workspace, conversation: here, at }: Office,
  one: Case,
  { id, act: done }: Step,
  speaking: string,
): Promise<arrivals.Stored[]> {
  const stored: arrivals.Stored[] = [];
  for (const { request, conversation, place } of await hearersOf(w, workspace, one)) {
    if ((conversation === here && done !== "withdraw" && done !== "disown") || (done === "outcome" && request !== speaking)) continue;
    const subject = `${request}/${done}`;
    const arrival = { id: `settled:${id}/${request}`, workspace, at: at.getTime(), by: clock, place, kind: "due" as const, duty: "settled", subject };
    const kept = await arrivals.store(w, arrival, conversation, null, desk.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/** What is to happen later because of it. `speaking` is the request of whoever did it, which may have become part of this one. */
async function plan({ w, desk, workspace, at }: Office, one: Case, { act: done, until, verdict }: Deed, speaking: string): Promise<void> {
  const listeners = await listenersOf(w, workspace, one);
  const duty = async (
    kind: string,
    date: string,
    { request, conversation, requester }: Pick<Listener, "request" | "conversation" | "requester">,
  ): Promise<void> => {
    const zone = (await personOf(w, workspace, requester))?.zone ?? "UTC";
    await duties.plan(w, { id: desk.newId(), workspace, kind, subject: request, conversation, dueAt: aWorkdayMorning(date, zone) });
  };
  if (done === "postpone" && until) await duty("wake", until, { ...one, requester: one.requester.id });
  else if (one.status !== "postponed") await duties.strike(w, workspace, "wake", one.request);
  for (const listener of listeners) {
    const { request } = listener;
    if (done === "deliver") await duty("outcome", outcomeDate(one), listener);
    else if (done === "outcome" && verdict === "too_early") await (request === speaking && duty("outcome", tooEarly(at), listener));
    else if (done === "outcome" ? request === speaking : one.status !== "delivered" && one.status !== "outcome_known")
      await duties.strike(w, workspace, "outcome", request);
  }
}

/** What the team chose to wait, being full. */
const tradeOf = ({ desk, workspace, at }: Office, { request, by, waits }: Deed) => ({
  ...{ id: desk.newId(), workspace, first: request, waits: waits?.request, words: waits?.words, side: "team" as const, by: by.id, at },
});
