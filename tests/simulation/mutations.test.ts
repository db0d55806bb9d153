/** Planted bugs: the simulation finds each by the invariant that it breaks. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import type { MutationResult } from "./mutation-runner.ts";
import { mutations } from "./mutations.ts";

const child = spawn(process.execPath, [new URL("mutation-runner.ts", import.meta.url).pathname], {
  stdio: ["ignore", "pipe", "inherit"],
});
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
afterAll(() => void child.kill());

describe("simulation with a planted bug", () => {
  it.each(Object.entries(mutations))("detects: %s", async (name, { breaks }) => {
    const { value = "{}" } = await lines.next();
    const found = JSON.parse(value) as Partial<MutationResult>;
    expect(found.name).toBe(name);
    expect(found.broken).toContain(breaks);
  });
});
