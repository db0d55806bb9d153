/**
 * Erases a person: their name everywhere, the rows that are theirs alone, and their words in
 * requests too where they want that. What the team decided and did stays, under a pseudonym.
 */
import type {
  ErasureContext,
  FeatureData,
  PersonalDataColumns,
  PersonalDataKind,
  Pseudonym,
  WordlessRequest,
} from "../../../core/feature-data.ts";
import type { Words } from "../../../lib/i18n.ts";
import { type ConversationRef, isErasedId } from "../../../platform/conversation-ref.ts";
import { spanToPlainText } from "../../../platform/rich-text.ts";
import { eq, or, type SQL } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Writer } from "../../../storage/store.ts";
import {
  columnContains,
  deleteTableRows,
  lockTableRows,
  readTableRows,
  type TableRow,
  tableColumns,
  updateTableRow,
} from "../../../storage/table-rows.ts";
import { eraseFromMessages } from "./erase-from-messages.ts";
import {
  collectPersonNames,
  countPseudonyms,
  createPseudonymiser,
  pseudonymId,
  traceSearchTexts,
} from "./pseudonymise.ts";

/** `name`: the name goes, what was asked for and answered stays. `words`: that goes as well. */
export const erasureScopes = ["name", "words"] as const;
export type ErasureScope = (typeof erasureScopes)[number];

export interface Erasure {
  /** Data of the engine and of every feature. */
  data: readonly FeatureData[];
  workspace: string;
  person: string;
  scope: ErasureScope;
  at: Date;
  newId(): string;
  /** In the language of the workspace. */
  words: Words;
  /** The root secret, then former ones. */
  secrets: readonly string[];
}

export interface ErasureResult {
  /** Rows that were deleted, and rows in which the pseudonym stands now. */
  removed: number;
  changed: number;
  /** Messages on the platform that are to lose the name. */
  revised: number;
}

/** Shorter passages say nothing by themselves, and would be found in everybody's sentences. */
const passageMinChars = 20;

type TablePersonalData = [keyof Tables, PersonalDataColumns];

export const personalDataTables = (data: readonly FeatureData[]): TablePersonalData[] =>
  data.flatMap(({ personalData = {} }) => Object.entries(personalData) as TablePersonalData[]);

/**
 * Erases in one write; a second erasure finds nothing. Among 20,000 requests and 160,000 messages
 * (250 MB of SQLite) the name takes 0.7 s of one processor, the words 2.8 s: cards are searched,
 * since no index knows what they say.
 */
export async function erasePerson(w: Writer, erasure: Erasure): Promise<ErasureResult> {
  const { data, workspace, person, scope } = erasure;
  const tables = personalDataTables(data);
  const pseudonyms = choosePseudonyms(w, erasure);
  const context: ErasureContext = {
    ...erasure,
    w,
    sharedJobs: data.flatMap((each) => each.erasure?.sharedJobs ?? []),
    traces: { id: person, names: await readNames(w, tables, workspace, person) },
    pseudonymFor: pseudonyms.forRequest,
  };
  const passages = new Set<string>();
  const wordless = new Map<string, WordlessRequest>();
  if (scope === "words")
    for (const each of data) {
      const erased = await each.erasure?.eraseWords?.(context);
      for (const passage of passagesIn(erased?.written)) passages.add(passage);
      for (const [id, request] of erased?.wordless ?? []) wordless.set(id, request);
    }
  let removed = 0;
  for (const each of data) removed += (await each.erasure?.eraseApart?.(context)) ?? 0;
  for (const [table, { ownerColumn }] of tables)
    if (ownerColumn) {
      const isTheirs = eq(tableColumns(w, table)[ownerColumn]!, person);
      removed += await deleteTableRows(w, table, workspace, isTheirs);
    }
  let changed = 0;
  for (const [table, columns] of tables)
    changed += await pseudonymiseTable(context, table, columns);
  const revised = await eraseFromMessages(context, { passages: [...passages], wordless });
  await pseudonyms.save();
  return { removed, changed, revised };
}

/** The lines in a value that messages may quote. */
const passagesIn = (written: unknown): string[] =>
  textsIn(written)
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line.length >= passageMinChars);

/** The words in a value, without those that only name, format or point. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("bold" in value || "italic" in value || "code" in value)
    return [spanToPlainText(value as never)];
  return Object.values(value).flatMap(textsIn);
}

/** Puts the pseudonym wherever the person is in a table; returns in how many rows. */
async function pseudonymiseTable(
  { w, workspace, person, traces, pseudonymFor }: ErasureContext,
  table: keyof Tables,
  { keyColumns, requestColumn, personalColumns }: PersonalDataColumns,
): Promise<number> {
  const columns = tableColumns(w, table);
  const personal = Object.entries(personalColumns).filter(
    (entry): entry is [string, Exclude<PersonalDataKind, "apart">] => entry[1] !== "apart",
  );
  if (personal.length === 0) return 0;
  const somewhere = personal.flatMap(([name, kind]): SQL[] =>
    kind === "id" || kind === "unset"
      ? [eq(columns[name]!, person)]
      : traceSearchTexts(traces).map((text) => columnContains(columns[name]!, text)),
  );
  let changed = 0;
  for (const row of await lockTableRows(w, table, workspace, or(...somewhere))) {
    const pseudonym = await pseudonymFor(requestColumn && String(row[requestColumn]));
    const clean = createPseudonymiser(traces, pseudonym);
    const to: TableRow = {};
    for (const [name, kind] of personal) {
      const value = kind === "unset" ? (row[name] === person ? null : row[name]) : clean(row[name]);
      if (value !== row[name]) to[name] = value;
    }
    if (Object.keys(to).length === 0) continue;
    // A turn that read it before finds out that it was overtaken; the erasure's own turn runs in
    // the placeholder.
    if (table === "conversations" && !isErasedId((row.place as ConversationRef).id))
      to.revision = Number(row.revision) + 1;
    await updateTableRow(w, table, keyColumns, row, to);
    changed += 1;
  }
  return changed;
}

/** Every name that the person was ever called by. */
async function readNames(
  w: Writer,
  tables: readonly TablePersonalData[],
  workspace: string,
  person: string,
): Promise<string[]> {
  const found = new Set<string>();
  for (const row of await readTableRows(w, "people", workspace, eq(w.t.people.id, person)))
    collectPersonNames(row, person, found);
  for (const [table, { nameColumns = [] }] of tables)
    for (const column of nameColumns) {
      const names = columnContains(tableColumns(w, table)[column], JSON.stringify(person));
      for (const row of await readTableRows(w, table, workspace, names))
        collectPersonNames(row[column], person, found);
    }
  return [...found];
}

/**
 * One pseudonym stands for a person everywhere, so that nobody can tell which stories are of the
 * same person; in a story from which somebody else was erased before, it is another.
 */
function choosePseudonyms(w: Writer, { data, workspace, words }: Erasure) {
  const chosen = new Map<string, Pseudonym>();
  async function readStory(request: string): Promise<unknown[]> {
    const rows: unknown[] = [];
    for (const [table, { requestColumn }] of personalDataTables(data))
      if (requestColumn) {
        const ofStory = eq(tableColumns(w, table)[requestColumn]!, request);
        rows.push(await readTableRows(w, table, workspace, ofStory));
      }
    return rows;
  }
  return {
    async forRequest(request = ""): Promise<Pseudonym> {
      const known = chosen.get(request);
      if (known) return known;
      const id = pseudonymId(request === "" ? 0 : countPseudonyms(await readStory(request)));
      const name = words.plain(id === pseudonymId(0) ? "privacy.erased" : "privacy.erased.another");
      chosen.set(request, { id, name });
      return { id, name };
    },
    /** Makes them known by their names, like people. */
    async save(): Promise<void> {
      for (const { id, name } of chosen.values())
        await w.db.insert(w.t.people).values({ workspace, id, name }).onConflictDoNothing();
    },
  };
}
