/** All rows of a PostgreSQL database, out of it and into it. */
import type { Client } from "pg";
import { EntwineError } from "../errors.ts";
import { type Batch, batchSize, type Cell, type Contents, doubtUnsent, leftOut, quoted, unfinished } from "./contents.ts";
import { load } from "./drizzle.ts";
import { explain } from "./failures.ts";
import { applyMigrations, madeTables } from "./migrate.ts";
import { migrationLock, sessionOn } from "./postgres.ts";
import { refuseWhileRunning, type Seen } from "./running.ts";

const ourMigrations = new URL("migrations/postgres/", import.meta.url);

/** How a column's cell leaves PostgreSQL, and comes back. Numbers stay exact: none is above 2^53. */
const ways: Record<string, { out(name: string): string; in(cell: Cell): unknown }> = {
  boolean: { out: (name) => `${name}::int`, in: (cell) => cell === 1 },
  "timestamp with time zone": { out: (name) => `(extract(epoch from ${name}) * 1000)::float8`, in: (cell) => new Date(cell as number) },
  json: { out: (name) => `${name}::text`, in: (cell) => cell },
  bigint: { out: (name) => `${name}::float8`, in: (cell) => cell },
  text: { out: (name) => name, in: (cell) => (cell as string).replaceAll("\0", "") },
};
const asItIs = { out: (name: string) => name, in: (cell: Cell): unknown => cell };

interface Column {
  name: string;
  type: string;
}

export async function connected(url: string): Promise<Client> {
  const { Client }: typeof import("pg") = load("pg");
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true });
  client.on("error", () => {}); // whoever waits for an answer hears of it
  await client.connect().catch((error) => Promise.reject(explain(error)));
  return client;
}

/** The tables of ours that are there; others may share the schema. */
export async function tablesIn(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = current_schema() order by 1",
  );
  const ours = new Set([...madeTables(ourMigrations), "migrations"]);
  return rows.map(({ name }) => name).filter((name) => ours.has(name));
}

export async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    "select column_name as name, data_type as type from information_schema.columns where table_schema = current_schema() and table_name = $1 order by ordinal_position",
    [table],
  );
  return rows;
}

/** As it is at this moment, whoever goes on writing in it. Throws `no_entwine` where nothing of ours is there. */
export async function postgresContents(url: string): Promise<Contents> {
  const client = await connected(url);
  try {
    await client.query("begin isolation level repeatable read read only");
    const tables = await tablesIn(client);
    if (!tables.includes("migrations")) throw new EntwineError("no_entwine", "the database holds nothing of Entwine's", { hint: "check DATABASE_URL" });
    const { rows: applied } = await client.query<{ name: string }>("select name from migrations order by name");
    if (applied.some(({ name }) => name === unfinished))
      throw new EntwineError("restore_unfinished", "a restore to this database did not come to its end", { hint: "run it again" });
    const copied = tables.filter((name) => !leftOut.includes(name));
    let rows = 0;
    for (const table of copied) rows += Number((await client.query<{ n: string }>(`select count(*) as n from ${quoted(table)}`)).rows[0]?.n);
    return {
      made: new Date(),
      migrations: applied.map(({ name }) => name),
      rows,
      batches: () => batchesOf(client, copied),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw explain(error);
  }
}

async function* batchesOf(client: Client, tables: string[]): AsyncGenerator<Batch> {
  try {
    for (const table of tables) {
      const columns = await columnsOf(client, table);
      const names = columns.map(({ name }) => name);
      const cells = columns.map(({ name, type }) => (ways[type] ?? asItIs).out(quoted(name)));
      await client.query(`declare contents no scroll cursor for select ${cells} from ${quoted(table)}`);
      for (let rows: Cell[][]; ; ) {
        rows = (await client.query<Cell[]>({ text: `fetch ${batchSize} from contents`, rowMode: "array" })).rows;
        yield { table, columns: names, rows };
        if (rows.length < batchSize) break;
      }
      await client.query("close contents");
    }
  } catch (error) {
    throw explain(error);
  }
}

/** Holds off whoever would start now, and throws `still_running` while somebody works on it. Gives the tables of ours that are there. */
async function hold(client: Client): Promise<string[]> {
  await client.query("begin; set local lock_timeout = '10s'");
  await client.query(`select pg_advisory_xact_lock(${migrationLock})`);
  const tables = await tablesIn(client);
  if (tables.includes("replicas")) {
    await client.query("lock table replicas in access exclusive mode");
    refuseWhileRunning((await client.query<Seen>('select host, pid, seen_at as "seenAt" from replicas')).rows);
  }
  return tables;
}

/** Throws `still_running`, before anything is done that would be for nothing. */
export async function refuseWhileUsed(url: string): Promise<void> {
  const client = await connected(url);
  await hold(client)
    .catch((error) => Promise.reject(explain(error)))
    .finally(() => client.end());
}

/** Puts `contents` in the place of all of our tables, in one transaction, and lets nobody start on them before `finish` is through. */
export async function replacePostgres(url: string, { migrations, batches }: Pick<Contents, "migrations" | "batches">, finish = async () => {}): Promise<void> {
  const client = await connected(url);
  try {
    const before = await hold(client);
    if (before.length > 0) await drop(client, before);
    await applyMigrations(sessionOn(client), ourMigrations, migrations.at(-1));
    const references = await loosen(client);
    const known = await tablesIn(client);
    for await (const batch of batches()) await put(client, known, batch);
    for (const { table, name, definition } of references) await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
    await continueSequences(client);
    await applyMigrations(sessionOn(client), ourMigrations);
    await client.query(doubtUnsent);
    await client.query("insert into migrations (name, hash) values ($1, '')", [unfinished]);
    await client.query("commit");
    await finish();
    await client.query("delete from migrations where name = $1", [unfinished]);
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end();
  }
}

/** What others built on our tables is not dropped with them. */
async function drop(client: Client, tables: string[]): Promise<void> {
  await client.query(`drop table ${tables.map(quoted)}`).catch((error: { code?: string }) => {
    if (error.code !== "2BP01") throw error;
    throw new EntwineError("restore_blocked", "somebody else's view or table rests on those of Entwine", {
      hint: "drop it and make it again afterwards, or set DATABASE_URL to an empty database",
    });
  });
}

/** Takes off what ties rows to others, since those come in any order, and tells how to put it on again. */
async function loosen(client: Client): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace and conrelid::regclass::text = any($1)`,
    [await tablesIn(client)],
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
  return rows;
}

async function put(client: Client, known: string[], { table, columns, rows }: Batch): Promise<void> {
  if (!known.includes(table) || leftOut.includes(table)) throw new EntwineError("backup_unfit", "the backup has a table that its release did not have");
  if (rows.length === 0) return;
  const all = await columnsOf(client, table);
  const ins = columns.map((name) => ways[all.find((column) => column.name === name)?.type ?? ""] ?? asItIs);
  const values = rows.flatMap((row) => row.map((cell, at) => (cell === null ? null : ins[at]!.in(cell))));
  const places = rows.map((_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`)})`);
  await client.query(`insert into ${quoted(table)} (${columns.map(quoted)}) overriding system value values ${places}`, values);
}

/** Numbers that the database gives go on after the highest. */
async function continueSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    "select table_name as table, column_name as column from information_schema.columns where table_schema = current_schema() and is_identity = 'YES' and table_name = any($1)",
    [await tablesIn(client)],
  );
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), max(${quoted(column)})) from ${quoted(table)} having max(${quoted(column)}) is not null`,
      [quoted(table), column],
    );
}
