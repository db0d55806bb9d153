/** CSV by RFC 4180, for spreadsheets. */
import { stringify } from "csv-stringify/sync";

/**
 * Returns rows as CSV, each with its line end. Cells that a spreadsheet would run as formulas are
 * escaped.
 */
export const toCsv = (rows: readonly (readonly (string | number | boolean | null)[])[]): string =>
  stringify(rows as unknown[][], {
    escape_formulas: true,
    quoted_match: /\r/,
    cast: { boolean: String },
  });
