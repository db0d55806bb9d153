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
 * Starts files first that wait for processes and sockets more than they compute: they run beside
 * those that compute, and none of them is the last to end.
 */
class WaitingFirst extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) =>
      /\/tests\/(?:e2e|simulation)\//.test(moduleId);
    const sorted = await super.sort(specs);
    return [...sorted.filter(waits), ...sorted.filter((spec) => !waits(spec))];
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
    setupFiles: ["tests/harness/release-after-file.ts"],
    env: { TEST_SLOWNESS: slowness.toFixed(2) },
    pool: "forks",
    // one more than the cores of a small machine: many tests wait for processes, sockets and disks
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
    testTimeout: limits.testMs,
    hookTimeout: limits.testMs,
    expect: { poll: { timeout: limits.conditionMs, interval: 20 } },
  },
});
