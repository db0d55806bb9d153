/**
 * Takes a person out of the ledger: their name everywhere, what is theirs alone with all its rows,
 * and their words in requests too where they want that. What the team decided and did stays, told
 * of somebody without a name.
 */

import type { Words } from "../../../lib/i18n.ts";
import { type ConversationRef, isErasedId } from "../../../platform/conversation-ref.ts";
import { eq, or, type SQL } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Writer } from "../../../storage/store.ts";
import {
  deleteTableRows,
  lockTableRows,
  readTableRows,
  type TableRow,
  tableColumns,
  updateTableRow,
} from "../../../storage/table-rows.ts";
import { columnContains } from "../export/export-lines.ts";
import { eraseFromMessages } from "./erase-from-messages.ts";
import { eraseSpecialColumns } from "./erase-special-columns.ts";
import { eraseWords } from "./erase-words.ts";
import {
  type PersonalDataColumns,
  type PersonalDataKind,
  personalDataMap,
} from "./personal-data-map.ts";
import {
  collectPersonNames,
  countPseudonyms,
  createPseudonymiser,
  type PersonTraces,
  type Pseudonym,
  pseudonymId,
  traceSearchTexts,
} from "./pseudonymise.ts";

/** `name`: the name goes, what was asked for and answered stays. `words`: that goes as well. */
export const erasureScopes = ["name", "words"] as const;
export type ErasureScope = (typeof erasureScopes)[number];

export interface Erasure {
  workspace: string;
  person: string;
  scope: ErasureScope;
  at: Date;
  newId(): string;
  /** As everybody in the workspace reads. */
  words: Words;
  /**
   * A retrospective's box without somebody's notes; undefined where it has none of theirs, or does
   * not open.
   */
  withoutSealedNotes?: (
    box: string,
    retrospective: string,
    person: string,
  ) => string | null | undefined;
}

/** How much it was. */
export interface ErasureResult {
  /** Rows that went, and rows in which somebody without a name stands now. */
  removed: number;
  changed: number;
  /** Messages on the platform that are to lose the name. */
  revised: number;
}

/** What an erasure has at hand. */
export interface ErasureContext extends Erasure {
  w: Writer;
  traces: PersonTraces;
  /** Requests that have no words any more, by their ids, and what they were called. */
  wordlessRequests: ReadonlyMap<string, { number: number; title: string | null }>;
  /** Passages that others' cards may quote. */
  passages: readonly string[];
  /** Who stands for them in the story of a request, or anywhere else. */
  pseudonymFor(request?: string): Promise<Pseudonym>;
}

const entries = Object.entries(personalDataMap) as [keyof Tables, PersonalDataColumns][];

/**
 * All of it in one write. Done again, it finds nothing. Among 20,000 requests and 160,000 messages
 * (250 MB of SQLite) the name takes 0.7 s of one processor, the words 2.8 s: cards are looked
 * through, since no index knows what they say.
 */
export async function erasePerson(w: Writer, erasure: Erasure): Promise<ErasureResult> {
  const { workspace, person, scope } = erasure;
  const traces = { id: person, names: await namesOf(w, workspace, person) };
  const standIns = openStandIns(w, erasure);
  const bare: ErasureContext = {
    ...erasure,
    w,
    traces,
    wordlessRequests: new Map(),
    passages: [],
    pseudonymFor: standIns.of,
  };
  const work = scope === "words" ? { ...bare, ...(await eraseWords(bare)) } : bare;
  let removed = await eraseSpecialColumns(work);
  for (const [table, { ownerColumn }] of entries)
    if (ownerColumn)
      removed += await deleteTableRows(
        w,
        table,
        workspace,
        eq(tableColumns(w, table)[ownerColumn]!, person),
      );
  let changed = 0;
  for (const [table, holding] of entries) changed += await neutralise(work, table, holding);
  const revised = await eraseFromMessages(work);
  await standIns.meet();
  return { removed, changed, revised };
}

const plainHolds = ({ personalColumns }: PersonalDataColumns): [string, PersonalDataKind][] =>
  Object.entries(personalColumns).filter(([, hold]) => hold !== "apart");

/** Puts the stand-in wherever the person is in a table; gives in how many rows. */
async function neutralise(
  work: ErasureContext,
  table: keyof Tables,
  holding: PersonalDataColumns,
): Promise<number> {
  const { w, workspace, person, traces } = work;
  const columns = tableColumns(w, table);
  const held = plainHolds(holding);
  if (held.length === 0) return 0;
  const somewhere = held.flatMap(([name, hold]): SQL[] =>
    hold === "id" || hold === "unset"
      ? [eq(columns[name]!, person)]
      : traceSearchTexts(traces).map((needle) => columnContains(columns[name]!, needle)),
  );
  let count = 0;
  for (const row of await lockTableRows(w, table, workspace, or(...somewhere))) {
    const standIn = await work.pseudonymFor(
      holding.requestColumn && String(row[holding.requestColumn]),
    );
    const clean = createPseudonymiser(traces, standIn);
    const to: TableRow = {};
    for (const [name, hold] of held) {
      const value = hold === "unset" ? (row[name] === person ? null : row[name]) : clean(row[name]);
      if (value !== row[name]) to[name] = value;
    }
    if (Object.keys(to).length === 0) continue;
    // A turn that read it before finds out that it was overtaken; the erasure's own is in the room
    // of the erased.
    if (table === "conversations" && !isErasedId((row.place as ConversationRef).id))
      to.revision = Number(row.revision) + 1;
    await updateTableRow(w, table, holding.keyColumns, row, to);
    count += 1;
  }
  return count;
}

/** Whatever a person was called, then and now. */
async function namesOf(w: Writer, workspace: string, person: string): Promise<string[]> {
  const found = new Set<string>();
  for (const row of await readTableRows(w, "people", workspace, eq(w.t.people.id, person)))
    collectPersonNames(row, person, found);
  const told = [
    ["requests", "talk"],
    ["conversations", "state"],
    ["outbox", "card"],
  ] as const;
  for (const [table, column] of told)
    for (const row of await readTableRows(
      w,
      table,
      workspace,
      columnContains(tableColumns(w, table)[column]!, JSON.stringify(person)),
    ))
      collectPersonNames(row[column], person, found);
  return [...found];
}

/**
 * One stands for them everywhere, so that nobody can tell which stories are of the same person; in
 * a story from which somebody else was erased before, it is another.
 */
function openStandIns(w: Writer, { workspace, words }: Erasure) {
  const chosen = new Map<string, Pseudonym>();
  const named = (id: string): Pseudonym => ({
    id,
    name: words.plain(id === pseudonymId(0) ? "privacy.erased" : "privacy.erased.another"),
  });
  async function story(request: string): Promise<unknown[]> {
    const { requests, answers, historyEntries, tradeOffs } = w.t;
    return [
      await readTableRows(w, "requests", workspace, eq(requests.id, request)),
      await readTableRows(w, "answers", workspace, eq(answers.request, request)),
      await readTableRows(w, "historyEntries", workspace, eq(historyEntries.request, request)),
      await readTableRows(w, "tradeOffs", workspace, eq(tradeOffs.first, request)),
    ];
  }
  return {
    async of(request = ""): Promise<Pseudonym> {
      const known = chosen.get(request);
      if (known) return known;
      const fresh = named(pseudonymId(request === "" ? 0 : countPseudonyms(await story(request))));
      chosen.set(request, fresh);
      return fresh;
    },
    /** Makes them known by their names, like people. */
    async meet(): Promise<void> {
      for (const { id, name } of chosen.values())
        await w.db.insert(w.t.people).values({ workspace, id, name }).onConflictDoNothing();
    },
  };
}
