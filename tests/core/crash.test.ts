/** Crash between any two steps of a turn; another replica completes the turn. */
import { beforeAll, expect, it } from "vitest";
import {
  type CrashPoint,
  onBothEngines,
  openCoreHarness,
  storedAnswers,
  untilIdle,
  wishMessages,
} from "../harness/core-harness.ts";
import { messageEvent } from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

/**
 * The steps of a turn: a write that stores the event, the judge, a write that commits, a send, and
 * a write that marks the message as sent.
 */
const ends: (CrashPoint & { name: string })[] = [
  { name: "before the event is stored", step: "write", nth: 1, when: "before" },
  {
    name: "after the event is stored, before it is acknowledged",
    step: "write",
    nth: 1,
    when: "after",
  },
  { name: "while it is classified", step: "judge", nth: 1, when: "before" },
  { name: "before the turn is committed", step: "write", nth: 2, when: "before" },
  { name: "after the commit", step: "write", nth: 2, when: "after" },
  { name: "before the platform has the message", step: "send", nth: 1, when: "before" },
  { name: "after the platform accepted the message", step: "send", nth: 1, when: "after" },
  { name: "before the message is marked as sent", step: "write", nth: 3, when: "before" },
  { name: "after the message is marked as sent", step: "write", nth: 3, when: "after" },
];

onBothEngines("crash in a turn", (newUrl) => {
  /**
   * Plays the whole conversation with a crash in one turn, and returns what people saw and what is
   * stored.
   */
  async function converse(end?: CrashPoint, turn?: number): Promise<object> {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const host = url;
    const first = await openCoreHarness({ url, adapter: platform.adapter(), host, gone: true });
    let harness = first;
    for (const [index, text] of wishMessages.entries()) {
      const event = messageEvent("maria", text, `m${index}`);
      if (end && index === turn) {
        first.endAt(end);
        await Promise.race([first.core.ingest([event]), first.dead]);
        await first.dead;
        harness = await openCoreHarness({ url, adapter: platform.adapter(), host });
      }
      // after the crash the platform delivers again, whether or not the event was acknowledged
      await harness.core.ingest([event]);
      await untilIdle(harness.store);
    }
    const { db, t } = harness.store.read;
    const requests = (await db.select().from(t.requests)).map(
      ({ number, status }) => `R-${number} ${status}`,
    );
    const steps = (await db.select().from(t.historyEntries)).map(({ status }) => status).sort();
    const outcome = {
      requests,
      steps,
      answers: await storedAnswers(harness.store),
      heard: platform.texts("slack/dm/maria"),
      briefs: platform.words("slack/channel/CINTAKE"),
    };
    await harness.close();
    if (harness !== first) await first.close();
    return outcome;
  }

  let undisturbed: object;
  beforeAll(async () => {
    undisturbed = await converse();
  });

  it("completes the conversation without a crash", () => {
    expect(undisturbed).toMatchObject({
      requests: ["R-1 new"],
      heard: { length: wishMessages.length },
      briefs: { length: 1 },
      answers: { length: 4 },
    });
  });

  it.for(ends)("$name, in each turn, loses nothing and sends nothing twice", async (end) => {
    const outcomes = await Promise.all(wishMessages.map((_, turn) => converse(end, turn)));
    for (const [turn, outcome] of outcomes.entries())
      expect(outcome, `in turn ${turn}`).toEqual(undisturbed);
  });
});
