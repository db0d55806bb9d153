/** Working hours of the demo's people. */
import { dayMs, hourMs } from "../../lib/dates/calendar-dates.ts";
import type { RandomSource } from "../simulation/runtime/random-source.ts";

/** Returns a working time (ms, UTC) at or soon after an instant: Monday to Friday, 7:00 to 15:00. */
export function workTimeAfter(instant: number, random: RandomSource): number {
  const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());
  const within = (at: number): number => {
    const midnight = at - (at % dayMs);
    return midnight + 7 * hourMs + Math.floor(random.next() * 8 * hourMs);
  };
  let at = instant;
  const hour = (at % dayMs) / hourMs;
  if (hour >= 15) at += dayMs;
  else if (hour >= 7 && !isWeekend(at)) return Math.floor(at);
  while (isWeekend(at)) at += dayMs;
  return within(at);
}
