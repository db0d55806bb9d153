import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../src/storage/drizzle.ts";
import { openStore, type Store } from "../../src/storage/store.ts";
import { freshPostgres, hasPostgres } from "../harness/postgres.ts";
import { aDuty } from "../harness/rows.ts";

describe.skipIf(!hasPostgres)("a store on PostgreSQL alone", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(await freshPostgres());
    await store.migrate();
  });
  afterEach(() => store.close());

  it("does not report a write as kept when a statement failed in it and the work went on", async () => {
    const careless = store.write(async ({ db, t }) => {
      await db.insert(t.duties).values(aDuty("ana"));
      await db
        .insert(t.duties)
        .values(aDuty("ana"))
        .catch(() => {});
    });
    await expect(careless).rejects.toThrow("kept nothing");
    expect(await store.read.db.$count(store.read.t.duties)).toBe(0);
  });

  it("outlives connections that break while they are used or idle", async () => {
    const { db, t } = store.read;
    await store.write(({ db, t }) => db.insert(t.duties).values(aDuty("ana")));
    const others = sql`(select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid())`;
    const cut = store.write(async (w) => {
      await w.db.insert(w.t.duties).values(aDuty("bo"));
      await db.select({ cut: others }).from(t.duties).limit(1);
      await w.db.insert(w.t.duties).values(aDuty("cy"));
    });
    await expect(cut).rejects.toMatchObject({ code: "database_unreachable" });
    await store.write(({ db, t }) => db.insert(t.duties).values(aDuty("di")));
    expect((await db.select().from(t.duties)).map(({ subject }) => subject)).toEqual(["ana", "di"]);
  });

  it("says that it cannot be reached, by a code", async () => {
    const nowhere = await openStore("postgres://entwine@127.0.0.1:1/nowhere");
    await expect(nowhere.migrate()).rejects.toMatchObject({ code: "database_unreachable" });
    await expect(nowhere.read.db.select().from(nowhere.read.t.duties)).rejects.toMatchObject({ code: "database_unreachable" });
    await nowhere.close();
  });
});
