/** Bugs are planted in the house, one after the other, and found by the promise that they break. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { simulationInvariants } from "../../src/tools/simulation/world.ts";
import type { MutationResult } from "./mutation-runner.ts";
import { mutations } from "./mutations.ts";

const child = spawn(process.execPath, [new URL("mutation-runner.ts", import.meta.url).pathname], {
  stdio: ["ignore", "pipe", "inherit"],
});
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
afterAll(() => void child.kill());

describe("a bug that is planted", () => {
  it.each(Object.entries(mutations))("is found: %s", async (name, { breaks }) => {
    const { value = "{}" } = await lines.next();
    const found = JSON.parse(value) as Partial<MutationResult>;
    expect(found.name).toBe(name);
    expect(found.broken).toContain(breaks);
  });
});

it("breaks each promise in two ways at least", () => {
  const broken = Object.values(mutations).map(({ breaks }) => breaks);
  for (const invariant of Object.keys(simulationInvariants))
    expect(broken.filter((each) => each === invariant).length, invariant).toBeGreaterThan(1);
});
