/**
 * Days on which the organisation does not work, besides the public holidays: nobody is asked the
 * daily question then.
 */

import { readPerson } from "../../storage/directory.ts";
import { and, asc, between, eq, gte } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { readWorkspaceSettings } from "./settings.ts";

/** Days in a row; ISO dates, the last one included. */
export interface DaysOffPeriod {
  first: string;
  last: string;
  name: string;
  /** A country or a part of it (`DE-BY`); empty is everywhere. */
  region: string;
}

const dayAfter = (date: string): string =>
  Temporal.PlainDate.from(date).add({ days: 1 }).toString();

/** Every date of a period. */
function datesOf({ first, last }: Pick<DaysOffPeriod, "first" | "last">): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = dayAfter(date)) dates.push(date);
  return dates;
}

/** The ISO date where somebody is: in their own zone, or in that of most people there. */
export async function readWorkspaceToday(
  on: Reader,
  workspace: string,
  person: string,
  now: Date,
): Promise<string> {
  const zone =
    (await readPerson(on, workspace, person))?.zone ??
    (await readWorkspaceSettings(on, workspace)).zone ??
    "UTC";
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** What is to come, from a date on: days in a row under one name are one. */
export async function readUpcomingDaysOff(
  { db, t: { daysOff } }: Reader,
  workspace: string,
  today: string,
): Promise<DaysOffPeriod[]> {
  const rows = await db
    .select()
    .from(daysOff)
    .where(and(eq(daysOff.workspace, workspace), gte(daysOff.date, today)))
    .orderBy(asc(daysOff.date), asc(daysOff.region));
  const found: DaysOffPeriod[] = [];
  for (const { date, name, region } of rows) {
    const open = found.find(
      (each) => each.name === name && each.region === region && dayAfter(each.last) === date,
    );
    if (open) open.last = date;
    else found.push({ first: date, last: date, name, region });
  }
  return found;
}

/** Gives whether any of the days was none before. */
export async function addDaysOff(
  { db, t }: Writer,
  workspace: string,
  period: DaysOffPeriod,
  by: string,
): Promise<boolean> {
  const { name, region } = period;
  const added = await db
    .insert(t.daysOff)
    .values(datesOf(period).map((date) => ({ workspace, region, date, name, by })))
    .onConflictDoNothing()
    .returning({ date: t.daysOff.date });
  return added.length > 0;
}

/**
 * Takes the days of a region away; gives the name that they had, or nothing where there were none.
 */
export async function removeDaysOff(
  { db, t: { daysOff } }: Writer,
  workspace: string,
  { first, last, region }: Omit<DaysOffPeriod, "name">,
): Promise<string | undefined> {
  const [gone] = await db
    .delete(daysOff)
    .where(
      and(
        eq(daysOff.workspace, workspace),
        eq(daysOff.region, region),
        between(daysOff.date, first, last),
      ),
    )
    .returning({ name: daysOff.name });
  return gone?.name;
}
