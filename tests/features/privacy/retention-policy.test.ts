/** Retention policy as documented and as implemented. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { defineTables, featureData } from "../../../src/app/registry.ts";
import { describeRetention } from "../../../src/features/privacy/cards.ts";
import { columnDialects } from "../../../src/storage/engine/columns.ts";
import { words } from "../../harness/core-harness.ts";

it("names every table", () => {
  const named = featureData.flatMap(({ retention }) => Object.keys(retention?.policy ?? {}));
  expect(named.toSorted()).toEqual(Object.keys(defineTables(columnDialects.sqlite())).toSorted());
});

it("describes the rows of each table by a declared subject", () => {
  const declared = featureData.flatMap(({ retention }) => retention?.subjects ?? []);
  const named = featureData.flatMap(({ retention }) => Object.values(retention?.policy ?? {}));
  const subjects = declared.map(({ name }) => name);
  expect(named.filter((name) => !subjects.includes(name))).toEqual([]);
});

it("is the same in the guide as in the chat", () => {
  const lines = readFileSync("manifests/privacy.md", "utf8").split("\n");
  const told = lines
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  const first = told.findIndex(([what]) => what === "what");
  expect(told.slice(first + 2, first + 2 + describeRetention(featureData, words).length)).toEqual(
    describeRetention(featureData, words).map(({ what, term }) => [what, term]),
  );
});
