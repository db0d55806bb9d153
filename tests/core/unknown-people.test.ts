/** Turns on events of people about whom their platform returns nothing, or does not respond. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { NamedPeople, PlatformAdapter } from "../../src/platform/adapter.ts";
import { conversationKey } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import {
  type CoreHarness,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
  wishMessages,
} from "../harness/core-harness.ts";
import { commandEvent, directMessages, messageEvent } from "../harness/events.ts";
import { createMemoryPlatform, type MemoryPlatform } from "../harness/memory-platform.ts";
import { words } from "../harness/words.ts";

const never = (): Promise<never> => new Promise(() => {});
/** A platform that accepts messages, and does not respond to anything else. */
const silence: Partial<PlatformAdapter> = {
  membershipOf: never,
  membersOf: never,
  readMessage: never,
  findSentMessage: never,
  presence: never,
};

onBothEngines("people unknown to their platform", (newUrl) => {
  let platform: MemoryPlatform;
  let coreHarness: CoreHarness;
  let admin: () => Promise<boolean>;

  beforeEach(async () => {
    platform = createMemoryPlatform();
    admin = never;
    coreHarness = await openCoreHarness({
      url: await newUrl(),
      adapter: { ...platform.adapter(), ...silence, isAdmin: () => admin() },
      judge: scriptedJudge(),
    });
  });
  afterEach(async () => {
    expect(coreHarness.troubles).toEqual([]);
    await coreHarness.close();
  });

  async function accepts(event: InboundEvent, people: Partial<NamedPeople> = {}): Promise<void> {
    await coreHarness.core.ingest([event], {
      outsiders: new Set(),
      unanswered: new Set(),
      ...people,
    });
    await untilIdle(coreHarness.store);
  }
  const heard = (person: string): string =>
    platform.words(conversationKey(directMessages(person))).join("\n");
  const requests = () => coreHarness.store.read.db.select().from(coreHarness.store.read.t.requests);

  it("are served fully while the platform does not respond", async () => {
    for (const text of wishMessages) await accepts(messageEvent("maria", text));
    expect(await requests()).toMatchObject([{ requester: "maria", loggedAt: expect.any(Date) }]);
  });

  it("have a guest's rights until the platform responds", async () => {
    admin = async () => true;
    const unanswered = new Set(["maria"]);
    const asks = (more: { guest?: boolean } = {}) =>
      commandEvent({ by: { id: "maria" }, ...more }, "entwine", "settings");
    await accepts(asks(), { unanswered });
    expect(heard("maria")).toBe(words.plain("membership.guest"));
    await accepts(asks({ guest: false }));
    await accepts(asks(), { unanswered });
    expect(heard("maria").split(words.plain("membership.guest"))).toHaveLength(2);
    await accepts(asks({ guest: true }));
    await accepts(asks(), { unanswered });
    expect(heard("maria").split(words.plain("membership.guest"))).toHaveLength(4);
  });

  it("are mentioned as people only if they are stored", async () => {
    await accepts(messageEvent({ by: { id: "petra", name: "Petra" } }, "hello"));
    const text = ["We need a CRM for ", { person: "petra" }, { person: "eve" }, { person: "tom" }];
    await accepts(messageEvent("maria", text), {
      outsiders: new Set(["eve"]),
      unanswered: new Set(["petra", "tom"]),
    });
    const [request] = await requests();
    expect(request?.text).toEqual(["We need a CRM for ", { person: "petra" }, "@eve", "@tom"]);
  });
});
