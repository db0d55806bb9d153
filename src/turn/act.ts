/** Something is done with a request that the team has: decided on the ledger as it stands now, written down, shown on the team's card, and told to everybody it concerns. */
import { readSettings, type Settings } from "../organisation/settings.ts";
import { holdCase, load, mergedInto, namesOf, readCase, writeDeed, writeTrade } from "../requests/cases.ts";
import { awaited, type Case, type Deed, decide, isRefusal, type Step, type Terms } from "../requests/life.ts";
import { outcomeDate } from "../requests/outcome.ts";
import type { Say } from "../requests/say.ts";
import { approvalCard, mention, teamCard, teamNote } from "../requests/team-card.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as duties from "../storage/duties.ts";
import * as outbox from "../storage/outbox.ts";
import { personOf } from "../storage/places.ts";
import type { Writer } from "../storage/store.ts";
import { type Place, placeKey, withoutThread } from "../surface/place.ts";
import { aWorkdayMorning } from "../working-time.ts";
import type { Desk } from "./commit.ts";
import type { Outgoing } from "./outgoing.ts";

export interface Acted {
  /** It was done, and not refused. */
  done: boolean;
  says: Say[];
  /** What other conversations are to hear. */
  arrived: arrivals.Stored[];
}

interface Office {
  w: Writer;
  desk: Desk;
  workspace: string;
  at: Date;
  outgoing: Outgoing;
}

/** What the workspace has settled, as far as it concerns this request. */
const termsOf = async ({ w, workspace }: Office, one: Case, { approvals, capacity }: Settings): Promise<Terms> => ({
  approval: one.kind && approvals[one.kind],
  full: capacity !== undefined && (await load(w, workspace)).accepted >= capacity ? capacity : undefined,
});

export async function act(office: Office, deed: Deed): Promise<Acted> {
  const { w, desk, workspace, at } = office;
  const one = await holdCase(w, workspace, deed.request);
  if (!one) return { done: false, says: [{ say: "plain", key: "no_form" }], arrived: [] };
  const settings = await readSettings(w, workspace);
  const decision = decide(one, deed, await termsOf(office, one, settings));
  const { request, number } = one;
  if (isRefusal(decision)) return { done: false, says: [{ say: "refused", request, number, refusal: decision }], arrived: [] };

  const id = desk.newId();
  await writeDeed(w, deed, decision, { workspace, at, id });
  const now = (await readCase(w, workspace, request))!;
  const step = now.steps.find((each) => each.id === id)!;
  const arrived: arrivals.Stored[] = [];
  await showCase(office, now);
  if (decision.tells.includes("team")) await noteForTeam(office, now, step);
  if (decision.tells.includes("requester")) arrived.push(...(await tellRequesters(office, now, step)));
  await plan(office, now, deed);
  if (deed.waits) arrived.push(...(await yieldTo(office, now, deed)));
  if (deed.act === "merge" && deed.into) {
    const lead = await readCase(w, workspace, deed.into);
    if (lead) await showCase(office, lead);
  }
  if (deed.act === "answer" && one.steps.find((asked) => asked.id === deed.answers)?.act === "please_change") await askApproval(office, now, settings);
  return { done: true, says: acknowledged(now, deed), arrived };
}

/** A word for whoever did it, where the card they pressed does not say enough. */
function acknowledged({ request, number, requester, steps }: Case, { act: done, verdict, answers, by }: Deed): Say[] {
  const say = (key: string, values: Extract<Say, { say: "life" }>["values"] = {}): Say[] => [{ say: "life", request, key, values: { number, ...values } }];
  switch (done) {
    case "answer": {
      const asked = steps.find(({ id }) => id === answers)?.by;
      return say("relay.answered", { who: asked ? mention(asked) : "" });
    }
    case "accept":
      return say("offer.accepted");
    case "object":
      return say("offer.objected");
    case "outcome":
      return verdict === "not_answered" || verdict === "too_early" || by.id === "entwine" ? [] : say(`outcome.${verdict}`);
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

/** Brings the card in the intake channel to the present state, and posts it where there is none yet. */
export async function showCase({ w, desk, workspace, outgoing }: Office, one: Case): Promise<void> {
  const old = await outbox.newestOf(w, workspace, one.request, "intake");
  const place = old?.place ?? desk.intake[one.place.surface];
  if (!place) return;
  const { approvals } = await readSettings(w, workspace);
  const merged = await mergedInto(w, workspace, one.request);
  const person = await namesOf(
    w,
    workspace,
    merged.map(({ requester }) => requester),
  );
  const into = one.mergedInto ? (await readCase(w, workspace, one.mergedInto))?.number : undefined;
  const { broken } = await load(w, workspace);
  const card = teamCard(one, {
    words: desk.words,
    approval: one.kind && approvals[one.kind],
    broken: Math.max(0, broken - (one.kind === "factory_issue" ? 1 : 0)),
    others: [...new Set(merged.map(({ requester }) => requester))].map(person),
    ...(into !== undefined && { into }),
  });
  if (old) outgoing.revise(old, card);
  else outgoing.post({ place: withoutThread(place), card, request: one.request, question: "intake" });
}

/** Whoever has to agree is asked, each in private. */
export async function askApproval({ w, desk, workspace, outgoing }: Office, one: Case, settings?: Settings): Promise<void> {
  const { approvals } = settings ?? (await readSettings(w, workspace));
  const waiting = awaited(one, one.kind && approvals[one.kind]);
  for (const person of waiting) {
    const place: Place = { surface: one.place.surface, kind: "personal", id: person };
    outgoing.post({ place, conversation: placeKey(place), card: approvalCard(one, desk.words), request: one.request });
  }
}

/** A word in the thread under the team's card, where nobody else reads it. */
async function noteForTeam({ w, desk, workspace, outgoing }: Office, one: Case, step: Step): Promise<void> {
  const card = await outbox.newestOf(w, workspace, one.request, "intake");
  if (!card) return;
  const place = card.message ? { ...withoutThread(card.place), thread: card.message } : card.place;
  outgoing.post({ place, card: teamNote(one, step, desk.words), request: one.request });
}

/** Everybody who asked for it hears of it in the conversation that it was brought in, in that conversation's own turn. */
async function tellRequesters({ w, desk, workspace, at }: Office, one: Case, step: Step): Promise<arrivals.Stored[]> {
  const listeners = [{ request: one.request, conversation: one.conversation }, ...(await mergedInto(w, workspace, one.request))];
  const stored: arrivals.Stored[] = [];
  for (const { request, conversation } of listeners) {
    const place = (await readCase(w, workspace, request))?.place ?? one.place;
    const arrival = {
      id: `told:${step.id}/${request}`,
      workspace,
      at: at.getTime(),
      by: { id: "entwine" },
      place,
      kind: "due" as const,
      duty: "told",
      subject: `${step.id}/${request}`,
    };
    const kept = await arrivals.store(w, arrival, conversation, null, desk.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/** What is to happen later because of it. */
async function plan({ w, desk, workspace }: Office, one: Case, { act: done, until }: Deed): Promise<void> {
  const { request, conversation } = one;
  const zone = (await personOf(w, workspace, one.requester.id))?.zone ?? "UTC";
  const duty = (kind: string, date: string) =>
    duties.plan(w, { id: desk.newId(), workspace, kind, subject: request, conversation, dueAt: aWorkdayMorning(date, zone) });
  if (done === "postpone" && until) await duty("wake", until);
  else if (one.status !== "postponed") await duties.strike(w, workspace, "wake", request);
  if (done === "deliver") await duty("outcome", outcomeDate(one));
  else if (one.status !== "delivered") await duties.strike(w, workspace, "outcome", request);
}

/** The team has more in hand than it can carry: something waits, and whoever asked for that hears it from us. */
async function yieldTo(office: Office, first: Case, { by, waits }: Deed): Promise<arrivals.Stored[]> {
  const { w, desk, workspace, at } = office;
  await writeTrade(w, { id: desk.newId(), workspace, first: first.request, waits: waits?.request, words: waits?.words, side: "team", by: by.id, at });
  if (!waits?.request) return [];
  return (await act(office, { request: waits.request, act: "yield", by, into: first.request })).arrived;
}
