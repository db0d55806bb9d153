/** `/retro`: a whole retrospective by commands, buttons and forms, in a channel or alone, at once or over days. */
import type { Feature, Means } from "../feature.ts";
import type { Arrival } from "../surface/arrival.ts";
import { placeKey } from "../surface/place.ts";
import { boardAskerOf, carriedHome, isOpenTo } from "./access.ts";
import type { Board } from "./board.ts";
import { boardTurn } from "./board-turn.ts";
import type { HandOver, Trend } from "./brought.ts";
import { conceal, disclose } from "./conceal.ts";
import { did, dueTurn } from "./due-turn.ts";
import { type Errand, errandOf, isSpoken, name, partakes } from "./errand.ts";
import { openForms } from "./fill-in.ts";
import { openForget } from "./forget.ts";
import { look, lookBack, which } from "./look.ts";
import { columnsIn, fateOf, noteErrand } from "./note-arrivals.ts";
import { openFor, readBoard } from "./records.ts";
import { type House, hereOf, type Room, reply, textCard } from "./room.ts";
import { openSeals } from "./seal.ts";
import { every, move } from "./series-turn.ts";
import { noteIn } from "./spoken.ts";
import { noneCard, start } from "./start.ts";
import { warm } from "./suggest.ts";
import { loadTemplates, type Template } from "./templates.ts";

/** What a conversation remembers: the retrospective that it was about last, and the channel in which a command was typed that is answered here. */
interface State {
  current?: string;
  home?: string;
}

interface Known {
  errand: Errand | undefined;
  drafted?: string;
}

/** So many people are remembered as having written. */
const mostWriters = 10_000;

export interface RetrospectiveSettings {
  /** What notes are sealed with; never in the database. */
  secret: string;
  /** What the secret was before. */
  former?: readonly string[];
  templates?: readonly Template[];
  /** The check's trend, from whoever keeps the check. */
  trend?: Trend;
  /** What people kept elsewhere for their next retrospective. */
  handOver?: HandOver;
  /** See `Store.scrub`. */
  scrubTables?: ((tables: readonly string[]) => Promise<boolean>) | undefined;
}

export function openRetrospectives({ secret, former = [], templates = loadTemplates(), trend, handOver, scrubTables }: RetrospectiveSettings): Feature {
  const house: House = { seals: openSeals(secret, ...former), templates, trend, handOver, forget: openForget(scrubTables) };
  const { seals } = house;
  const columns = columnsIn(templates);
  /** The retrospective that somebody wrote for last, by workspace and person: known to this process alone, since no row may tell. */
  const lastWritten = new Map<string, string>();

  /** The retrospective that is meant: the one on the button, the one under way where somebody speaks, the one that this conversation was about, the newest that they take part in. */
  async function meant(on: Means["read"], arrival: Arrival, errand: Errand, { current }: State): Promise<string[]> {
    if (errand.id) return [errand.id];
    const open = await openFor(on, arrival.workspace, {
      home: placeKey(hereOf({ arrival })),
      person: arrival.by.id,
      also: lastWritten.get(`${arrival.workspace}/${arrival.by.id}`),
    });
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
    if (board.phase === "collect" || board.phase === "group") warm([...board.sealed, ...board.notes].map(({ text }) => text));
    const closes = errand.more[0] === "closed" || (errand.verb === "next" && board.phase === "decide");
    const drafted = closes && board.facilitator === arrival.by.id ? await judge.recap?.(recapOf(board)) : undefined;
    return drafted ? { ...known, drafted } : known;
  }

  /** The channel that somebody typed a command in last. */
  const homeOf = (arrival: Arrival, kept: State): string | undefined => (arrival.kind === "command" && arrival.here ? carriedHome(arrival.here) : kept.home);

  async function turn(office: Room["office"], stored: Arrival, state: unknown, found: unknown): Promise<State> {
    const arrival = disclose(seals, stored);
    const { errand, drafted } = found as Known;
    const kept = (state as State | undefined) ?? {};
    if (!errand) return kept;
    const home = homeOf(arrival, kept);
    const room: Room = { ...house, office, arrival, by: arrival.by, asker: boardAskerOf(arrival.by.id, hereOf({ arrival }), home) };
    if (arrival.kind === "due") {
      await dueTurn(room, errand);
      return kept;
    }
    const current = await run(room, errand, kept, drafted);
    return { ...kept, ...(current && { current }), ...(home && { home }) };
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
    if (errand.id && !(await isOpenTo(w, office.workspace, errand.id, room.asker))) {
      reply(room, textCard(words("retro.gone")));
      return undefined;
    }
    if (errand.verb === "history" || errand.verb === "help" || (errand.verb === "now" && !id)) {
      await look(room, errand.verb, id);
      return id;
    }
    if (errand.verb === "every") {
      await every(room, errand, id ? await readBoard(w, seals, office.workspace, id) : undefined);
      return id;
    }
    if (!id) {
      if (errand.source?.edited) return undefined;
      if (errand.verb === "actions" || errand.verb === "summary") await lookBack(room, errand);
      else reply(room, noneCard(room));
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

  /** Writes a note, or changes one, and tells its author so. */
  async function write(office: Room["office"], arrival: Arrival, state: unknown): Promise<void> {
    const errand = await noteErrand(office.w, { seals, columns }, arrival);
    if (!errand) return;
    const kept = (state as State | undefined) ?? {};
    const room: Room = { ...house, office, arrival, by: arrival.by, asker: boardAskerOf(arrival.by.id, hereOf({ arrival }), homeOf(arrival, kept)) };
    const id = await run(room, errand, kept);
    if (!id) return;
    lastWritten.set(`${arrival.workspace}/${arrival.by.id}`, id);
    if (lastWritten.size > mostWriters) lastWritten.delete(lastWritten.keys().next().value!);
  }

  return {
    name,
    spoken: isSpoken,
    forGuests(arrival) {
      const errand = errandOf(disclose(seals, arrival));
      return errand !== undefined && partakes(errand);
    },
    prepare,
    turn,
    conceal: (arrival) => conceal(seals, arrival),
    confidential: {
      isConfidential: (text) => noteIn(text, columns) !== undefined,
      fateOf: (on, arrival, overheard) => fateOf(on, { seals, columns }, arrival, overheard),
      turn: write,
    },
    ...openForms(house),
  };
}

const recapOf = ({ title, topics, notes }: Board) => ({
  title,
  notes: topics.flatMap(({ id }) => notes.filter(({ topic }) => topic === id).map(({ text }) => text)),
});
