import { afterEach, beforeEach, expect, it } from "vitest";
import { featureData } from "../../../src/app/registry.ts";
import { engineRetentionDays } from "../../../src/core/engine-data.ts";
import { requestRetentionDays } from "../../../src/features/cases/rows/retention.ts";
import { runRetentionBatch } from "../../../src/features/privacy/retention-job.ts";
import { cancelledRetrospectiveDays } from "../../../src/features/retrospectives/data.ts";
import { auditRetentionDays } from "../../../src/features/workspace/data.ts";
import {
  type RetentionTerms,
  retentionSettingOf,
  retentionTermsOf,
} from "../../../src/features/workspace/retention-terms.ts";
import {
  readWorkspaceSettings,
  writeWorkspaceSettings,
} from "../../../src/features/workspace/settings.ts";
import { eq } from "../../../src/storage/drizzle.ts";
import type { Tables } from "../../../src/storage/schema.ts";
import type { Store } from "../../../src/storage/store.ts";
import { onBothEngines } from "../../harness/core-harness.ts";
import { openMigratedTestStore } from "../../harness/storage/open-store.ts";
import {
  sampleEvent,
  sampleJob,
  sampleOutboxRow,
  samplePlace,
  sampleRequest,
} from "../../harness/storage/sample-rows.ts";

const now = new Date("2027-03-02T10:00:00Z");
const ago = (length: number): Date => new Date(now.getTime() - length * 86_400_000);
const years = (length: number): number => length * 365.25;

type Row<T extends keyof Tables> = Tables[T]["$inferInsert"];

onBothEngines("nightly retention", (newUrl) => {
  let url: string;
  let store: Store;
  beforeEach(async () => {
    url = await newUrl();
    store = await openMigratedTestStore(url);
    await put(
      "workspaces",
      { id: "local", createdAt: ago(4000) },
      { id: "elsewhere", createdAt: ago(4000) },
    );
  });
  afterEach(() => store.close());

  const put = <T extends keyof Tables>(table: T, ...rows: Row<T>[]) =>
    store.write(({ db, t }) => db.insert(t[table] as never).values(rows as never));
  const ids = async (table: keyof Tables, column = "id"): Promise<unknown[]> =>
    ((await store.read.db.select().from(store.read.t[table] as never)) as Record<string, unknown>[])
      .map((row) => row[column])
      .sort();
  const choose = async (workspace: string, terms: Partial<RetentionTerms>, at: Date) =>
    store.write(async (w) => {
      const settings = await readWorkspaceSettings(w, workspace);
      await writeWorkspaceSettings(w, workspace, {
        ...settings,
        keep: retentionSettingOf(settings, { ...retentionTermsOf(settings), ...terms }, at),
      });
    });
  /** Runs batches until nothing is left; returns the number of deleted rows by table. */
  async function night(at = now, limit = 300): Promise<Record<string, number>> {
    const gone: Record<string, number> = {};
    for (let more = true; more; ) {
      const round = await store.write((w) => runRetentionBatch(featureData, w, at, { limit }));
      for (const [table, rows] of Object.entries(round.deleted))
        gone[table] = (gone[table] ?? 0) + rows;
      more = round.more;
    }
    return gone;
  }

  it("deletes expired rows a day after their term, and none a day before", async () => {
    const both = <T>(length: number, make: (id: string, at: Date) => T): T[] => [
      make("kept", ago(length - 1)),
      make("gone", ago(length + 1)),
    ];
    await put(
      "requests",
      sampleRequest({ id: "r", number: 1, status: "new", updatedAt: ago(1000) }),
    );
    await put(
      "inbox",
      ...both(engineRetentionDays.inbox, (id, at) => sampleEvent(id, { doneAt: at })),
    );
    await put(
      "jobs",
      ...both(engineRetentionDays.inbox, (id, at) => ({ ...sampleJob(id), id, doneAt: at })),
    );
    await put(
      "outbox",
      ...both(engineRetentionDays.messages, (id, at) =>
        sampleOutboxRow(id, { state: "sent", queuedAt: at }),
      ),
    );
    await put(
      "outbox",
      ...both(engineRetentionDays.bulkMessages, (id, at) =>
        sampleOutboxRow(`bulk ${id}`, { bulk: true, state: "sent", queuedAt: at }),
      ),
    );
    await put(
      "conversations",
      ...both(engineRetentionDays.conversations, (key, at) => ({
        workspace: "local",
        key,
        place: samplePlace,
        state: { interview: { interviews: [] } },
        updatedAt: at,
      })),
    );
    await put(
      "answers",
      ...both(requestRetentionDays.corrected, (id, at) => ({
        id,
        workspace: "local",
        request: "r",
        question: "need",
        by: "ana",
        at: ago(1000),
        retiredAt: at,
      })),
    );
    await put(
      "requests",
      ...both(requestRetentionDays.dismissed, (id, at) =>
        sampleRequest({
          id,
          number: id.length + at.getDate() * 10,
          status: "not_a_request",
          updatedAt: at,
        }),
      ),
    );
    await put(
      "retrospectives",
      ...both(cancelledRetrospectiveDays, (id, at) =>
        aBoard({ id, phase: "cancelled", closedAt: at }),
      ),
    );
    await put(
      "auditEntries",
      ...both(auditRetentionDays, (id, at) => ({
        id,
        workspace: "local",
        what: "model",
        by: "ana",
        at,
      })),
    );
    await put(
      "signIns",
      ...both(1, (hash, at) => ({
        hash,
        workspace: "local",
        person: "ana",
        kind: "session" as const,
        expiresAt: at,
      })),
    );
    await put(
      "checks",
      { workspace: "local", person: "kept", date: "2026-02-02" },
      { workspace: "local", person: "gone", date: "2026-02-01" },
    );

    const gone = await night();

    expect(gone).toEqual({
      ...{
        arrivals: 1,
        duties: 1,
        outbox: 2,
        conversations: 1,
        answers: 1,
        requests: 1,
        retrospectives: 1,
        changes: 1,
        sign_ins: 1,
        checks: 1,
      },
    });
    for (const [table, column] of [
      ["inbox", "id"],
      ["jobs", "id"],
      ["conversations", "key"],
      ["answers", "id"],
      ["retrospectives", "id"],
      ["auditEntries", "id"],
      ["signIns", "hash"],
      ["checks", "person"],
    ] as const)
      expect(await ids(table, column), table).toEqual(["kept"]);
    expect(await ids("outbox")).toEqual(["bulk kept", "kept"]);
    expect(await ids("requests")).toEqual(["kept", "r"]);
  });

  it("keeps everything in use, however old", async () => {
    const open = {
      phase: "collect" as const,
      cards: [{ place: samplePlace, id: "board" }],
      conversation: "retro",
    };
    await put(
      "requests",
      sampleRequest({
        id: "open",
        number: 1,
        status: "accepted",
        conversation: "c",
        updatedAt: ago(3000),
      }),
    );
    await put(
      "requests",
      sampleRequest({
        id: "asked",
        number: 2,
        status: "delivered",
        conversation: "d",
        updatedAt: ago(3000),
      }),
    );
    await put("jobs", { ...sampleJob("asked"), conversation: "planned" });
    await put("inbox", sampleEvent("undone", { receivedAt: ago(400), conversation: "waiting" }));
    await put("retrospectives", aBoard({ id: "running", startedAt: ago(400), ...open }));
    await put("retrospectives", aBoard({ id: "acting", phase: "closed", closedAt: ago(3000) }));
    await put("retroActions", {
      id: "a",
      workspace: "local",
      retrospective: "acting",
      home: "h",
      rank: 1,
      text: "mend it",
      state: "kept",
    });
    await put("retroSeries", aSeries({ conversation: "rhythm" }));
    await put("auditEntries", {
      id: "last",
      workspace: "local",
      what: "capacity",
      by: "ana",
      at: ago(3000),
    });
    await put(
      "outbox",
      sampleOutboxRow("of an open request", { state: "sent", request: "open", queuedAt: ago(400) }),
      sampleOutboxRow("a brief", {
        state: "sent",
        request: "asked",
        question: "intake",
        queuedAt: ago(400),
      }),
      sampleOutboxRow("board", { state: "sent", queuedAt: ago(400) }),
      sampleOutboxRow("unsent", {
        state: "queued",
        queuedAt: ago(400),
        conversation: "speaking",
        target: "revised",
      }),
      sampleOutboxRow("revised", { state: "sent", queuedAt: ago(400) }),
      sampleOutboxRow("looked for", { state: "unknown", queuedAt: ago(400) }),
    );
    const talking = ["c", "d", "planned", "waiting", "retro", "rhythm", "speaking"];
    await put(
      "conversations",
      ...talking.map((key) => ({
        workspace: "local",
        key,
        place: samplePlace,
        state: { interview: { interviews: [] } },
        updatedAt: ago(400),
      })),
    );
    await choose("local", { requests: 1, retrospectives: 1 }, ago(2));

    expect(await night()).toEqual({});
    expect(await ids("conversations", "key")).toEqual(talking.toSorted());
  });

  it("deletes closed requests and boards after the chosen term, with their rows", async () => {
    for (const workspace of ["local", "elsewhere"]) {
      const id = (name: string) => `${name} ${workspace}`;
      const request = (name: string, number: number, more: Partial<Row<"requests">>) =>
        sampleRequest({ id: id(name), workspace, number, status: "outcome_known", ...more });
      await put(
        "requests",
        request("old", 1, { updatedAt: ago(years(2) + 2) }),
        request("young", 2, { updatedAt: ago(years(2) - 2) }),
      );
      await put("answers", {
        id: id("answer"),
        workspace,
        request: id("old"),
        question: "need",
        by: "ana",
        at: ago(800),
      });
      await put("historyEntries", {
        id: id("step"),
        workspace,
        request: id("old"),
        status: "new",
        by: "ana",
        at: ago(800),
      });
      await put("needEmbeddings", { workspace, request: id("old"), meaning: "" });
      await put("tradeOffs", {
        id: id("trade"),
        workspace,
        first: id("old"),
        side: "team",
        by: "ana",
        at: ago(800),
      });
      await put(
        "outbox",
        sampleOutboxRow(id("brief"), {
          workspace,
          state: "sent",
          request: id("old"),
          question: "intake",
          queuedAt: ago(800),
        }),
      );
      await put(
        "retrospectives",
        aBoard({ id: id("board"), workspace, phase: "closed", closedAt: ago(years(1) + 2) }),
      );
      await put("retroNotes", {
        id: id("note"),
        retrospective: id("board"),
        column: "a",
        text: "too slow",
        topic: "t",
      });
      await put("checks", { workspace, person: "ana", date: "2026-10-01", answer: "happy" });
    }
    await choose("local", { requests: 2, retrospectives: 1, checks: 3 }, ago(2));

    expect(await night()).toEqual({ requests: 1, retrospectives: 1, checks: 1 });
    expect(await ids("requests")).toEqual(["old elsewhere", "young elsewhere", "young local"]);
    for (const [table, name] of [
      ["answers", "answer"],
      ["historyEntries", "step"],
      ["tradeOffs", "trade"],
      ["retroNotes", "note"],
    ] as const)
      expect(await ids(table)).toEqual([`${name} elsewhere`]);
    expect(await ids("needEmbeddings", "request")).toEqual(["old elsewhere"]);
    expect(
      await night(new Date(now.getTime() + 86_400_000)),
      "a brief follows its request",
    ).toEqual({ outbox: 1 });
    expect(await ids("checks", "workspace")).toEqual(["elsewhere"]);
  });

  it("waits a day after a retention period was shortened", async () => {
    await put("requests", sampleRequest({ status: "declined", updatedAt: ago(500) }));
    await choose("local", { requests: 1 }, new Date(now.getTime() - 23 * 3_600_000));
    expect(await night()).toEqual({});
    await choose("local", { requests: 5 }, now);
    expect(await night(new Date("2027-03-05T04:00:00Z")), "what was taken back goes never").toEqual(
      {},
    );
    await choose("local", { requests: 1 }, new Date("2027-03-05T05:00:00Z"));
    expect(await night(new Date("2027-03-06T04:00:00Z"))).toEqual({});
    expect(await night(new Date("2027-03-07T04:00:00Z"))).toEqual({ requests: 1 });
  });

  it("deletes a merged request together with its leading one, and not before", async () => {
    const merged = (id: string, number: number, into: string) =>
      sampleRequest({ id, number, status: "merged", mergedInto: into, updatedAt: ago(900) });
    await put(
      "requests",
      sampleRequest({ id: "lead", number: 1, status: "accepted", updatedAt: ago(900) }),
      merged("part", 2, "lead"),
      merged("part of it", 3, "part"),
    );
    await choose("local", { requests: 1 }, ago(2));
    expect(await night()).toEqual({});
    await store.write(({ db, t }) =>
      db.update(t.requests).set({ status: "delivered" }).where(eq(t.requests.id, "lead")),
    );
    expect(await night(new Date("2027-03-03T03:00:00Z"))).toEqual({ requests: 3 });
  });

  it("runs in batches, once a night, on one of several replicas", async () => {
    await put(
      "inbox",
      ...Array.from({ length: 50 }, (_, number) => sampleEvent(`${number}`, { doneAt: ago(30) })),
    );
    const first = await store.write((w) => runRetentionBatch(featureData, w, now, { limit: 20 }));
    expect(first).toMatchObject({ deleted: { arrivals: 20 }, more: true });
    await Promise.all(
      [1, 2, 3].map(() =>
        store.write((w) => runRetentionBatch(featureData, w, now, { limit: 20 })),
      ),
    );
    await night();
    expect(await ids("inbox")).toEqual([]);
    await put("inbox", sampleEvent("late", { doneAt: ago(30) }));
    expect(await night(new Date("2027-03-03T02:00:00Z")), "it is not three o'clock yet").toEqual(
      {},
    );
    expect(await night(new Date("2027-03-03T03:00:00Z"))).toEqual({ arrivals: 1 });
  });
});

const aBoard = (more: Partial<Row<"retrospectives">>): Row<"retrospectives"> => ({
  ...{
    id: "board",
    workspace: "local",
    template: "4ls",
    title: "4Ls",
    columns: [],
    naming: "named",
    phase: "collect",
    budget: 3,
    minutes: 5,
  },
  ...{
    home: "h",
    cards: [],
    conversation: "h",
    facilitator: "ana",
    seenAt: ago(500),
    declined: [],
    startedAt: ago(500),
  },
  ...more,
});

const aSeries = (more: Partial<Row<"retroSeries">>): Row<"retroSeries"> => ({
  ...{
    id: "series",
    workspace: "local",
    place: samplePlace,
    home: "h",
    conversation: "h",
    template: "4ls",
    naming: "named",
    weeks: 2,
    weekday: 5,
    time: "14:00",
  },
  ...{ zone: "UTC", anchor: "2026-01-02", nextAt: now, rota: [], by: "ana" },
  ...more,
});
