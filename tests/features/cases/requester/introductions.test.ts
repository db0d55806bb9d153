/** Requests with a similar need, and the introduction of their requesters. */
import { expect, it } from "vitest";
import type { Button, Card } from "../../../../src/platform/card.ts";
import type { ConversationRef } from "../../../../src/platform/conversation-ref.ts";
import { eq } from "../../../../src/storage/drizzle.ts";
import {
  messageEvent,
  onBothEngines,
  openCoreHarness,
  testWorkspace,
  untilIdle,
} from "../../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import { sentence } from "../../../harness/words.ts";

/** Label of the button that shows the first request. */
const show = sentence("where.button.show", { number: 1 });

const conversation = (need: string): string[] => [
  "We need a tool",
  need,
  "The dealers would get a delivery date on the spot",
  "Petra",
  "a date in the same call",
  "yes",
];

onBothEngines("similar need", (newUrl) => {
  async function open(seclude = false) {
    const platform = createMemoryPlatform();
    const harness = await openCoreHarness({ url: await newUrl(), adapter: platform.adapter() });
    const plays = async (person: string, need: string): Promise<void> => {
      for (const words of conversation(need)) {
        await harness.core.ingest([messageEvent(person, words)]);
        await untilIdle(harness.store);
      }
    };
    let presses = 0;
    const press = async (
      person: string,
      label: string,
      place: ConversationRef = { platform: "slack", kind: "personal", id: person },
    ): Promise<void> => {
      const here = platform.said.filter((each) => each.place === `slack/dm/${person}`);
      const buttonsOf = (card: Card): Button[] =>
        card.flatMap((element) => (element.kind === "buttons" ? element.buttons : []));
      const { card, message } = here.findLast((each) =>
        buttonsOf(each.card).some((button) => button.label === label),
      )!;
      const button = buttonsOf(card).find((each) => each.label === label)!;
      if (!("press" in button)) throw new Error("no press");
      await harness.core.ingest([
        {
          id: `p${++presses}`,
          workspace: testWorkspace,
          at: 0,
          by: { id: person },
          place,
          kind: "press",
          press: button.press,
          card: message,
        },
      ]);
      await untilIdle(harness.store);
    };
    await plays("petra", "Our reps stand at the dealer and cannot see what he ordered last month");
    if (seclude)
      await harness.store.write(
        async ({ db, t }) => void (await db.update(t.requests).set({ isPrivate: true })),
      );
    await plays("maria", "At the dealer nobody can look up the orders of the last months");
    return { ...harness, platform, press };
  }

  it("introduces its two requesters only when both agree", async () => {
    const { platform, press, close } = await open();
    expect(platform.words("slack/dm/maria").at(-1)).toContain(
      "Someone else asked for something similar on March 2, 2027: R-1",
    );
    expect(platform.words("slack/channel/CINTAKE").at(-1)).toContain("Similar: R-1");
    await press("maria", "Yes, please");
    expect(platform.words("slack/dm/maria").at(-1)).toContain("I’ll ask them");
    expect(platform.words("slack/dm/petra").at(-1)).toContain(
      "@maria asked for something similar to your R-1",
    );
    await press("petra", "Yes, please");
    expect(platform.words("slack/dm/maria").at(-1)).toContain("@petra would like to compare notes");
    expect(platform.words("slack/dm/petra").at(-1)).toContain("@maria would like to compare notes");
    await close();
  });

  it("is not mentioned again after a no", async () => {
    const { platform, press, close } = await open();
    await press("maria", "Yes, please");
    await press("petra", "No, thanks");
    expect(platform.words("slack/dm/petra").at(-1)).toBe("All right.");
    expect(platform.words("slack/dm/maria").join("\n")).not.toContain("@petra");
    await close();
  });

  it("is never shown when its request is private", async () => {
    const { platform, close } = await open(true);
    expect(platform.words("slack/dm/maria").join("\n")).not.toContain("R-1");
    expect(platform.words("slack/channel/CINTAKE").at(-1)).not.toContain("Similar");
    await close();
  });

  it("offers what another group has, while the brief is confirmed", async () => {
    const { store, platform, core, close } = await open();
    const asks = async (person: string, guest = false) => {
      for (const text of conversation("At the dealer nobody can look up the last orders").slice(
        0,
        5,
      ))
        await core.ingest([{ ...messageEvent(person, text), guest }]);
      await untilIdle(store);
      return platform.words(`slack/dm/${person}`).join("\n");
    };
    expect(await asks("tom"), "nothing is delivered yet").not.toContain(show);
    await store.write(async ({ db, t }) => {
      await db.insert(t.groups).values({
        ...{ id: "g", workspace: testWorkspace, name: "Service", createdAt: new Date() },
        source: { kind: "list" },
      });
      const done = {
        status: "delivered",
        group: "g",
        deliveredAt: new Date("2027-03-01"),
      } as const;
      await db.update(t.requests).set(done).where(eq(t.requests.number, 1));
    });
    const told = await asks("ben");
    expect(told).toContain(
      sentence("requests.known.group", {
        ...{ group: "Service", groups: 1, number: 1, since: new Date("2027-03-01") },
        title: "Tool",
      }),
    );
    expect(told).toContain(show);
    expect(await asks("gus", true), "a guest").not.toContain(show);
    await store.write(({ db, t }) => db.update(t.requests).set({ isPrivate: true }));
    expect(await asks("kim"), "a private one").not.toContain(show);
    await close();
  });
});
