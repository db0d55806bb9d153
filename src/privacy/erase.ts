/** Takes a person out of the ledger: their name everywhere, what is theirs alone with all its rows, and their words in requests too where they want that. What the team decided and did stays, told of somebody without a name. */
import { changeRow, columnsOf, type Row, readRows, removeRows, rowsOf } from "../storage/any-table.ts";
import { eq, or, type SQL } from "../storage/drizzle.ts";
import type { Tables } from "../storage/schema.ts";
import type { Writer } from "../storage/store.ts";
import { isErased, type Place } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { eraseApart } from "./erase-apart.ts";
import { eraseShown } from "./erase-shown.ts";
import { eraseWords } from "./erase-words.ts";
import { type Hold, type Holding, holdings } from "./holdings.ts";
import { holds } from "./lines.ts";
import { erasedIn, namesIn, needles, neutraliser, type StandIn, standInId, type Traces } from "./stand-in.ts";

/** `name`: the name goes, what was asked for and answered stays. `words`: that goes as well. */
export const scopes = ["name", "words"] as const;
export type Scope = (typeof scopes)[number];

export interface Erasure {
  workspace: string;
  person: string;
  scope: Scope;
  at: Date;
  newId(): string;
  /** As everybody in the workspace reads. */
  words: Words;
  /** A retrospective's box without somebody's notes; undefined where it has none of theirs, or does not open. */
  unsealed?: (box: string, retrospective: string, person: string) => string | null | undefined;
}

/** How much it was. */
export interface Erased {
  /** Rows that went, and rows in which somebody without a name stands now. */
  removed: number;
  changed: number;
  /** Messages on the platform that are to lose the name. */
  revised: number;
}

/** What an erasure has at hand. */
export interface Work extends Erasure {
  w: Writer;
  traces: Traces;
  /** Requests that have no words any more, by their ids, and what they were called. */
  silent: ReadonlyMap<string, { number: number; title: string | null }>;
  /** Passages that others' cards may quote. */
  passages: readonly string[];
  /** Who stands for them in the story of a request, or anywhere else. */
  standIn(request?: string): Promise<StandIn>;
}

const entries = Object.entries(holdings) as [keyof Tables, Holding][];

/** All of it in one write. Done again, it finds nothing. Among 20,000 requests and 160,000 messages (250 MB of SQLite) the name takes 0.7 s of one processor, the words 2.8 s: cards are looked through, since no index knows what they say. */
export async function erasePerson(w: Writer, erasure: Erasure): Promise<Erased> {
  const { workspace, person, scope } = erasure;
  const traces = { id: person, names: await namesOf(w, workspace, person) };
  const standIns = openStandIns(w, erasure);
  const bare: Work = { ...erasure, w, traces, silent: new Map(), passages: [], standIn: standIns.of };
  const work = scope === "words" ? { ...bare, ...(await eraseWords(bare)) } : bare;
  let removed = await eraseApart(work);
  for (const [table, { of }] of entries) if (of) removed += await removeRows(w, table, workspace, eq(columnsOf(w, table)[of]!, person));
  let changed = 0;
  for (const [table, holding] of entries) changed += await neutralise(work, table, holding);
  const revised = await eraseShown(work);
  await standIns.meet();
  return { removed, changed, revised };
}

const plainHolds = ({ holds }: Holding): [string, Hold][] => Object.entries(holds).filter(([, hold]) => hold !== "apart");

/** Puts the stand-in wherever the person is in a table; gives in how many rows. */
async function neutralise(work: Work, table: keyof Tables, holding: Holding): Promise<number> {
  const { w, workspace, person, traces } = work;
  const columns = columnsOf(w, table);
  const held = plainHolds(holding);
  if (held.length === 0) return 0;
  const somewhere = held.flatMap(([name, hold]): SQL[] =>
    hold === "id" || hold === "unset" ? [eq(columns[name]!, person)] : needles(traces).map((needle) => holds(columns[name]!, needle)),
  );
  let count = 0;
  for (const row of await rowsOf(w, table, workspace, or(...somewhere))) {
    const standIn = await work.standIn(holding.request && String(row[holding.request]));
    const clean = neutraliser(traces, standIn);
    const to: Row = {};
    for (const [name, hold] of held) {
      const value = hold === "unset" ? (row[name] === person ? null : row[name]) : clean(row[name]);
      if (value !== row[name]) to[name] = value;
    }
    if (Object.keys(to).length === 0) continue;
    // A turn that read it before finds out that it was overtaken; the erasure's own is in the room of the erased.
    if (table === "conversations" && !isErased((row.place as Place).id)) to.revision = Number(row.revision) + 1;
    await changeRow(w, table, holding.keys, row, to);
    count += 1;
  }
  return count;
}

/** Whatever a person was called, then and now. */
async function namesOf(w: Writer, workspace: string, person: string): Promise<string[]> {
  const found = new Set<string>();
  for (const row of await readRows(w, "people", workspace, eq(w.t.people.id, person))) namesIn(row, person, found);
  const told = [
    ["requests", "talk"],
    ["conversations", "state"],
    ["outbox", "card"],
  ] as const;
  for (const [table, column] of told)
    for (const row of await readRows(w, table, workspace, holds(columnsOf(w, table)[column]!, JSON.stringify(person)))) namesIn(row[column], person, found);
  return [...found];
}

/** One stands for them everywhere, so that nobody can tell which stories are of the same person; in a story from which somebody else was erased before, it is another. */
function openStandIns(w: Writer, { workspace, words }: Erasure) {
  const chosen = new Map<string, StandIn>();
  const named = (id: string): StandIn => ({ id, name: words.label(id === standInId(0) ? "privacy.erased" : "privacy.erased.another") });
  async function story(request: string): Promise<unknown[]> {
    const { requests, answers, steps, trades } = w.t;
    return [
      await readRows(w, "requests", workspace, eq(requests.id, request)),
      await readRows(w, "answers", workspace, eq(answers.request, request)),
      await readRows(w, "steps", workspace, eq(steps.request, request)),
      await readRows(w, "trades", workspace, eq(trades.first, request)),
    ];
  }
  return {
    async of(request = ""): Promise<StandIn> {
      const known = chosen.get(request);
      if (known) return known;
      const fresh = named(standInId(request === "" ? 0 : erasedIn(await story(request))));
      chosen.set(request, fresh);
      return fresh;
    },
    /** Makes them known by their names, like people. */
    async meet(): Promise<void> {
      for (const { id, name } of chosen.values()) await w.db.insert(w.t.people).values({ workspace, id, name }).onConflictDoNothing();
    },
  };
}
