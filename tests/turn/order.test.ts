/** Each arrival once, and each conversation in its order, on however many replicas. */
import { afterEach, expect, it, vi } from "vitest";
import type { Ask } from "../../src/judgement/judge.ts";
import type { Place } from "../../src/surface/place.ts";
import { eventually } from "../harness/eventually.ts";
import { answersIn, handClock, onBothEngines, openHouse, plainJudge, quiet, says, type TestHouse, wish } from "./house.ts";
import { openPlatform } from "./platform.ts";

onBothEngines("arrivals", (newUrl) => {
  const houses: TestHouse[] = [];
  const open = async (options: Parameters<typeof openHouse>[0]): Promise<TestHouse> => {
    const house = await openHouse(options);
    houses.unshift(house);
    return house;
  };
  /** What is held up, to be let go at the end. */
  const gates: (() => void)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const open of gates.splice(0)) open();
    for (const house of houses.splice(0)) await house.close();
  });

  /** A judge that does not answer before it is let. */
  function slowJudge() {
    const gate = Promise.withResolvers<void>();
    gates.push(gate.resolve);
    const judge = plainJudge();
    return { judge: { ...judge, read: (ask: Ask) => gate.promise.then(() => judge.read(ask)) }, let: gate.resolve };
  }

  it("delivered three times, at once, count once", async () => {
    const platform = openPlatform();
    const { core, store } = await open({ url: await newUrl(), surface: platform.surface() });
    const arrival = says("maria", wish[0]!);
    await Promise.all([arrival, arrival, arrival].map((each) => core.accept([each])));
    await core.accept([arrival]);
    await quiet(store);
    expect(await store.read.db.$count(store.read.t.requests)).toBe(1);
    expect(platform.said).toHaveLength(1);
  });

  it("that bring the same message as two events count once", async () => {
    const platform = openPlatform();
    const { core, store } = await open({ url: await newUrl(), surface: platform.surface() });
    const place: Place = { surface: "slack", kind: "channel", id: "C1", thread: "m1" };
    await core.accept([says("maria", wish[0]!, "m1", { id: "mention", place }), says("maria", wish[0]!, "m1", { id: "message", place })]);
    await quiet(store);
    expect(await store.read.db.$count(store.read.t.requests)).toBe(1);
    expect(platform.said).toHaveLength(1);
  });

  it("of one conversation, at once on two replicas, are answered one after another in the order in which they came", async () => {
    const platform = openPlatform();
    const url = await newUrl();
    const slow = slowJudge();
    const first = await open({ url, surface: platform.surface(), judge: slow.judge });
    const second = await open({ url, surface: platform.surface(), beside: first });
    for (const [index, text] of wish.entries()) await [first, second][index % 2]!.core.accept([says("maria", text)]);
    slow.let();
    await quiet(second.store);
    const alone = openPlatform();
    const undisturbed = await open({ url: await newUrl(), surface: alone.surface() });
    for (const text of wish) await undisturbed.core.accept([says("maria", text)]);
    await quiet(undisturbed.store);
    for (const place of ["slack/dm/maria", "slack/channel/CINTAKE"]) expect(platform.words(place)).toEqual(alone.words(place));
    expect(await answersIn(second.store)).toEqual(await answersIn(undisturbed.store));
  });

  it("are answered in their order in the channel too, however long a message of the other replica takes to get there", async () => {
    const platform = openPlatform();
    const url = await newUrl();
    const gate = Promise.withResolvers<void>();
    gates.push(gate.resolve);
    const first = await open({ url, surface: platform.surface() });
    const second = await open({ url, surface: platform.surface(), beside: first });
    platform.fail({ until: gate.promise });
    await first.core.accept([says("maria", wish[0]!)]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    await second.core.accept([says("maria", wish[1]!)]);
    const { db, t } = second.store.read;
    await eventually(async () => expect(await db.$count(t.outbox)).toBe(2));
    await second.core.look();
    expect(platform.tries).toHaveLength(1);
    gate.resolve();
    await quiet(second.store);
    expect(platform.words()).toEqual([expect.stringContaining("R-1"), expect.stringContaining("customer")]);
  });

  it("that a replica stored before it died are taken before what came to another one since", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const platform = openPlatform();
    const url = await newUrl();
    const first = await open({ url, surface: platform.surface(), host: url, gone: true });
    const second = await open({ url, surface: platform.surface(), host: url, beside: first });
    await second.core.accept([says("maria", wish[0]!)]);
    await quiet(second.store);
    first.endAt({ step: "write", nth: 1, when: "after" });
    void first.core.accept([says("maria", wish[1]!)]);
    await first.dead;
    await second.core.accept([says("maria", wish[2]!)]);
    vi.setSystemTime(Date.now() + 6_000); // the next beat of the heart
    await second.core.look();
    await quiet(second.store);
    expect((await answersIn(second.store)).map((answer) => answer.replace(/: .*/, ""))).toEqual(["R-1 customer", "R-1 need"]);
    expect(platform.said).toHaveLength(3);
  });

  it("of a replica that is taken for dead and is not are dealt with once", async () => {
    const platform = openPlatform();
    const url = await newUrl();
    const slow = slowJudge();
    const sleepy = await open({ url, surface: platform.surface(), host: url, gone: true, judge: slow.judge });
    await sleepy.core.accept([says("maria", wish[0]!)]);
    const second = await open({ url, surface: platform.surface(), host: url, beside: sleepy });
    await quiet(second.store);
    slow.let();
    await sleepy.core.settled();
    expect(platform.tries).toHaveLength(1);
    expect(await second.store.read.db.$count(second.store.read.t.requests)).toBe(1);
    expect(sleepy.troubles).toEqual([]);
  });

  it("leave a message that is said once, though the replica that had it in hand was taken for dead while it waited", async () => {
    const platform = openPlatform();
    const url = await newUrl();
    const clock = handClock();
    platform.fail({ outcome: { kind: "refused", code: "ratelimited", again: 600 } });
    const sleepy = await open({ url, surface: platform.surface(), host: url, gone: true, clock });
    await sleepy.core.accept([says("maria", wish[0]!)]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    clock.move("2027-03-02T10:01:00Z");
    const second = await open({ url, surface: platform.surface(), host: url, beside: sleepy, clock });
    await quiet(second.store);
    await sleepy.core.settled();
    expect(platform.tries).toHaveLength(2);
    expect(platform.said).toHaveLength(1);
  });

  it("that are only overheard belong to a conversation from the moment that it begins, even while its first message is still being read", async () => {
    const platform = openPlatform();
    const slow = slowJudge();
    const { core, store } = await open({ url: await newUrl(), surface: platform.surface(), judge: slow.judge });
    const place: Place = { surface: "slack", kind: "channel", id: "C1", thread: "m1" };
    await core.accept([says("maria", "what shall we have for lunch?", "m0", { place: { ...place, thread: "m0" }, addressed: false })]);
    await core.accept([says("maria", wish[0]!, "m1", { place })]);
    await core.accept([says("maria", wish[1]!, "m2", { place, addressed: false })]);
    slow.let();
    await quiet(store);
    expect(await answersIn(store)).toEqual([`R-1 need: ${wish[1]}`]);
    expect(await store.read.db.$count(store.read.t.arrivals)).toBe(2);
  });

  it("of 64 conversations at once do not mix", async () => {
    const platform = openPlatform();
    const url = await newUrl();
    const first = await open({ url, surface: platform.surface() });
    const second = await open({ url, surface: platform.surface(), beside: first });
    const people = Array.from({ length: 64 }, (_, index) => `person${index}`);
    await Promise.all(
      people.map(async (person, index) => {
        for (const text of wish.slice(0, -1)) await [first, second][index % 2]!.core.accept([says(person, text.replace("dealer", `dealer of ${person}`))]);
      }),
    );
    await quiet(first.store);
    const { db, t } = first.store.read;
    const requests = await db.select().from(t.requests);
    expect(requests.map(({ number }) => number).sort((a, b) => a - b)).toEqual(people.map((_, index) => index + 1));
    const heard = people.map((person) => platform.words(`slack/dm/${person}`));
    for (const [index, person] of people.entries()) {
      expect(heard[index]).toHaveLength(wish.length - 1);
      expect(heard[index]!.at(-1)).toContain(`dealer of ${person} `);
    }
    const nameless = heard.map((words) =>
      words
        .join("\n")
        .replaceAll(/R-\d+/g, "R-0")
        .replaceAll(/person\d+/g, "somebody"),
    );
    expect(new Set(nameless.map((words) => words.replaceAll(/…/g, "").slice(0, 600))).size).toBe(1);
  });
});
