/**
 * Data declarations of a feature: its tables, and what erasure, retention, export and the web pages
 * need to know about them.
 */
import type { Words } from "../lib/i18n.ts";
import { escapeMarkdown } from "../lib/markdown.ts";
import type { Card } from "../platform/card.ts";
import {
  type ConversationRef,
  erasedId,
  type PlatformName,
  unreadableConversation,
} from "../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../platform/rich-text.ts";
import { listWorkspaces } from "../storage/directory.ts";
import type { AnyColumn, SQL } from "../storage/drizzle.ts";
import type { Columns } from "../storage/engine/columns.ts";
import type { Tables } from "../storage/schema.ts";
import type { Reader, Writer } from "../storage/store.ts";

/** Button of a feature on the help card of `/entwine`. */
export interface HelpButton {
  /** Key of its label in the words. */
  label: string;
  /** Path of its action. */
  press: string;
}

/** What a feature stores, and how it is erased, kept, exported and shown to its owner. */
export interface FeatureData {
  /** Defines the tables. The feature adds their types to `Tables` by module augmentation. */
  tables?(columns: Columns): object;
  /** Columns of every table of the feature that hold personal data. */
  personalData?: PersonalDataMap;
  erasure?: ErasureHooks;
  retention?: RetentionDeclaration;
  export?: ExportDeclaration;
  /**
   * Sections of "Your data" on the web, each with the types of its rows and titled by the words
   * `web.me.<section>`. The first is the feature's own; others may be shared.
   */
  pageSections?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Kinds of personal data in a column.
 *
 * - `id`: the person's id only.
 * - `unset`: the same, and the column may be emptied.
 * - `text`, `json`: an id, a name, a mention or a conversation reference somewhere in it.
 * - `apart`: handled by `ErasureHooks.eraseApart`.
 */
export type PersonalDataKind = "id" | "unset" | "text" | "json" | "apart";

/** Columns of a table that hold personal data, by what an erasure does with them. */
export interface PersonalDataColumns {
  keyColumns: readonly string[];
  /** Column with the owner of a row; an erasure deletes the owner's rows. */
  ownerColumn?: string;
  /**
   * Column with the request a row belongs to. Several people erased from one request get different
   * pseudonyms.
   */
  requestColumn?: string;
  /** JSON columns that contain names beside ids. */
  nameColumns?: readonly string[];
  personalColumns: Readonly<Record<string, PersonalDataKind>>;
  /** Text columns without personal data. */
  impersonalColumns: readonly string[];
}

/** Personal data of each table of a feature. */
export type PersonalDataMap = { readonly [Table in keyof Tables]?: PersonalDataColumns };

/** Traces of a person that an erasure removes from values. */
export interface PersonTraces {
  /** The platform's id of the person. */
  id: string;
  /** All known names of the person. */
  names: readonly string[];
}

/** What replaces an erased person: an id that no platform uses, and a name. */
export interface Pseudonym {
  id: string;
  name: string;
}

/** Context of an erasure, inside its transaction. */
export interface ErasureContext {
  w: Writer;
  workspace: string;
  person: string;
  at: Date;
  newId(): string;
  /** Words in the workspace's language. */
  words: Words;
  /** Kinds of jobs that concern everybody, of all features. */
  sharedJobs: readonly string[];
  /** The root secret, then previous ones. */
  secrets: readonly string[];
  traces: PersonTraces;
  /** Returns the person's pseudonym in a request, or anywhere else. */
  pseudonymFor(request?: string): Promise<Pseudonym>;
}

/** Request whose text was erased. */
export interface WordlessRequest {
  /** Reference in messages. */
  reference: string;
  title: string | null;
  /**
   * Returns the replacement of a message about it. `purpose` is the message's `question` column.
   */
  card(purpose: string | null): Card;
}

interface ErasedWords {
  /** Texts of the person, which messages may quote. */
  written: readonly unknown[];
  /** By request id. */
  wordless?: ReadonlyMap<string, WordlessRequest>;
}

/** Parts of an erasure that columns alone cannot describe. */
export interface ErasureHooks {
  /**
   * Kinds of jobs for everybody. They continue in a placeholder conversation when the person in
   * whose conversation they were due is erased.
   */
  sharedJobs?: readonly string[];
  /** Erases the columns marked `apart` and returns the number of deleted rows. */
  eraseApart?(erasure: ErasureContext): Promise<number>;
  /** Erases what the person wrote, when they ask for that. */
  eraseWords?(erasure: ErasureContext): Promise<ErasedWords>;
}

/** What a retention rule may decide by. */
export interface RetentionScope {
  workspace: string;
  now: Date;
  /** Conditions for conversations (by key) and outbox messages that are in use. */
  inUse: { conversation(key: AnyColumn): SQL[]; messages: readonly SQL[] };
}

/** Rows of the workspace to delete: those that match `when`. */
export interface ExpiredRows {
  table: keyof Tables;
  /** Unique column, within `day` if that is given. */
  key: AnyColumn;
  when?: SQL | undefined;
  day?: SQL;
  /**
   * Number of rows of a batch for which one row counts, because others are deleted with it (default
   * 1).
   */
  weight?: number;
  /** Whether deleting them can make further rows expire. */
  repeat?: true;
}

/** Retention periods (days) chosen by a workspace, by subject; 0 keeps forever. */
export type ChosenTerms = Readonly<Record<string, number>>;

/** Returns the rows of one kind that have expired; `undefined` where none ever do. */
export type RetentionRule = (
  on: Reader,
  scope: RetentionScope,
  terms: ChosenTerms,
) => ExpiredRows | undefined | Promise<ExpiredRows | undefined>;

/**
 * Subject of the retention policy. The words `keep.what.<name>` describe it, `keep.term.<name>` its
 * period.
 */
interface RetentionSubject {
  name: string;
  /** Numbers for the words of the period. */
  numbers?: Readonly<Record<string, number>>;
}

/** What a feature keeps for how long, and the words that describe it. */
export interface RetentionDeclaration {
  subjects: readonly RetentionSubject[];
  /** For every table of the feature, the name of the subject that describes its rows. */
  policy: { readonly [Table in keyof Tables]?: string };
  /** Rules with fixed periods. */
  rules?: readonly RetentionRule[];
  /** Rules with periods chosen by the workspace; they run after all others. */
  chosenRules?: readonly RetentionRule[];
  /** Returns the condition that a conversation (by key) is in use. */
  conversationInUse?(on: Reader, workspace: string, key: AnyColumn): SQL;
  /** Returns the condition that an outbox message is in use. */
  messageInUse?(on: Reader, workspace: string): Promise<SQL | undefined>;
  /** Counts rows older than the given periods, by the period's name. */
  countPastTerms?(
    on: Reader,
    scope: Pick<RetentionScope, "workspace" | "now">,
    terms: ChosenTerms,
  ): Promise<Record<string, number>>;
}

/** Row of an export: its type and plain values. */
export interface ExportRow {
  type: string;
  workspace: string;
  [field: string]: string | number | boolean | null;
}

interface ExportDeclaration {
  /** Returns the rows of the workspace's export, oldest first within a type. */
  rows?(on: Reader, workspace: string): AsyncIterable<ExportRow>;
  /** Returns rows about a person that they may see and export, without text of other people. */
  personalRows?(on: Reader, workspace: string, person: string): AsyncIterable<ExportRow>;
  /** Additional CSV columns of these rows. */
  columns?: readonly string[];
  /** Renders rows of a type as Markdown; the default is a list item. */
  markdown?: Readonly<Record<string, (row: ExportRow) => string>>;
}

/** Returns a rich text as an exported value. */
export const plainTextOrNull = (text: RichText | null | undefined): string | null =>
  text ? toPlainText(text) : null;
/** Returns an instant as an exported value, in UTC. */
export const isoInstantOrNull = (date: Date | null | undefined): string | null =>
  date?.toISOString() ?? null;

/** Escapes a value for a line of Markdown. */
export const markdownOf = (value: ExportRow[string] | undefined): string =>
  escapeMarkdown(String(value ?? ""));

/** Yields the rows of all workspaces, without private conversations that opened no request. */
export async function* exportAllRows(
  data: readonly FeatureData[],
  on: Reader,
): AsyncGenerator<ExportRow> {
  for (const workspace of await listWorkspaces(on))
    for (const each of data) if (each.export?.rows) yield* each.export.rows(on, workspace);
}

/**
 * Yields everything stored about a person, oldest first within a type. Display and export both use
 * it.
 */
export async function* exportPersonalRows(
  data: readonly FeatureData[],
  on: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  for (const each of data)
    if (each.export?.personalRows) yield* each.export.personalRows(on, workspace, person);
}

/**
 * Returns the placeholder for direct messages of erased people, to which nothing is posted (see
 * `turn-context.ts`). Jobs about erased people, or about no person, are due in it.
 */
export const placeholderConversation = (platform: PlatformName): ConversationRef => ({
  platform,
  kind: "personal",
  id: erasedId,
});

/** Returns whether a key, id or subject contains a person's id: `slack/dm/U1`, `checks/U1/3`. */
export const isPathOf = (path: unknown, person: string): boolean =>
  typeof path === "string" && path.split("/").includes(person);

/**
 * Returns whether a stored place is a person's direct messages. An unreadable place counts, because
 * its row was found by the person's id.
 */
export function isDirectMessagesOf(place: unknown, person: string): boolean {
  const { platform, kind, id } = place as ConversationRef;
  return platform === unreadableConversation.platform || (kind === "personal" && id === person);
}
