/** Real faults under a PostgreSQL server: it stops, drops everybody, may only be read, or somebody holds a table. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/storage/store.ts";
import { hasPostgres } from "../harness/postgres.ts";
import { ownServer, type Server } from "../harness/postgres-server.ts";
import { aDuty } from "../harness/rows.ts";
import { endures } from "./faults.ts";

describe.skipIf(!hasPostgres)("on PostgreSQL", () => {
  let server: Server;
  beforeAll(async () => {
    server = await ownServer();
  });
  afterAll(() => server.stop());

  /** A connection of an operator's, to another database of the same server. */
  async function operator(url: string): Promise<pg.Client> {
    const client = new pg.Client(url);
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.end().catch(() => {}));
    return client;
  }
  const elsewhere = (url: string): string => url.replace(/\w+$/, "postgres");
  const nameOf = (url: string): string => /\w+$/.exec(url)![0];

  it("a server that stops and comes back: what came meanwhile was not acknowledged, and goes in", async () => {
    await endures({ url: await server.createDatabase(), code: "database_unreachable", alone: true, begin: server.halt, end: server.resume });
  });

  it("a server that may only be read, as after a failover to a standby", async () => {
    const url = await server.createDatabase();
    const client = await operator(elsewhere(url));
    const readOnly = async (on: boolean) => {
      await client.query(`alter database ${nameOf(url)} set default_transaction_read_only = ${on ? "on" : "off"}`);
      await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [nameOf(url)]);
    };
    await endures({ url, code: "database_read_only", begin: () => readOnly(true), end: () => readOnly(false) });
  });

  it("a table that somebody else holds: it is said in time for Slack", async () => {
    const url = await server.createDatabase();
    let holder: pg.Client | undefined;
    await endures({
      url,
      code: "database_locked",
      async begin() {
        holder = await operator(url);
        await holder.query("begin; lock table arrivals, replicas in share mode");
      },
      end: () => holder!.query("rollback"),
    });
  });

  it("connections that are cut in the middle of writes: each write is there or was refused, none is half there, and none was confirmed that is not", async () => {
    const url = await server.createDatabase();
    const store = await openStore(url);
    await store.migrate();
    const client = await operator(elsewhere(url));
    const confirmed: number[] = [];
    let refused = 0;
    let cutting = true;
    const cut = (async () => {
      while (cutting)
        await client.query("select pg_terminate_backend(pid), pg_sleep(0.01) from pg_stat_activity where datname = $1 order by random() limit 2", [
          nameOf(url),
        ]);
    })();
    const work = Array.from({ length: 8 }, async (_, who) => {
      for (let n = 0; n < 60; n++) {
        const id = who * 100 + n;
        await store
          .write(async ({ db, t }) => {
            await db.insert(t.duties).values(aDuty(`${id} first`));
            await db.insert(t.duties).values(aDuty(`${id} second`));
          })
          .then(
            () => confirmed.push(id),
            (error) => {
              expect(error).toMatchObject({ code: "database_unreachable" });
              refused += 1;
            },
          );
      }
    });
    await Promise.all(work);
    cutting = false;
    await cut;
    const subjects = new Set((await store.read.db.select({ subject: store.read.t.duties.subject }).from(store.read.t.duties)).map(({ subject }) => subject));
    await store.close();
    expect(refused).toBeGreaterThan(0);
    expect(confirmed.length).toBeGreaterThan(0);
    for (const id of confirmed) expect([subjects.has(`${id} first`), subjects.has(`${id} second`)], String(id)).toEqual([true, true]);
    for (const subject of subjects)
      expect(subjects.has(subject.endsWith("first") ? subject.replace("first", "second") : subject.replace("second", "first"))).toBe(true);
  });
});
