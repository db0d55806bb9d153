/** What the house says that it keeps is what it keeps. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { policy, toldIn } from "../../src/privacy/policy.ts";
import { dialects } from "../../src/storage/columns.ts";
import { defineTables } from "../../src/storage/schema.ts";
import { words } from "../turn/house.ts";

it("names every table", () => {
  expect(Object.keys(policy).toSorted()).toEqual(Object.keys(defineTables(dialects.sqlite())).toSorted());
});

it("is told in the README as to everybody who asks", () => {
  const lines = readFileSync("README.md", "utf8").split("\n");
  const told = lines
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  const first = told.findIndex(([what]) => what === "what");
  expect(told.slice(first + 2, first + 2 + toldIn(words).length)).toEqual(toldIn(words).map(({ what, term }) => [what, term]));
});
