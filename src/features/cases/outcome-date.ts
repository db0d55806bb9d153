/** When it is asked whether a request did what its requester hoped. */
import type { Case } from "./case.ts";

/** Days from delivery where the requester named no date, and from a day that was too early. */
const outcomeAfter = 30;
const day = 86_400_000;

/** ISO date: the measure's, if that is still to come at delivery, else some weeks later. */
export function outcomeDate({
  interview,
  deliveredAt,
}: Pick<Case, "interview" | "deliveredAt">): string {
  const delivered = (deliveredAt ?? new Date(0)).toISOString().slice(0, 10);
  const measured = interview.answers.measure?.date;
  return measured && measured > delivered
    ? measured
    : new Date(Date.parse(delivered) + outcomeAfter * day).toISOString().slice(0, 10);
}

/** ISO date on which it is asked again, where it was too early to say. */
export const nextOutcomeDate = (at: Date): string =>
  new Date(at.getTime() + outcomeAfter * day).toISOString().slice(0, 10);
