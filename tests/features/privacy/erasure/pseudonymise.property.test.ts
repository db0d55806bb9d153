/** Pseudonymisation of any value: references to the person are replaced, all else is unchanged. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPseudonymiser } from "../../../../src/features/privacy/erasure/pseudonymise.ts";

const them = { id: "U0MARIA77", name: "Maria Sundgren" };
const clean = createPseudonymiser(
  { id: them.id, names: [them.name, "Will"] },
  { id: "erased", name: "a colleague" },
  ["the quagga herd"],
);

const trace = fc.constantFrom(
  them.id,
  them.name,
  `slack/dm/${them.id}/170`,
  `ask ${them.name}, she knows`,
  `@${them.name}!`,
  "as the quagga herd does",
  `1/${them.id}`,
);
const other = fc.constantFrom(
  "U0TOM4455",
  "U0MARIA778",
  "Will it rain?",
  "She will",
  "Maria",
  "Tom Okafor",
  "slack/dm/U0TOM4455",
  "",
  "1.5/2 days",
);
const leaf = fc.oneof(other, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("id", "person", "name", "text", "by"), tie("value"), {
      maxKeys: 4,
    }),
  ),
}));
const { traced } = fc.letrec((tie) => ({
  traced: fc.oneof(
    { maxDepth: 4 },
    trace,
    fc.tuple(leaf, tie("traced")),
    fc.record({ by: tie("traced"), at: leaf }),
    trace.map((key) => ({ [key]: 1 })),
    fc.constant({ person: them.id, name: "Mia" }),
  ),
}));

it("replaces all references, however deep", () => {
  fc.assert(
    fc.property(traced, value, (one, rest) => {
      const left = JSON.stringify(clean([one, rest]));
      expect(left).not.toMatch(new RegExp(`${them.id}\\b|Maria Sundgren|quagga|Mia`));
    }),
    { numRuns: 300 },
  );
});

it("returns the same value when there are none", () => {
  fc.assert(
    fc.property(
      value.filter(
        (one) =>
          !new RegExp(`${them.id}\\b|Maria Sundgren|the quagga herd`).test(JSON.stringify(one)),
      ),
      (one) => {
        expect(clean(one)).toBe(one);
      },
    ),
    { numRuns: 300 },
  );
});

it("finds ids of any platform in places and keys", () => {
  for (const id of ["29:1a-bC_d", "8a1f0c2e-0000-4000-8000-00000000000a", "ana"]) {
    const without = createPseudonymiser({ id, names: [] }, { id: "erased", name: "a colleague" });
    expect(without({ by: { id }, place: `teams/dm/${id}/7`, near: `teams/dm/${id}b` })).toEqual({
      ...{
        by: { id: "erased", name: "a colleague" },
        place: "teams/dm/erased/7",
        near: `teams/dm/${id}b`,
      },
    });
  }
});

it("replaces a name that is also a word only where it names a person", () => {
  expect(clean({ id: them.id, name: "Will" })).toEqual({ id: "erased", name: "a colleague" });
  expect(clean(["Will", "ask @Will", "Will it rain?", "the will of all", "@Willy"])).toEqual([
    "a colleague",
    "ask a colleague",
    "Will it rain?",
    "the will of all",
    "@Willy",
  ]);
});
