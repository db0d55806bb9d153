/** What the ledger holds on one person, as lines of the export's shape: `type` says what it is, the rest are plain values. */
import { type SQL, sql } from "../storage/drizzle.ts";
import { type Prose, plain } from "../surface/prose.ts";

export interface AboutLine {
  type: string;
  workspace: string;
  [field: string]: string | number | boolean | null;
}

export const text = (prose: Prose | null | undefined): string | null => (prose ? plain(prose) : null);
export const instant = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

/** Whether a column's text, or its JSON, has these characters in it somewhere. */
export const holds = (column: unknown, characters: string): SQL =>
  sql`cast(${column} as text) like ${`%${characters.replaceAll(/[!%_]/g, "!$&")}%`} escape '!'`;

/** A text as it stands between the quotes of a JSON value. */
export const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);
