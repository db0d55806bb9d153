/** Working days, in somebody's own zone. */

/**
 * Whether it is an ISO date (`2027-03-31`) of a day that there is. What comes back in a form need
 * not be what the form asked for, and Temporal reads much else as a date.
 */
export function isIsoDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  );
}

/** When a working day begins and ends, by local wall time. */
const opens = 9;
const closes = 17;

const isWorkday = (day: Temporal.ZonedDateTime): boolean => day.dayOfWeek <= 5;

/** Worked out once a minute and zone: it costs more than a write. */
let worked = { minute: 0, byZone: new Map<string, number>() };

/**
 * The same minute of the day one working day later, drawn into working hours: what is asked on
 * Friday at three comes due on Monday at three, and at night the next morning counts. `zone` is
 * IANA.
 */
export function oneWorkingDayAfter(instant: Date, zone: string): Date {
  const minute = Math.floor(instant.getTime() / 60_000);
  if (minute !== worked.minute) worked = { minute, byZone: new Map() };
  return new Date(worked.byZone.getOrInsertComputed(zone, () => nextDay(minute * 60_000, zone)));
}

function nextDay(milliseconds: number, zone: string): number {
  let day = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone);
  if (day.hour >= closes) day = day.add({ days: 1 }).with({ hour: opens, minute: 0 });
  else if (day.hour < opens) day = day.with({ hour: opens, minute: 0 });
  while (!isWorkday(day)) day = day.add({ days: 1 });
  do day = day.add({ days: 1 });
  while (!isWorkday(day));
  return day.epochMilliseconds;
}

/** Ten in the morning of a date (ISO), or of the next working day where it falls on a weekend. */
export function workdayMorningOn(date: string, zone: string): Date {
  let day = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: "10:00" });
  while (!isWorkday(day)) day = day.add({ days: 1 });
  return new Date(day.epochMilliseconds);
}

const hour = 3_600_000;
const day = 24 * hour;

/** What a working day holds, in milliseconds. */
export const workingDayMs = (closes - opens) * hour;

/**
 * Working time since a Monday long ago, by the wall clock of a zone: it stands still at night, over
 * the weekend, and while a clock is put back.
 */
function clockedUp(instant: Date, zone: string): number {
  const ms = instant.getTime();
  const wall =
    ms +
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  const days = Math.floor(wall / day) + 3; // 1970 began on a Thursday
  const weeks = Math.floor(days / 7);
  const today = days - weeks * 7;
  const soFar =
    today < 5
      ? Math.min(Math.max(wall - Math.floor(wall / day) * day - opens * hour, 0), workingDayMs)
      : 0;
  return (weeks * 5 + Math.min(today, 5)) * workingDayMs + soFar;
}

/** How much of the time between two instants was working time, in milliseconds. `zone` is IANA. */
export const workingMsBetween = (from: Date, to: Date, zone: string): number =>
  Math.max(0, clockedUp(to, zone) - clockedUp(from, zone));
