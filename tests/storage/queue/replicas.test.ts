import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  isProcessAlive,
  reapDeadReplicas,
  recordHeartbeat,
  registerReplica,
  thisReplica,
} from "../../../src/storage/queue/replicas.ts";
import type { Store } from "../../../src/storage/store.ts";
import { openTestStore } from "../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../harness/storage/postgres.ts";
import {
  afterNoon,
  noon,
  sampleEvent,
  sampleJob,
  sampleOutboxRow,
} from "../../harness/storage/sample-rows.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";

const nothing = { replicas: 0, events: 0, jobs: 0, queued: 0, unknown: 0 };

describe.for([
  { name: "SQLite", newUrl: freshSqlite, runs: true },
  { name: "PostgreSQL", newUrl: freshPostgres, runs: hasPostgres },
])("replicas on $name", ({ newUrl, runs }) => {
  let store: Store;
  beforeEach(async (context) => {
    if (!runs) return context.skip();
    store = await openTestStore(await newUrl());
    await store.migrate();
  });
  afterEach(() => store?.close());

  const enlisted = (id: string, host: string, pid: number, at = noon) =>
    store.write((w) => registerReplica(w, { id, host, pid }, at));
  const bury = (self: string, alive: number[], before: Date, host = "here") =>
    store.write((w) =>
      reapDeadReplicas(w, {
        self,
        host,
        isAlive: (pid) => alive.includes(pid),
        lastSeenBefore: before,
      }),
    );
  /** Rows held by a replica: of each table one pending and one done. */
  const holding = (holder: string) =>
    store.write(async ({ db, t }) => {
      await db
        .insert(t.inbox)
        .values([
          sampleEvent(`${holder} 1`, { holder }),
          sampleEvent(`${holder} 2`, { holder, doneAt: noon }),
        ]);
      await db.insert(t.jobs).values([
        { ...sampleJob(`${holder} 1`), holder },
        { ...sampleJob(`${holder} 2`), holder, doneAt: noon },
      ]);
      await db
        .insert(t.outbox)
        .values([
          sampleOutboxRow(`${holder} 1`, { holder }),
          sampleOutboxRow(`${holder} 2`, { holder, state: "sending", code: "ratelimited" }),
          sampleOutboxRow(`${holder} 3`, { holder, state: "sent" }),
        ]);
    });
  const held = async () => {
    const { db, t } = store.read;
    const rows = [
      ...(await db.select().from(t.inbox)),
      ...(await db.select().from(t.jobs)),
      ...(await db.select().from(t.outbox)),
    ];
    return rows.filter(({ holder }) => holder !== null).map(({ id, holder }) => `${holder}: ${id}`);
  };

  it("releases an expired replica's work and marks what it was sending unknown", async () => {
    await enlisted("old", "there", 1);
    await enlisted("self", "here", 2, afterNoon(60_000));
    await holding("old");
    expect(await bury("self", [2], afterNoon(30_000))).toEqual({
      replicas: 1,
      events: 1,
      jobs: 1,
      queued: 1,
      unknown: 1,
    });
    expect(await held()).toEqual(["old: old 2", "old: duty old 2", "old: old 3"]);
    const messages = await store.read.db
      .select()
      .from(store.read.t.outbox)
      .orderBy(store.read.t.outbox.seq);
    expect(messages.map(({ state, code }) => ({ state, code }))).toEqual([
      { state: "queued", code: null },
      { state: "unknown", code: null },
      { state: "sent", code: null },
    ]);
    expect((await store.read.db.select().from(store.read.t.replicas)).map(({ id }) => id)).toEqual([
      "self",
    ]);
  });

  it("reaps an ended process of its own machine at once", async () => {
    await enlisted("crashed", "here", 1);
    await enlisted("self", "here", 2);
    await holding("crashed");
    expect(await bury("self", [2], afterNoon(-30_000))).toMatchObject({ replicas: 1, events: 1 });
  });

  it("leaves live replicas and itself alone", async () => {
    for (const [id, host, pid] of [
      ["self", "here", 2],
      ["beside", "here", 3],
      ["far", "there", 4],
    ] as const) {
      await enlisted(id, host, pid);
      await holding(id);
    }
    const before = await held();
    expect(await bury("self", [3], afterNoon(-30_000))).toEqual(nothing);
    expect(await held()).toEqual(before);
  });

  it("releases what a replica claimed after it was reaped", async () => {
    await enlisted("self", "here", 2);
    await holding("ghost");
    expect(await bury("self", [2], afterNoon(-30_000))).toEqual({
      replicas: 0,
      events: 1,
      jobs: 1,
      queued: 1,
      unknown: 1,
    });
  });

  it("reaps once when several replicas do so at the same time", async () => {
    await enlisted("old", "there", 1, afterNoon(-60_000));
    for (const [i, id] of ["a", "b", "c", "d"].entries()) await enlisted(id, `host ${i}`, i);
    await holding("old");
    const counts = await Promise.all(
      ["a", "b", "c", "d"].map((self, i) => bury(self, [], afterNoon(-30_000), `host ${i}`)),
    );
    expect(counts.toSorted((x, y) => y.replicas - x.replicas)).toEqual([
      { replicas: 1, events: 1, jobs: 1, queued: 1, unknown: 1 },
      nothing,
      nothing,
      nothing,
    ]);
  });

  it("tells a replica that it was reaped", async () => {
    await enlisted("sleepy", "there", 1);
    await enlisted("self", "here", 2, afterNoon(60_000));
    expect(await store.write((w) => recordHeartbeat(w, "sleepy", afterNoon(1_000)))).toBe(true);
    await bury("self", [], afterNoon(30_000));
    expect(await store.write((w) => recordHeartbeat(w, "sleepy", afterNoon(90_000)))).toBe(false);
  });
});

it("tells a live process from one that has ended", () => {
  const { pid, host } = thisReplica("r1");
  expect(isProcessAlive(pid)).toBe(true);
  expect(isProcessAlive(2 ** 30)).toBe(false);
  expect(host).not.toBe("");
});
