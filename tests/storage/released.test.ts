/** Reads data of every release: rows that it wrote, on the schema that it had. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { defineTables } from "../../src/app/registry.ts";
import { caseActionTypes } from "../../src/features/cases/lifecycle/case.ts";
import type { DatabaseDump, DumpBatch } from "../../src/storage/backup/backup-file.ts";
import { restorePostgresDump } from "../../src/storage/backup/postgres-dump.ts";
import { fillSqliteTables } from "../../src/storage/backup/sqlite-dump.ts";
import { sql } from "../../src/storage/drizzle.ts";
import { migrationNames, migrationsFolder } from "../../src/storage/engine/migrate.ts";
import { openSqlite } from "../../src/storage/engine/sqlite/sqlite-store.ts";
import { exportLines, startEntwine } from "../e2e/entwine-process.ts";
import { openMigratedTestStore } from "../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import releasedMigrations from "./released/migrations.json" with { type: "json" };

it("has not changed released migrations", () => {
  for (const [name, hash] of Object.entries(releasedMigrations))
    expect(
      createHash("sha256")
        .update(readFileSync(`src/storage/migrations/${name}.sql`))
        .digest("hex"),
      name,
    ).toBe(hash);
});

it("has the same migrations on both engines", () => {
  const [sqlite, postgres] = (["sqlite", "postgres"] as const).map((engine) =>
    migrationNames(migrationsFolder(engine)),
  );
  expect(sqlite).toEqual(postgres);
});

/** A fixture is an unpacked backup. `ana` in the terminal's fixture is its only user. */
function fixture(file: string): Pick<DatabaseDump, "migrations" | "batches"> {
  const [head = "", ...lines] = readFileSync(file, "utf8")
    .replaceAll(/\bana\b/g, userInfo().username)
    .trim()
    .split("\n");
  const batches: DumpBatch[] = [];
  for (const line of lines.map((text) => JSON.parse(text))) {
    if (Array.isArray(line)) batches.at(-1)!.rows.push(line);
    else batches.push({ ...line, rows: [] });
  }
  return { migrations: JSON.parse(head).migrations, batches: () => batches };
}

const engines = [
  {
    name: "SQLite",
    runs: true,
    async make({ migrations, batches }: ReturnType<typeof fixture>) {
      const url = await freshSqlite();
      const then = openSqlite(url, { tables: defineTables });
      await then.migrate(migrations.at(-1));
      await then.close();
      await fillSqliteTables(url.replace("file:", ""), batches());
      return url;
    },
  },
  {
    name: "PostgreSQL",
    runs: hasPostgres,
    async make(contents: ReturnType<typeof fixture>) {
      const url = await freshPostgres();
      await restorePostgresDump(url, contents);
      return url;
    },
  },
];

const files = globSync("tests/storage/released/*/*.jsonl").toSorted();

for (const { name, runs, make } of engines)
  describe.skipIf(!runs)(`data of a release on ${name}`, () => {
    it.for(files)("restores every row of %s", async (file) => {
      const contents = fixture(file);
      const store = await openMigratedTestStore(await make(contents));
      const counted = async (table: string) =>
        (
          await store.read.db
            .select({ n: sql`count(*)`.mapWith(Number) })
            .from(sql.raw(`"${table}"`))
        )[0]!.n;
      for (const { table, rows } of contents.batches() as DumpBatch[])
        expect(await counted(table), table).toBe(rows.length);
      expect(await store.countPendingMigrations()).toBe(0);
      // with the current code
      for (const table of Object.values(store.read.t)) await store.read.db.select().from(table);
      const { historyEntries } = store.read.t;
      const acts = await store.read.db.select({ act: historyEntries.act }).from(historyEntries);
      for (const { act } of acts) expect([...caseActionTypes, null]).toContain(act);
      await store.close();
    });

    it("continues: answers a question, reveals a note, exports everything", async () => {
      for (const folder of globSync("tests/storage/released/*/")) {
        const url = await make(fixture(`${folder}/terminal.jsonl`));
        const input = "see at a glance who waits\n/retro next\n/request mine\n";
        const { code, out, err } = await startEntwine({
          env: { DATABASE_URL: url, ENTWINE_SECRET: "the secret of a release that was" },
          input,
        }).ended;
        expect({ code, err }, basename(folder)).toEqual({ code: 0, err: "" });
        expect(out).toMatch(/which paying customers? would notice/i);
        expect(out).toContain("more pairing");
        const lines = await exportLines(url);
        expect(
          new Set(lines.filter(({ type }) => type === "request").map(({ request }) => request)),
        ).toEqual(new Set(["R-1", "R-2", "R-3"]));
        expect(
          lines.filter(
            ({ type, text }) => type === "answer" && text === "see at a glance who waits",
          ),
        ).toHaveLength(1);
      }
    });
  });
