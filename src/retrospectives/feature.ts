/** `/retro`: a whole retrospective by commands, buttons and forms, in a channel or alone, at once or over days. */
import type { Feature, Means } from "../feature.ts";
import { groupsOf } from "../organisation/groups.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { placeKey } from "../surface/place.ts";
import { actsOf } from "./acts.ts";
import { isRevealed } from "./board.ts";
import { boardTurn } from "./board-turn.ts";
import type { HandOver, Trend } from "./brought.ts";
import { conceal, disclose } from "./conceal.ts";
import { did, dueTurn } from "./due-turn.ts";
import { type Errand, errandOf, isSpoken, name, pathTo, readPath } from "./errand.ts";
import { actionForm, facilitateForm, groupForm, removeForm, remarkForm, splitForm, startForm, voteForm, writeForm } from "./forms.ts";
import { historyCard } from "./history.ts";
import { decide, isRefusal } from "./machine.ts";
import { lastHome, openFor, pastOf, readBoard } from "./records.ts";
import { carried, contextOf, hereOf, type House, type Room, reply, textCard, todayIn, viewOf, zoneOf } from "./room.ts";
import { openSeals } from "./seal.ts";
import { every, move } from "./series-turn.ts";
import { start } from "./start.ts";
import { suggest } from "./suggest.ts";
import { loadTemplates, type Template } from "./templates.ts";
import { mention } from "./view.ts";

/** What a conversation remembers: the retrospective that it was about last. */
interface State {
  current?: string;
}

interface Known {
  errand: Errand | undefined;
  drafted?: string;
}

export interface RetrospectiveSettings {
  /** What notes are sealed with; never in the database. */
  secret: string;
  templates?: readonly Template[];
  /** The check's trend, from whoever keeps the check. */
  trend?: Trend;
  /** What people kept elsewhere for their next retrospective. */
  handOver?: HandOver;
}

export function openRetrospectives({ secret, templates = loadTemplates(), trend, handOver }: RetrospectiveSettings): Feature {
  const house: House = { seals: openSeals(secret), templates, trend, handOver };
  const { seals } = house;

  /** The retrospective that is meant: the one on the button, the one under way where somebody speaks, the one that this conversation was about, the newest that they take part in. */
  async function meant(on: Means["read"], arrival: Arrival, errand: Errand, { current }: State): Promise<string[]> {
    if (errand.id) return [errand.id];
    const open = await openFor(on, arrival.workspace, { home: placeKey(hereOf({ arrival })), person: arrival.by.id });
    return current && open.includes(current) ? [current, ...open.filter((id) => id !== current)] : open;
  }

  /** What is slow is done beforehand: meanings for the grouping, and a model's words for the close. */
  async function prepare({ read, judge }: Means, stored: Arrival, state: unknown): Promise<Known> {
    const arrival = disclose(seals, stored);
    const errand = errandOf(arrival);
    const known: Known = { errand };
    if (!errand || arrival.kind === "due" || !["next", "go", "group", "accept", "decline"].includes(errand.verb)) return known;
    const [id] = await meant(read, arrival, errand, (state as State | undefined) ?? {});
    const board = id ? await readBoard(read, seals, arrival.workspace, id) : undefined;
    if (!board) return known;
    if (board.phase === "collect" || board.phase === "group") suggest({ ...board, topics: [...board.topics, ...board.sealed.map((note, index) => ({ id: note.id, number: -index, title: null, votes: 0, discussed: false, remarks: [] }))], notes: [...board.notes, ...board.sealed.map(({ id: topic, column, text }) => ({ id: topic, column, text, by: null, topic }))] });
    const closes = errand.more[0] === "closed" || (errand.verb === "next" && board.phase === "decide");
    const drafted = closes && board.facilitator === arrival.by.id ? await judge.recap?.(recapOf(board)) : undefined;
    return drafted ? { ...known, drafted } : known;
  }

  async function turn(office: Room["office"], stored: Arrival, state: unknown, found: unknown): Promise<State> {
    const arrival = disclose(seals, stored);
    const { errand, drafted } = found as Known;
    const kept = (state as State | undefined) ?? {};
    if (!errand) return kept;
    const room: Room = { ...house, office, arrival, by: arrival.by };
    if (arrival.kind === "due") {
      await dueTurn(room, errand);
      return kept;
    }
    const current = await run(room, errand, kept, drafted);
    return current ? { current } : kept;
  }

  /** Gives the retrospective that it was about. */
  async function run(room: Room, errand: Errand, state: State, drafted?: string): Promise<string | undefined> {
    const { office, arrival } = room;
    const { w, words } = office;
    switch (errand.verb) {
      case "start":
        return start(room, errand);
      case "did":
        await did(room, errand);
        return undefined;
      case "move":
      case "skip":
      case "stop":
        await move(room, errand);
        return undefined;
    }
    const candidates = await meant(w, arrival, errand, state);
    const [id] = candidates;
    if (errand.verb === "history" || errand.verb === "help") {
      await look(room, errand.verb, id);
      return id;
    }
    if (errand.verb === "every") {
      await every(room, errand, id ? await readBoard(w, seals, office.workspace, id) : undefined);
      return id;
    }
    if (!id) {
      if (errand.verb === "actions" || errand.verb === "summary") await lookBack(room, errand);
      else reply(room, [...textCard(words("retro.none")), { kind: "buttons", buttons: [{ label: words.label("retro.button.start.form"), press: pathTo("start", carried(hereOf(room))), opensForm: true }] }]);
      return undefined;
    }
    const here = placeKey(hereOf(room));
    const several = candidates.length > 1 && !errand.id && state.current !== id;
    const board = several ? await readBoard(w, seals, office.workspace, id) : undefined;
    if (board && !board.cards.some(({ place }) => placeKey(place) === here)) {
      reply(room, await which(room, candidates));
      return undefined;
    }
    await boardTurn(room, id, errand, drafted);
    return id;
  }

  async function which({ office }: Room, ids: readonly string[]): Promise<Card> {
    const { w, workspace, words, at } = office;
    const boards = (await Promise.all(ids.slice(0, 5).map((id) => readBoard(w, seals, workspace, id)))).filter((board) => board !== undefined);
    const items = await Promise.all(
      boards.map(async (board) => {
        const view = await viewOf(w, words, at, board);
        const note = [...words(`retro.phase.${board.phase}`), ", ", ...mention(view.person(board.facilitator))];
        return { kind: "item" as const, text: [board.title], note, button: { label: words.label("retro.button.status"), press: pathTo("pick", board.id) } };
      }),
    );
    return [...textCard(words("retro.which")), ...items];
  }

  /** What was, and what can be done now. */
  async function look(room: Room, verb: "history" | "help", id: string | undefined): Promise<void> {
    const { office, by } = room;
    const { w, workspace, words, at } = office;
    const board = id ? await readBoard(w, seals, workspace, id) : undefined;
    const home = board?.home ?? (room.arrival.place.kind === "personal" && placeKey(hereOf(room)) === placeKey(room.arrival.place) ? await lastHome(w, workspace, by.id) : undefined) ?? placeKey(hereOf(room));
    if (verb === "history") return reply(room, await historyCard(w, words, workspace, home, await pastOf(w, workspace, home, 10)));
    const lines: Card = ["start", "run", "take_part", "look", "series"].map((key) => ({ kind: "text", text: words(`retro.help.${key}`) }));
    const begin = { label: words.label("retro.button.start.form"), press: pathTo("start", carried(hereOf(room))), opensForm: true as const };
    const buttons = board ? [{ label: words.label("retro.button.status"), press: pathTo("pick", board.id) }, { label: words.label("retro.button.actions"), press: pathTo("actions", board.id) }] : [begin];
    const now = board ? [{ kind: "note" as const, text: [...words("retro.board.title", { title: board.title }), ", ", ...words(`retro.phase.${board.phase}`), ", ", ...mention((await viewOf(w, words, at, board)).person(board.facilitator))] }] : [];
    reply(room, [...textCard(words("retro.help")), ...now, { kind: "buttons", buttons }, ...lines]);
  }

  /** Of the last one that is over, where none is under way. */
  async function lookBack(room: Room, errand: Errand): Promise<void> {
    const { office, by } = room;
    const { w, workspace, words } = office;
    const here = placeKey(hereOf(room));
    const homes = [here, await lastHome(w, workspace, by.id)];
    for (const home of homes) {
      const [last] = home ? await pastOf(w, workspace, home, 1) : [];
      if (last) return boardTurn(room, last.id, errand);
    }
    reply(room, textCard(words("retro.history.none")));
  }

  return {
    name,
    spoken: isSpoken,
    prepare,
    turn,
    conceal: (arrival) => conceal(seals, arrival),
    async form(on, { workspace, by, place, press, words, now }) {
      const path = readPath(press);
      if (!path) return undefined;
      const { verb, id = "", more } = path;
      if (verb === "start") return more.length > 0 ? undefined : startForm(words, { templates, groups: await groupsOf(on, workspace), home: id || carried(place) });
      const board = await readBoard(on, seals, workspace, id);
      if (!board || board.people.some(({ person, observer }) => person === by.id && observer)) return undefined;
      const token = seals.token(id, by.id);
      const facilitates = board.facilitator === by.id;
      switch (verb) {
        case "write":
          return board.phase === "opening" || board.phase === "collect" ? writeForm(words, board, board.sealed.filter((note) => note.token === token)) : undefined;
        case "vote":
          return board.phase === "vote" ? voteForm(words, board, by.id) : undefined;
        case "group":
          return facilitates && board.phase === "group" ? groupForm(words, board) : undefined;
        case "split":
          return facilitates ? splitForm(words, board) : undefined;
        case "remove":
          return facilitates ? removeForm(words, board) : undefined;
        case "remark":
          return remarkForm(words, board, more[0] ?? "");
        case "propose":
          return isRevealed(board.phase) && board.phase !== "closed" ? actionForm(words, board) : undefined;
        case "keep": {
          const action = board.actions.find((one) => one.id === more[0]);
          return facilitates && action ? actionForm(words, board, action) : undefined;
        }
        case "facilitate":
          return facilitates ? facilitateForm(words, board) : undefined;
        default:
          return void now;
      }
    },
    async mistakes(on, submitted, words, now) {
      const errand = errandOf(submitted);
      const { workspace, by, values } = submitted;
      if (!errand) return undefined;
      const today = todayIn(await zoneOf(on, workspace, by.id), now);
      const past = (field: "until" | "due") => (values[field] && values[field] < today ? { [field]: words.label("retro.mistake.past") } : undefined);
      if (errand.verb === "start") return past("until");
      const board = await readBoard(on, seals, workspace, errand.id ?? "");
      if (!board) return undefined;
      if (past("due")) return past("due");
      let tried = board;
      for (const act of actsOf(errand, board, { person: by.id, token: seals.token(board.id, by.id), today }) ?? []) {
        const next = decide(tried, act, contextOf(by.id, now));
        if (isRefusal(next)) {
          const view = await viewOf(on, words, now, board);
          const values = { facilitator: mention(view.person(board.facilitator)), phase: words.label(`retro.phase.${board.phase}`), budget: board.budget };
          return { "": words.label(`retro.refused.${next}`, values) };
        }
        tried = next;
      }
      return undefined;
    },
  };
}

const recapOf = ({ title, topics, notes }: { title: string; topics: readonly { id: string; title: string | null }[]; notes: readonly { topic: string; text: string }[] }) => ({
  title,
  notes: topics.flatMap(({ id }) => notes.filter(({ topic }) => topic === id).map(({ text }) => text)),
});

