/** PostgreSQL databases for tests. */
import { inject } from "vitest";
import { atFileEnd } from "../file-end.ts";

/**
 * Whether PostgreSQL runs here, for `describe.skipIf(!hasPostgres)`. If it does not, the run
 * reports it, and fails with `CI=true`.
 */
export const hasPostgres = inject("postgres") !== undefined;

async function createDatabase(path: "" | "/tables"): Promise<string> {
  const server = inject("postgres")!;
  const response = await fetch(`${server}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  // not awaited: nothing depends on it
  atFileEnd(() => void fetch(server, { method: "DELETE", body: text }).catch(() => {}));
  return text;
}

/** Returns the URL of an empty database that is dropped after the file. */
export const freshPostgres = (): Promise<string> => createDatabase("");

/** Returns the URL of a database with all tables and no rows. */
export const migratedPostgres = (): Promise<string> => createDatabase("/tables");
