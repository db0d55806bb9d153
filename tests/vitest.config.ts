import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { limitsFor, measureSlowness } from "./harness/speed.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const slowness = await measureSlowness();
const limits = limitsFor(slowness);

const files = globSync("tests/**/*.test.ts", { cwd: root }).filter(
  (file) => !file.startsWith("tests/evals/"),
);
const mocksModules = (file: string) => readFileSync(join(root, file), "utf8").includes("vi.mock(");

const project = (
  name: string,
  isolate: boolean,
  include: string[],
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, isolate, include },
});

/**
 * Spreads files that wait for processes and sockets more than they compute evenly over the first
 * four fifths of the others: about one of them runs beside those that compute, so that the
 * processor is neither idle at the start nor shared by all at the end, and none is the last to end.
 */
class SpreadWaiting extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const { waiting = [], computing = [] } = Object.groupBy(await super.sort(specs), (spec) =>
      /\/tests\/(?:e2e|simulation)\//.test(spec.moduleId) ? "waiting" : "computing",
    );
    const apart = Math.floor((computing.length * 0.8) / Math.max(waiting.length, 1));
    return [
      ...waiting.flatMap((spec, index) => [
        spec,
        ...computing.slice(index * apart, (index + 1) * apart),
      ]),
      ...computing.slice(waiting.length * apart),
    ];
  }
}

export default defineConfig({
  root,
  test: {
    // A process runs many files, which share modules: for 60 files this takes 40 s of processor
    // time instead of 60 s. Files that mock a module get a process each.
    projects: [
      project("mocked", true, files.filter(mocksModules)),
      project(
        "shared",
        false,
        files.filter((file) => !mocksModules(file)),
      ),
    ],
    globalSetup: ["tests/harness/storage/postgres-server.ts"],
    setupFiles: ["tests/harness/release-after-file.ts", "tests/harness/property-limits.ts"],
    env: { TEST_SLOWNESS: slowness.toFixed(2) },
    pool: "forks",
    // twice the cores of a small machine: a third of the files' time is waiting for processes,
    // sockets and disks, and with three workers the processor idles in it
    maxWorkers: 4,
    sequence: { sequencer: SpreadWaiting },
    testTimeout: limits.testMs,
    // a machine that others load too may suspend a process for seconds; retried tests are marked
    retry: process.env.CI ? 1 : 0,
    hookTimeout: limits.testMs,
    expect: { poll: { timeout: limits.conditionMs, interval: 20 } },
  },
});
