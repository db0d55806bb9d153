/** A house in which people are asked how the paying customer would feel. */
import { randomUUID } from "node:crypto";
import type { Arrival } from "../../src/surface/arrival.ts";
import { type Place, placeKey } from "../../src/surface/place.ts";
import { handClock, openHouse, quiet, workspace } from "../turn/house.ts";
import { openPlatform } from "../turn/platform.ts";

export const intake: Place = { surface: "slack", kind: "channel", id: "CINTAKE" };
const direct = (id: string): Place => ({ surface: "slack", kind: "personal", id });

/** A Monday, nine in the morning. */
const monday = "2027-03-01T09:00:00Z";

export async function openOffice(url: string, from = monday) {
  const platform = openPlatform();
  const clock = handClock(from);
  const house = await openHouse({ url, surface: platform.surface(), clock });
  const { store, core } = house;

  /** Gives what was said or changed because of it, as `place: words`. */
  async function gives(...arrivals: Arrival[]): Promise<string[]> {
    const before = platform.tries.length;
    await core.accept(arrivals);
    await quiet(store);
    return platform.tries.slice(before).map(({ place, words }) => `${place}: ${words}`);
  }

  const common = (person: string, place: Place) => ({ id: randomUUID(), workspace, at: clock.now().getTime(), by: { id: person }, place });

  return {
    ...{ house, store, core, platform, clock, gives },
    commands: (person: string, text = "", place = direct(person)) =>
      gives({ ...common(person, place), kind: "command", command: "check", text: text ? [text] : [] }),
    says: (person: string, text: string, { place = direct(person), message = randomUUID() as string } = {}) =>
      gives({ ...common(person, place), kind: "message", message, text: [text], addressed: true }),
    edits: (person: string, message: string, text: string) => gives({ ...common(person, direct(person)), kind: "edited", message, text: [text] }),
    deletes: (person: string, message: string) => gives({ ...common(person, direct(person)), kind: "deleted", message }),
    /** Presses a button on the newest message in their direct messages, or on another one. */
    presses: (
      person: string,
      press: string,
      { place = direct(person), card = platform.said.findLast((said) => said.place === placeKey(place))?.message } = {},
    ) => gives({ ...common(person, place), kind: "press", press, ...(card && { card }) }),
    submits: (person: string, form: string, values: Record<string, string>) => gives({ ...common(person, direct(person)), kind: "submitted", form, values }),
    form: (person: string, press: string) => core.form({ workspace, by: { id: person }, place: direct(person), press }),
    mistakes: (person: string, form: string, values: Record<string, string>) =>
      core.mistakes({ ...common(person, direct(person)), kind: "submitted", form, values }),
    /** The clock is moved, and everything that is due then happens. */
    async passes(to: string): Promise<string[]> {
      const before = platform.tries.length;
      for (const seconds of [0, 1, 59]) {
        clock.move(new Date(Date.parse(to) + seconds * 1_000).toISOString()); // who is due together is asked within some seconds
        await core.look();
        await core.settled();
      }
      await quiet(store);
      return platform.tries.slice(before).map(({ place, words }) => `${place}: ${words}`);
    },
    /** What somebody sees in their direct messages, as it reads now. */
    sees: (person: string): string[] => platform.words(placeKey(direct(person))),
    /** What the ledger has of somebody's days. */
    async days(person: string) {
      const { db, t } = store.read;
      const rows = await db.select().from(t.checks);
      return rows.filter((row) => row.person === person).sort((a, b) => (a.date < b.date ? -1 : 1));
    },
    close: () => house.close(),
  };
}

export type Office = Awaited<ReturnType<typeof openOffice>>;
