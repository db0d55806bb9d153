/**
 * Checks a PostgreSQL database at start: whether it is ours and its tables can be read. Read-only.
 */
import type { Client } from "pg";
import { EntwineError } from "../../../lib/errors.ts";
import { restoreHint } from "../../backup/backup-file.ts";
import { loadCommonJs, quoteIdentifier } from "../../drizzle.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import { everCreated, migrationsFolder } from "../migrate.ts";

interface Column {
  name: string;
  type: string;
}

/** Connects within ten seconds. Its errors contain no URL, which holds a password. */
export async function connectPostgres(url: string): Promise<Client> {
  const { Client }: typeof import("pg") = loadCommonJs("pg");
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on("error", () => {}); // reported by the query that is waiting
  await client.connect().catch((error) => Promise.reject(sanitizeDatabaseError(error)));
  return client;
}

/** Lists our tables that exist; other programs may share the schema. */
export async function listPostgresTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = current_schema() order by 1",
  );
  const ourTables = new Set([...everCreated(migrationsFolder("postgres"), "table"), "migrations"]);
  return rows.map(({ name }) => name).filter((name) => ourTables.has(name));
}

/** Lists the columns of a table of the current schema, in order. */
export async function listPostgresColumns(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    "select column_name as name, data_type as type from information_schema.columns where table_schema = current_schema() and table_name = $1 order by ordinal_position",
    [table],
  );
  return rows;
}

/** Time (ms) for which a start reads tables, smallest first; the next backup reads the rest. */
const readingMaxMs = 2_000;

/** PostgreSQL's code for a statement that exceeded the time limit. */
const queryCancelled = "57014";

/**
 * Throws `not_entwine` when another program's tables have our names, and `database_damaged` when the
 * server cannot read a page, or an index if the extension amcheck is installed.
 */
export async function inspectPostgres(url: string): Promise<void> {
  const client = await connectPostgres(url);
  let subject = "its catalogue";
  const queryNames = async (query: string): Promise<string[]> =>
    (await client.query<{ name: string }>(query)).rows.map(({ name }) => name);
  try {
    const tables = await listPostgresTables(client);
    if (tables.length === 0) return;
    const columns = (await listPostgresColumns(client, "migrations")).map(({ name }) => name);
    if (tables.includes("migrations") && !(columns.includes("name") && columns.includes("hash")))
      throw new EntwineError(
        "not_entwine",
        "the database has tables of another program with our names",
        {
          hint: "set DATABASE_URL to a database, or a schema (?options=-csearch_path%3D…), of Entwine's own",
        },
      );
    await client.query(
      `begin read only; set local statement_timeout = ${readingMaxMs}; set local enable_indexscan = off; set local enable_indexonlyscan = off`,
    );
    const until = performance.now() + readingMaxMs;
    const sizeFromPgClass =
      "pg_relation_size(c.oid) from pg_class c where c.relnamespace = current_schema()::regnamespace";
    const tablesBySize = await queryNames(
      `select relname as name, ${sizeFromPgClass} and relkind = 'r' order by 2`,
    );
    for (const name of tablesBySize.filter((each) => tables.includes(each))) {
      if (performance.now() > until) return;
      subject = `the table ${name}`;
      await client.query(`select count(*) from ${quoteIdentifier(name)}`);
    }
    if (
      (await queryNames("select extname as name from pg_extension where extname = 'amcheck'"))
        .length === 0
    )
      return;
    const isOurTable = `(select relname from pg_class where oid = i.indrelid) in (${tables.map((name) => `'${name}'`).join(", ")})`;
    const indexes = `select c.oid::text as name, ${sizeFromPgClass} and relkind = 'i' and relam = (select oid from pg_am where amname = 'btree') and exists (select from pg_index i where i.indexrelid = c.oid and i.indisvalid and ${isOurTable}) order by 2`;
    subject = "an index";
    for (const oid of await queryNames(indexes)) {
      if (performance.now() > until) return;
      await client.query(`select bt_index_check(${oid}::regclass)`);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === queryCancelled || code === "42501") return; // 42501: no permission to use amcheck
    const why = sanitizeDatabaseError(error);
    if (!(why instanceof EntwineError) || why.code !== "database_damaged") throw why;
    throw new EntwineError(
      why.code,
      `the database is damaged: the server cannot read ${subject} (${code}); nothing in it was changed`,
      {
        hint: `look at the server's log; then ${restoreHint(url)}`,
      },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
