/** Series of retrospectives in the database. */

import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { and, desc, eq, isNull, type SQL } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";

export type RetroSeries = Tables["retroSeries"]["$inferSelect"];

/** Time (ms) before the meeting at which a board opens for writing. */
export const seriesLeadMs = 2 * dayMs;

/** Returns the running series for which `where` holds, the one that meets last first. */
async function readRunningSeries(
  { db, t }: Reader,
  workspace: string,
  where: SQL,
): Promise<RetroSeries | undefined> {
  const { retroSeries } = t;
  const [row] = await db
    .select()
    .from(retroSeries)
    .where(and(eq(retroSeries.workspace, workspace), where, isNull(retroSeries.stoppedAt)))
    .orderBy(desc(retroSeries.nextAt))
    .limit(1);
  return row;
}

/** Returns the running series of a home. */
export const readSeriesAt = (on: Reader, workspace: string, home: string) =>
  readRunningSeries(on, workspace, eq(on.t.retroSeries.home, home));

export const readSeries = (on: Reader, workspace: string, id: string) =>
  readRunningSeries(on, workspace, eq(on.t.retroSeries.id, id));

export const addSeries = async ({ db, t }: Writer, series: RetroSeries): Promise<unknown> =>
  db.insert(t.retroSeries).values(series);

export const updateSeries = async (
  { db, t }: Writer,
  id: string,
  to: Partial<RetroSeries>,
): Promise<unknown> => db.update(t.retroSeries).set(to).where(eq(t.retroSeries.id, id));
