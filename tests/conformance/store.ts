/** Conformance tests of the store, run for each engine. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { RichText } from "../../src/platform/rich-text.ts";
import { and, asc, count, eq, inArray, isNull, sql } from "../../src/storage/drizzle.ts";
import { migrationNames, migrationsFolder } from "../../src/storage/engine/migrate.ts";
import { prepared, preparedList } from "../../src/storage/prepared.ts";
import type { Reader, Store, Writer } from "../../src/storage/store.ts";
import { openTestStore } from "../harness/storage/open-store.ts";
import {
  afterNoon,
  noon,
  sampleEvent,
  sampleJob,
  samplePlace,
  sampleRequest,
} from "../harness/storage/sample-rows.ts";

// the same on both engines
const migrations = migrationNames(migrationsFolder("sqlite"));

export function testStoreConformance(name: string, newUrl: () => Promise<string>, skip = false) {
  describe.skipIf(skip)(`store on ${name}`, () => {
    let url: string;
    let store: Store;
    beforeEach(async () => {
      url = await newUrl();
      store = await openTestStore(url);
      await store.migrate();
    });
    afterEach(() => store.close());

    const dutiesOpen = async () =>
      (
        await store.read.db
          .select({ n: count() })
          .from(store.read.t.jobs)
          .where(isNull(store.read.t.jobs.doneAt))
      )[0]!.n;
    const plan = (...subjects: string[]) =>
      store.write(({ db, t }) => db.insert(t.jobs).values(subjects.map(sampleJob)));

    it("can be closed twice", async () => {
      await store.close();
      await store.close();
    });

    it("returns what it stored", async () => {
      const text: RichText = ["new CRM ☕ \0 half an emoji: \ud83d", { person: "U1", name: "Ana" }];
      const request = sampleRequest({
        text,
        priority: true,
        title: "a\0b",
        createdAt: new Date("2026-11-22T12:00:00.123Z"),
      });
      await store.write(async ({ db, t }) => {
        await db.insert(t.requests).values(request);
        await db.insert(t.answers).values({
          id: "a1",
          workspace: "local",
          request: request.id,
          question: "need",
          by: "ana",
          at: noon,
          confidence: 0.625,
        });
      });
      const [kept] = await store.read.db.select().from(store.read.t.requests);
      const given = Object.keys(request) as (keyof typeof request)[];
      expect({ ...kept, title: undefined }).toMatchObject({ ...request, title: undefined });
      const left = Object.entries(kept!).filter(
        ([column]) => !given.includes(column as keyof typeof request),
      );
      expect(left.length, "columns that nothing was given for").toBeGreaterThan(0);
      expect(left.every(([, value]) => value === null || value === false)).toBe(true);
      expect(kept?.title?.replace("\0", "")).toBe("ab");
      expect(await store.read.db.select().from(store.read.t.answers)).toMatchObject([
        { confidence: 0.625, text: null, at: noon },
      ]);
    });

    it("numbers events in the order of acceptance", async () => {
      await store.write(({ db, t }) =>
        db.insert(t.inbox).values([sampleEvent("a"), sampleEvent("b")]),
      );
      await store.write(({ db, t }) => db.insert(t.inbox).values(sampleEvent("c")));
      const rows = await store.read.db
        .select()
        .from(store.read.t.inbox)
        .orderBy(asc(store.read.t.inbox.seq));
      expect(rows.map(({ id }) => id)).toEqual(["a", "b", "c"]);
      expect(rows.every(({ seq }) => Number.isInteger(seq))).toBe(true);
    });

    it("stores one of two events with the same message, and all without one", async () => {
      const accept = (id: string, once: string | null) =>
        store.write(({ db, t }) =>
          db
            .insert(t.inbox)
            .values(sampleEvent(id, { once }))
            .onConflictDoNothing()
            .returning({ id: t.inbox.id }),
        );
      expect(await accept("Ev1", "slack/channel/C1 1.1")).toEqual([{ id: "Ev1" }]);
      expect(await accept("Ev2", "slack/channel/C1 1.1")).toEqual([]);
      expect(await accept("Ev1", null)).toEqual([]);
      expect(await accept("Ev3", null)).toEqual([{ id: "Ev3" }]);
      expect(await accept("Ev4", null)).toEqual([{ id: "Ev4" }]);
    });

    it("deletes a request's answers and history with it", async () => {
      await store.write(async ({ db, t }) => {
        await db.insert(t.requests).values(sampleRequest());
        await db.insert(t.historyEntries).values({
          id: "s1",
          workspace: "local",
          request: "r1",
          status: "asking",
          by: "ana",
          at: noon,
        });
        await db.delete(t.requests).where(eq(t.requests.id, "r1"));
      });
      expect(await store.read.db.select().from(store.read.t.historyEntries)).toEqual([]);
    });

    it("stores nothing of a failed write", async () => {
      const failing = store.write(async ({ db, t }) => {
        await db.insert(t.jobs).values(sampleJob("ana"));
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await dutiesOpen()).toBe(0);
    });

    it("stores concurrent writes when one of them fails", async () => {
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 40 }, (_, i) => plan(`m${i}`)),
        store.write(async ({ db, t }) => {
          await db.insert(t.jobs).values(sampleJob("failing"));
          throw new Error("no");
        }),
        plan("m1"), // exists already
        plan("last"),
      ]);
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(2);
      expect(await dutiesOpen()).toBe(41);
    });

    it("reports a refused row without people's words", async () => {
      const secret = "we lose Contoso";
      const insert = () =>
        store.write(({ db, t }) =>
          db.insert(t.requests).values(sampleRequest({ id: secret, title: secret })),
        );
      await insert();
      const refused = await insert().catch((error: Error) => error);
      expect(refused).toMatchObject({ code: "database_failed" });
      expect(
        JSON.stringify(refused) +
          String(refused) +
          (refused as Error).stack +
          String((refused as Error).cause),
      ).not.toContain(secret);
      const unreadable = await store.read.db
        .select({ x: sql`no_such(${secret})` })
        .from(store.read.t.requests)
        .then(
          () => {},
          (error: Error) => error,
        );
      expect(unreadable).toBeInstanceOf(Error);
      expect(String(unreadable)).not.toContain(secret);
    });

    it("refuses a nested write and accepts the next one", async () => {
      await expect(store.write(() => plan("inner"))).rejects.toThrow("inside a write");
      await plan("after");
      expect(await dutiesOpen()).toBe(1);
    });

    it("reads only committed rows while many write", async () => {
      const seen = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.write(async ({ db, t }) => {
            await db.insert(t.jobs).values(sampleJob(`m${i}`));
            const mine = await store.read.db
              .select()
              .from(store.read.t.jobs)
              .where(eq(store.read.t.jobs.subject, `m${i}`));
            return mine.length;
          }),
        ),
      );
      expect(seen.every((n) => n === 0)).toBe(true);
      expect(await dutiesOpen()).toBe(20);
    });

    it("reads aside what is committed, by the same queries", async () => {
      const { db, t } = store.readAside;
      expect(await db.$count(t.jobs)).toBe(0);
      await plan("one", "two");
      const byPerson = prepared("aside_jobs", (on: Reader) =>
        on.db
          .select({ subject: on.t.jobs.subject, dueAt: on.t.jobs.dueAt })
          .from(on.t.jobs)
          .where(eq(on.t.jobs.subject, sql.placeholder("subject"))),
      );
      const [row] = await byPerson(store.readAside, { subject: "two" });
      expect(row).toEqual({ subject: "two", dueAt: sampleJob("two").dueAt });
      expect(await db.$count(t.jobs)).toBe(2);
    });

    it("reports a failed read aside without people's words", async () => {
      const { db, t } = store.readAside;
      const failed = db.select().from(t.jobs).where(sql`no_such_column = ${"secret words"}`);
      const error = await failed.then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error).toMatchObject({ code: "database_failed" });
      expect(`${error?.stack} ${error?.message}`).not.toContain("secret words");
      expect(await db.$count(t.jobs)).toBe(0);
    });

    it("serialises writes that read a row before changing it", async () => {
      await store.write(({ db, t }) =>
        db.insert(t.workspaces).values({ id: "local", createdAt: noon }),
      );
      const number = () =>
        store.write(async ({ db, t, lock }) => {
          const [row] = await lock(
            db.select().from(t.workspaces).where(eq(t.workspaces.id, "local")),
          );
          const next = row!.lastRequest + 1;
          await db.update(t.workspaces).set({ lastRequest: next });
          return next;
        });
      const numbers = await Promise.all(Array.from({ length: 25 }, number));
      expect(numbers.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 25 }, (_, i) => i + 1),
      );
    });

    it("gives a thousand jobs to four concurrent holders, each once", async () => {
      await plan(...Array.from({ length: 1000 }, (_, i) => `m${i}`));
      const seen: string[] = [];
      const work = async (holder: string) => {
        for (;;) {
          const mine = await store.write(async ({ db, t, lock }) => {
            const due = await lock(
              db
                .select({ id: t.jobs.id })
                .from(t.jobs)
                .where(and(isNull(t.jobs.doneAt), isNull(t.jobs.holder)))
                .orderBy(asc(t.jobs.dueAt))
                .limit(50),
              "skip",
            );
            for (const { id } of due)
              await db.update(t.jobs).set({ holder, doneAt: noon }).where(eq(t.jobs.id, id));
            return due;
          });
          if (mine.length === 0) return;
          seen.push(...mine.map(({ id }) => id));
        }
      };
      await Promise.all(["a", "b", "c", "d"].map(work));
      expect(seen).toHaveLength(1000);
      expect(new Set(seen).size).toBe(1000);
    });

    it("lets timers fire under load", async () => {
      let beats = 0;
      const timer = setInterval(() => beats++, 1);
      for (let i = 0; i < 200; i++) await plan(`m${i}`);
      clearInterval(timer);
      expect(beats).toBeGreaterThan(3);
    });

    it("runs prepared statements with changing values", async () => {
      const insert = prepared("test_insert", ({ db, t }: Writer) =>
        db
          .insert(t.jobs)
          .values({
            ...sampleJob("x"),
            id: sql.placeholder("id"),
            subject: sql.placeholder("subject"),
            dueAt: sql.placeholder("dueAt"),
          })
          .onConflictDoNothing()
          .returning({ id: t.jobs.id }),
      );
      const bySubject = prepared("test_by_subject", ({ db, t }: Reader) =>
        db
          .select()
          .from(t.jobs)
          .where(eq(t.jobs.subject, sql.placeholder("subject"))),
      );
      const inserted = await Promise.all(
        ["ana", "bo", "ana"].map((subject, i) =>
          store.write(async (w) => insert(w, { id: `d-${subject}`, subject, dueAt: afterNoon(i) })),
        ),
      );
      expect(inserted.flat()).toHaveLength(2);
      expect(await bySubject(store.read, { subject: "bo" })).toEqual([
        { ...sampleJob("bo"), id: "d-bo", dueAt: afterNoon(1), holder: null, doneAt: null },
      ]);
      expect(await bySubject(store.read, { subject: "nobody" })).toEqual([]);
      await expect(
        store.write(async (w) => bySubject(w, { subject: "ana" })),
      ).resolves.toHaveLength(1);
    });

    it("finds the rows of a list of any length", async () => {
      const subjects = Array.from({ length: 70 }, (_, at) => `s${at}`);
      await plan(...subjects, "unlisted");
      const bySubject = preparedList("test_list", ({ db, t }: Reader, list) =>
        db
          .select({ subject: t.jobs.subject })
          .from(t.jobs)
          .where(
            and(eq(t.jobs.workspace, sql.placeholder("workspace")), inArray(t.jobs.subject, list)),
          ),
      );
      for (const length of [0, 1, 2, 5, 64, 70]) {
        const list = subjects.slice(0, length);
        const found = await bySubject(store.read, [...list, ...list, ...list.slice(0, 1)], {
          workspace: sampleJob("x").workspace,
        });
        expect(found.map(({ subject }) => subject).sort()).toEqual(list.sort());
      }
      expect(await bySubject(store.read, ["s1"], { workspace: "other" })).toEqual([]);
    });

    it("stores NULL for empty placeholders", async () => {
      const accept = prepared("test_accept", ({ db, t }: Writer) =>
        db.insert(t.inbox).values({
          ...sampleEvent("Ev1"),
          once: sql.placeholder("once"),
          body: sql.placeholder("body"),
          doneAt: sql.placeholder("doneAt"),
        }),
      );
      await store.write(async (w) => accept(w, { once: null, body: null, doneAt: null }));
      const { db, t } = store.read;
      expect(
        await db
          .select()
          .from(t.inbox)
          .where(and(isNull(t.inbox.once), isNull(t.inbox.body), isNull(t.inbox.doneAt))),
      ).toHaveLength(1);
    });

    it("migrates once, however often it is called", async () => {
      expect(await store.migrate()).toEqual({ from: migrations.at(-1), applied: 0 });
    });

    it("migrates once when several processes start together", async () => {
      const shared = await newUrl();
      const script = fileURLToPath(new URL("../harness/storage/store-process.ts", import.meta.url));
      const runs = ["p", "q", "r"].map(async (who) => {
        const child = spawn(process.execPath, [script, shared, who, "40"], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        onTestFinished(() => void child.kill("SIGKILL"));
        const [said, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
        expect(code).toBe(0);
        const [migrated = ""] = said.split("\n");
        return (JSON.parse(migrated) as { applied: number }).applied;
      });
      expect((await Promise.all(runs)).toSorted()).toEqual([0, 0, migrations.length]);
      const after = await openTestStore(shared);
      expect(await after.read.db.select({ n: count() }).from(after.read.t.jobs)).toEqual([
        { n: 120 },
      ]);
      await after.close();
    });

    it("returns a conversation's place as stored", async () => {
      await store.write(({ db, t }) =>
        db.insert(t.conversations).values({
          workspace: "local",
          key: "k",
          place: samplePlace,
          state: { asked: ["need"] },
          updatedAt: noon,
        }),
      );
      expect(await store.read.db.select().from(store.read.t.conversations)).toEqual([
        {
          workspace: "local",
          key: "k",
          place: samplePlace,
          state: { asked: ["need"] },
          revision: 0,
          updatedAt: noon,
        },
      ]);
    });
  });
}
