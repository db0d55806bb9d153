import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dotProducts } from "../../../../src/features/cases/similar/dot-products.ts";
import {
  decodeEmbedding,
  encodeEmbedding,
  needText,
} from "../../../../src/features/cases/similar/need-embedding.ts";
import { similarityThreshold } from "../../../../src/features/cases/similar/similar-requests.ts";
import {
  createVectorIndex,
  type VectorMatch,
} from "../../../../src/features/cases/similar/vector-index.ts";
import type { Interview } from "../../../../src/features/interview/model/interview-state.ts";
import {
  embeddingDimensions,
  embeddingStepsPerUnit,
  embedNeedText,
} from "../../../../src/nlu/text/embedding.ts";
import { readPairs, scorePairs } from "../../../evals/similar/figures.ts";

interface Told {
  /** Needs of the same family are similar, all others are not. */
  family: string;
  lang: string;
  text: string;
}

/** Text of a need without the thing asked for. */
const isNeed = { leftOut: "" };

const likeness = (a: Int8Array, b: Int8Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / embeddingStepsPerUnit ** 2;
const between = (a: string, b: string) =>
  likeness(embedNeedText(a, isNeed), embedNeedText(b, isNeed));

const told = readFileSync(new URL("similar-pairs.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => ({ ...(JSON.parse(line) as Told) }))
  .map((need) => ({ ...need, point: embedNeedText(need.text, isNeed) }));
const pairs = told.flatMap((a, at) =>
  told.slice(at + 1).map((b) => ({
    similar: a.family === b.family,
    found: likeness(a.point, b.point) >= similarityThreshold,
    languages: new Set([a.lang, b.lang]),
  })),
);

function figures(some: typeof pairs) {
  const right = some.filter(({ similar, found }) => similar && found).length;
  return {
    precision: right / some.filter(({ found }) => found).length,
    recall: right / some.filter(({ similar }) => similar).length,
  };
}

it("finds requests for the same thing in other words, within and across languages", async () => {
  const requests = await readPairs();
  const within = scorePairs(requests, false);
  expect(within.precision).toBeGreaterThanOrEqual(0.9);
  expect(within.recall).toBeGreaterThanOrEqual(0.8);
  const across = scorePairs(requests, true);
  expect(across.precision).toBeGreaterThanOrEqual(0.95);
  expect(across.recall).toBeGreaterThanOrEqual(0.9);
});

it.each([
  "The printer is broken",
  "Mein Bildschirm flackert",
  "We need Salesforce",
  "Le courrier est lent",
  "impresora",
])("finds equal words: %s", async (text) => {
  const point = embedNeedText(text);
  expect(likeness(point, embedNeedText(text))).toBeGreaterThan(0.95);
});

it("finds similar needs among labelled ones at least as well as before", () => {
  const within = figures(pairs.filter(({ languages }) => languages.size === 1));
  expect(within.precision).toBeGreaterThan(0.9);
  expect(within.recall).toBeGreaterThan(0.6);
});

it("finds them across languages", () => {
  const across = figures(pairs.filter(({ languages }) => languages.size === 2));
  expect(across.precision).toBeGreaterThan(0.9);
  expect(across.recall).toBeGreaterThan(0.55);
});

it.each(["de", "fr", "es"])("finds them within %s", (language) => {
  const { precision, recall } = figures(
    pairs.filter(({ languages }) => languages.size === 1 && languages.has(language)),
  );
  expect(precision).toBeGreaterThan(0.9);
  expect(recall).toBeGreaterThan(0.5);
});

it("treats the same product for different purposes as different needs", () => {
  expect(
    between(
      "with Salesforce we would stop missing the notice periods of contracts",
      "with Salesforce nurses could swap shifts",
    ),
  ).toBeLessThan(similarityThreshold);
});

it("treats different products for the same purpose as the same need", () => {
  expect(
    between(
      "with Salesforce reps could see what a dealer ordered before",
      "in HubSpot we would see the previous orders of a customer",
    ),
  ).toBeGreaterThan(similarityThreshold);
});

it("does not treat needs as similar because of one common subject", () => {
  expect(between("our invoices are late", "the invoices get lost in the post")).toBeLessThan(
    similarityThreshold,
  );
});

it("ignores the product that was asked for", () => {
  expect(embedNeedText("quokkaflow for the contracts", { leftOut: "quokkaflow" })).toEqual(
    embedNeedText("for the contracts", isNeed),
  );
});

it("returns nothing for words without meaning", () => {
  expect(embedNeedText("we need this, please, today").every((value) => value === 0)).toBe(true);
  expect(embedNeedText("").every((value) => value === 0)).toBe(true);
});

it("stores a vector as text, and recognises one of other dimensions", () => {
  const point = embedNeedText("see what a dealer ordered before");
  expect(decodeEmbedding(encodeEmbedding(point))).toEqual(point);
  expect(decodeEmbedding(encodeEmbedding(point.slice(1)))).toBeUndefined();
});

it("returns the most similar vectors first, and none that was removed", async () => {
  const points = createVectorIndex();
  const near = Int8Array.from({ length: embeddingDimensions }, () => 20);
  const far = Int8Array.from({ length: embeddingDimensions }, (_, index) => (index % 2 ? 20 : -20));
  const seqsNear = async (...more: [count: number, after?: VectorMatch]): Promise<number[]> =>
    (await points.nearest(near, 0.5, ...more)).map(({ seq }) => seq);
  for (
    let seq = 1;
    seq <= 10_000;
    seq += 1 // several blocks
  )
    points.add(seq, seq % 2_500 === 0 ? near.map((value) => value - seq / 2_500) : far);
  expect(await seqsNear(9)).toEqual([2_500, 5_000, 7_500, 10_000]);
  const [, second] = await points.nearest(near, 0.5, 2);
  expect(second?.seq).toBe(5_000);
  expect(await seqsNear(2, second)).toEqual([7_500, 10_000]);
  points.drop(new Set([2_500, 10_000]));
  points.add(10_001, near);
  expect(await seqsNear(9)).toEqual([10_001, 5_000, 7_500]);
  points.add(10_002, near);
  expect(await seqsNear(1)).toEqual([10_002]);
});

it("finds a vector once that a removal moves during the search", async () => {
  const points = createVectorIndex();
  const near = Int8Array.from({ length: embeddingDimensions }, () => 20);
  for (let seq = 1; seq <= 200_000; seq += 1) points.add(seq, near);
  const search = points.nearest(near, 0.5, 4);
  points.drop(new Set([1, 2]));
  const seqs = (await search).map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(4);
});

it("multiplies as plain arithmetic does", () => {
  fc.assert(
    fc.property(
      fc.int8Array({ minLength: embeddingDimensions, maxLength: embeddingDimensions }),
      fc.int8Array({ minLength: embeddingDimensions, maxLength: 9 * embeddingDimensions }),
      (point, values) => {
        const count = Math.floor(values.length / embeddingDimensions);
        const products = dotProducts(point, values, count).slice(0, count);
        for (const [nth, product] of products.entries())
          expect(product).toBe(
            point.reduce(
              (sum, value, index) => sum + value * values[nth * embeddingDimensions + index]!,
              0,
            ),
          );
      },
    ),
    { numRuns: 50 },
  );
});

const ana = { id: "ana" };
const interview = (more: Partial<Interview>): Interview => ({
  ...{
    request: "r1",
    requester: ana,
    text: ["We need Salesforce"],
    subject: "Salesforce",
    phase: "done",
    asked: [],
    answers: {},
    claimed: false,
    reminded: false,
  },
  ...more,
});

it("adds the answer about the need, and then leaves the product out", () => {
  expect(needText(interview({}))).toEqual({ text: "We need Salesforce" });
  const answers: Interview["answers"] = {
    need: { text: ["a proper CRM"], label: "solution_restated", by: ana },
    need_again: { text: ["see last month's orders"], label: "need", by: ana },
    customer: { text: ["dealers get an answer"], label: "direct", by: ana },
  };
  expect(needText(interview({ answers }))).toEqual({
    text: "We need Salesforce\nsee last month's orders\ndealers get an answer",
    subject: "Salesforce",
  });
});

it("treats a legal duty as no effect on a customer", () => {
  const answers: Interview["answers"] = {
    customer: { text: ["Nobody outside: legal, safety, upkeep"], label: "internal_only", by: ana },
  };
  expect(needText(interview({ answers })).text).toBe("We need Salesforce");
});
