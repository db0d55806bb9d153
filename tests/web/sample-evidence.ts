/** Groups, trade-offs, retrospectives and counted checks beside the sample requests of a test. */
import type { Store } from "../../src/storage/store.ts";
import { testWorkspace as workspace } from "../harness/core-harness.ts";

const at = new Date("2027-02-20T10:00:00Z");

/** Inserts one of each for a person who takes part, and a retrospective of others. */
export async function insertSampleEvidence(store: Store, person: string): Promise<void> {
  await store.write(async ({ db, t }) => {
    const group = (name: string, strategy: string | null) => ({
      ...{ id: `group-${name}`, workspace, name, createdAt: at },
      ...{ strategy: strategy === null ? null : [strategy], advocate: person },
      source: { kind: "list" as const },
    });
    await db.insert(t.groups).values([group("Sales", "A date in each call"), group("Plant", null)]);
    await db.insert(t.auditEntries).values({
      ...{ id: "change-1", workspace, what: "group Sales", by: person, at },
      ...{ before: null, after: { strategy: ["A date in each call"] } },
    });
    const trade = { workspace, by: person, at, side: "team" as const };
    await db.insert(t.tradeOffs).values([
      { ...trade, id: "trade-1", first: "sample-1", waits: "sample-2" },
      { ...trade, id: "trade-2", first: "sample-5", waits: "sample-9" },
      { ...trade, id: "trade-3", first: "sample-9", words: ["the old reports"] },
      { ...trade, id: "trade-4", first: "sample-2", words: ["the clean-up"], side: "requester" },
    ]);
    const board = (id: string, title: string, home: string) => ({
      ...{ id, workspace, title, home, template: "sailboat", conversation: home },
      ...{ phase: "closed" as const, budget: 3, minutes: 10, columns: [], cards: [] },
      ...{ naming: "named" as const, writers: 2, declined: [], page: 0 },
      ...{ facilitator: "nobody", seenAt: at, startedAt: at, closedAt: at },
    });
    await db
      .insert(t.retrospectives)
      .values([board("own", "Our month", "slack/c1"), board("other", "Their month", "slack/c2")]);
    await db.insert(t.retroPeople).values({ retrospective: "own", person });
    await db.insert(t.retroTopics).values({
      ...{ id: "topic-1", retrospective: "own", number: 1, title: "Slow tests", votes: 4 },
      ...{ discussed: true, remarks: [] },
    });
    const action = { workspace, rank: 1, state: "kept" as const, owner: person, due: "2027-02-26" };
    await db.insert(t.retroActions).values([
      { ...action, id: "a1", retrospective: "own", home: "slack/c1", text: "Split the suite" },
      { ...action, id: "a2", retrospective: "other", home: "slack/c2", text: "Move the desks" },
    ]);
    const week = { workspace, group: "*", weeks: 1, crowd: 5, people: [], themes: [] };
    await db.insert(t.pictures).values([
      { ...week, from: "2027-02-08", glad: { percent: 60 } },
      { ...week, from: "2027-02-22", glad: { percent: 80, edge: "or_more" as const } },
    ]);
  });
}
