/** Bugs are planted in the house, each in a process of its own, and found by the promise that they break. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { Lived } from "./life.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { invariants } from "./world.ts";

const here = new URL("./", import.meta.url).pathname;

/** So many companies are tried: whatever changes in the house, changes what happens in them. */
const most = 8;

async function live(mutation: Mutation, seed: number): Promise<Lived> {
  const args = ["--import", `${here}plant.ts`, `${here}life.ts`, String(seed), String(mutation.days)];
  const child = spawn(process.execPath, args, { env: { ...process.env, MUTATION: JSON.stringify(mutation) } });
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  await once(child, "close");
  return JSON.parse(said);
}

describe("a bug that is planted", () => {
  it.each(Object.entries(mutations))("is found: %s", { timeout: 120_000 }, async (_, mutation) => {
    const broken = new Set<string>();
    for (let tries = 0; tries < most && !broken.has(mutation.breaks); tries++)
      for (const { invariant } of (await live(mutation, mutation.seed + tries)).violations) broken.add(invariant);
    expect([...broken]).toContain(mutation.breaks);
  });
});

it("breaks each promise in two ways at least", () => {
  const broken = Object.values(mutations).map(({ breaks }) => breaks);
  for (const invariant of Object.keys(invariants)) expect(broken.filter((each) => each === invariant).length, invariant).toBeGreaterThan(1);
});
