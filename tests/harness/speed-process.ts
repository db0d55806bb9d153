/** Measures the machine’s speed: hashes (processor) and synced writes (disk). */
import { hash } from "node:crypto";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";

const began = performance.now();
const block = Buffer.alloc(1024);
for (let round = 0; round < 60_000; round++) hash("sha256", block);

const folder = mkdtempSync(join(tmpdir(), "entwine-speed-"));
const file = openSync(join(folder, "file"), "w");
for (let round = 0; round < 60; round++) {
  writeSync(file, block);
  fsyncSync(file);
}
closeSync(file);
rmSync(folder, { recursive: true });
parentPort?.postMessage(performance.now() - began);
