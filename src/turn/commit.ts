/** The one transaction of a turn: the arrival is done, the state kept, the ledger written, what is to be said queued, what is to happen planned. */

import { cardOf } from "../requests/cards.ts";
import { readCase } from "../requests/cases.ts";
import { converse } from "../requests/dialogue.ts";
import type { Effect } from "../requests/draft.ts";
import { amend, answer, file, open, retire, type Scene, step, update } from "../requests/records.ts";
import { settledCard } from "../requests/settled.ts";
import type { Conversation } from "../requests/talk.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as conversations from "../storage/conversations.ts";
import * as duties from "../storage/duties.ts";
import * as outbox from "../storage/outbox.ts";
import { personOf, welcome } from "../storage/places.ts";
import type { Writer } from "../storage/store.ts";
import type { Place } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { aWorkingDayAfter } from "../working-time.ts";
import { act, askApproval, showCase } from "./act.ts";
import { openOutgoing } from "./outgoing.ts";
import type { Knowledge } from "./prepare.ts";

/** Another turn of this conversation was first: look again. */
export const overtaken = Symbol("overtaken");

export interface Desk {
  words: Words;
  /** Where briefs go, by surface. */
  intake: Partial<Record<Place["surface"], Place>>;
  now(): Date;
  newId(): string;
  holder: string;
  /** Claims a row for sending at once, where nothing else is on its way to the same place. */
  stateFor(row: { workspace: string; place: Place }): "queued" | "sending";
}

/** What a turn left: messages for the outbox, what other conversations are to hear, and what its own remembers now. */
export interface Done {
  queued: outbox.Queued[];
  arrived: arrivals.Stored[];
  remembered?: conversations.Remembered;
}

/** Commits the turn on `stored`. Where another replica has dealt with it, nothing is done. */
export async function commit(
  w: Writer,
  desk: Desk,
  { seq, conversation: key, arrival }: arrivals.Stored,
  remembered: conversations.Remembered,
  known: Knowledge,
): Promise<Done | typeof overtaken> {
  const { workspace } = arrival;
  const first = await arrivals.firstUndone(w, workspace, key);
  if (first === undefined || first > seq) return { queued: [], arrived: [] };
  if (first < seq) return overtaken;
  const at = desk.now();
  const before = remembered.state as Conversation;
  const turn = converse(before, arrival, { ...known, now: at.getTime() });
  const { talks } = turn.conversation;
  const scene: Scene = { workspace, conversation: key, place: remembered.place, at, newId: desk.newId };
  const outgoing = openOutgoing(desk, key, arrival);
  const office = { w, desk, workspace, at, outgoing };
  const arrived: arrivals.Stored[] = [];
  const filed = new Set<string>();

  const view = {
    conversation: turn.conversation,
    words: desk.words,
    catalogue: known.catalogue,
    claimed: known.claimed,
    place: remembered.place,
    reaches: desk.intake[remembered.place.surface] !== undefined,
  };

  for (const effect of turn.effects) await perform(effect);

  const pending = talks.find(({ phase }) => phase === "asking" || phase === "confirming");
  const subject = turn.says.findLast((say) => "request" in say);
  const request = subject && "request" in subject ? subject.request : undefined;
  const card = cardOf(turn.says, view);
  if (card.length > 0) {
    const question = turn.says.some(({ say }) => say === "brief") ? "brief" : pending?.request === request ? pending?.pending : undefined;
    const home = arrival.kind === "opened" && arrival.tab === "home";
    outgoing.post({ kind: home ? "home" : "post", place: placeOf(), card, ...(request && { request }), ...(question && { question }) });
  }
  const queued = await outgoing.enqueue(w);
  await arrivals.finish(w, workspace, seq, at);
  const takenUp = new Set(before.talks.filter(({ phase }) => phase === "done").map(({ request }) => request));
  for (const talk of talks) {
    if (filed.has(talk.request)) continue;
    if (talk.phase === "done") await file(w, talk.request, talk, scene);
    else if (takenUp.has(talk.request) && !talk.filed) await file(w, talk.request, null, scene);
  }
  const state: Conversation = { ...turn.conversation, talks: talks.filter(({ phase }) => phase !== "done") };
  const next = { place: remembered.place, state, revision: remembered.revision + 1 };
  if (!(await conversations.save(w, workspace, key, next, at))) throw new Overtaken();
  return { queued, arrived, remembered: next };

  /** People are answered where they spoke, and on the team's cards in their thread; what nobody asked for just now goes where the conversation is. */
  function placeOf(): Place {
    if (arrival.kind === "due") return remembered.place;
    const under = known.team && arrival.kind === "press" ? arrival.card : undefined;
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
        return amend(w, effect.message, effect.text, scene);
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
        const acted = await act(office, effect.deed);
        turn.says.push(...acted.says);
        arrived.push(...acted.arrived);
        if (acted.done && effect.card && effect.press && !known.team) await settle(effect.card, effect.press);
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
    const pressed = await outbox.byMessage(w, workspace, arrival.place, card);
    if (pressed && pressed.card.length > 0) outgoing.revise(pressed, settledCard(pressed.card, press, arrival.by, desk.words));
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
    await file(w, request, talk, scene);
    filed.add(request);
    const one = await readCase(w, workspace, request);
    if (!one) return;
    const first = !(await outbox.newestOf(w, workspace, request, "intake"));
    await showCase(office, one);
    if (first && !onlyRevise) await askApproval(office, one);
  }
}

/** Thrown to undo a write that another turn overtook. */
export class Overtaken extends Error {}
