/** Reads every row of a database, table by table, to compare it before and after. */

import { defineTables } from "../../src/app/registry.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";
import type { Store } from "../../src/storage/store.ts";

export async function rowsByTable({ read: { db, t } }: Store): Promise<Record<string, string[]>> {
  const names = Object.keys(defineTables(columnDialects.sqlite())).filter(
    (name) => name !== "replicas",
  ); // heartbeat tables, which change without any event
  const rows = await Promise.all(
    names.map(async (name) => {
      const all: unknown[] = await db.select().from(t[name as keyof typeof t] as never);
      return [name, all.map((row) => JSON.stringify(row)).toSorted()] as const;
    }),
  );
  return Object.fromEntries(rows);
}
