/** Bands of effort: the team's estimate, at delivery, of the work that a request took. */

/** Bands in which the team estimates its effort, smallest first. */
export const effortBands = ["hour", "half_day", "days", "weeks"] as const;

/** Band of an effort. */
export type EffortBand = (typeof effortBands)[number];

/** Hours for which a band counts. A band is an estimate, and so is every sum of bands. */
export const effortHours: Readonly<Record<EffortBand, number>> = {
  hour: 0.5,
  half_day: 4,
  days: 16,
  weeks: 80,
};
