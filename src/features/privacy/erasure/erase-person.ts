/**
 * Erasure of a person: their name everywhere, their own rows and, if they ask for it, their text in
 * requests. Decisions and actions of the team stay, under a pseudonym.
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

/**
 * Scope of an erasure. `name` removes the name and keeps requests and answers; `words` removes
 * their text as well.
 */
export const erasureScopes = ["name", "words"] as const;

/** What an erasure removes. */
export type ErasureScope = (typeof erasureScopes)[number];

/** An erasure that is to be done. */
export interface Erasure {
  /** Data declarations of the engine and all features. */
  data: readonly FeatureData[];
  workspace: string;
  person: string;
  scope: ErasureScope;
  at: Date;
  newId(): string;
  /** Words in the workspace's language. */
  words: Words;
  /** The root secret, then former ones. */
  secrets: readonly string[];
}

/** What an erasure removed. */
export interface ErasureResult {
  /** Numbers of deleted rows, and of rows with the pseudonym. */
  removed: number;
  changed: number;
  /** Number of messages to revise on the platform. */
  revised: number;
}

/** Minimum length of a passage to search for; shorter ones occur in other people's sentences. */
const passageMinChars = 20;

type TablePersonalData = [keyof Tables, PersonalDataColumns];

/** Returns the tables with personal data, of all features. */
export const personalDataTables = (data: readonly FeatureData[]): TablePersonalData[] =>
  data.flatMap(({ personalData = {} }) => Object.entries(personalData) as TablePersonalData[]);

/**
 * Erases a person in one write; idempotent. Among 20,000 requests and 160,000 messages (250 MB of
 * SQLite) the scope `name` takes 0.7 s, `words` 2.8 s of one processor, because cards have to be
 * searched without an index.
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

/** Returns the lines of a value that messages may quote. */
const passagesIn = (written: unknown): string[] =>
  textsIn(written)
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line.length >= passageMinChars);

/** Returns the texts in a value, without names, formats and links. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("bold" in value || "italic" in value || "code" in value)
    return [spanToPlainText(value as never)];
  return Object.values(value).flatMap(textsIn);
}

/** Replaces the person by the pseudonym in a table; returns the number of rows. */
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
    // A turn that has read the row detects that it is stale; the erasure's own turn runs in the
    // placeholder.
    if (table === "conversations" && !isErasedId((row.place as ConversationRef).id))
      to.revision = Number(row.revision) + 1;
    await updateTableRow(w, table, keyColumns, row, to);
    changed += 1;
  }
  return changed;
}

/** Collects all names that were ever used for the person. */
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
 * Chooses pseudonyms: the same one everywhere, so that requests of one person cannot be linked,
 * except in a request with an earlier erased person, where it is another.
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
    /** Stores their names, like those of people. */
    async save(): Promise<void> {
      for (const { id, name } of chosen.values())
        await w.db.insert(w.t.people).values({ workspace, id, name }).onConflictDoNothing();
    },
  };
}
