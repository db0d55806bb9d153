import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { tokenizeWords } from "../../../src/nlu/text/normalise.ts";
import { loadVocabulary } from "../../../src/nlu/text/vocabulary.ts";

const folder = mkdtempSync(join(tmpdir(), "vocabulary-"));
writeFileSync(
  join(folder, "en.md"),
  "# English\n\n## customer\ncustomer, end customer\n\n## broken\ncrash*\n",
);
writeFileSync(
  join(folder, "ours.md"),
  "# Ours\n\n## customer\nlodger*, \n\n## product\nBlue Ledger, Ökoplan\n",
);
const { families, find } = loadVocabulary(pathToFileURL(`${folder}/`));
const found = (text: string) => find(tokenizeWords(text)).flat();

it("merges the headings of several files into one family", () => {
  expect(families).toEqual(["customer", "broken", "product"]);
  expect(found("the lodgers")).toEqual(["customer"]);
});

it("matches phrases, prefixes, capitals and accents", () => {
  expect(found("BLUE LEDGER crashed")).toEqual(["product", "broken"]);
  expect(found("an end customer of the okoplan")).toEqual(["customer", "customer", "product"]);
});

it("matches no part of a phrase and nothing inside a word", () =>
  expect(found("blue customerless sky, subcrash")).toEqual([]));

it("has the same families in every trained language", () => {
  const ours = loadVocabulary();
  for (const family of ["need", "product", "broken", "customer", "colleague", "urgent", "provider"])
    expect(ours.families).toContain(family);
});
