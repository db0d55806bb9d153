/**
 * The command `entwine simulate`: repeatable by its seed, and an error when an invariant breaks.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;

/** Runs the command as on a command line, with a bug of `mutations.ts` if one is named. */
async function simulate(
  args: readonly string[],
  mutation?: string,
): Promise<{ code: number; said: string }> {
  const hooks = mutation ? ["--import", `${root}tests/simulation/mutation-hook.ts`] : [];
  const env = { ...process.env, MUTATION: mutation };
  const child = spawn(process.execPath, [...hooks, `${root}src/app/cli.ts`, "simulate", ...args], {
    cwd: root,
    env,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += part));
  const [code] = await once(child, "close");
  // Progress lines depend on the speed of the machine.
  return { code, said: said.replaceAll(/^Simulating days: .*\n/gm, "") };
}

describe.concurrent("entwine simulate", () => {
  it("holds each invariant, counts its checks and prints the same for the same seed", async () => {
    const [first, again] = await Promise.all([
      simulate(["--seed", "60", "--days", "7"]),
      simulate(["--seed", "60", "--days", "7"]),
    ]);
    expect(first.said).toMatch(/Simulating 7 days, from seed 60\./);
    expect(first.said).toMatch(/[1-9]\d* {2}nothing is asked or sent twice/);
    expect(first.said).toMatch(/Digest [0-9a-f]{16}$/m);
    expect(again).toEqual(first);
    expect(first.code).toBe(0);
  });

  it("fails with the events and the command to repeat it when an invariant breaks", async () => {
    const { code, said } = await simulate(
      ["--seed", "7", "--days", "20"],
      "a request that is taken keeps its status",
    );
    expect(said).toMatch(
      /BROKEN: requests change only by allowed transitions\n {2}R-\d+ went from \w+ to \w+ by/,
    );
    expect(said).toMatch(/seed 7, day \d+, event \d+/);
    expect(said).toMatch(/simulate --seed 7 --days \d+$/m);
    expect(code).toBe(1);
  });

  it.each([
    ["--days", "0"],
    ["--days", "many"],
    ["--seed", "-1"],
    ["--seed", "1.5"],
  ])("refuses %s %s", async (option, value) => {
    const { code, said } = await simulate([`${option}=${value}`]);
    expect(said).toContain("It must be a whole number above 0.");
    expect(code).toBe(2);
  });
});
