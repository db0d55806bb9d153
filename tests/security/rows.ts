/** Every row of a database, table by table, so that two moments can be compared. */
import { dialects } from "../../src/storage/columns.ts";
import { defineTables } from "../../src/storage/schema.ts";
import type { Store } from "../../src/storage/store.ts";

export async function rowsOf({ read: { db, t } }: Store): Promise<Record<string, string[]>> {
  const names = Object.keys(defineTables(dialects.sqlite())).filter((name) => name !== "replicas"); // which beat by themselves
  const rows = await Promise.all(
    names.map(async (name) => {
      const all: unknown[] = await db.select().from(t[name as keyof typeof t] as never);
      return [name, all.map((row) => JSON.stringify(row)).toSorted()] as const;
    }),
  );
  return Object.fromEntries(rows);
}
