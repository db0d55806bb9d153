/** Working days, in somebody's own zone. */

/** When a working day begins and ends, by local wall time. */
const opens = 9;
const closes = 17;

const isWorkday = (day: Temporal.ZonedDateTime): boolean => day.dayOfWeek <= 5;

/** The same time of day one working day later, drawn into working hours: what is asked on Friday at three comes due on Monday at three, and at night the next morning counts. `zone` is IANA. */
export function aWorkingDayAfter(instant: Date, zone: string): Date {
  let day = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  if (day.hour >= closes) day = day.add({ days: 1 }).with({ hour: opens, minute: 0, second: 0, millisecond: 0 });
  else if (day.hour < opens) day = day.with({ hour: opens, minute: 0, second: 0, millisecond: 0 });
  while (!isWorkday(day)) day = day.add({ days: 1 });
  do day = day.add({ days: 1 });
  while (!isWorkday(day));
  return new Date(day.epochMilliseconds);
}
