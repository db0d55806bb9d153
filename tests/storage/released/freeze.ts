/**
 * Freezes the current release for the upgrade tests, just before its tag:
 *
 *     npm exec -- node tests/storage/released/freeze.ts
 *
 * writes what this release stores to a folder named after the version of package.json, as unpacked
 * backups: a conversation in the terminal, one on Slack, one in Teams, and the company of the demo.
 * It also adds the hashes of all migrations to migrations.json. From then on they never change. The
 * folder of a release that was frozen is not overwritten.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import packageJson from "../../../package.json" with { type: "json" };
import { defineTables } from "../../../src/app/registry.ts";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { openTranscript } from "../../../src/platforms/browser/transcript.ts";
import { writeVerifiedBackup } from "../../../src/storage/backup/backup.ts";
import { openMigratedStore } from "../../../src/storage/engine/open-store.ts";
import type { Store } from "../../../src/storage/store.ts";
import { fillDemo } from "../../../src/tools/demo/fill.ts";
import { playConversation } from "../../evals/conversations/play.ts";
import { loadConversations } from "../../evals/conversations/script.ts";
import { openWorld } from "../../evals/conversations/world.ts";

/** Conversations of the suite that end with a delivered or answered request. */
const conversations = { slack: "v01-porter-lift", teams: "v01-registrar-form" };
/** Requests of the demo's company; its whole year would be 60 times as large. */
const demoRequests = 6;

/** Lines of the terminal: three requests, a check, a chain, and a retrospective that collects. */
const terminalLines = [
  "We need Salesforce for the field team",
  "They stand at the dealer and can't see what he ordered last month",
  "The dealers. They'd get a delivery date on the spot 🙏",
  "Petra in sales",
  "date given in the same call, by the end of March",
  "yes",
  "/request the CRM freezes three times a day, eight people in support are stuck",
  "since the update on Monday",
  "/entwine language de",
  "/entwine language en",
  "/check on",
  "/check",
  "2",
  "third status deck this week, I'll ask who reads it",
  "/check chain",
  "support",
  "the dealers",
  "1",
  "/retro start 4ls",
  "/retro add more pairing",
  "/request we need a dashboard for the board, it is our number one",
];

const folder = join("tests/storage/released", packageJson.version);
const scratch = mkdtempSync(join(tmpdir(), "entwine-freeze-"));

/** Writes a database as a fixture, in which the user of this machine is called `ana`. */
async function freeze(url: string, name: string): Promise<void> {
  const backup = join(scratch, `${name}.gz`);
  await writeVerifiedBackup(url, backup, () => {});
  const text = gunzipSync(readFileSync(backup)).toString().trim();
  const lines = text.replaceAll(new RegExp(`\\b${userInfo().username}\\b`, "g"), "ana").split("\n");
  writeFileSync(join(folder, `${name}.jsonl`), `${lines.slice(0, -1).join("\n")}\n`);
}

async function freezeStore(name: string, fill: (store: Store) => Promise<unknown>): Promise<void> {
  const url = `file:${join(scratch, `${name}.db`)}`;
  const store = await openMigratedStore(url, { tables: defineTables });
  await fill(store);
  await freeze(url, name);
  await store.close();
}

mkdirSync(folder);
const terminal = `file:${join(scratch, "terminal.db")}`;
spawnSync(process.execPath, ["src/app/cli.ts"], {
  input: `${terminalLines.join("\n")}\n`,
  env: { PORT: "0", DATABASE_URL: terminal, ENTWINE_SECRET: "the secret of a release that was" },
  stdio: ["pipe", "inherit", "inherit"],
});
await freeze(terminal, "terminal");
for (const [name, id] of Object.entries(conversations))
  await freezeStore(name, async (store) => {
    const script = loadConversations().find((each) => each.id === id)!;
    const world = await openWorld(script, { store, judge: createRulesJudge() });
    await playConversation(script, world).finally(world.close);
  });
await freezeStore("company", (store) =>
  fillDemo({
    ...{ store, seed: 1, requests: demoRequests, transcript: openTranscript(undefined) },
    progress: () => {},
    signal: new AbortController().signal,
  }),
);
const hashes = globSync("src/storage/migrations/*/*.sql").map((file) => [
  file.replace("src/storage/migrations/", "").replace(".sql", ""),
  createHash("sha256").update(readFileSync(file)).digest("hex"),
]);
writeFileSync(
  "tests/storage/released/migrations.json",
  `${JSON.stringify(Object.fromEntries(hashes.sort()), null, 2)}\n`,
);
rmSync(scratch, { recursive: true });
