/**
 * A process ends between any two steps of a request's life; another goes on as if nothing had
 * happened.
 */
import { expect, it } from "vitest";
import type { InboundEvent } from "../../../src/platform/event.ts";
import { briefChannelKey, directMessageKey } from "../../harness/case-team.ts";
import {
  type CoreHarness,
  type CrashPoint,
  manualClock,
  messageEvent,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  testWorkspace,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

/**
 * A deed is stored, committed, sent and marked as sent, card and note and all; and what its
 * requesters hear is committed, sent and marked.
 */
const ends: CrashPoint[] = [
  { step: "write", nth: 1, when: "after" },
  { step: "write", nth: 2, when: "before" },
  { step: "write", nth: 2, when: "after" },
  { step: "write", nth: 4, when: "after" },
  { step: "send", nth: 1, when: "before" },
  { step: "send", nth: 2, when: "after" },
];
const never: CrashPoint = { step: "write", nth: Number.POSITIVE_INFINITY, when: "before" };

type Deed =
  | { by: string; act: string; values?: Record<string, string>; at?: string }
  | { by: string; says: string; at?: string }
  | { at: string };

/** From the brief to the outcome. */
const life: Deed[] = [
  { by: "lea", act: "ask", values: { text: "Which dealers?" } },
  { by: "maria", says: "Those in the north" },
  {
    by: "lea",
    act: "postpone",
    values: { until: "2027-03-06", text: "Stocktaking", alternative: "The old list" },
  },
  { at: "2027-03-08T10:00:00Z" },
  { by: "lea", act: "take" },
  { by: "lea", act: "deliver", values: { brought: "team" } },
  { at: "2027-03-31T10:00:00Z" },
  { by: "maria", act: "outcome/partly" },
  { by: "maria", says: "The price is missing" },
];

onBothEngines("a crash in the life of a request", (newUrl) => {
  /**
   * Plays all of it, with this end in each of the deeds that get so far, and tells what people saw
   * and what is on record.
   */
  async function play(end?: CrashPoint): Promise<object> {
    const platform = createMemoryPlatform();
    const clock = manualClock();
    const url = await newUrl();
    const begin = (): Promise<CoreHarness> =>
      openCoreHarness({
        url,
        surface: platform.surface(),
        clock,
        judge: scriptedJudge(),
        host: url,
        gone: true,
      });
    let here = await begin();
    const closing: Promise<void>[] = [];
    for (const [index, text] of wishMessages.entries())
      await here.core.ingest([messageEvent("maria", text, `m${index}`)]);
    await untilIdle(here.store);
    const request = (await here.store.read.db.select().from(here.store.read.t.requests))[0]!.id;
    const card = platform.said.find(({ place }) => place === briefChannelKey)!.message;

    const arrivalOf = (action: Deed, index: number): InboundEvent | undefined => {
      if (!("by" in action)) return undefined;
      const place =
        action.by === "maria"
          ? ({ surface: "slack", kind: "personal", id: "maria" } as const)
          : ({ surface: "slack", kind: "channel", id: "CINTAKE" } as const);
      const common = {
        id: `e${index}`,
        workspace: testWorkspace,
        at: clock.now().getTime(),
        by: { id: action.by },
        place,
      };
      if ("says" in action)
        return {
          ...common,
          kind: "message",
          message: `said ${index}`,
          text: [action.says],
          addressed: true,
        };
      if (action.values)
        return {
          ...common,
          kind: "submitted",
          form: `act/${request}/${action.act}`,
          values: action.values,
        };
      return {
        ...common,
        kind: "press",
        press: `act/${request}/${action.act}`,
        ...(action.by === "lea" && { card }),
      };
    };

    for (const [index, action] of life.entries()) {
      if ("at" in action && action.at) clock.move(action.at);
      const event = arrivalOf(action, index);
      const happens = (): Promise<unknown> =>
        event ? here.core.ingest([event]) : here.core.poll();
      if (end) {
        here.endAt(end);
        const survived = await Promise.race([
          happens()
            .then(() => untilIdle(here.store))
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
      // after the crash: the platform delivers once more, and the clock is looked at again
      await happens();
      await untilIdle(here.store);
    }
    const { db, t } = here.store.read;
    const outcome = {
      requests: (await db.select().from(t.requests)).map(({ status, outcome, brought, owner }) => ({
        status,
        outcome,
        brought,
        owner,
      })),
      steps: (await db.select().from(t.historyEntries))
        .filter(({ act }) => act)
        .map(({ act, by, why }) => `${by} ${act} ${JSON.stringify(why)}`)
        .sort(),
      heard: platform.words(directMessageKey("maria")),
      card: platform.words(briefChannelKey),
      notes: platform.words(`${briefChannelKey}/${card}`),
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
    for (const [index, outcome] of disturbed.entries())
      expect(outcome, JSON.stringify(ends[index])).toEqual(undisturbed);
  });
});
