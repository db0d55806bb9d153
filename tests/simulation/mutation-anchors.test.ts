/** Checks of the planted bugs that need no simulation. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { simulationInvariants } from "../../src/tools/simulation/world.ts";
import { mutations, plantMutation } from "./mutations.ts";

describe("planted bugs", () => {
  it.each(Object.entries(mutations))("wrap an exported function: %s", (key, { file }) => {
    expect(plantMutation(key, readFileSync(`src/${file}`, "utf8"))).toContain(".wrap(");
  });

  it("break each invariant in at least two ways", () => {
    const broken = Object.values(mutations).map(({ breaks }) => breaks);
    for (const invariant of Object.keys(simulationInvariants))
      expect(broken.filter((each) => each === invariant).length, invariant).toBeGreaterThan(1);
  });
});
