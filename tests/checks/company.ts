/** People who are asked, in the house of the turns: on both engines, with a platform in this process and a clock that is moved by hand. */
import { openBulk } from "../../src/checks/bulk.ts";
import { type Enrolling, enrol } from "../../src/checks/enrolments.ts";
import type { Feature } from "../../src/feature.ts";
import { meetPerson } from "../../src/storage/places.ts";
import type { Store } from "../../src/storage/store.ts";
import type { Place } from "../../src/surface/place.ts";
import type { Words } from "../../src/words.ts";
import { type TestHouse, workspace } from "../turn/house.ts";

/** Says the name of each sentence. */
const words: Words = Object.assign((key: string) => [key], { label: (key: string) => key, keys: () => [], locale: "en" });

/** The check without its dialogue. */
export const asking = (): Feature => {
  const bulk = openBulk();
  return {
    name: "check",
    prepare: async () => undefined,
    turn: async () => undefined,
    bulk: { ...bulk, sweep: (w, round) => bulk.sweep(w, { ...round, words: () => words }) },
  };
};

export const direct = (person: string): Place => ({ surface: "slack", kind: "personal", id: person });

/** Somebody in a zone is enrolled. */
export const join = (store: Store, person: string, zone: string, now: string, more: Partial<Enrolling> = {}): Promise<boolean> =>
  store.write(async (w) => {
    await meetPerson(w, workspace, { id: person }, zone);
    return enrol(w, { workspace, person, place: direct(person), by: person, now: new Date(now), ...more });
  });

/** What stands on record, as `U1 2027-03-01 asked`. */
export async function days({ read: { db, t } }: Store): Promise<string[]> {
  const rows = await db.select().from(t.checks);
  return rows.map(({ person, date, skipped, late, askedAt }) => `${person} ${date} ${skipped ?? (late ? "late" : askedAt ? "asked" : "open")}`).sort();
}

/** Looks until everything that may be done now is done. */
export async function lookAround({ core }: TestHouse): Promise<void> {
  await core.look();
  await core.settled();
}
