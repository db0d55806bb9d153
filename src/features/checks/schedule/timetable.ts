/**
 * When somebody is asked: once a due day, by the clock on their own wall, wherever they are. Pure.
 */

/** How late a check may come after something went wrong. Milliseconds. */
export const lateCheckGraceMs = 2 * 60 * 60 * 1_000;
/** Nobody is asked late after this, by local time. */
const closes = "18:00";
/**
 * So long everybody's check may take to be sent, however late in the day they want it.
 * Milliseconds.
 */
export const minSendWindowMs = 10 * 60 * 1_000;
/** Further off nothing is looked for: a pause of more than three years is an end. Days. */
const horizon = 1_200;

/** What decides about somebody's days and times. */
export interface Timetable {
  /** `15:00`. */
  at: string;
  /** ISO weekdays (`12345`). */
  days: string;
  /** IANA. */
  zone: string;
  /** `DE-BY`. */
  region: string | null;
  /** ISO date on which they are back. */
  pausedUntil: string | null;
  /** On the first due day of each ISO week only. */
  weekly: boolean;
}

/** Days off in a region; null is everywhere. */
export type IsDayOff = (date: string, region: string | null) => boolean;

/** A check of an ISO date: when it is due, and when it has lost its point. */
export interface DueTime {
  date: string;
  at: Date;
  until: Date;
}

const isWorkday = (
  day: Temporal.PlainDate,
  { days, region, pausedUntil }: Timetable,
  isOff: IsDayOff,
): boolean => {
  const date = day.toString();
  return (
    days.includes(String(day.dayOfWeek)) &&
    (pausedUntil === null || date >= pausedUntil) &&
    !isOff(date, region)
  );
};

/** Whether somebody is to be asked on a day, as far as the calendar goes. */
export function isDueDay(day: Temporal.PlainDate, timetable: Timetable, isOff: IsDayOff): boolean {
  if (!isWorkday(day, timetable, isOff)) return false;
  if (!timetable.weekly) return true;
  for (let before = 1; before < day.dayOfWeek; before++)
    if (isWorkday(day.subtract({ days: before }), timetable, isOff)) return false;
  return true;
}

/**
 * The instant of a wall time: the first of two while a clock is put back; when the clock is put
 * forward over it, the moment after. Undefined where the whole date was left out, as Samoa's 30
 * December 2011 was.
 */
function instantOf(
  day: Temporal.PlainDate,
  time: string,
  zone: string,
): Temporal.Instant | undefined {
  const wall = day.toPlainDateTime(time);
  const first = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (first.toPlainDateTime().equals(wall)) return first.toInstant();
  const after = first.getTimeZoneTransition("next");
  return after?.toPlainDate().equals(day) ? after.toInstant() : undefined;
}

/**
 * Late is within the grace and the working hours; whoever wants it in the evening still has the
 * time that sending takes, and no check is of the day before.
 */
function until(day: Temporal.PlainDate, due: Temporal.Instant, zone: string): Date {
  const at = due.epochMilliseconds;
  const closing = instantOf(day, closes, zone)?.epochMilliseconds ?? at;
  const midnight = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return new Date(
    Math.min(
      Math.max(Math.min(at + lateCheckGraceMs, closing), at + minSendWindowMs),
      midnight - 1,
    ),
  );
}

/** The next check that is due after an instant. Undefined when there is none within three years. */
export function nextDueCheck(
  timetable: Timetable,
  isOff: IsDayOff,
  after: Date,
): DueTime | undefined {
  const { at, zone, pausedUntil } = timetable;
  let day = Temporal.Instant.fromEpochMilliseconds(after.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  if (pausedUntil !== null && pausedUntil > day.toString())
    day = Temporal.PlainDate.from(pausedUntil);
  for (let days = 0; days < horizon; days++, day = day.add({ days: 1 })) {
    if (!isDueDay(day, timetable, isOff)) continue;
    const due = instantOf(day, at, zone);
    if (due && due.epochMilliseconds > after.getTime())
      return {
        date: day.toString(),
        at: new Date(due.epochMilliseconds),
        until: until(day, due, zone),
      };
  }
  return undefined;
}

/** The ISO date on somebody's wall. */
export const localDateIn = (zone: string, at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();

/**
 * When a snooze ends: in an hour, or in the afternoon, at two or at half past four. Undefined once
 * it would not be the same day, or there is no afternoon left.
 */
export function snoozeUntil(
  length: "hour" | "afternoon",
  zone: string,
  now: Date,
): Date | undefined {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const soon = here.add({ minutes: length === "hour" ? 60 : 30 });
  const ends =
    length === "hour" ? [soon] : ["14:00", "16:30"].map((time) => here.withPlainTime(time));
  const end = ends.find((time) => Temporal.ZonedDateTime.compare(time, soon) >= 0);
  return end?.toPlainDate().equals(here.toPlainDate())
    ? new Date(end.epochMilliseconds)
    : undefined;
}

/** When a check that was put off until an instant has lost its point. */
export function snoozedCheckExpiry(zone: string, snoozed: Date): Date {
  const midnight = Temporal.Instant.fromEpochMilliseconds(snoozed.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days: 1 })
    .toZonedDateTime(zone);
  return new Date(Math.min(snoozed.getTime() + lateCheckGraceMs, midnight.epochMilliseconds - 1));
}

/** The same timetables are many people's: each is worked out once. */
export function createNextCheckCache(
  isOff: IsDayOff,
): (timetable: Timetable, after: Date) => DueTime | undefined {
  const known = new Map<string, DueTime | undefined>();
  return (timetable, after) => {
    const { at, days, zone, region, pausedUntil, weekly } = timetable;
    const key = `${after.getTime()} ${at} ${days} ${zone} ${region} ${pausedUntil} ${weekly}`;
    if (!known.has(key)) known.set(key, nextDueCheck(timetable, isOff, after));
    return known.get(key);
  };
}
