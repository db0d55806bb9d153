/** Model readings kept on disk, so that they can be scored again without a key and compared from prompt to prompt. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Ask, Judge, Readings } from "../../src/judgement/judge.ts";

const keyOf = (ask: Ask) =>
  createHash("sha256")
    .update(JSON.stringify([ask.text, ask.wants, ask.request ?? null]))
    .digest("hex")
    .slice(0, 16);

/** Reads from `file`; what it does not hold is asked of `live` and added, and without `live` it is missing. */
export function recordedJudge(file: URL, live?: Judge) {
  const known = new Map<string, Readings>(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Readings>) : []);
  return {
    async read(ask: Ask): Promise<Readings | undefined> {
      const key = keyOf(ask);
      const kept = known.get(key);
      if (kept || !live) return kept;
      const read = await live.read(ask);
      if (read.by.startsWith("model")) known.set(key, read);
      return read;
    },
    save(): void {
      mkdirSync(new URL(".", file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(Object.fromEntries([...known].sort(([a], [b]) => a.localeCompare(b))), null, 1)}\n`);
    },
  };
}
