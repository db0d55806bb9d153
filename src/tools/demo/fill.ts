/**
 * Fills a database with a year of the demo's company. Everything is done by its people through the
 * bot, on a wound clock, so that no row exists that the product could not have made.
 */

import { dayMs, hourMs } from "../../lib/dates/calendar-dates.ts";
import type { Transcript } from "../../platforms/browser/transcript.ts";
import type { Store } from "../../storage/store.ts";
import { createRandomSource } from "../simulation/runtime/random-source.ts";
import { groups } from "./company.ts";
import { type DemoOffice, openDemoOffice } from "./office.ts";
import { createRequestLives, type RequestLives } from "./request-life.ts";
import { answerCheck, planRetrospectives, setUpCompany } from "./routines.ts";
import { kindWeights } from "./stories.ts";
import { workTimeAfter } from "./work-time.ts";

/** The demo's year. Fixed, so that a seed always gives the same company. */
const demoStart = new Date("2025-11-24T07:00:00Z");
export const demoEnd = new Date("2026-11-26T15:00:00Z");
const yearMs = demoEnd.getTime() - demoStart.getTime();

export interface DemoFillOptions {
  store: Store;
  seed: number;
  /** Number of requests in the year. */
  requests: number;
  /** Where the messages are kept for the page in the browser. */
  transcript?: Transcript;
  /** Called with the days that have passed, and those of the year. */
  progress?(days: number, of: number): void;
  /** Ends the filling early. */
  signal?: AbortSignal;
}

/** Fills the database, and closes nothing but its own engine. */
export async function fillDemo({
  store,
  seed,
  requests,
  transcript,
  progress,
  signal,
}: DemoFillOptions): Promise<void> {
  const random = createRandomSource(seed);
  let lives: RequestLives | undefined;
  const office: DemoOffice = await openDemoOffice({
    store,
    start: demoStart,
    transcript,
    onMessage(message) {
      if (message.place.kind !== "personal") return;
      lives?.react(message);
      answerCheck(office, random, message);
    },
  });
  lives = createRequestLives(office, random);
  try {
    await setUpCompany(office);
    const people = groups.flatMap((group) => group.people);
    const { bring } = lives;
    for (let count = 0; count < requests; count++) {
      // a little busier towards the end, and some on the last days, so that work is under way
      const at = demoStart.getTime() + dayMs + (yearMs - dayMs) * random.next() ** 0.9;
      const requester = random.pick(people);
      const kind = random.weigh(kindWeights);
      office.plan(Math.min(workTimeAfter(at, random), demoEnd.getTime() - 60_000), () =>
        bring(requester, kind),
      );
    }
    const months = Array.from(
      { length: 12 },
      (_, index) => new Date(demoStart.getTime() + (index + 0.2) * 30 * dayMs),
    );
    planRetrospectives(office, random, months);
    // checks are no jobs: they are sent when the scheduler polls
    for (let at = demoStart.getTime() + 7.5 * hourMs; at < demoEnd.getTime(); at += dayMs)
      office.plan(at, () => office.poll());
    const days = Math.round(yearMs / dayMs);
    await office.runUntil(demoEnd, (at) => {
      progress?.(Math.round((at - demoStart.getTime()) / dayMs), days);
      return !signal?.aborted;
    });
  } finally {
    await office.close();
  }
}
