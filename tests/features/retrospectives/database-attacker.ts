/** Attacker with a copy of the database: reads every row of every table, and the files. */
import type { Store } from "../../../src/storage/store.ts";
import { filesContaining } from "../../harness/storage/file-search.ts";

export interface CopiedRow {
  table: string;
  row: string;
}

/** Returns every row as text, in the engine's order, without the heartbeats of processes. */
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

/** Returns where any of these texts occurs: tables whose rows contain it, and files. */
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
 * Returns a copy without random values: ids, ciphertext, and the order of shuffled notes. An
 * attacker can read any other difference between two copies.
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
