/** Bands of effort: the team's estimate, at delivery, of the work that a request took. */

export const effortBands = ["hour", "half_day", "days", "weeks"] as const;
export type EffortBand = (typeof effortBands)[number];
