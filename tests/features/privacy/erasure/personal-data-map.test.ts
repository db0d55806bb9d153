/** Personal-data map: every column that may hold text is declared. */
import { expect, it } from "vitest";
import { defineTables, featureData } from "../../../../src/app/schema.ts";
import { personalDataTables } from "../../../../src/features/privacy/erasure/erase-person.ts";
import { columnDialects } from "../../../../src/storage/engine/columns.ts";

const tables = defineTables(columnDialects.sqlite());
const declared = new Map(personalDataTables(featureData));

/**
 * Columns that are kept as text, by the names that the code has for them; numbers, flags and
 * instants name nobody.
 */
const textsOf = (table: object): string[] =>
  Object.entries(table)
    .filter(
      ([, column]) =>
        typeof column === "object" &&
        column !== null &&
        typeof column.getSQLType === "function" &&
        /text/.test(column.getSQLType()),
    )
    .map(([name]) => name);

it.each(Object.keys(tables) as (keyof typeof tables)[])(
  "%s has each of its texts on the list, once",
  (name) => {
    const { ownerColumn, personalColumns, impersonalColumns } = declared.get(name)!;
    const listed = [
      ...(ownerColumn === undefined ? [] : [ownerColumn]),
      ...Object.keys(personalColumns),
      ...impersonalColumns,
    ];
    expect(textsOf(tables[name]).length).toBeGreaterThan(0);
    expect(listed.toSorted()).toEqual(textsOf(tables[name]).toSorted());
  },
);

it("declares each table once", () => {
  const names = personalDataTables(featureData).map(([name]) => name);
  expect(names.toSorted()).toEqual(Object.keys(tables).toSorted());
});
