/**
 * Unit tests: every test file whose imports reach no database, server, process or browser. They
 * need no global setup and take some seconds.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { limitsFor, measureSlowness } from "./harness/speed.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const slowModules = new Set([
  "@hono/node-server",
  "@slack/bolt",
  "better-sqlite3",
  "botbuilder",
  "node:child_process",
  "node:http",
  "node:net",
  "pg",
  "playwright-core",
]);

const importing =
  /^(?:import|export) (?!type\b)(?:[^;"]*? from )?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

const slowByFile = new Map<string, boolean>();

/** Returns whether a file, or any file that it imports, uses one of the slow modules. */
function isSlow(file: string): boolean {
  const known = slowByFile.get(file);
  if (known !== undefined) return known;
  slowByFile.set(file, false); // default while its imports are read, which may form a cycle
  const names = [...readFileSync(file, "utf8").matchAll(importing)].map(
    ([, from, lazy]) => (from ?? lazy)!,
  );
  const slow = names.some((name) =>
    name.startsWith(".")
      ? name.endsWith(".ts") && isSlow(join(dirname(file), name))
      : slowModules.has(name),
  );
  slowByFile.set(file, slow);
  return slow;
}

const slowness = await measureSlowness();
const limits = limitsFor(slowness);

export default defineConfig({
  root,
  test: {
    setupFiles: ["tests/harness/release-after-file.ts", "tests/harness/property-limits.ts"],
    env: { TEST_SLOWNESS: slowness.toFixed(2) },
    include: globSync("tests/**/*.test.ts", { cwd: root }).filter(
      (file) => !isSlow(join(root, file)),
    ),
    pool: "threads",
    isolate: false,
    testTimeout: limits.testMs,
    expect: { poll: { timeout: limits.conditionMs, interval: 20 } },
  },
});
