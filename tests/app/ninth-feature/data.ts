/** Data of the ninth feature. */
import { type FeatureData, isoInstantOrNull } from "../../../src/core/feature-data.ts";
import { daysBefore } from "../../../src/lib/dates/calendar-dates.ts";
import { and, eq, lt } from "../../../src/storage/drizzle.ts";
import { lunchTables } from "./tables.ts";

const lunchDays = 30;

export const lunchData: FeatureData = {
  tables: lunchTables,
  personalData: {
    lunchPlans: {
      keyColumns: ["id"],
      ownerColumn: "person",
      personalColumns: { meal: "text" },
      impersonalColumns: ["id", "workspace"],
    },
  },
  retention: {
    subjects: [{ name: "lunch", numbers: { days: lunchDays } }],
    policy: {
      lunchPlans: "lunch",
    },
    rules: [
      ({ t: { lunchPlans } }, { now }) => ({
        table: "lunchPlans",
        key: lunchPlans.id,
        when: lt(lunchPlans.eatenAt, daysBefore(now, lunchDays)),
      }),
    ],
  },
  export: {
    async *rows({ db, t: { lunchPlans } }, workspace) {
      const rows = await db.select().from(lunchPlans).where(eq(lunchPlans.workspace, workspace));
      for (const { meal, eatenAt } of rows)
        yield { type: "lunch_plan", workspace, meal, eaten_at: isoInstantOrNull(eatenAt) };
    },
    async *personalRows({ db, t: { lunchPlans } }, workspace, person) {
      const rows = await db
        .select()
        .from(lunchPlans)
        .where(and(eq(lunchPlans.workspace, workspace), eq(lunchPlans.person, person)));
      for (const { meal, plannedAt } of rows)
        yield { type: "lunch_plan", workspace, meal, at: isoInstantOrNull(plannedAt) };
    },
    columns: ["meal", "eaten_at"],
    markdown: { lunch_plan: ({ meal }) => `- lunch: ${meal}\n` },
  },
  pageSections: { lunch: ["lunch_plan"] },
};
