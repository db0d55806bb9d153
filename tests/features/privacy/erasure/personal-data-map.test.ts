/**
 * A new column cannot be forgotten: whatever may hold a text is on the list that an erasure works
 * through.
 */
import { expect, it } from "vitest";
import { defineTables } from "../../../../src/app/schema.ts";
import { personalDataMap } from "../../../../src/features/privacy/erasure/personal-data-map.ts";
import { columnDialects } from "../../../../src/storage/engine/columns.ts";

const tables = defineTables(columnDialects.sqlite());

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
    const { ownerColumn, personalColumns, impersonalColumns } = personalDataMap[name];
    const listed = [
      ...(ownerColumn === undefined ? [] : [ownerColumn]),
      ...Object.keys(personalColumns),
      ...impersonalColumns,
    ];
    expect(textsOf(tables[name]).length).toBeGreaterThan(0);
    expect(listed.toSorted()).toEqual(textsOf(tables[name]).toSorted());
  },
);

it("no table is on the list that there is not", () => {
  expect(Object.keys(personalDataMap).toSorted()).toEqual(Object.keys(tables).toSorted());
});
