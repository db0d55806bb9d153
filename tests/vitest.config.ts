import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/bench/**", "tests/evals/**"],
    globalSetup: ["tests/harness/postgres-server.ts"],
    pool: "forks",
    maxWorkers: 3, // one more than cores of a small machine: many tests wait for processes, sockets and disks
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
