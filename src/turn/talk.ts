/** A turn of the conversation about requests: what the pure dialogue wants recorded, planned and said is done, inside the turn's one write. */

import { readActForm } from "../requests/act-forms.ts";
import { cardOf } from "../requests/cards.ts";
import { readCase } from "../requests/cases.ts";
import { converse } from "../requests/dialogue.ts";
import type { Effect } from "../requests/draft.ts";
import type { Case } from "../requests/life.ts";
import { myPage } from "../requests/lists.ts";
import { keepMeaning, needOf } from "../requests/meaning.ts";
import { outcomeDate } from "../requests/outcome.ts";
import { amend, amendSteps, answer, file, open, retire, type Scene, step, update } from "../requests/records.ts";
import { seclude } from "../requests/seclude.ts";
import { settledCard, swapped } from "../requests/settled.ts";
import { secludeButton } from "../requests/story-card.ts";
import type { Conversation } from "../requests/talk.ts";
import { changedNote, changedParts } from "../requests/team-card.ts";
import { retrade } from "../requests/trades.ts";
import type { Remembered } from "../storage/conversations.ts";
import * as duties from "../storage/duties.ts";
import * as outbox from "../storage/outbox.ts";
import { personOf, welcome } from "../storage/places.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { intakeOf, type Place, withoutThread } from "../surface/place.ts";
import { aWorkdayMorning, aWorkingDayAfter } from "../working-time.ts";
import { act } from "./act.ts";
import { noteForTeam, showAmended, showCase } from "./intake.ts";
import { nudge } from "./nudge.ts";
import type { TurnOffice } from "./office.ts";
import type { Knowledge } from "./prepare.ts";
import { tellOthers } from "./summon.ts";

/** What a home page shows the outcome of. */
const showsAtHome = new Set<Effect["do"]>(["open", "status", "act", "seclude"]);

/** Does the turn, and gives what the conversation remembers then. */
export async function talkTurn(office: TurnOffice, arrival: Arrival, remembered: Remembered, known: Knowledge): Promise<Conversation> {
  const { w, desk, workspace, conversation: key, at, outgoing } = office;
  const before = remembered.state as Conversation;
  const turn = converse(before, arrival, { ...known, now: at.getTime() });
  const { talks } = turn.conversation;
  const scene: Scene = { workspace, conversation: key, place: remembered.place, at, newId: desk.newId };
  const filed = new Set<string>();
  let barred = false;

  const view = {
    conversation: turn.conversation,
    words: desk.words,
    catalogue: known.catalogue,
    numberOnes: known.numberOnes,
    place: remembered.place,
    reaches: intakeOf(desk.intake, workspace, remembered.place.surface) !== undefined,
  };

  for (const effect of turn.effects) await perform(effect);

  const pending = talks.find(({ phase }) => phase === "asking" || phase === "confirming");
  const subject = turn.says.findLast((say) => "request" in say);
  const request = subject && "request" in subject ? subject.request : undefined;
  const card = cardOf(turn.says, view);
  const opening = arrival.kind === "opened" && arrival.tab === "home";
  if (card.length > 0) {
    const question = turn.says.some(({ say }) => say === "brief") ? "brief" : pending?.request === request ? pending?.pending : undefined;
    outgoing.post({ kind: opening ? "home" : "post", place: await placeOf(), card, ...(request && { request }), ...(question && { question }) });
    if (question) office.asked();
  }
  if (turn.says.length > 0) await nudge(office, arrival, known);
  if (turn.conversation.home && !opening && (arrival.kind === "due" || turn.effects.some(({ do: what }) => showsAtHome.has(what)))) await showHome();
  const takenUp = new Set(before.talks.filter(({ phase }) => phase === "done").map(({ request }) => request));
  for (const talk of talks) {
    if (filed.has(talk.request)) continue;
    if (talk.phase === "done") await file(w, talk.request, talk, scene);
    else if (takenUp.has(talk.request) && !talk.filed) await file(w, talk.request, null, scene);
  }
  return { ...turn.conversation, talks: talks.filter(({ phase }) => phase !== "done") };

  /** The home page as it is now; what somebody does there is done out of its sight, and would be offered again. */
  async function showHome(): Promise<void> {
    const place = withoutThread(remembered.place);
    const guest = (await personOf(w, workspace, place.id))?.guest;
    const { mine, ...page } = await myPage(w, { workspace, person: place.id, place, team: false, guest, now: at });
    outgoing.post({ kind: "home", place, card: cardOf([{ say: "mine", requests: mine, ...page }], view) });
  }

  /** People are answered where they spoke, and on the team's cards in their thread; what nobody asked for just now goes where the conversation is. */
  async function placeOf(): Promise<Place> {
    if (arrival.kind === "due") return remembered.place;
    const form = known.team && arrival.kind === "submitted" ? readActForm(arrival.form) : undefined;
    const card = form && (await outbox.newestOf(w, workspace, form.request, "intake"))?.message;
    const under = known.team && arrival.kind === "press" ? arrival.card : card;
    return under && !arrival.place.thread ? { ...arrival.place, thread: under } : arrival.place;
  }

  async function perform(effect: Effect): Promise<void> {
    switch (effect.do) {
      case "open": {
        const talk = talks.find((each) => each.request === effect.talk.request) ?? effect.talk;
        talk.number = await open(w, { ...effect, talk }, scene);
        return;
      }
      case "update":
        return update(w, talks.find(({ request }) => request === effect.talk.request) ?? effect.talk, scene);
      case "status":
        return step(w, effect, scene);
      case "answer":
        return answer(w, effect.request, effect.question, effect.answer, scene);
      case "retire":
        return retire(w, effect.request, effect.question, scene);
      case "amend":
        if (!effect.text) await outbox.emptyCards(w, workspace, key);
        for (const feature of desk.features) await feature.amend?.(w, workspace, effect.message, effect.text);
        await amend(w, effect.message, effect.text, scene);
        return showAmended(office, await amendSteps(w, effect.message, arrival.by, effect.text, scene));
      case "remind": {
        const asked = talks.find(({ request }) => request === effect.request)?.requester ?? arrival.by;
        const zone = (await personOf(w, workspace, asked.id))?.zone ?? "UTC";
        await duties.plan(w, {
          id: desk.newId(),
          workspace,
          kind: "silence",
          subject: effect.request,
          conversation: key,
          dueAt: aWorkingDayAfter(new Date(effect.since), zone),
        });
        return;
      }
      case "forget":
        await duties.strike(w, workspace, "silence", effect.request);
        return;
      case "brief":
        return brief(effect.request);
      case "rebrief":
        return brief(effect.request, true);
      case "settle":
        return settle(effect.card, effect.press);
      case "act": {
        if (barred) return;
        const { by, place } = arrival;
        const acted = await act(office, effect.deed, arrival.kind === "due" ? undefined : { person: by.id, place, team: known.team });
        turn.says.push(...acted.says);
        if (acted.barred) {
          barred = true;
          turn.conversation.open = before.open ?? [];
        }
        office.arrived.push(...acted.arrived);
        if (acted.done && effect.card && effect.press) await settle(effect.card, effect.press);
        return;
      }
      case "trade": {
        const { request: first, by, waits, words } = effect;
        await retrade(w, { id: desk.newId(), workspace, first, waits, words, by: by.id, at });
        return;
      }
      case "seclude": {
        const { request, secluded, card, press } = effect;
        const done = await seclude(w, workspace, request, arrival.by.id, secluded);
        if (!done) return void turn.says.push({ say: "plain", key: "not_yours" });
        turn.says.push({ say: "secluded", request, number: done.number, secluded });
        if (card) await change(card, (old) => swapped(old, press, secludeButton(request, secluded, desk.words)));
        const one = await readCase(w, workspace, request);
        if (one) await showCase(office, one);
        return;
      }
      case "unfold": {
        const one = await readCase(w, workspace, effect.request);
        if (one) await showCase(office, one, { all: true });
        return;
      }
      case "ask_outcome":
        await duties.plan(w, { id: desk.newId(), workspace, kind: "outcome", subject: effect.request, conversation: key, dueAt: new Date(effect.at) });
        return;
      case "welcome":
        await welcome(w, workspace, effect.person, at);
    }
  }

  /** The pressed card loses its buttons, and shows what was chosen. */
  async function settle(card: string, press: string): Promise<void> {
    await change(card, (old) => settledCard(old, press, arrival.by, desk.own));
  }

  /** The team's card of a request is left alone: it always shows the present state. */
  async function change(message: string, changed: (card: Card) => Card): Promise<void> {
    const old = await outbox.byMessage(w, workspace, arrival.place, message);
    if (old && old.card.length > 0 && old.question !== "intake") outgoing.revise(old, changed(old.card));
  }

  /** Another day on which to see whether it helped, if that is still to come. */
  async function askOutcomeOn(date: string, { request, requester }: Case): Promise<void> {
    const zone = (await personOf(w, workspace, requester.id))?.zone ?? "UTC";
    const dueAt = aWorkdayMorning(date, zone);
    if (dueAt > at) await duties.plan(w, { id: desk.newId(), workspace, kind: "outcome", subject: request, conversation: key, dueAt });
  }

  /** The brief's card in the intake channel: posted once, brought up to date after. */
  async function brief(request: string, onlyRevise = false): Promise<void> {
    const talk = talks.find((each) => each.request === request);
    if (!talk) return;
    if (onlyRevise) {
      const [intro, ...rest] = cardOf([{ say: "brief", request }], view);
      const card = talk.phase === "done" ? rest.filter(({ kind }) => kind !== "buttons") : [intro!, ...rest];
      outgoing.revise(await outbox.newestOf(w, workspace, request, "brief"), card);
    }
    if (talk.phase !== "done" && !talk.filed) return;
    const was = before.talks.some((each) => each.request === request && each.filed) ? await readCase(w, workspace, request) : undefined;
    await file(w, request, talk, scene);
    filed.add(request);
    await keepMeaning(w, workspace, request, needOf(talk));
    const one = await readCase(w, workspace, request);
    if (!one) return;
    await showCase(office, one);
    const changed = was?.steps.some(({ act: done }) => done !== undefined) ? changedParts(was.talk, talk, desk.common) : [];
    if (changed.length > 0) await noteForTeam(office, request, changedNote(arrival.by, changed, desk.common));
    if (was && one.status === "delivered" && outcomeDate(one) !== outcomeDate(was)) await askOutcomeOn(outcomeDate(one), one);
    if (!onlyRevise) turn.says.push(...(await tellOthers(office, one)));
  }
}
