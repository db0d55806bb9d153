/** A new column cannot be forgotten: whatever may hold a text is on the list that an erasure works through. */
import { expect, it } from "vitest";
import { holdings } from "../../src/privacy/holdings.ts";
import { dialects } from "../../src/storage/columns.ts";
import { defineTables } from "../../src/storage/schema.ts";

const tables = defineTables(dialects.sqlite());

/** Columns that are kept as text, by the names that the code has for them; numbers, flags and instants name nobody. */
const textsOf = (table: object): string[] =>
  Object.entries(table)
    .filter(([, column]) => typeof column === "object" && column !== null && typeof column.getSQLType === "function" && /text/.test(column.getSQLType()))
    .map(([name]) => name);

it.each(Object.keys(tables) as (keyof typeof tables)[])("%s has each of its texts on the list, once", (name) => {
  const { of, holds, free } = holdings[name];
  const listed = [...(of === undefined ? [] : [of]), ...Object.keys(holds), ...free];
  expect(textsOf(tables[name]).length).toBeGreaterThan(0);
  expect(listed.toSorted()).toEqual(textsOf(tables[name]).toSorted());
});

it("no table is on the list that there is not", () => {
  expect(Object.keys(holdings).toSorted()).toEqual(Object.keys(tables).toSorted());
});
