/** SQLite files for tests, in folders that are removed when the test file ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atFileEnd } from "../file-end.ts";

/** Creates an empty folder. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "entwine-test-"));
  atFileEnd(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
  return folder;
}

/** Returns the URL of a database that does not exist yet. */
export const freshSqlite = async (): Promise<string> => `file:${join(freshFolder(), "entwine.db")}`;
