/** Terms of days, months and years that end at an instant; months and years by the calendar in UTC. */

const dayMs = 86_400_000;

const dateOf = (now: Date): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO("UTC");

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

export const yearsBefore = (now: Date, years: number): Date =>
  new Date(dateOf(now).subtract({ years }).epochMilliseconds);

/** Returns an ISO date. */
export const dateMonthsBefore = (now: Date, months: number): string =>
  dateOf(now).toPlainDate().subtract({ months }).toString();
