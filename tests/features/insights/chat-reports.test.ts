/** Reports of the ledger in chat: by commands, on a schedule, and on a person's home page. */
import { expect, it, onTestFinished } from "vitest";
import { openFeatures } from "../../../src/app/registry.ts";
import { availableLanguages, wordsFor } from "../../../src/lib/i18n.ts";
import type { Card } from "../../../src/platform/card.ts";
import { renderSlackBlocks } from "../../../src/platforms/slack/outbound/blocks.ts";
import { renderTeamsCard } from "../../../src/platforms/teams/outbound/adaptive-card.ts";
import {
  manualClock,
  onBothEngines,
  openCoreHarness,
  testWorkspace,
  untilIdle,
} from "../../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  messageEvent,
  openedEvent,
  pressEvent,
} from "../../harness/events.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";
import { sentence } from "../../harness/words.ts";
import { everySort, insertSampleRequests } from "../../web/sample-requests.ts";

const team = channelRef("CINTAKE");
const address = { origin: "https://entwine.example.com", isLocalOnly: false };
const links = { address: () => address, createLink: async () => "" };

/** Samples, a private delivery and an incident, whose words no card may show. */
const samples = [
  ...everySort,
  {
    ...({ kind: "change", status: "outcome_known", outcome: "yes", isPrivate: true } as const),
    ...{ deliveredAt: new Date("2027-02-23T10:00:00Z"), said: "secret help", title: "secret one" },
  },
  {
    ...({ kind: "factory_issue", status: "outcome_known", outcome: "no", security: true } as const),
    ...{ deliveredAt: new Date("2027-02-23T10:00:00Z"), said: "secret leak", title: "secret two" },
  },
];

onBothEngines("reports in chat", (newUrl) => {
  async function open(from?: string) {
    const platform = createMemoryPlatform();
    const clock = manualClock(from);
    const harness = await openCoreHarness({
      ...{ url: await newUrl(), adapter: platform.adapter(), clock },
      features: openFeatures({ secrets: ["a secret of the tests"], signIn: links }),
    });
    onTestFinished(() => harness.close());
    await insertSampleRequests(harness.store, samples);
    const happens = async (event: Parameters<typeof harness.core.ingest>[0][number]) => {
      const before = platform.said.length;
      await harness.core.ingest([event]);
      await untilIdle(harness.store);
      return platform.said.slice(before);
    };
    const says = async (text: string, more: object = {}) =>
      (await happens(commandEvent({ by: { id: "lea" }, ...more }, "entwine", text)))[0]!;
    return { ...harness, platform, clock, happens, says };
  }

  it("reports a month with five figures, a chart, what was said and a link", async () => {
    const { says } = await open();
    const { words, card } = await says("report february");
    expect(words).toContain(sentence("ledger.value.title", { month: "February 2027" }));
    const facts = card.find(({ kind }) => kind === "facts");
    expect(facts?.kind === "facts" && facts.facts.map(({ value }) => value[0])).toEqual([
      ...["4", "2", sentence("ledger.not_known")],
      sentence("ledger.of_came", { part: 3, count: 4 }),
      sentence("ledger.of_came", { part: 2, count: 8 }),
    ]);
    const chart = card.find(({ kind }) => kind === "chart");
    expect(chart).toMatchObject({ labels: ["Feb 27"], series: [{ values: [1] }, {}, {}] });
    expect(words).toContain("Dealers get their date at once");
    expect(words).toContain("Nobody uses it");
    expect(words).not.toContain("secret");
    expect(words).toContain(`${address.origin}/ledger/value/2027-02`);
  });

  it("goes back a month by its button, and names what it does not understand", async () => {
    const { says, happens } = await open();
    const press = "insights/report/2027-01";
    expect(JSON.stringify((await says("report 2027-02")).card)).toContain(press);
    const [earlier] = await happens(pressEvent({ by: { id: "lea" } }, press, "none"));
    expect(earlier?.words).toContain("January 2027");
    expect(
      earlier?.card.some(({ kind }) => kind === "facts"),
      "figures of an empty month",
    ).toBe(false);
    for (const typed of ["report 2027-04", "report nonsense"])
      expect((await says(typed)).words).toBe(sentence("report.month.unknown"));
  });

  it("answers in a direct message too, and in the reader's language", async () => {
    const { happens } = await open();
    const [services] = await happens(messageEvent({ by: { id: "lea" } }, "Entwine services"));
    expect(services?.words).toContain("CRM");
    const german = { by: { id: "kurt" }, locale: "de" };
    const [flow] = await happens(commandEvent(german, "entwine", "flow"));
    expect(flow?.words).toContain(wordsFor("de").plain("ledger.flow"));
  });

  it("answers the four questions from the ledger", async () => {
    const { says } = await open();
    const { words } = await says("checkup");
    expect(words).toContain(sentence("report.checkup.sentence", { count: 4, known: 1 }));
    expect(words).toContain("R-5 ");
    expect(words).toContain(sentence("report.checkup.none"));
  });

  it("refuses guests", async () => {
    const { says } = await open();
    expect((await says("report", { guest: true })).words).not.toContain("R-5");
  });

  it("posts the week on Monday and the month on its first working day", async () => {
    const { core, store, clock, platform, happens } = await open("2027-02-26T09:00:00Z");
    await store.write(async ({ db, t }) => {
      await db.insert(t.conversations).values({
        ...{ workspace: testWorkspace, key: "slack/channel/CINTAKE", place: team },
        ...{ state: {}, revision: 0, updatedAt: clock.now() },
      });
      for (const [kind, dueAt] of [
        ["report/weekly", "2027-03-01T10:00:00Z"],
        ["report/monthly", "2027-03-01T10:00:00Z"],
      ] as const)
        await db.insert(t.jobs).values({
          ...{ id: kind, workspace: testWorkspace, kind, subject: "slack", dueAt: new Date(dueAt) },
          conversation: "slack/channel/CINTAKE",
        });
    });
    const polled = async (at: string) => {
      const before = platform.said.length;
      clock.move(at);
      await core.poll();
      await untilIdle(store);
      return platform.said.slice(before).map(({ words }) => words);
    };
    const both = await polled("2027-03-01T10:00:01Z");
    const week = both.find((words) => words.includes(sentence("report.week")));
    expect(both.some((words) => words.includes("February 2027"))).toBe(true);
    expect(both).toHaveLength(2);
    expect(week).toContain(`${sentence("report.week.delivered")}: 4 (+4)`);
    expect(week).toContain(sentence("report.ask.failed", { request: "R-6 " }).slice(-20));
    expect(both.join()).not.toContain("secret");
    await store.write(({ db, t }) =>
      db.insert(t.people).values({ workspace: testWorkspace, id: "lea", admin: true }),
    );
    for (const setting of ["digest", "report"])
      await happens(commandEvent({ by: { id: "lea" } }, "entwine", `settings ${setting} off`));
    expect(await polled("2027-04-05T10:00:01Z"), "both are off").toEqual([]);
  });

  it("shows the numbers of a person's group on the home page", async () => {
    const { happens, store, says } = await open();
    await store.write(async ({ db, t }) => {
      await db.insert(t.groups).values({
        ...{ id: "g", workspace: testWorkspace, name: "Sales", source: { kind: "list" } },
        createdAt: new Date(),
      });
      await db.insert(t.members).values({ workspace: testWorkspace, group: "g", person: "maria" });
      await db.update(t.requests).set({ group: "g" });
    });
    const [home] = await happens(openedEvent({ by: { id: "maria" } }));
    expect(home?.words).toContain(sentence("report.team", { group: "Sales" }));
    expect(home?.words).toContain(`${sentence("report.team.open")}: 4`);
    const page = await says("home", { by: { id: "maria" } });
    expect(page.words).toContain(sentence("report.team", { group: "Sales" }));
  });

  it("fits the limits of both platforms in every language", async () => {
    const { happens } = await open();
    for (const locale of availableLanguages)
      for (const text of ["report february", "services", "checkup", "flow"]) {
        const from = { by: { id: `reader-${locale}` }, locale };
        const [answer] = await happens(commandEvent(from, "entwine", text));
        const card = answer!.card as Card;
        expect(renderSlackBlocks(card).length, `${locale} ${text}`).toBeLessThanOrEqual(50);
        expect(JSON.stringify(renderTeamsCard(card)).length).toBeLessThan(20_000);
        expect(answer!.words, `${locale} ${text}`).not.toMatch(/\bundefined\b|\bnull\b|[{}]/);
      }
  });
});
