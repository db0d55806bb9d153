/** What comes due: the end of the writing and a word before it, the end of a topic's time, owners on the way and on the day, and a facilitator who did not answer. */
import { and, eq } from "../storage/drizzle.ts";
import type { Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import { type Act, type Board, clockwork, participants, writersOf } from "./board.ts";
import { tellFacilitator } from "./board-turn.ts";
import { planBoard, strikeAction } from "./duties.ts";
import { type Errand, pathTo, settled } from "./errand.ts";
import { decide, isRefusal } from "./machine.ts";
import { holdBoard, readAction, readBoard, saveBoard } from "./records.ts";
import { contextOf, directly, type Room, reply, show, textCard, viewOf } from "./room.ts";
import { open } from "./series-turn.ts";
import { button, opening, primary, said, saidDate, titleOf, type View } from "./view.ts";

export async function dueTurn(room: Room, { verb, id = "" }: Errand): Promise<void> {
  if (verb === "open") return open(room, id);
  if (verb === "midway" || verb === "due") return remindOwner(room, id, verb);
  const [retrospective = "", person = ""] = id.split("/");
  const { office, seals } = room;
  const board = await holdBoard(office.w, seals, office.workspace, retrospective);
  if (!board || board.locked) return;
  const place = board.cards[0]?.place ?? office.place;
  const view = await viewOf(office.w, office.words, office.at, board);
  switch (verb) {
    case "remind":
      return remind(room, board, view, place);
    case "deadline":
      if (!board.deadline || board.deadline > office.at || (board.phase !== "opening" && board.phase !== "collect")) return;
      await change(room, board, { act: "go", to: "group" });
      return void office.post({ card: textCard(office.words("retro.revealed.by_deadline")), place });
    case "timer":
      return timeIsUp(room, board, view, place);
    case "yield":
      if (board.facilitator === person || office.at.getTime() - board.seenAt.getTime() < yieldAfter) return;
      await change(room, board, { act: "facilitate", person });
      return tellFacilitator(
        office,
        directly(place, person),
        (await viewOf(office.w, office.words, office.at, { ...board, facilitator: person })).person(person),
      );
  }
}

/** Whoever has done something since they were asked is there. Milliseconds. */
const yieldAfter = 10 * 60_000;

async function change(room: Room, board: Board, act: Act): Promise<void> {
  const after = decide(board, act, contextOf(clockwork, room.office.at));
  if (isRefusal(after)) return;
  await saveBoard(room.office.w, room.seals, board, after);
  await planBoard(room, board, after);
  await show(room, after);
}

/** Only those who have not written, each in private. */
async function remind({ office, seals }: Room, board: Board, { zone }: View, home: Place): Promise<void> {
  if (!board.deadline || (board.phase !== "opening" && board.phase !== "collect")) return;
  const writers = writersOf(board);
  for (const { person, ready } of participants(board)) {
    if (ready || writers.has(seals.token(board.id, person))) continue;
    const place = directly(home, person);
    const words = await office.wordsAt(place);
    const text = words("retro.remind.write", { title: board.title, when: said(board.deadline, zone, words) });
    const buttons = [primary(opening(button({ board, words }, "write", "write"))), button({ board, words }, "observe", "observe")];
    office.post({ card: [...textCard(text), { kind: "buttons", buttons }], place, unrecorded: true }); // who was reminded tells who had written
  }
}

function timeIsUp({ office }: Room, board: Board, view: View, place: Place): void {
  const topic = board.topics.find(({ id }) => id === board.topic);
  if (!topic || board.phase !== "discuss" || !board.until || board.until > office.at) return;
  const until = Math.round(office.at.getTime() / 1_000);
  const more = button(view, "extend", "extend", until, 5, settled);
  const card: Card = [
    ...textCard(office.words("retro.discuss.time", { title: titleOf(board, topic) })),
    { kind: "buttons", buttons: [primary(button(view, "turn", "turn", topic.number, settled)), more] },
  ];
  office.post({ card, place });
}

async function remindOwner({ office, seals }: Room, id: string, verb: "midway" | "due"): Promise<void> {
  const { w, workspace } = office;
  const action = await readAction(w, workspace, id);
  if (action?.state !== "kept" || !action.owner || !action.due) return;
  const board = await readBoard(w, seals, workspace, action.retrospective);
  const place = directly(board?.cards[0]?.place ?? office.place, action.owner);
  const words = await office.wordsAt(place);
  const text = words(`retro.${verb}`, { text: [action.text], due: saidDate(action.due, words) });
  const answer = (label: string, state: string) => ({ label: words.label(`retro.button.${label}`), press: pathTo("did", id, state) });
  office.post({ card: [...textCard(text), { kind: "buttons", buttons: [answer("done", "done"), answer("still", "kept"), answer("drop", "dropped")] }], place });
}

/** An owner says how it went. */
export async function did(room: Room, { id = "", more: [state] }: Errand): Promise<void> {
  const { office, arrival, by } = room;
  const { w, workspace, words } = office;
  const action = await readAction(w, workspace, id);
  if (action && action.owner !== by.id) return reply(room, textCard(words("retro.did.gone")));
  if (arrival.kind === "press") await office.settle(arrival);
  if (action?.state !== "kept") return reply(room, textCard(words("retro.did.gone")));
  if (state !== "done" && state !== "dropped") return reply(room, textCard(words("retro.did.kept")));
  await w.db
    .update(w.t.retroActions)
    .set({ state })
    .where(and(eq(w.t.retroActions.workspace, workspace), eq(w.t.retroActions.id, id)));
  await strikeAction(office, id);
  reply(room, textCard(words(`retro.did.${state}`)));
}
