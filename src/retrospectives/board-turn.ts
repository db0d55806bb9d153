/** Something is done with a board: decided on it as it stands now, written down, shown, and answered where somebody waits for an answer. */
import type { Office } from "../feature.ts";
import { meetPerson } from "../storage/places.ts";
import type { Card, Element } from "../surface/card.ts";
import type { Person, Place } from "../surface/place.ts";
import { placeKey } from "../surface/place.ts";
import { actsOf } from "./acts.ts";
import { adopted, suggestionCard } from "./adopt.ts";
import { type Act, type Board, dotsOf, isOver, isRevealed, keptOf, type Refusal, writersOf } from "./board.ts";
import { boardCard, oldLine } from "./board-card.ts";
import { dutyOf, planBoard } from "./duties.ts";
import { isAlone } from "./elements.ts";
import { type Errand, numbersOf, pathTo, settled } from "./errand.ts";
import { decide, isRefusal } from "./machine.ts";
import { noteAnswer } from "./note-answer.ts";
import { holdBoard, saveBoard } from "./records.ts";
import { cardFor, contextOf, directly, hereOf, type Room, reply, show, textCard, todayIn, viewOf, zoneOf } from "./room.ts";
import { type Format, formats, summarise, summaryCards } from "./summary.ts";
import { topicList } from "./topic-list.ts";
import { button, mention, opening, primary, type View } from "./view.ts";

/** How long a facilitator has to answer whoever offers to take over, in milliseconds. */
const patience = 10 * 60_000;

/** After these the pressed message shows the board again, wherever it stands. */
const onBoard = new Set("go settle accept decline join observe ready turn extend keep let_go take_over page".split(" "));

/** Does what an errand wants of a retrospective. `drafted` is a model's summary for the close. */
export async function boardTurn(room: Room, id: string, errand: Errand, drafted?: string): Promise<void> {
  const { office, seals, by } = room;
  const { w, workspace, words, at } = office;
  const before = await holdBoard(w, seals, workspace, id);
  if (!before) return reply(room, textCard(words("retro.gone")));
  if (before.locked && errand.more[0] !== "cancelled") return reply(room, textCard(words("retro.locked")));
  const zone = await zoneOf(w, workspace, by.id);
  const acts = actsOf(errand, before, { person: by.id, token: seals.token(id, by.id), today: todayIn(zone, at), zone }) ?? [];
  if (errand.verb === "page" && !(await stands(room, before))) return turnPage(room, before, numbersOf(errand.more[0] ?? "")[0] ?? 0);
  const after = run(before, acts, room);
  if (isRefusal(after)) return errand.source?.edited ? undefined : refuse(room, before, after);
  const closes = after.phase === "closed" && before.phase !== "closed";
  const now = errand.verb === "adopt" ? await adopted(room, after) : after;
  if (now !== before) {
    await saveBoard(w, seals, before, now);
    if (errand.source && now.sealed.some(({ by: signer }) => signer === by.id)) await meetPerson(w, workspace, by);
    await planBoard(room, before, now);
    if (closes && !isAlone(now)) await sumUp(room, now);
    else await show(room, now);
  }
  await answer(room, before, now, errand);
  if (closes && drafted) reply(room, suggestionCard(now, drafted, words), { secret: true });
}

/** The summary comes as news, at the end of what was said in the channel; the board above it points there. */
async function sumUp(room: Room, board: Board): Promise<void> {
  const { office, seals } = room;
  const card = await cardFor(room, board);
  const cards: Board["cards"] = [];
  for (const { id, place } of board.cards) {
    await office.revise(id, [card[0]!, ...textCard(office.common("retro.closed.below"))]);
    cards.push({ place, id: office.post({ card, place }) });
  }
  await saveBoard(office.w, seals, board, { ...board, cards });
}

const run = (board: Board, acts: readonly Act[], { by, office }: Room): Board | Refusal => {
  let now = board;
  for (const act of acts) {
    const next = decide(now, act, contextOf(by.id, office.at));
    if (isRefusal(next)) return next;
    now = next;
  }
  return now;
};

/** Whether the press came from the board itself, and not from a copy of it in somebody's direct messages. */
async function stands({ office, arrival }: Room, board: Board): Promise<boolean> {
  const pressed = arrival.kind === "press" ? await office.pressed(arrival) : undefined;
  return pressed === undefined || board.cards.some((card) => card.id === pressed);
}

/** Turns the page of a copy, for whoever reads there. */
async function turnPage(room: Room, board: Board, page: number): Promise<void> {
  const { office, arrival } = room;
  const pressed = arrival.kind === "press" ? await office.pressed(arrival) : undefined;
  const view = await viewOf(office.w, office.words, office.at, { ...board, page: Math.max(0, page) });
  if (pressed) await office.revise(pressed, boardCard(view));
}

async function refuse(room: Room, board: Board, refusal: Refusal): Promise<void> {
  const { office, by } = room;
  const { words } = office;
  const view = await viewOf(office.w, words, office.at, board);
  const values = { facilitator: mention(view.person(board.facilitator)), phase: words.label(`retro.phase.${board.phase}`), budget: board.budget };
  const more: Element[] = refusal === "only_facilitator" ? [{ kind: "buttons", buttons: [button(view, "take_over", "take_over")] }] : [];
  reply(room, [...textCard(words(`retro.refused.${refusal}`, values)), ...more], { secret: true });
  if (refusal !== "facilitator_is_here") return;
  const place = directly(room.arrival.place, board.facilitator);
  const theirs = await office.wordsAt(place);
  const ask = theirs("retro.asked.to_yield", { who: mention(by), title: board.title });
  const buttons = [
    { label: theirs.label("retro.button.hand_over"), press: pathTo("hand_over", board.id, by.id) },
    { label: theirs.label("retro.button.stay"), press: pathTo("stay", board.id) },
  ];
  office.post({ card: [...textCard(ask), { kind: "buttons", buttons }], place });
  const dueAt = new Date(office.at.getTime() + patience);
  await office.plan({ kind: dutyOf("yield"), subject: `${board.id}/${by.id}`, dueAt, conversation: board.conversation });
}

/** A word for whoever acted, where the board does not say enough. */
async function answer(room: Room, before: Board, now: Board, errand: Errand): Promise<void> {
  const { office, arrival, by } = room;
  const { words } = office;
  const { verb } = errand;
  const secretly = (card: Card): void => reply(room, card, { secret: true });
  const view = await viewOf(office.w, words, office.at, now);
  if (arrival.kind === "press" && errand.more.at(-1) === settled) await office.settle(arrival);
  else if (arrival.kind === "press" && onBoard.has(verb) && !(await stands(room, now))) {
    const pressed = await office.pressed(arrival);
    if (pressed) await office.revise(pressed, boardCard(view));
  }
  switch (verb) {
    case "write":
    case "add": {
      const card = noteAnswer(room, before, now, errand, view);
      return card && secretly(card);
    }
    case "vote": {
      if (now.phase !== "vote" || before.phase !== "vote") return;
      const left = now.budget - dotsOf(now, by.id).length;
      return secretly([
        ...textCard(words("retro.vote.left", { left, budget: now.budget })),
        { kind: "buttons", buttons: [opening(primary(button(view, "vote", "vote")))] },
      ]);
    }
    case "facilitate": {
      if (before.facilitator !== now.facilitator) return reply(room, textCard(words("retro.facilitates", { who: mention(view.person(now.facilitator)) })));
      return reply(room, whoFacilitates(room, view));
    }
    case "take_over":
    case "hand_over":
      if (arrival.kind === "press" && verb === "hand_over") await office.settle(arrival);
      if (before.facilitator === now.facilitator) return;
      return tellFacilitator(office, directly(arrival.place, now.facilitator), view.person(now.facilitator));
    case "stay":
      return stay(room, before);
    case "status":
      return status(room, now, boardCard(view));
    case "now":
    case "pick":
      return reply(room, boardCard(view));
    case "cancel":
      return reply(room, cancelCard(view), { secret: true });
    case "group":
      if (before === now && now.topics.length > 0) reply(room, topicList(view, 0));
      return;
    case "action":
      if (before === now) reply(room, actionsCard(now, view));
      return;
    case "actions":
      return reply(room, actionsCard(now, view));
    case "summary":
      return sum(room, now, errand);
    case "next":
    case "back":
    case "discuss":
      // Typed elsewhere than on the board: what it looks like now.
      if (before !== now && now.phase !== before.phase && arrival.place.kind === "personal" && !now.cards.some(({ place }) => place.id === arrival.place.id))
        reply(room, await cardFor(room, now));
      return;
  }
}

/** Asked for where others read, it is one more board from then on: several channels can take part in one retrospective. */
async function status(room: Room, board: Board, card: Card): Promise<void> {
  const { office, arrival, seals } = room;
  const here = hereOf(room);
  const isShown = board.cards.some(({ place }) => placeKey(place) === placeKey(here));
  if (isShown || isOver(board.phase) || arrival.place.kind === "personal") return reply(room, card);
  const id = office.post({ card });
  await saveBoard(office.w, seals, board, { ...board, cards: [...board.cards, { place: here, id }] });
}

/** What is called off is gone, so that it takes a second word. */
function cancelCard(view: View): Card {
  const { board, words } = view;
  if (isOver(board.phase)) return textCard(words("retro.refused.over"));
  const written = writersOf(board).size;
  return [
    ...textCard(words("retro.cancel.sure", { title: board.title, written })),
    { kind: "buttons", buttons: [{ ...button(view, "cancel", "go", "cancelled", settled), style: "danger" }] },
  ];
}

function whoFacilitates({ office }: Room, view: View): Card {
  const { board, person, words } = view;
  const others = board.people.filter(({ person: one, observer }) => !observer && one !== board.facilitator).map((one) => one.person);
  const next = others.find((one) => one > board.facilitator) ?? others[0];
  const who = mention(person(board.facilitator));
  const text = next ? office.words("retro.facilitates.who", { who, next: mention(person(next)) }) : words("retro.facilitates.alone", { who });
  return [...textCard(text), { kind: "buttons", buttons: [button(view, "take_over", "take_over"), opening(button(view, "hand_over", "facilitate"))] }];
}

/** Whoever facilitates now hears of it where nobody else reads. */
export async function tellFacilitator(office: Office, place: Place, facilitator: Person): Promise<void> {
  const words = await office.wordsAt(place);
  office.post({ card: textCard(words("retro.facilitates", { who: mention(facilitator) })), place });
}

/** The facilitator is there after all. */
async function stay({ office, arrival, seals, by }: Room, board: Board): Promise<void> {
  if (by.id !== board.facilitator) return;
  if (arrival.kind === "press") await office.settle(arrival);
  await saveBoard(office.w, seals, board, { ...board, seenAt: office.at });
}

function actionsCard(board: Board, view: View): Card {
  const { words } = view;
  const open = [...board.old.filter(({ state }) => state === "kept"), ...keptOf(board).filter(({ state }) => state === "kept")];
  if (open.length === 0) return textCard(words("retro.actions.none"));
  return [{ kind: "heading", text: words("retro.actions.title") }, ...open.map((action): Element => ({ kind: "text", text: oldLine(action, view) }))];
}

/** In as many messages as it takes. */
async function sum(room: Room, board: Board, { text, more }: Errand): Promise<void> {
  const { office } = room;
  const { words } = office;
  if (!isRevealed(board.phase)) return reply(room, textCard(words("retro.not_revealed")));
  const said = (more[0] ?? text.map((span) => (typeof span === "string" ? span : "")).join("")).trim().toLowerCase();
  const format: Format = formats.find((one) => said.startsWith(one)) ?? "md";
  const view = await viewOf(office.w, words, office.at, board);
  for (const card of summaryCards(summarise(view, format), words)) reply(room, card);
}
