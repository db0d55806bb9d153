/** Table of the ninth feature: who wants to eat what. */
import type { Columns } from "../../../src/storage/engine/columns.ts";

export function lunchTables(columns: Columns) {
  const { table, text, instant } = columns;
  const lunchPlans = table("lunch_plans", {
    id: text().primaryKey(),
    workspace: text().notNull(),
    person: text().notNull(),
    meal: text().notNull(),
    plannedAt: instant().notNull(),
    eatenAt: instant(),
  });
  return { lunchPlans };
}

type LunchTables = ReturnType<typeof lunchTables>;

declare module "../../../src/storage/schema.ts" {
  interface Tables extends LunchTables {}
}
