/** Attacker with a copy of the database: reads every row of every table, and the files. */
import type { Store } from "../../../src/storage/store.ts";
import { filesContaining } from "../../harness/storage/file-search.ts";

export interface CopiedRow {
  table: string;
  row: string;
}

/**
 * Every row as text, in the order in which the engine has them; but for the heartbeats of
 * processes.
 */
export async function copyAllRows({ read: { db, t } }: Store): Promise<CopiedRow[]> {
  const all = await Promise.all(
    Object.entries(t)
      .filter(([table]) => table !== "replicas")
      .map(async ([table, columns]) =>
        (await db.select().from(columns)).map((row) => ({ table, row: JSON.stringify(row) })),
      ),
  );
  return all.flat();
}

/** Where any of these stands: tables whose rows have it, and files. */
export async function searchDatabaseCopy(
  store: Store,
  url: string,
  ...sought: string[]
): Promise<string[]> {
  const rows = (await copyAllRows(store)).flatMap(({ table, row }) =>
    sought.filter((text) => row.includes(text)).map((text) => `${text} in ${table}`),
  );
  return [...rows, ...(await filesContaining(url, ...sought))];
}

const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g;

/**
 * A copy without what chance made: ids, ciphertext, and the order in which shuffled notes stand.
 * What two worlds differ in after that, an attacker can read.
 */
export const withoutRandomValues = (copy: readonly CopiedRow[]): string[] =>
  copy
    .map(({ table, row }) => {
      const bare = row
        .replace(uuid, "id")
        .replace(/"box":"[^"]*"/, '"box":"sealed"')
        .replace(/"message":"m\d+"/, '"message":"m"');
      return `${table}: ${bare
        .split(/[\s",]+|\\n/)
        .sort()
        .join(" ")}`;
    })
    .sort();
