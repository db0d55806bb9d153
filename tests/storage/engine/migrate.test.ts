import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { defineTables } from "../../../src/app/registry.ts";
import { sql } from "../../../src/storage/drizzle.ts";
import { openPostgres } from "../../../src/storage/engine/postgres/postgres-store.ts";
import { connectSqlite } from "../../../src/storage/engine/sqlite/database-file.ts";
import { openSqlite } from "../../../src/storage/engine/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/storage/store.ts";
import { startEntwine } from "../../e2e/entwine-process.ts";
import { openMigratedTestStore } from "../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../harness/storage/postgres.ts";
import { sampleJob } from "../../harness/storage/sample-rows.ts";
import { freshFolder, freshSqlite } from "../../harness/storage/sqlite.ts";

/** Creates a folder as drizzle-kit writes it. */
function migrations(files: Record<string, string[]>): URL {
  const folder = freshFolder();
  mkdirSync(join(folder, "meta"));
  writeFileSync(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ entries: Object.keys(files).map((tag) => ({ tag })) }),
  );
  for (const [tag, statements] of Object.entries(files))
    writeFileSync(join(folder, `${tag}.sql`), statements.join("\n--> statement-breakpoint\n"));
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
    /** Makes a column nullable as drizzle-kit does: by rebuilding the table. */
    loosened: [
      "PRAGMA foreign_keys=OFF;",
      "create table __new_parents (id text primary key not null, name text)",
      "insert into __new_parents select id, name from parents",
      "drop table parents",
      "alter table __new_parents rename to parents",
      "PRAGMA foreign_keys=ON;",
    ],
  },
  {
    name: "PostgreSQL",
    open: openPostgres,
    newUrl: freshPostgres,
    runs: hasPostgres,
    loosened: ["alter table parents alter column name drop not null"],
  },
];

const rows = async (store: Store, table: string) =>
  (await store.read.db.select({ n: sql`count(*)`.mapWith(Number) }).from(sql.raw(table)))[0]!.n;

for (const { name, open, newUrl, runs, loosened } of engines)
  describe.skipIf(!runs)(`migrations on ${name}`, () => {
    /** Opens the database with each of the folders in turn and migrates. */
    async function migrated(
      url: string,
      folder: URL,
      look: (store: Store) => Promise<void> = async () => {},
    ) {
      const store = open(url, { tables: defineTables, migrations: folder });
      try {
        const outcome = await store.migrate();
        await look(store);
        return outcome;
      } finally {
        await store.close();
      }
    }

    it("applies what is missing and returns the previous migration", async () => {
      const url = await newUrl();
      expect(await migrated(url, migrations({ "0000_first": first }))).toEqual({ applied: 1 });
      expect(
        await migrated(
          url,
          migrations({
            "0000_first": first,
            "0001_loosened": loosened,
            "0002_more": ["create table more (id text)"],
          }),
        ),
      ).toEqual({
        from: "0000_first",
        applied: 2,
      });
    });

    it("keeps rows that refer to a rebuilt table", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first }));
      await migrated(
        url,
        migrations({ "0000_first": first, "0001_loosened": loosened }),
        async (store) => {
          expect(await rows(store, "children")).toBe(1);
          expect(await rows(store, "parents")).toBe(1);
        },
      );
    });

    it("rebuilds a table that a view shows", async () => {
      const url = await newUrl();
      const viewed = [...first, "create view names as select name from parents"];
      await migrated(url, migrations({ "0000_first": viewed }));
      await migrated(
        url,
        migrations({ "0000_first": viewed, "0001_loosened": loosened }),
        async (store) => expect(await rows(store, "names")).toBe(1),
      );
    });

    it("refuses a database that a newer release has migrated", async () => {
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
      await expect(
        migrated(url, migrations({ "0000_first": [...first, "select 1"] })),
      ).rejects.toMatchObject({
        code: "migration_edited",
        message: expect.stringContaining("0000_first"),
      });
    });

    it("refuses a migration inserted between others", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first, "0002_loosened": loosened }));
      await expect(
        migrated(
          url,
          migrations({ "0000_first": first, "0001_late": ["select 1"], "0002_loosened": loosened }),
        ),
      ).rejects.toMatchObject({
        code: "migration_edited",
      });
    });

    it("changes nothing when a migration fails, and works once it is fixed", async () => {
      const url = await newUrl();
      await migrated(url, migrations({ "0000_first": first }));
      const half = ["create table more (id text)", "insert into nowhere values (1)"];
      await expect(
        migrated(url, migrations({ "0000_first": first, "0001_half": half })),
      ).rejects.toThrow();
      expect(
        await migrated(url, migrations({ "0000_first": first, "0001_half": half.slice(0, 1) })),
      ).toEqual({ from: "0000_first", applied: 1 });
    });
  });

describe("migrations when killed", () => {
  const script = fileURLToPath(
    new URL("../../harness/storage/migrate-process.ts", import.meta.url),
  );
  /** Takes long enough to be killed while it runs. */
  const slowly: Record<string, string> = {
    SQLite:
      "insert into more with recursive r (n) as (select 1 union all select n + 1 from r where n < 4000000) select hex(n) from r",
    PostgreSQL: "insert into more select md5(n::text) from generate_series(1, 1200000) as n",
  };

  for (const { name, open, newUrl, runs } of engines)
    it.skipIf(!runs)(
      `leaves nothing half done on ${name}; the next start completes it`,
      async () => {
        const url = await newUrl();
        const folder = migrations({
          "0000_first": first,
          "0001_more": [
            "create table more (id text)",
            slowly[name]!,
            "create table last (id text)",
          ],
        });
        for (const pause of [10, 120, 300]) {
          const child = spawn(process.execPath, [script, url, fileURLToPath(folder)], {
            stdio: ["ignore", "pipe", "inherit"],
          });
          await once(child.stdout, "data");
          setTimeout(() => child.kill("SIGKILL"), pause);
          const [, signal] = await once(child, "exit");
          expect(signal, "it was too quick to be killed").toBe("SIGKILL");
        }
        const whole = migrations({
          "0000_first": first,
          "0001_more": ["create table more (id text)", "create table last (id text)"],
        });
        const store = open(url, { tables: defineTables, migrations: whole });
        await store.migrate();
        expect(await rows(store, "more")).toBe(0); // no partial migration is left
        expect(await rows(store, "last")).toBe(0);
        expect(await rows(store, "children")).toBe(1);
        expect(await store.migrate()).toEqual({ from: "0001_more", applied: 0 });
        await store.close();
      },
    );
});

/** Migrates as a later release would: with one more migration. */
async function applyFuture(url: string): Promise<void> {
  const future = "insert into migrations (name, hash) values ('9999_future', 'unknown')";
  if (!url.startsWith("postgres")) return void connectSqlite(url.replace("file:", "")).exec(future);
  const client = new pg.Client(url);
  await client.connect();
  await client.query(future);
  await client.end();
}

describe("a database of a newer release", () => {
  for (const { name, newUrl, runs } of engines)
    it.skipIf(!runs)(`is refused by every command on ${name} with a hint`, async () => {
      const url = await newUrl();
      const store = await openMigratedTestStore(url);
      await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana")));
      await store.close();
      await applyFuture(url);
      for (const args of [["serve"], ["export"], ["backup"]]) {
        const { code, out, err } = await startEntwine({ args, env: { DATABASE_URL: url } }).ended;
        expect([code, out], args[0]).toEqual([1, ""]);
        expect(err, args[0]).toMatch(
          /^error: the (database|data) is at migration 9999_future, which this release does not know\n.*release/,
        );
      }
      expect(
        (await startEntwine({ args: ["doctor"], env: { DATABASE_URL: url } }).ended).out,
      ).toContain("9999_future");
    });
});
