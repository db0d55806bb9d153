import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eq, sql } from "../../../../src/storage/drizzle.ts";
import type { Store } from "../../../../src/storage/store.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../../harness/storage/postgres.ts";
import { sampleJob } from "../../../harness/storage/sample-rows.ts";

describe.skipIf(!hasPostgres)("openPostgres", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openTestStore(await freshPostgres());
    await store.migrate();
  });
  afterEach(() => store.close());

  it("rejects a write that continued after a failed statement", async () => {
    const careless = store.write(async ({ db, t }) => {
      await db.insert(t.jobs).values(sampleJob("ana"));
      await db
        .insert(t.jobs)
        .values(sampleJob("ana"))
        .catch(() => {});
    });
    await expect(careless).rejects.toThrow("rolled it back");
    expect(await store.read.db.$count(store.read.t.jobs)).toBe(0);
  });

  it("survives connections that break while in use or idle", async () => {
    const { db, t } = store.read;
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana")));
    const others = sql`(select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid())`;
    const cut = store.write(async (w) => {
      await w.db.insert(w.t.jobs).values(sampleJob("bo"));
      await db.select({ cut: others }).from(t.jobs).limit(1);
      await w.db.insert(w.t.jobs).values(sampleJob("cy"));
    });
    await expect(cut).rejects.toMatchObject({ code: "database_unreachable" });
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("di")));
    expect((await db.select().from(t.jobs)).map(({ subject }) => subject)).toEqual(["ana", "di"]);
  });

  it("reports time-outs and deadlocks by a transient code", async () => {
    const slow = store.write(({ db, t }) =>
      db
        .insert(t.jobs)
        .values(sampleJob("slow"))
        .then(() => db.select({ s: sql`set_config('statement_timeout', '20', true)` }).from(t.jobs))
        .then(() => db.select({ s: sql`pg_sleep(5)` }).from(t.jobs)),
    );
    await expect(slow).rejects.toMatchObject({ code: "database_busy" });
    await store.write(({ db, t }) => db.insert(t.jobs).values([sampleJob("ana"), sampleJob("bo")]));
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const change = (mine: string, theirs: string, ready: () => void, other: Promise<void>) =>
      store.write(async ({ db, t }) => {
        await db.update(t.jobs).set({ holder: mine }).where(eq(t.jobs.subject, mine));
        ready();
        await other;
        await db.update(t.jobs).set({ holder: mine }).where(eq(t.jobs.subject, theirs));
      });
    const both = await Promise.allSettled([
      change("ana", "bo", first.resolve, second.promise),
      change("bo", "ana", second.resolve, first.promise),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "database_busy" },
    });
  });

  it("reports an unreachable server by a code", async () => {
    const nowhere = await openTestStore("postgres://entwine@127.0.0.1:1/nowhere");
    await expect(nowhere.migrate()).rejects.toMatchObject({ code: "database_unreachable" });
    await expect(nowhere.read.db.select().from(nowhere.read.t.jobs)).rejects.toMatchObject({
      code: "database_unreachable",
    });
    await nowhere.close();
  });
});
