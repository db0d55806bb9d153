/**
 * A process ends between any two steps of a request's life, and another continues without loss or
 * repetition.
 */
import { expect, it } from "vitest";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { briefChannelKey, directMessageKey } from "../../../harness/case-team.ts";
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
} from "../../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";

/**
 * An action is stored, committed, sent and marked as sent, with its card and note; then the
 * messages to its requesters are committed, sent and marked.
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

type CaseStep =
  | { by: string; act: string; values?: Record<string, string>; at?: string }
  | { by: string; says: string; at?: string }
  | { at: string };

/** All actions from the brief to the outcome. */
const caseSteps: CaseStep[] = [
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

onBothEngines("crash between the steps of a case", (newUrl) => {
  /**
   * Plays all actions, with this crash in each action that has the step, and returns what people
   * saw and what is stored.
   */
  async function play(end?: CrashPoint): Promise<object> {
    const platform = createMemoryPlatform();
    const clock = manualClock();
    const url = await newUrl();
    const begin = (): Promise<CoreHarness> =>
      openCoreHarness({
        url,
        adapter: platform.adapter(),
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

    const eventOf = (action: CaseStep, index: number): InboundEvent | undefined => {
      if (!("by" in action)) return undefined;
      const place =
        action.by === "maria"
          ? ({ platform: "slack", kind: "personal", id: "maria" } as const)
          : ({ platform: "slack", kind: "channel", id: "CINTAKE" } as const);
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
        card: action.by === "lea" ? card : undefined,
      };
    };

    for (const [index, action] of caseSteps.entries()) {
      if ("at" in action && action.at) clock.move(action.at);
      const event = eventOf(action, index);
      const happens = (): Promise<unknown> =>
        event ? here.core.ingest([event]) : here.core.poll();
      if (end) {
        here.endAt(end);
        const survived = await Promise.race([
          happens()
            .then(() => untilIdle(here.store))
            .then(() => here.core.settled()) // a commit is visible before its write returns
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
      // after the crash the platform delivers again, and the scheduler polls again
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
      heard: platform.texts(directMessageKey("maria")),
      card: platform.words(briefChannelKey).filter((text) => text.startsWith("R-1 ")),
      notes: platform.words(`${briefChannelKey}/${card}`),
    };
    await Promise.all([...closing, here.close()]);
    return outcome;
  }

  it("at any step of any action loses nothing and sends nothing twice", async () => {
    const [undisturbed, ...disturbed] = await Promise.all([play(), ...ends.map(play)]);
    expect(undisturbed).toMatchObject({
      requests: [{ status: "outcome_known", outcome: "partly", brought: "team", owner: "lea" }],
      steps: { length: caseSteps.length - 1 },
      card: { length: 1 },
    });
    for (const [index, outcome] of disturbed.entries())
      expect(outcome, JSON.stringify(ends[index])).toEqual(undisturbed);
  });
});
