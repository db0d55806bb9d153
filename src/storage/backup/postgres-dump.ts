/** All rows of a PostgreSQL database, out of it and into it. */
import type { Client } from "pg";
import { EntwineError } from "../../lib/errors.ts";
import { quoteIdentifier } from "../drizzle.ts";
import { sanitizeDatabaseError } from "../engine/database-errors.ts";
import {
  applyMigrations,
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

/**
 * How a column's cell leaves PostgreSQL, and comes back. Numbers stay exact: none is above 2^53.
 */
const ways: Record<string, { out(name: string): string; in(cell: DumpCell): unknown }> = {
  boolean: { out: (name) => `${name}::int`, in: (cell) => cell === 1 },
  "timestamp with time zone": {
    out: (name) => `(extract(epoch from ${name}) * 1000)::float8`,
    in: (cell) => new Date(cell as number),
  },
  json: { out: (name) => `${name}::text`, in: (cell) => cell },
  bigint: { out: (name) => `${name}::float8`, in: (cell) => cell },
  text: { out: (name) => name, in: (cell) => (cell as string).replaceAll("\0", "") },
};
const asItIs = { out: (name: string) => name, in: (cell: DumpCell): unknown => cell };

/**
 * As it is at this moment, whoever goes on writing in it. Throws `no_entwine` where nothing of ours
 * is there.
 */
export async function openPostgresDump(url: string): Promise<DatabaseDump> {
  const client = await connectPostgres(url);
  try {
    await client.query("begin isolation level repeatable read read only");
    const tables = await listPostgresTables(client);
    if (!tables.includes("migrations"))
      throw new EntwineError("no_entwine", "the database holds nothing of Entwine's", {
        hint: "check DATABASE_URL",
      });
    const { rows: applied } = await client.query<{ name: string }>(
      "select name from migrations order by name",
    );
    if (applied.some(({ name }) => name === unfinishedRestoreMigration))
      throw new EntwineError(
        "restore_unfinished",
        "a restore to this database did not come to its end",
        { hint: "run it again" },
      );
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
      batches: () => batchesOf(client, copied),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw sanitizeDatabaseError(error);
  }
}

async function* batchesOf(client: Client, tables: string[]): AsyncGenerator<DumpBatch> {
  try {
    for (const table of tables) {
      const columns = await listPostgresColumns(client, table);
      const names = columns.map(({ name }) => name);
      const cells = columns.map(({ name, type }) =>
        (ways[type] ?? asItIs).out(quoteIdentifier(name)),
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
 * Holds off whoever would start now, and throws `still_running` while somebody works on it. Gives
 * the tables of ours that are there.
 */
async function hold(client: Client): Promise<string[]> {
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

/** Throws `still_running`, before anything is done that would be for nothing. */
export async function assertPostgresNotInUse(url: string): Promise<void> {
  const client = await connectPostgres(url);
  await hold(client)
    .catch((error) => Promise.reject(sanitizeDatabaseError(error)))
    .finally(() => client.end());
}

/**
 * Puts `contents` in the place of all of our tables, in one transaction, and lets nobody start on
 * them before `finish` is through.
 */
export async function restorePostgresDump(
  url: string,
  { migrations, batches }: Pick<DatabaseDump, "migrations" | "batches">,
  finish = async () => {},
): Promise<void> {
  const client = await connectPostgres(url);
  try {
    const before = await hold(client);
    if (before.length > 0) await drop(client, before);
    await applyMigrations(createMigrationSession(client), ourMigrations, migrations.at(-1));
    const references = await loosen(client);
    const known = await listPostgresTables(client);
    for await (const batch of batches()) await put(client, known, batch);
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

/** What others built on our tables is not dropped with them. */
async function drop(client: Client, tables: string[]): Promise<void> {
  await client
    .query(`drop table ${tables.map(quoteIdentifier)}`)
    .catch((error: { code?: string }) => {
      if (error.code !== "2BP01") throw error;
      throw new EntwineError(
        "restore_blocked",
        "somebody else's view or table rests on those of Entwine",
        {
          hint: "drop it and make it again afterwards, or set DATABASE_URL to an empty database",
        },
      );
    });
}

/**
 * Takes off what ties rows to others, since those come in any order, and tells how to put it on
 * again.
 */
async function loosen(
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

async function put(
  client: Client,
  known: string[],
  { table, columns, rows }: DumpBatch,
): Promise<void> {
  if (!known.includes(table) || undumpedTables.includes(table))
    throw new EntwineError("backup_unfit", "the backup has a table that its release did not have");
  if (rows.length === 0) return;
  const all = await listPostgresColumns(client, table);
  const ins = columns.map(
    (name) => ways[all.find((column) => column.name === name)?.type ?? ""] ?? asItIs,
  );
  const values = rows.flatMap((row) =>
    row.map((cell, at) => (cell === null ? null : ins[at]!.in(cell))),
  );
  const places = rows.map(
    (_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`)})`,
  );
  await client.query(
    `insert into ${quoteIdentifier(table)} (${columns.map(quoteIdentifier)}) overriding system value values ${places}`,
    values,
  );
}

/** Numbers that the database gives go on after the highest. */
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
