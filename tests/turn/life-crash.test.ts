/** A process ends between any two steps of a request's life; another goes on as if nothing had happened. */
import { expect, it } from "vitest";
import type { Arrival } from "../../src/surface/arrival.ts";
import { type End, handClock, onBothEngines, openHouse, plainJudge, quiet, says, type TestHouse, wish, workspace } from "./house.ts";
import { openPlatform } from "./platform.ts";
import { dm, intake } from "./team.ts";

/** A deed is stored, committed, sent and marked as sent, card and note and all; and what its requesters hear is committed, sent and marked. */
const ends: End[] = [
  { step: "write", nth: 1, when: "after" },
  { step: "write", nth: 2, when: "before" },
  { step: "write", nth: 2, when: "after" },
  { step: "write", nth: 4, when: "after" },
  { step: "send", nth: 1, when: "before" },
  { step: "send", nth: 2, when: "after" },
];
const never: End = { step: "write", nth: Number.POSITIVE_INFINITY, when: "before" };

type Deed = { by: string; act: string; values?: Record<string, string>; at?: string } | { by: string; says: string; at?: string } | { at: string };

/** From the brief to the outcome. */
const life: Deed[] = [
  { by: "lea", act: "ask", values: { text: "Which dealers?" } },
  { by: "maria", says: "Those in the north" },
  { by: "lea", act: "postpone", values: { until: "2027-03-06", text: "Stocktaking", alternative: "The old list" } },
  { at: "2027-03-08T10:00:00Z" },
  { by: "lea", act: "take" },
  { by: "lea", act: "deliver", values: { brought: "team" } },
  { at: "2027-03-31T10:00:00Z" },
  { by: "maria", act: "outcome/partly" },
  { by: "maria", says: "The price is missing" },
];

onBothEngines("a crash in the life of a request", (newUrl) => {
  /** Plays all of it, with this end in each of the deeds that get so far, and tells what people saw and what is on record. */
  async function play(end?: End): Promise<object> {
    const platform = openPlatform();
    const clock = handClock();
    const url = await newUrl();
    const begin = (): Promise<TestHouse> => openHouse({ url, surface: platform.surface(), clock, judge: plainJudge(), host: url, gone: true });
    let here = await begin();
    const closing: Promise<void>[] = [];
    for (const [index, text] of wish.entries()) await here.core.accept([says("maria", text, `m${index}`)]);
    await quiet(here.store);
    const request = (await here.store.read.db.select().from(here.store.read.t.requests))[0]!.id;
    const card = platform.said.find(({ place }) => place === intake)!.message;

    const arrivalOf = (deed: Deed, index: number): Arrival | undefined => {
      if (!("by" in deed)) return undefined;
      const place =
        deed.by === "maria" ? ({ surface: "slack", kind: "personal", id: "maria" } as const) : ({ surface: "slack", kind: "channel", id: "CINTAKE" } as const);
      const common = { id: `e${index}`, workspace, at: clock.now().getTime(), by: { id: deed.by }, place };
      if ("says" in deed) return { ...common, kind: "message", message: `said ${index}`, text: [deed.says], addressed: true };
      if (deed.values) return { ...common, kind: "submitted", form: `act/${request}/${deed.act}`, values: deed.values };
      return { ...common, kind: "press", press: `act/${request}/${deed.act}`, ...(deed.by === "lea" && { card }) };
    };

    for (const [index, deed] of life.entries()) {
      if ("at" in deed && deed.at) clock.move(deed.at);
      const arrival = arrivalOf(deed, index);
      const happens = (): Promise<unknown> => (arrival ? here.core.accept([arrival]) : here.core.look());
      if (end) {
        here.endAt(end);
        const survived = await Promise.race([
          happens()
            .then(() => quiet(here.store))
            .then(() => true),
          here.dead.then(() => false),
        ]);
        if (survived) here.endAt(never);
        else {
          const dead = here;
          here = await begin();
          closing.push(dead.close());
        }
      }
      await happens(); // after the crash: the platform delivers once more, and the clock is looked at again
      await quiet(here.store);
    }
    const { db, t } = here.store.read;
    const outcome = {
      requests: (await db.select().from(t.requests)).map(({ status, outcome, brought, owner }) => ({ status, outcome, brought, owner })),
      steps: (await db.select().from(t.steps))
        .filter(({ act }) => act)
        .map(({ act, by, why }) => `${by} ${act} ${JSON.stringify(why)}`)
        .sort(),
      heard: platform.words(dm("maria")),
      card: platform.words(intake),
      notes: platform.words(`${intake}/${card}`),
    };
    await Promise.all([...closing, here.close()]);
    return outcome;
  }

  it("at any step of each deed loses nothing and says nothing twice", async () => {
    const [undisturbed, ...disturbed] = await Promise.all([play(), ...ends.map(play)]);
    expect(undisturbed).toMatchObject({
      requests: [{ status: "outcome_known", outcome: "partly", brought: "team", owner: "lea" }],
      steps: { length: life.length - 1 },
      card: { length: 1 },
    });
    for (const [index, outcome] of disturbed.entries()) expect(outcome, JSON.stringify(ends[index])).toEqual(undisturbed);
  });
});
