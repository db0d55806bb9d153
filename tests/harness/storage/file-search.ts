/** Searches the database's files byte by byte. */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
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
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Returns a file's bytes; none if the server removed it since it was listed. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (existsSync(file)) throw error;
    return Buffer.alloc(0);
  }
}

/** Returns the files that contain any of these texts. */
export async function filesContaining(url: string, ...sought: string[]): Promise<string[]> {
  return (await filesOf(url)).filter((file) => {
    const bytes = bytesOf(file);
    return sought.some((text) => bytes.includes(text));
  });
}
