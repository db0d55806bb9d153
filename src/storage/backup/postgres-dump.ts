/** Copies all rows out of a PostgreSQL database and into it. */
import type { Client } from "pg";
import { EntwineError } from "../../lib/errors.ts";
import { quoteIdentifier } from "../drizzle.ts";
import { sanitizeDatabaseError } from "../engine/database-errors.ts";
import {
  applyMigrations,
  everCreated,
  migrationsFolder,
  unfinishedRestoreMigration,
} from "../engine/migrate.ts";
import {
  connectPostgres,
  listPostgresColumns,
  listPostgresTables,
} from "../engine/postgres/inspect-server.ts";
import { createMigrationSession, migrationLockId } from "../engine/postgres/postgres-store.ts";
import { assertNotInUse, type ReplicaSighting } from "../queue/replicas.ts";
import {
  type DatabaseDump,
  type DumpBatch,
  type DumpCell,
  dumpBatchRows,
  markUnsentUnknownSql,
  undumpedTables,
} from "./backup-file.ts";

const ourMigrations = migrationsFolder("postgres");

/** Conversions of cells by column type. Numbers stay exact: none exceeds 2^53. */
const conversions: Record<string, { out(name: string): string; in(cell: DumpCell): unknown }> = {
  boolean: { out: (name) => `${name}::int`, in: (cell) => cell === 1 },
  "timestamp with time zone": {
    out: (name) => `(extract(epoch from ${name}) * 1000)::float8`,
    in: (cell) => new Date(cell as number),
  },
  json: { out: (name) => `${name}::text`, in: (cell) => cell },
  bigint: { out: (name) => `${name}::float8`, in: (cell) => cell },
  text: { out: (name) => name, in: (cell) => (cell as string).replaceAll("\0", "") },
};
const unchanged = { out: (name: string) => name, in: (cell: DumpCell): unknown => cell };

/**
 * Opens the contents as of this instant, while others go on writing. Throws `not_entwine` when there
 * is nothing of ours.
 */
export async function openPostgresDump(url: string): Promise<DatabaseDump> {
  const client = await connectPostgres(url);
  try {
    await client.query("begin isolation level repeatable read read only");
    const tables = await listPostgresTables(client);
    if (!tables.includes("migrations"))
      throw new EntwineError("not_entwine", "the database contains no data of Entwine", {
        hint: "check DATABASE_URL",
      });
    const { rows: applied } = await client.query<{ name: string }>(
      "select name from migrations order by name",
    );
    if (applied.some(({ name }) => name === unfinishedRestoreMigration))
      throw new EntwineError("restore_unfinished", "a restore to this database was not finished", {
        hint: "run it again",
      });
    const copied = tables.filter((name) => !undumpedTables.includes(name));
    let rows = 0;
    for (const table of copied)
      rows += Number(
        (await client.query<{ n: string }>(`select count(*) as n from ${quoteIdentifier(table)}`))
          .rows[0]?.n,
      );
    return {
      made: new Date(),
      migrations: applied.map(({ name }) => name),
      rows,
      batches: () => readBatches(client, copied),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw sanitizeDatabaseError(error);
  }
}

async function* readBatches(client: Client, tables: string[]): AsyncGenerator<DumpBatch> {
  try {
    for (const table of tables) {
      const columns = await listPostgresColumns(client, table);
      const names = columns.map(({ name }) => name);
      const cells = columns.map(({ name, type }) =>
        (conversions[type] ?? unchanged).out(quoteIdentifier(name)),
      );
      await client.query(
        `declare contents no scroll cursor for select ${cells} from ${quoteIdentifier(table)}`,
      );
      for (let rows: DumpCell[][]; ; ) {
        rows = (
          await client.query<DumpCell[]>({
            text: `fetch ${dumpBatchRows} from contents`,
            rowMode: "array",
          })
        ).rows;
        yield { table, columns: names, rows };
        if (rows.length < dumpBatchRows) break;
      }
      await client.query("close contents");
    }
  } catch (error) {
    throw sanitizeDatabaseError(error);
  }
}

/**
 * Keeps other processes from starting, and throws `still_running` when one is running. Returns our
 * tables that exist.
 */
async function lockOut(client: Client): Promise<string[]> {
  await client.query("begin; set local lock_timeout = '10s'");
  await client.query(`select pg_advisory_xact_lock(${migrationLockId})`);
  const tables = await listPostgresTables(client);
  if (tables.includes("replicas")) {
    await client.query("lock table replicas in access exclusive mode");
    assertNotInUse(
      (await client.query<ReplicaSighting>('select host, pid, seen_at as "seenAt" from replicas'))
        .rows,
    );
  }
  return tables;
}

/** Throws `still_running` early, before work that would be in vain. */
export async function assertPostgresNotInUse(url: string): Promise<void> {
  const client = await connectPostgres(url);
  await lockOut(client)
    .catch((error) => Promise.reject(sanitizeDatabaseError(error)))
    .finally(() => client.end());
}

/**
 * Replaces all our tables by a dump in one transaction. No process can start on them until `finish`
 * has completed.
 */
export async function restorePostgresDump(
  url: string,
  { migrations, batches }: Pick<DatabaseDump, "migrations" | "batches">,
  finish = async () => {},
): Promise<void> {
  const client = await connectPostgres(url);
  try {
    const before = await lockOut(client);
    if (before.length > 0) await dropTables(client, before);
    await applyMigrations(createMigrationSession(client), ourMigrations, migrations.at(-1));
    const references = await dropForeignKeys(client);
    const known = await listPostgresTables(client);
    for await (const batch of batches()) await insertBatch(client, known, batch);
    for (const { table, name, definition } of references)
      await client.query(
        `alter table ${table} add constraint ${quoteIdentifier(name)} ${definition}`,
      );
    await continueSequences(client);
    await applyMigrations(createMigrationSession(client), ourMigrations);
    await client.query(markUnsentUnknownSql);
    await client.query("insert into migrations (name, hash) values ($1, '')", [
      unfinishedRestoreMigration,
    ]);
    await client.query("commit");
    await finish();
    await client.query("delete from migrations where name = $1", [unfinishedRestoreMigration]);
  } catch (error) {
    throw sanitizeDatabaseError(error);
  } finally {
    await client.end();
  }
}

/** Drops our tables, but not what other programs built on them. */
async function dropTables(client: Client, tables: string[]): Promise<void> {
  for (const view of everCreated(ourMigrations, "view"))
    await client.query(`drop view if exists ${quoteIdentifier(view)} cascade`);
  await client
    .query(`drop table ${tables.map(quoteIdentifier)}`)
    .catch((error: { code?: string }) => {
      if (error.code !== "2BP01") throw error;
      throw new EntwineError(
        "restore_blocked",
        "another program's view or table depends on Entwine's tables",
        {
          hint: "drop it and recreate it afterwards, or set DATABASE_URL to an empty database",
        },
      );
    });
}

/** Drops foreign keys, since rows come in any order. Returns their definitions. */
async function dropForeignKeys(
  client: Client,
): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace and conrelid::regclass::text = any($1)`,
    [await listPostgresTables(client)],
  );
  for (const { table, name } of rows)
    await client.query(`alter table ${table} drop constraint ${quoteIdentifier(name)}`);
  return rows;
}

async function insertBatch(
  client: Client,
  known: string[],
  { table, columns, rows }: DumpBatch,
): Promise<void> {
  if (!known.includes(table) || undumpedTables.includes(table))
    throw new EntwineError(
      "backup_unusable",
      "the backup has a table that its release did not have",
    );
  if (rows.length === 0) return;
  const all = await listPostgresColumns(client, table);
  const converters = columns.map(
    (name) => conversions[all.find((column) => column.name === name)?.type ?? ""] ?? unchanged,
  );
  const values = rows.flatMap((row) =>
    row.map((cell, at) => (cell === null ? null : converters[at]!.in(cell))),
  );
  const placeholders = rows.map(
    (_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`)})`,
  );
  await client.query(
    `insert into ${quoteIdentifier(table)} (${columns.map(quoteIdentifier)}) overriding system value values ${placeholders}`,
    values,
  );
}

/** Advances the sequences past the highest number in use. */
async function continueSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    "select table_name as table, column_name as column from information_schema.columns where table_schema = current_schema() and is_identity = 'YES' and table_name = any($1)",
    [await listPostgresTables(client)],
  );
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), max(${quoteIdentifier(column)})) from ${quoteIdentifier(table)} having max(${quoteIdentifier(column)}) is not null`,
      [quoteIdentifier(table), column],
    );
}
