import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineActions } from "../../src/core/actions.ts";

const integer = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

const text = fc.string({ unit: "grapheme" });
const given = text.filter((each) => each !== "");
const number = fc.nat({ max: 999_999_999 });

describe("defineActions", () => {
  it("decodes every path that it encoded", () => {
    const names = fc.tuple(given, given).filter(([, verb]) => verb !== "__proto__");
    fc.assert(
      fc.property(names, text, number, fc.option(given, { nil: undefined }), (name, a, b, c) => {
        const [feature, verb] = name;
        const actions = defineActions(feature, {
          [verb]: { args: [z.string(), integer, z.string().optional()] },
        });
        const args = c === undefined ? [a, b] : [a, b, c];
        expect(actions.decode(actions.encode(verb, a, b, c))).toEqual({ feature, verb, args });
      }),
    );
  });

  it("encodes any text as a path, even half of a character", () => {
    const actions = defineActions("a", { b: { args: [z.string()] } });
    fc.assert(
      fc.property(text, (any) => {
        const half = `${any}\ud83d`;
        expect(actions.decode(actions.encode("b", half))?.args).toEqual([half.toWellFormed()]);
      }),
    );
  });

  it("throws for no path, and returns nothing that its schemas refuse", () => {
    const actions = defineActions("a", {
      b: { args: [z.enum(["x", "y"]), integer] },
      c: { args: [z.string().optional()] },
    });
    const part = fc.oneof(fc.constantFrom("a", "b", "c", "x", "7", "%", "%2F", ""), text);
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const action = actions.decode(parts.join("/"));
        if (action?.verb === "b") {
          expect(["x", "y"]).toContain(action.args[0]);
          expect(Number.isInteger(action.args[1])).toBe(true);
        } else if (action) expect(action.args.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
