/** Winding of the clock, so that what is due later can be seen now. */
import type { WindableClock } from "../../lib/clock.ts";
import { dayMs, hourMs, zonedDateTimeAt } from "../../lib/dates/calendar-dates.ts";
import type { SkipOption } from "./page-html.ts";

/** A job that is due later. */
export interface DueJob {
  at: Date;
  /** Whether it asks for an outcome, on the day that the requester named. */
  isOutcome: boolean;
}

/** Functions of the engine for which the clock is wound. */
export interface TimeControl {
  clock: WindableClock;
  /** Returns the jobs of the workspace that are due later, the next one first. */
  dueJobs(): Promise<DueJob[]>;
  /** Returns the first instant until `until` at which anything is due. */
  nextDueAt(until: Date): Promise<Date | undefined>;
  /** Does what is due, and resolves once all of it is delivered. */
  runDue(): Promise<void>;
}

/** Winds the clock of the process. */
export interface SkipAhead {
  /** Returns the steps that can be chosen now. */
  options(): Promise<SkipOption[]>;
  /** Winds the clock; returns false if the step is not possible any more. */
  skip(name: string): Promise<boolean>;
}

/** Hour at which a working day begins. */
const morningHour = 9;
/** Step (ms) of the clock over what stays due, such as a message that is held back. */
const overdueStepMs = hourMs / 2;

function nextWorkingMorning(now: Date, zone: string): Date {
  const today = zonedDateTimeAt(now, zone);
  let day = today.toPlainDate();
  if (today.hour >= morningHour || day.dayOfWeek > 5) day = day.add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  const at = day.toZonedDateTime({ timeZone: zone, plainTime: { hour: morningHour } });
  return new Date(at.epochMilliseconds);
}

/** @param wound called with each instant, to store how far the clock is ahead */
export function createSkipAhead(
  { clock, dueJobs, nextDueAt, runDue }: TimeControl,
  zone: string,
  wound: () => void,
): SkipAhead {
  let winding: Promise<unknown> = Promise.resolve();

  async function options(): Promise<SkipOption[]> {
    const now = clock.now();
    const due = (await dueJobs()).filter(({ at }) => at > now);
    const named = due.find(({ isOutcome }) => isOutcome) ?? due[0];
    return [
      { name: "morning", at: nextWorkingMorning(now, zone) },
      { name: "week", at: new Date(now.getTime() + 7 * dayMs) },
      ...(named ? [{ name: named.isOutcome ? "named" : "due", at: named.at } as const] : []),
    ];
  }

  /** Stops at each instant at which something is due, because much is due for a few hours only. */
  async function windTo(end: Date): Promise<void> {
    while (clock.now() < end) {
      const now = clock.now().getTime();
      const due = (await nextDueAt(end))?.getTime() ?? end.getTime();
      const next = due > now ? due : now + overdueStepMs;
      clock.windTo(new Date(Math.min(next, end.getTime())));
      wound();
      await runDue();
    }
  }

  return {
    options,
    async skip(name) {
      const option = (await options()).find((each) => each.name === name);
      if (!option) return false;
      const turn = winding.then(() => windTo(option.at));
      winding = turn.catch(() => {});
      await turn;
      return true;
    },
  };
}
