import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { limitsFor, measureSlowness } from "./harness/speed.ts";

const slowness = await measureSlowness();
const limits = limitsFor(slowness);

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/evals/**"],
    globalSetup: ["tests/harness/storage/postgres-server.ts"],
    env: { TEST_SLOWNESS: slowness.toFixed(2) },
    pool: "forks",
    // one more than cores of a small machine: many tests wait for processes, sockets and disks
    maxWorkers: 3,
    testTimeout: limits.testMs,
    hookTimeout: limits.testMs,
    expect: { poll: { timeout: limits.conditionMs, interval: 20 } },
  },
});
