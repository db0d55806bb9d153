/** Real faults of a PostgreSQL server: stopped, emptied, read-only, locked. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTestStore } from "../harness/storage/open-store.ts";
import { hasPostgres } from "../harness/storage/postgres.ts";
import { ownServer, type Server } from "../harness/storage/postgres-server.ts";
import { sampleJob } from "../harness/storage/sample-rows.ts";
import { freshFolder } from "../harness/storage/sqlite.ts";
import { testEndures } from "./database-faults.ts";
import { onlyProgress, startEntwine } from "./entwine-process.ts";

describe.skipIf(!hasPostgres)("faults of PostgreSQL", () => {
  let server: Server;
  beforeAll(async () => {
    server = await ownServer();
  });
  afterAll(() => server.stop());

  /** Connects as an operator to another database of the same server. */
  async function operator(url: string): Promise<pg.Client> {
    const client = new pg.Client(url);
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.end().catch(() => {}));
    return client;
  }
  const elsewhere = (url: string): string => url.replace(/\w+$/, "postgres");
  const nameOf = (url: string): string => /\w+$/.exec(url)![0];

  it("acknowledges nothing while the server is down, and stores it afterwards", async () => {
    await testEndures({
      url: await server.createDatabase(),
      code: "database_unreachable",
      alone: true,
      begin: server.halt,
      end: server.resume,
    });
  });

  it("survives a server that is read-only, as after a failover to a standby", async () => {
    const url = await server.createDatabase();
    const client = await operator(elsewhere(url));
    const readOnly = async (on: boolean) => {
      await client.query(
        `alter database ${nameOf(url)} set default_transaction_read_only = ${on ? "on" : "off"}`,
      );
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
        [nameOf(url)],
      );
    };
    await testEndures({
      url,
      code: "database_read_only",
      begin: () => readOnly(true),
      end: () => readOnly(false),
    });
  });

  it("answers within Slack's time limit when another session locks a table", async () => {
    const url = await server.createDatabase();
    let holder: pg.Client | undefined;
    await testEndures({
      url,
      code: "database_locked",
      async begin() {
        holder = await operator(url);
        await holder.query("begin; lock table arrivals, replicas in share mode");
      },
      end: () => holder!.query("rollback"),
    });
  });

  /** Creates a ledger with a row of each kind, in a folder whose list of ledgers includes it. */
  async function aLedger(): Promise<{
    url: string;
    cwd: string;
    client: pg.Client;
    run(...args: string[]): ReturnType<typeof startEntwine>["ended"];
  }> {
    const [url, cwd] = [await server.createDatabase(), freshFolder()];
    const run = (...args: string[]) =>
      startEntwine({ args, env: { DATABASE_URL: url }, cwd }).ended;
    expect(await run("export")).toMatchObject({ code: 0, err: "" });
    const store = await openTestStore(url);
    await store.write(async ({ db, t }) => {
      for (let n = 0; n < 500; n++) await db.insert(t.jobs).values(sampleJob(`d${n}`));
    });
    await store.close();
    return { url, cwd, client: await operator(url), run };
  }

  it.each([
    ["a page of a table", "duties", 0],
    ["the last page of a table", "duties", -1],
    ["an index, where amcheck is installed", "duties_pkey", -1],
  ])("reports damage of %s at start, in the doctor and in a backup", async (_, relation, page) => {
    const { client, run } = await aLedger();
    await client.query("create extension amcheck; checkpoint");
    const { rows } = await client.query("select pg_relation_filepath($1::regclass) as path", [
      relation,
    ]);
    await client.end();
    await server.halt();
    const file = join(server.data, rows[0].path);
    const bytes = readFileSync(file);
    bytes.fill(
      0x5a,
      page < 0 ? bytes.length - 8192 : page * 8192,
      page < 0 ? bytes.length : (page + 1) * 8192,
    );
    writeFileSync(file, bytes);
    await server.resume();
    const said = {
      code: 1,
      err: expect.stringMatching(/^error: the database is damaged: .*\n.*restore a backup/),
    };
    expect(await run("serve")).toMatchObject(said);
    expect((await run("doctor")).out).toContain("the database is damaged");
    if (relation === "duties")
      expect(await run("backup")).toMatchObject({
        code: 1,
        err: expect.stringContaining("the database is damaged"),
      });
  });

  it("starts on an emptied database only after a restore or when told to", async () => {
    const { client, cwd, run } = await aLedger();
    expect((await run("backup")).code).toBe(0);
    const emptied = () => client.query("drop schema public cascade; create schema public");
    const gone = {
      code: 1,
      out: "",
      err: expect.stringMatching(
        /^error: the database .* is empty, but Entwine has used it before; nothing was changed\n.*restore data\/backups\/entwine-/,
      ),
    };
    await emptied();
    expect(await run("serve")).toMatchObject(gone);
    expect((await run("doctor")).out).toContain("Entwine has used it before");
    expect((await client.query("select from pg_tables where schemaname = 'public'")).rowCount).toBe(
      0,
    );
    const [backup] = readdirSync(join(cwd, "data/backups"));
    expect(await run("restore", join("data/backups", backup!))).toMatchObject({
      code: 0,
      err: onlyProgress,
    });
    expect((await client.query("select from duties")).rowCount).toBe(500);
    await emptied();
    expect(await run("export")).toMatchObject(gone);
    rmSync(join(cwd, "data/entwine.ledger"));
    expect(await run("export")).toMatchObject({ code: 0, err: "" });
  });

  it("leaves tables of another program with the same names unchanged", async () => {
    const url = await server.createDatabase();
    await (await operator(url)).query("create table migrations (id int, migration text)");
    expect(await startEntwine({ args: ["serve"], env: { DATABASE_URL: url } }).ended).toMatchObject(
      {
        code: 1,
        err: expect.stringContaining("another program"),
      },
    );
  });

  it("writes all or nothing, and confirms no lost write, when connections are cut", async () => {
    const url = await server.createDatabase();
    const store = await openTestStore(url);
    await store.migrate();
    const client = await operator(elsewhere(url));
    const confirmed: number[] = [];
    let refused = 0;
    let cutting = true;
    const cut = (async () => {
      while (cutting)
        await client.query(
          "select pg_terminate_backend(pid), pg_sleep(0.01) from pg_stat_activity where datname = $1 order by random() limit 2",
          [nameOf(url)],
        );
    })();
    const work = Array.from({ length: 8 }, async (_, who) => {
      for (let n = 0; n < 60; n++) {
        const id = who * 100 + n;
        await store
          .write(async ({ db, t }) => {
            await db.insert(t.jobs).values(sampleJob(`${id} first`));
            await db.insert(t.jobs).values(sampleJob(`${id} second`));
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
    const subjects = new Set(
      (
        await store.read.db.select({ subject: store.read.t.jobs.subject }).from(store.read.t.jobs)
      ).map(({ subject }) => subject),
    );
    await store.close();
    expect(refused).toBeGreaterThan(0);
    expect(confirmed.length).toBeGreaterThan(0);
    for (const id of confirmed)
      expect([subjects.has(`${id} first`), subjects.has(`${id} second`)], String(id)).toEqual([
        true,
        true,
      ]);
    for (const subject of subjects)
      expect(
        subjects.has(
          subject.endsWith("first")
            ? subject.replace("first", "second")
            : subject.replace("second", "first"),
        ),
      ).toBe(true);
  });
});
