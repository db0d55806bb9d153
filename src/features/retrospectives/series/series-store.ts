/** Series of retrospectives in the database. */

import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { and, desc, eq, isNull } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";

export type RetroSeries = Tables["retroSeries"]["$inferSelect"];

/** Time before the meeting at which a board opens for writing. */
export const seriesLeadMs = 2 * dayMs;

/** Returns the running series of a home. */
export async function readSeriesAt(
  { db, t }: Reader,
  workspace: string,
  home: string,
): Promise<RetroSeries | undefined> {
  const [row] = await db
    .select()
    .from(t.retroSeries)
    .where(
      and(
        eq(t.retroSeries.workspace, workspace),
        eq(t.retroSeries.home, home),
        isNull(t.retroSeries.stoppedAt),
      ),
    )
    .orderBy(desc(t.retroSeries.nextAt))
    .limit(1);
  return row;
}

export async function readSeries(
  { db, t }: Reader,
  workspace: string,
  id: string,
): Promise<RetroSeries | undefined> {
  const [row] = await db
    .select()
    .from(t.retroSeries)
    .where(
      and(
        eq(t.retroSeries.workspace, workspace),
        eq(t.retroSeries.id, id),
        isNull(t.retroSeries.stoppedAt),
      ),
    );
  return row;
}

export const addSeries = async ({ db, t }: Writer, series: RetroSeries): Promise<unknown> =>
  db.insert(t.retroSeries).values(series);

export const updateSeries = async (
  { db, t }: Writer,
  id: string,
  to: Partial<RetroSeries>,
): Promise<unknown> => db.update(t.retroSeries).set(to).where(eq(t.retroSeries.id, id));
