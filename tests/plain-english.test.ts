/** Checks that comments, test names and documentation use no outdated or figurative English. */
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { guides } from "./harness/guides.ts";

/** Words and phrases for which technical English has a plainer one. */
const unplain = new RegExp(
  `(?<![\\w'-])(?:${[
    // outdated: "who", "any", "again", "unless"
    "who(?:m|so)?ever|whichever|hitherto|henceforth|here(?:by|in|of)|there(?:by|in|of)|where(?:by|in|of)",
    "shall|lest|nought|anew|amiss|bygone|for ever|somebody else|likeliest",
    // figurative: "outcome", "stored", "distinguished", "parked", "ended", "cleanly"
    "fates?|on record|told apart|in hand|in good order|put aside|had its day|in so many words",
    "dead|dies|bury|buried|strays?|lanes?|houses?|kept from|dealt with",
  ].join("|")})(?![\\w'-])`,
  "i",
);

const testName =
  /\b(?:it|describe|onBothEngines)(?:\.\w+(?:<[^(]*>)?(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?)*\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** The retention policy in manifests/privacy.md, which consists of product texts. */
const retentionPolicy = /^Retention periods, in the words that people see[\s\S]*?\n\nOpen work/m;

/** Returns the comments of a source file, without quoted examples and code in backticks. */
const commentsOf = (text: string): string[] =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|[;,{})]\s+\/\/\s.*$/gm)].map(
    ([comment]) => comment,
  );

const withoutQuotes = (text: string): string =>
  text
    .replaceAll(/^\s*\* ?/gm, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/"[^"]*"|“[^”]*”|`[^`]*`/g, "…");

/** Returns the file and the phrase of each text that has one. */
const findUnplain = (file: string, texts: readonly string[]): string[] =>
  texts.flatMap((text) => {
    const [phrase] = unplain.exec(withoutQuotes(text)) ?? [];
    return phrase === undefined ? [] : `${file}: “${phrase}” in ${text.trim().slice(0, 120)}`;
  });

it("uses plain words in comments", () => {
  const files = globSync(["src/**/*.ts", "tests/**/*.ts", "manifests/*.ts"]);
  expect(files.length).toBeGreaterThan(500);
  const texts = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));
  expect(texts.flatMap(({ file, text }) => findUnplain(file, commentsOf(text)))).toEqual([]);
});

it("uses plain words in test names", () => {
  const found = globSync("tests/**/*.ts").flatMap((file) =>
    findUnplain(
      file,
      [...readFileSync(file, "utf8").matchAll(testName)].map(
        ([, plain, template]) => (plain ?? template)!,
      ),
    ),
  );
  expect(found).toEqual([]);
});

it("uses plain words in documentation", () => {
  expect(guides.length).toBeGreaterThan(10);
  const found = guides.flatMap((file) =>
    findUnplain(
      file,
      readFileSync(file, "utf8")
        .replace(retentionPolicy, "")
        .split("\n")
        .filter((line) => !/^ {4}|^ *#/.test(line)),
    ),
  );
  expect(found).toEqual([]);
});
