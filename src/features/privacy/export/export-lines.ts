/**
 * What the ledger holds on one person, as lines of the export's shape: `type` says what it is, the
 * rest are plain values.
 */

import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { type SQL, sql } from "../../../storage/drizzle.ts";

export interface PersonalDataLine {
  type: string;
  workspace: string;
  [field: string]: string | number | boolean | null;
}

export const plainTextOrNull = (prose: RichText | null | undefined): string | null =>
  prose ? toPlainText(prose) : null;
export const isoInstantOrNull = (date: Date | null | undefined): string | null =>
  date?.toISOString() ?? null;

/** Whether a column's text, or its JSON, has these characters in it somewhere. */
export const columnContains = (column: unknown, characters: string): SQL =>
  sql`cast(${column} as text) like ${`%${characters.replaceAll(/[!%_]/g, "!$&")}%`} escape '!'`;

/** A text as it stands between the quotes of a JSON value. */
export const escapedInJson = (value: string): string => JSON.stringify(value).slice(1, -1);
