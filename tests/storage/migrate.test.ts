import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { sql } from "../../src/storage/drizzle.ts";
import { openPostgres } from "../../src/storage/postgres.ts";
import { openSqlite } from "../../src/storage/sqlite.ts";
import type { Store } from "../../src/storage/store.ts";
import { freshPostgres, hasPostgres } from "../harness/postgres.ts";
import { freshFolder, freshSqlite } from "../harness/sqlite.ts";

/** A folder as drizzle-kit writes it. */
function migrations(files: Record<string, string[]>): URL {
  const folder = freshFolder();
  mkdirSync(join(folder, "meta"));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries: Object.keys(files).map((tag) => ({ tag })) }));
  for (const [tag, statements] of Object.entries(files)) writeFileSync(join(folder, `${tag}.sql`), statements.join("\n--> statement-breakpoint\n"));
  return pathToFileURL(`${folder}/`);
}

const first = [
  "create table parents (id text primary key not null, name text not null)",
  "create table children (id text primary key not null, parent text not null references parents (id) on delete cascade)",
  "insert into parents values ('p', 'Ana')",
  "insert into children values ('c', 'p')",
];

const engines = [
  {
    name: "SQLite",
    open: openSqlite,
    newUrl: freshSqlite,
    runs: true,
    /** Loosens a column as drizzle-kit does it: by building the table anew. */
    loosened: [
      "PRAGMA foreign_keys=OFF;",
      "create table __new_parents (id text primary key not null, name text)",
      "insert into __new_parents select id, name from parents",
      "drop table parents",
      "alter table __new_parents rename to parents",
      "PRAGMA foreign_keys=ON;",
    ],
  },
  { name: "PostgreSQL", open: openPostgres, newUrl: freshPostgres, runs: hasPostgres, loosened: ["alter table parents alter column name drop not null"] },
];

const rows = async (store: Store, table: string) => (await store.read.db.select({ n: sql`count(*)`.mapWith(Number) }).from(sql.raw(table)))[0]!.n;

for (const { name, open, newUrl, runs, loosened } of engines)
  describe.skipIf(!runs)(`migrations on ${name}`, () => {
    /** Opens the database with each of the folders in turn, and migrates. */
    async function migrated(url: string, folder: URL, look: (store: Store) => Promise<void> = async () => {}) {
      const store = open(url, folder);
      try {
        const outcome = await store.migrate();
        await look(store);
        return outcome;
      } finally {
        await store.close();
      }
    }

    it("applies what is missing, and says from where", async () => {
      const url = await newUrl();
      expect(await migrated(url, migrations({ "0000_first": first }))).toEqual({ applied: 1 });
      expect(await migrated(url, migrations({ "0000_first": first, "0001_loosened": loosened, "0002_more": ["create table more (id text)"] }))).toEqual({
        from: "0000_first",
        applied: 2,
      });
    });

    it("loses no row that refers to a table that is built anew", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first }));
      await migrated(url, migrations({ "0000_first": first, "0001_loosened": loosened }), async (store) => {
        expect(await rows(store, "children")).toBe(1);
        expect(await rows(store, "parents")).toBe(1);
      });
    });

    it("refuses a database that a newer release has changed", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first, "0001_loosened": loosened }));
      await expect(migrated(url, migrations({ "0000_first": first }))).rejects.toMatchObject({
        code: "schema_newer",
        message: expect.stringContaining("0001_loosened"),
      });
    });

    it("refuses a migration that was edited after it was applied", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first }));
      await expect(migrated(url, migrations({ "0000_first": [...first, "select 1"] }))).rejects.toMatchObject({
        code: "migration_edited",
        message: expect.stringContaining("0000_first"),
      });
    });

    it("refuses a migration that was slipped in between", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first, "0002_loosened": loosened }));
      await expect(migrated(url, migrations({ "0000_first": first, "0001_late": ["select 1"], "0002_loosened": loosened }))).rejects.toMatchObject({
        code: "migration_edited",
      });
    });

    it("leaves everything as it was when a migration fails, and works once it is mended", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first }));
      const half = ["create table more (id text)", "insert into nowhere values (1)"];
      await expect(migrated(url, migrations({ "0000_first": first, "0001_half": half }))).rejects.toThrow();
      expect(await migrated(url, migrations({ "0000_first": first, "0001_half": half.slice(0, 1) }))).toEqual({ from: "0000_first", applied: 1 });
    });
  });
