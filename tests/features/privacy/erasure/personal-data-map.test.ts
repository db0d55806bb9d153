/** Map of personal data: every column that may hold text is declared. */
import { expect, it } from "vitest";
import { defineTables, featureData } from "../../../../src/app/registry.ts";
import { personalDataTables } from "../../../../src/features/privacy/erasure/erase-person.ts";
import { columnDialects } from "../../../../src/storage/engine/columns.ts";

const tables = defineTables(columnDialects.sqlite());
const declared = new Map(personalDataTables(featureData));

/**
 * Returns the columns that are stored as text, by their names in code. Numbers, flags and instants
 * identify nobody.
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
  "lists each text column of %s once",
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
