/**
 * Data that a feature owns: its tables, and what erasure, retention, export and the web pages need
 * to know of them. Privacy, insights and web loop over these declarations.
 */
import type { Words } from "../lib/i18n.ts";
import { escapeMarkdown } from "../lib/markdown.ts";
import type { Card } from "../platform/card.ts";
import { type RichText, toPlainText } from "../platform/rich-text.ts";
import type { AnyColumn, SQL } from "../storage/drizzle.ts";
import type { Columns } from "../storage/engine/columns.ts";
import type { Tables } from "../storage/schema.ts";
import type { Reader, Writer } from "../storage/store.ts";

/** A button of a feature on the help card of `/entwine`. */
export interface HelpButton {
  /** Key of its label among the words. */
  label: string;
  /** Path of its action. */
  press: string;
}

export interface FeatureData {
  /** Defines the tables. The feature adds their types to `Tables` by module augmentation. */
  tables?(columns: Columns): object;
  /** Columns of every table of the feature that hold personal data. */
  personalData?: PersonalDataMap;
  erasure?: ErasureHooks;
  retention?: RetentionDeclaration;
  export?: ExportDeclaration;
  /**
   * Sections of "Your data" on the web side, each with the types of its rows. The words
   * `web.me.<section>` are its title. The first one is the feature's own; others may be shared.
   */
  pageSections?: Readonly<Record<string, readonly string[]>>;
}

/**
 * How a column may hold a person.
 *
 * - `id`: a person's id, alone.
 * - `unset`: the same, and the column may be empty.
 * - `text`, `json`: an id, a name, a mention or a conversation reference somewhere in it.
 * - `apart`: handled by `ErasureHooks.eraseApart`.
 */
export type PersonalDataKind = "id" | "unset" | "text" | "json" | "apart";

export interface PersonalDataColumns {
  keyColumns: readonly string[];
  /** The person whose rows these are: an erasure deletes them whole. */
  ownerColumn?: string;
  /**
   * Id of the request whose story the row belongs to. Several people erased from one story get
   * different pseudonyms.
   */
  requestColumn?: string;
  /** JSON columns that tell people's names beside their ids. */
  nameColumns?: readonly string[];
  personalColumns: Readonly<Record<string, PersonalDataKind>>;
  /** Columns of text that hold nobody. */
  impersonalColumns: readonly string[];
}

export type PersonalDataMap = { readonly [Table in keyof Tables]?: PersonalDataColumns };

/** What is taken out of a value, and what is put in its place. */
export interface PersonTraces {
  /** The platform's id of the person. */
  id: string;
  /** Every name the person is known by. */
  names: readonly string[];
}

export interface Pseudonym {
  id: string;
  name: string;
}

/** An erasure under way, inside its one write. */
export interface ErasureContext {
  w: Writer;
  workspace: string;
  person: string;
  at: Date;
  newId(): string;
  /** In the language of the workspace. */
  words: Words;
  /** Kinds of jobs that concern everybody, of all features. */
  sharedJobs: readonly string[];
  /** The root secret, then former ones. */
  secrets: readonly string[];
  traces: PersonTraces;
  /** Returns who stands for the person in the story of a request, or anywhere else. */
  pseudonymFor(request?: string): Promise<Pseudonym>;
}

/** A request without words of its own any more. */
export interface WordlessRequest {
  /** What messages call it by. */
  reference: string;
  title: string | null;
  /** Replaces a message about it. `purpose` is the message's `question` column. */
  card(purpose: string | null): Card;
}

interface ErasedWords {
  /** Values that hold what the person wrote; messages may quote it. */
  written: readonly unknown[];
  /** By request id. */
  wordless?: ReadonlyMap<string, WordlessRequest>;
}

export interface ErasureHooks {
  /**
   * Kinds of jobs that concern everybody: they go on in a placeholder conversation when the person
   * in whose conversation they come due is erased.
   */
  sharedJobs?: readonly string[];
  /** Erases the columns marked `apart`; returns how many rows it deleted. */
  eraseApart?(erasure: ErasureContext): Promise<number>;
  /** Empties what the person wrote, where they want that erased as well. */
  eraseWords?(erasure: ErasureContext): Promise<ErasedWords>;
}

export interface RetentionScope {
  workspace: string;
  now: Date;
  /** Conditions that a conversation, by its key, or an outbox message is still in use. */
  inUse: { conversation(key: AnyColumn): SQL[]; messages: readonly SQL[] };
}

/** Rows of the workspace that may go: those that meet `when`. */
export interface ExpiredRows {
  table: keyof Tables;
  /** Tells the rows apart, among those of `day` where there is one. */
  key: AnyColumn;
  when?: SQL | undefined;
  day?: SQL;
  /** How many rows of a batch one of them counts for, since it takes others along. Default: 1. */
  weight?: number;
  /** Once they are gone there may be others. */
  repeat?: true;
}

/** Terms that a workspace chose, by the name of what they are about; 0 is for good. */
export type ChosenTerms = Readonly<Record<string, number>>;

export type RetentionRule = (
  on: Reader,
  scope: RetentionScope,
  terms: ChosenTerms,
) => ExpiredRows | undefined | Promise<ExpiredRows | undefined>;

/**
 * A subject of the retention policy, as people read of it: the words `keep.what.<name>` say what it
 * is, `keep.term.<name>` how long it stays.
 */
interface RetentionSubject {
  name: string;
  /** Numbers that the words of the term need. */
  numbers?: Readonly<Record<string, number>>;
}

interface TablePolicy {
  /**
   * What the rows tell of people: their words, what they did, who they are and where they are
   * reached, figures in which nobody is told apart, or nothing.
   */
  holds: "words" | "deeds" | "names" | "figures" | "nothing";
  /** Name of a `RetentionSubject`. */
  subject: string;
  /**
   * After what the rows are deleted, and how many days later or as the workspace chose; missing
   * where they stay until somebody deletes them.
   */
  goes?: readonly { after: string; days: number | "chosen" }[];
}

export interface RetentionDeclaration {
  subjects: readonly RetentionSubject[];
  /** Every table of the feature. */
  policy: { readonly [Table in keyof Tables]?: TablePolicy };
  /** Rules of fixed terms. */
  rules?: readonly RetentionRule[];
  /** Rules of terms that the workspace chose; they run after all others, once the choice counts. */
  chosenRules?: readonly RetentionRule[];
  /** The condition that a conversation of the workspace, by its key, is in use. */
  conversationInUse?(on: Reader, workspace: string, key: AnyColumn): SQL;
  /** The condition that an outbox message of the workspace is in use. */
  messageInUse?(on: Reader, workspace: string): Promise<SQL | undefined>;
  /** Counts the rows that have been over for longer than the given terms, by the term's name. */
  countPastTerms?(
    on: Reader,
    scope: Pick<RetentionScope, "workspace" | "now">,
    terms: ChosenTerms,
  ): Promise<Record<string, number>>;
}

/** A row of an export: its type, and plain values. */
export interface ExportRow {
  type: string;
  workspace: string;
  [field: string]: string | number | boolean | null;
}

interface ExportDeclaration {
  /** Rows of the workspace's export, oldest first within a type. */
  rows?(on: Reader, workspace: string): AsyncIterable<ExportRow>;
  /**
   * Rows about one person: what they may see and take along. Words of others are no part of it.
   */
  personalRows?(on: Reader, workspace: string, person: string): AsyncIterable<ExportRow>;
  /** Columns of a CSV file that these rows need besides the shared ones. */
  columns?: readonly string[];
  /** Renders rows of a type as Markdown, which is a list item otherwise. */
  markdown?: Readonly<Record<string, (row: ExportRow) => string>>;
}

export const plainTextOrNull = (text: RichText | null | undefined): string | null =>
  text ? toPlainText(text) : null;
export const isoInstantOrNull = (date: Date | null | undefined): string | null =>
  date?.toISOString() ?? null;

/** A value of a row in a line of Markdown. */
export const markdownOf = (value: ExportRow[string] | undefined): string =>
  escapeMarkdown(String(value ?? ""));
