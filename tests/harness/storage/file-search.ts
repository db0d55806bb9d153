/** Searches the database's files byte by byte. */
import { globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/**
 * Lists the files of a database: for SQLite with its log and copies, for PostgreSQL those of that
 * database.
 */
async function filesOf(url: string): Promise<string[]> {
  if (url.startsWith("file:")) return globSync(`${url.slice("file:".length)}*`);
  const client = new pg.Client(url);
  await client.connect();
  await client.query("checkpoint");
  const { rows } = await client.query(
    "select current_setting('data_directory') as home, oid from pg_database where datname = current_database()",
  );
  await client.end();
  const folder = join(rows[0].home, "base", String(rows[0].oid));
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).size > 0);
}

/** Returns the files that contain any of these texts. */
export async function filesContaining(url: string, ...sought: string[]): Promise<string[]> {
  return (await filesOf(url)).filter((file) =>
    sought.some((text) => readFileSync(file).includes(text)),
  );
}
