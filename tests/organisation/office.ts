/** A house in which people see and change how their workspace works. */
import { randomUUID } from "node:crypto";
import type { Judge } from "../../src/judgement/judge.ts";
import type { Store } from "../../src/storage/store.ts";
import type { Arrival } from "../../src/surface/arrival.ts";
import type { Place } from "../../src/surface/place.ts";
import type { Prose } from "../../src/surface/prose.ts";
import { handClock, openHouse, plainJudge, quiet, type TestHouse, workspace } from "../turn/house.ts";
import { openPlatform } from "../turn/platform.ts";

export const intake: Place = { surface: "slack", kind: "channel", id: "CINTAKE" };
export const direct = (id: string): Place => ({ surface: "slack", kind: "personal", id });

interface Given {
  url: string;
  /** Who administers the workspace on its platform; missing where it cannot tell. */
  admins?: string[];
  /** The platform's own groups. */
  groups?: Map<string, string[]>;
  judge?: Judge;
}

export async function openOrganisation({ url, admins, groups = new Map(), judge = plainJudge() }: Given) {
  const platform = openPlatform();
  const clock = handClock();
  const surface = {
    ...platform.surface(),
    ...(admins && { isAdmin: async (_: string, person: string) => admins.includes(person) }),
    membersOf: async (_: string, group: string) => groups.get(group)?.map((id) => ({ id, name: `${id[0]?.toUpperCase()}${id.slice(1)}` })),
  };
  const house: TestHouse = await openHouse({ url, surface, clock, judge });
  const { store, core } = house;

  /** Gives what was said because of it, in order, as `place: words`. */
  async function gives(...arrivals: Arrival[]): Promise<string[]> {
    const before = platform.said.length;
    await core.accept(arrivals);
    await quiet(store);
    return platform.said.slice(before).map(({ place, words }) => `${place}: ${words}`);
  }

  const common = (person: string, place: Place) => ({ id: randomUUID(), workspace, at: clock.now().getTime(), by: { id: person }, place });
  return {
    ...{ house, store, core, platform, clock, gives },
    commands: (person: string, text: string, place = direct(person)) => gives({ ...common(person, place), kind: "command", command: "entwine", text: [text] }),
    says: (person: string, text: string, place = direct(person)) =>
      gives({ ...common(person, place), kind: "message", message: randomUUID(), text: [text], addressed: true }),
    /** Somebody writes in a place where the bot listens, and not to the bot. */
    overhears: (person: string, text: Prose, place: Place) =>
      gives({ ...common(person, place), kind: "message", message: randomUUID(), text, addressed: false }),
    presses: (person: string, press: string, place = direct(person), card = "none") => gives({ ...common(person, place), kind: "press", press, card }),
    submits: (person: string, form: string, values: Record<string, string>, place = direct(person)) =>
      gives({ ...common(person, place), kind: "submitted", form, values }),
    /** The form behind a button. */
    form: (person: string, press: string, place = direct(person)) => core.form({ workspace, by: { id: person }, place, press }),
    /** What is wrong with a form that comes back. */
    mistakes: (person: string, form: string, values: Record<string, string>, place = direct(person)) =>
      core.mistakes({ ...common(person, place), kind: "submitted", form, values }),
    close: () => house.close(),
  };
}

export type TestOrganisation = Awaited<ReturnType<typeof openOrganisation>>;

/** The record, as `what: before -> after by somebody`. */
export async function changesIn({ read: { db, t } }: Store): Promise<string[]> {
  const rows = await db.select().from(t.changes);
  return rows.map(({ what, before, after, by }) => `${what}: ${JSON.stringify(before)} -> ${JSON.stringify(after)} by ${by}`);
}
