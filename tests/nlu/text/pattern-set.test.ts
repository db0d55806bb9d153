import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findNecessaryFragments } from "../../../src/nlu/text/necessary-fragments.ts";
import { normaliseText } from "../../../src/nlu/text/normalise.ts";
import { createPatternSet } from "../../../src/nlu/text/pattern-set.ts";

describe("findNecessaryFragments", () => {
  for (const [pattern, fragments] of [
    [/\b(?:urgent|asap)\b/, ["#urgent#", "#asap#"]],
    [/\bprinters?\b/, ["#printers#", "#printer#"]],
    [/\bfix(?:ed|es)\b.{0,40}\b(?:it|them)\b/, ["#fixed#", "#fixes#"]],
    [/\b\w+ (?:laptop|phone)\b/, ["#laptop#", "#phone#"]],
    [/^\W*good,? day$/, ["#good#day#"]],
    [/^(?=.*\bsent\b)(?=.*\bcustomers?\b)/, ["#sent#"]],
    [/\bdon't (?!know)care\b/, ["#don#t#care#"]],
    [/\bR-?\d+ is [oa]k\b/, ["#is#ok#", "#is#ak#"]],
    [/\b(?:stolen|\w+ed)\b/, undefined],
    [/\b(?:lost|no)?\b/, undefined],
    [/[!¡]{2,}/, undefined],
  ] as const)
    it(`returns those of ${pattern}`, () =>
      expect(findNecessaryFragments(pattern)?.toSorted()).toEqual(fragments?.toSorted()));
});

describe("createPatternSet", () => {
  const patterns = [
    /^\W*(?:please|bitte)\b/,
    /\b(?:is|are) (?:down|broken)\b|\bpanne\b/,
    /\b(?:access|licen[cs]es?) (?:to|for) (?:\w+ )*(?:team|everyone)\b/,
    /(?<!\bnot )\burgent\W*$/,
    /\bwe (?:need|want)(?! to)\b/,
    /\b(?:r-?\d+|inc \d{3,})\b/,
    /(?<=\bfor )(?:\d+ (?:people|nurses)|all of us)\b/,
    /\?/,
    /\b(?:\w+n't|not) (?:work|open|print)\w*\b/,
    ...Array.from({ length: 40 }, (_, index) => new RegExp(`\\bword${index}\\b`)),
  ];
  const find = createPatternSet(patterns);
  const expected = (text: string) =>
    patterns.flatMap((pattern, index) => (pattern.test(text) ? [index] : []));

  it("finds the patterns that match, and no others", () => {
    const texts = readFileSync(
      new URL("../../../src/tools/training/labelled/requests.jsonl", import.meta.url),
      "utf8",
    )
      .trim()
      .split("\n")
      .map((line) => normaliseText((JSON.parse(line) as { text: string }).text).line);
    for (const text of texts) expect(find(text), text).toEqual(expected(text));
    const seen = new Set(texts.flatMap(find));
    expect(seen.size).toBeGreaterThan(3);
  });

  for (const text of [
    "",
    "?",
    "URGENT",
    "…this is urgent!!",
    "not urgent",
    "--please",
    "a licence for the team",
    "licences   to the sales team",
    "word1 word39,word7",
    "don't work / inc 123 r4",
    "für all of us; for 12 nurses",
  ])
    it(`finds in "${text}" the same as each pattern alone`, () =>
      expect(find(text)).toEqual(expected(text)));
});
