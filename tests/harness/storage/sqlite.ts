/** SQLite files for tests, in folders that are removed when the test file ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Creates an empty folder. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "entwine-test-"));
  folders.push(folder);
  return folder;
}

/** Returns the URL of a database that does not exist yet. */
export const freshSqlite = async (): Promise<string> => `file:${join(freshFolder(), "entwine.db")}`;
