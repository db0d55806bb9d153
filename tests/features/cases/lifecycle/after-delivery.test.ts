/** What follows a delivery and an offer: for routine requests, on behalf of somebody, with an owner. */
import { expect, it, type TestContext } from "vitest";
import { openFeatures } from "../../../../src/app/registry.ts";
import { createInterviewFeature } from "../../../../src/features/interview/feature.ts";
import {
  type CatalogueItem,
  loadCatalogue,
} from "../../../../src/features/interview/requests/catalogue.ts";
import { eq } from "../../../../src/storage/drizzle.ts";
import { briefChannelKey, directMessageKey, openCaseTeam } from "../../../harness/case-team.ts";
import { messageEvent, onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import { sentence } from "../../../harness/words.ts";

onBothEngines("after a delivery", (newUrl) => {
  async function open({ onTestFinished }: TestContext, item?: Partial<CatalogueItem>) {
    const key = { name: "key", title: "Key", words: ["key"], text: "", ...item };
    const registry = openFeatures({ secrets: ["a secret of the tests"] }).filter(
      ({ fallback }) => !fallback,
    );
    const features = [...registry, createInterviewFeature([...loadCatalogue(), key])];
    const team = await openCaseTeam(await newUrl(), { features });
    onTestFinished(() => team.close());
    const delivers = async (request: string): Promise<void> => {
      if ((await team.status(request)) === "new")
        await team.does("lea", request, sentence("life.button.take"));
      await team.does("lea", request, sentence("life.button.deliver"), { brought: "requested" });
    };
    return Object.assign(team, { delivers });
  }
  const heardBy = (team: Awaited<ReturnType<typeof open>>, person: string) =>
    team.platform.words(directMessageKey(person));

  it("asks once about something routine, on the next working day", async (context) => {
    const question = "Does the door open?";
    const team = await open(context, { outcome: question });
    const request = await team.asks("maria");
    await team.delivers(request);
    const title = (await team.rows())[0]?.title ?? "";
    const date = new Date("2027-03-03T10:00:00Z");
    expect(heardBy(team, "maria").at(-1)).toBe(
      sentence("life.told.deliver.routine", { number: 1, title, date, when: "tomorrow", question }),
    );
    const before = heardBy(team, "maria").length;
    await team.until("2027-03-03T09:59:00Z");
    expect(heardBy(team, "maria")).toHaveLength(before);
    await team.until("2027-03-03T10:00:00Z");
    expect(heardBy(team, "maria").at(-1)).toBe(
      `${sentence("life.outcome.routine", { number: 1, title, question })}\n[${sentence("life.verdict.yes")}] [${sentence("life.verdict.no")}]`,
    );
    for (const day of [10, 17, 24, 31]) await team.until(`2027-03-${day}T10:00:00Z`);
    expect(heardBy(team, "maria")).toHaveLength(before + 1);
    expect((await team.rows())[0]).toMatchObject({ outcome: "not_answered" });
  });

  it("takes a yes about something routine as the end, without more questions", async (context) => {
    const team = await open(context, { outcome: "Does the door open?" });
    const request = await team.asks("maria");
    await team.delivers(request);
    await team.until("2027-03-03T10:00:00Z");
    await team.says("maria", "yes");
    expect(heardBy(team, "maria").at(-1)).toBe(sentence("life.outcome.yes.routine", { number: 1 }));
    await team.says("maria", "We need a label printer");
    expect(await team.rows()).toHaveLength(2);
  });

  it("asks nothing about an item whose catalogue entry says so", async (context) => {
    const team = await open(context, { outcome: "none" });
    const request = await team.asks("maria");
    await team.delivers(request);
    expect(heardBy(team, "maria").at(-1)).toBe(sentence("life.told.deliver.quiet", { number: 1 }));
    const before = heardBy(team, "maria").length;
    for (const day of [3, 10, 31])
      await team.until(`2027-03-${String(day).padStart(2, "0")}T10:00:00Z`);
    expect(heardBy(team, "maria")).toHaveLength(before);
  });

  it("tells the person for whom a colleague asked, and asks them", async (context) => {
    const team = await open(context);
    const text = ["We need a key to the workshop"];
    await team.accept(
      messageEvent("maria", text, "1.1", {
        quoted: { author: { id: "petra", name: "Petra" }, text },
      }),
    );
    const request = await team.newest();
    expect((await team.rows())[0]).toMatchObject({ requester: "petra", raisedBy: "maria" });
    expect(heardBy(team, "petra")[0]).toContain("R-1");
    await team.does("lea", request, sentence("life.button.take"));
    for (const person of ["maria", "petra"])
      expect(heardBy(team, person).at(-1)).toBe(
        sentence("life.told.take", { who: "@lea", number: 1 }),
      );
    await team.delivers(request);
    const date = new Date("2027-03-03T10:00:00Z");
    const title = (await team.rows())[0]?.title ?? "";
    const question = sentence("life.outcome.routine.question");
    const values = { number: 1, title, date, when: "tomorrow", question };
    expect(heardBy(team, "petra").at(-1)).toBe(sentence("life.told.deliver.routine", values));
    expect(heardBy(team, "maria").at(-1)).toBe(
      sentence("life.told.deliver.routine.other", { ...values, requester: "@petra" }),
    );
    await team.until("2027-03-03T10:00:00Z");
    expect(heardBy(team, "petra").at(-1)).toContain(sentence("life.outcome.routine.question"));
  });

  it("keeps the owner on the card while an alternative waits for its answer", async (context) => {
    const team = await open(context);
    const request = await team.asks("maria");
    await team.does("lea", request, sentence("life.button.take"));
    const refused = await team.does("lea", request, sentence("life.button.propose"), {
      alternative: "Sorry, no",
    });
    expect(Object.keys(refused ?? {})).toEqual(["alternative"]);
    await team.does("lea", request, sentence("life.button.propose"), {
      alternative: "The code lock",
    });
    const card = team.platform.said.findLast(({ place }) => place === briefChannelKey);
    expect(card?.words.split("\n").some((line) => line.includes("with @lea"))).toBe(true);
  });

  it("counts accepted requests that wait for no other as the load", async (context) => {
    const team = await open(context);
    const requests = [];
    for (const person of ["maria", "tom", "ines"]) requests.push(await team.asks(person));
    await team.coreHarness.store.write(async ({ db, t }) => {
      const capacity = { settings: { capacity: 1 } };
      await db.update(t.workspaces).set(capacity).where(eq(t.workspaces.id, testWorkspace));
    });
    const [first = "", second = "", third = ""] = requests;
    await team.does("lea", first, sentence("life.button.take"));
    await team.forces("lea", second, "take", { waits: first });
    await team.forces("lea", third, "take", {});
    expect(team.platform.words().at(-1)).toContain(
      sentence("life.refused.full", { number: 3, inHand: 1, capacity: 1 }),
    );
  });
});
