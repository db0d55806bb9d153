/** Core with the checks feature, a manual clock and an in-memory platform. */
import { randomUUID } from "node:crypto";
import { type ConversationRef, conversationKey } from "../../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import {
  manualClock,
  openCoreHarness,
  testWorkspace,
  untilIdle,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

export const briefChannel: ConversationRef = { platform: "slack", kind: "channel", id: "CINTAKE" };
const direct = (id: string): ConversationRef => ({ platform: "slack", kind: "personal", id });

/** A Monday, 9:00 UTC. */
const monday = "2027-03-01T09:00:00Z";

export async function openChecksHarness(url: string, from = monday) {
  const platform = createMemoryPlatform();
  const clock = manualClock(from);
  const coreHarness = await openCoreHarness({ url, adapter: platform.adapter(), clock });
  const { store, core } = coreHarness;

  /** Ingests events, and returns the messages that they caused as `place: words`. */
  async function gives(...events: InboundEvent[]): Promise<string[]> {
    const before = platform.tries.length;
    await core.ingest(events);
    await untilIdle(store);
    return platform.tries.slice(before).map(({ place, words }) => `${place}: ${words}`);
  }

  const common = (person: string, place: ConversationRef) => ({
    id: randomUUID(),
    workspace: testWorkspace,
    at: clock.now().getTime(),
    by: { id: person },
    place,
  });

  return {
    ...{ coreHarness, store, core, platform, clock, gives },
    commands: (person: string, text = "", place = direct(person)) =>
      gives({
        ...common(person, place),
        kind: "command",
        command: "check",
        text: text ? [text] : [],
      }),
    says: (
      person: string,
      text: string,
      { place = direct(person), message = randomUUID() as string } = {},
    ) =>
      gives({ ...common(person, place), kind: "message", message, text: [text], addressed: true }),
    edits: (person: string, message: string, text: string) =>
      gives({ ...common(person, direct(person)), kind: "edited", message, text: [text] }),
    deletes: (person: string, message: string) =>
      gives({ ...common(person, direct(person)), kind: "deleted", message }),
    /** Presses a button on the newest direct message, or on the given one. */
    presses: (
      person: string,
      press: string,
      {
        place = direct(person),
        card = platform.said.findLast((said) => said.place === conversationKey(place))?.message,
      } = {},
    ) => gives({ ...common(person, place), kind: "press", press, card }),
    submits: (person: string, form: string, values: Record<string, string>) =>
      gives({ ...common(person, direct(person)), kind: "submitted", form, values }),
    form: (person: string, press: string) =>
      core.buildForm({
        workspace: testWorkspace,
        by: { id: person },
        place: direct(person),
        press,
      }),
    mistakes: (person: string, form: string, values: Record<string, string>) =>
      core.validateForm({ ...common(person, direct(person)), kind: "submitted", form, values }),
    /** Moves the clock, and runs everything that is due. */
    async passes(to: string): Promise<string[]> {
      const before = platform.tries.length;
      for (const seconds of [0, 1, 59]) {
        // people due at the same time are asked within some seconds
        clock.move(new Date(Date.parse(to) + seconds * 1_000).toISOString());
        await core.poll();
        await core.settled();
      }
      await untilIdle(store);
      return platform.tries.slice(before).map(({ place, words }) => `${place}: ${words}`);
    },
    /** Returns the current text of a person's direct messages. */
    sees: (person: string): string[] => platform.words(conversationKey(direct(person))),
    /** Returns a person's stored checks. */
    async days(person: string) {
      const { db, t } = store.read;
      const rows = await db.select().from(t.checks);
      return rows.filter((row) => row.person === person).sort((a, b) => (a.date < b.date ? -1 : 1));
    },
    close: () => coreHarness.close(),
  };
}

export type ChecksHarness = Awaited<ReturnType<typeof openChecksHarness>>;
