import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { defineTables } from "../../../src/app/registry.ts";
import { backUpDatabase } from "../../../src/storage/backup/backup.ts";
import { newestBackup } from "../../../src/storage/backup/backup-file.ts";
import { restoreDatabase } from "../../../src/storage/backup/restore.ts";
import { sql } from "../../../src/storage/drizzle.ts";
import { registerReplica, thisReplica } from "../../../src/storage/queue/replicas.ts";
import type { Store } from "../../../src/storage/store.ts";
import {
  exportLines,
  onlyProgress,
  serveEntwine,
  startEntwine,
} from "../../e2e/entwine-process.ts";
import { eventually } from "../../harness/eventually.ts";
import { freePort } from "../../harness/listen.ts";
import { openMigratedTestStore } from "../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../harness/storage/postgres.ts";
import {
  afterNoon,
  noon,
  sampleEvent,
  sampleJob,
  sampleOutboxRow,
  sampleRequest,
} from "../../harness/storage/sample-rows.ts";
import { freshFolder, freshSqlite } from "../../harness/storage/sqlite.ts";

// Restores keep replaced PostgreSQL contents in data/backups.
const here = process.cwd();
beforeAll(() => process.chdir(freshFolder()));
afterAll(() => process.chdir(here));

const step = () => {};
const finish = async () => {};
const fileOf = (url: string) => url.replace("file:", "");

/** Rows with every value that one engine distinguishes and the other does not. */
async function filled(url: string): Promise<Store> {
  const store = await openMigratedTestStore(url);
  await store.write(async ({ db, t }) => {
    await db.insert(t.workspaces).values({
      id: "local",
      settings: { a: [1, 0.1, null, 'it\'s \u0000 \ud83d "here"'] },
      createdAt: afterNoon(1),
    });
    await db.insert(t.requests).values([
      sampleRequest({
        text: ["a 🙏", "line\nfeed \u2028 \\"],
        reading: null,
        priority: true,
        interview: { "2": "b", "1": "a", __proto: { x: -1.5e-7 } },
      }),
      sampleRequest({
        id: "r2",
        number: 2,
        title: "'; drop table requests; --",
        loggedAt: afterNoon(7),
        isPrivate: true,
      }),
    ]);
    await db.insert(t.answers).values({
      id: "a1",
      workspace: "local",
      request: "r1",
      question: "need",
      by: "ana",
      at: noon,
      confidence: 0.1 + 0.2,
    });
    await db
      .insert(t.jobs)
      .values([
        sampleJob("ana"),
        { ...sampleJob("bo"), doneAt: new Date("1969-12-31T23:59:59.999Z") },
      ]);
    const events = Array.from({ length: 1_201 }, (_, n) =>
      sampleEvent(`e${n}`, { body: null, doneAt: noon }),
    );
    for (const some of [events.slice(0, 600), events.slice(600)])
      await db.insert(t.inbox).values(some);
    await db
      .insert(t.outbox)
      .values([
        sampleOutboxRow("m1", { state: "sent", message: "1.2", sentAt: afterNoon(3) }),
        sampleOutboxRow("m2", { state: "refused", code: "gone" }),
      ]);
  });
  return store;
}

/** Adds the matching hash to the lines of a backup. */
const sealed = (lines: string[]): string[] =>
  lines.with(
    -2,
    lines
      .at(-2)!
      .replace(
        /"sha256":"\w+"/,
        `"sha256":"${createHash("sha256").update(lines.slice(0, -2).join("\n")).update("\n").digest("hex")}"`,
      ),
  );

/** Returns every row of every table, as the program reads it. */
async function everything(url: string): Promise<Record<string, unknown[]>> {
  const store = await openMigratedTestStore(url);
  const all: Record<string, unknown[]> = {};
  for (const [name, table] of Object.entries(store.read.t)) {
    const rows = await store.read.db.select().from(table);
    all[name] = rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  await store.close();
  return all;
}

const engines = [
  { name: "SQLite", fresh: freshSqlite, runs: true },
  { name: "PostgreSQL", fresh: freshPostgres, runs: hasPostgres },
];
const ways = engines.flatMap((from) =>
  engines.map((to) => ({
    from,
    to,
    runs: from.runs && to.runs,
    name: `from ${from.name} to ${to.name}`,
  })),
);

describe.each(ways.filter(({ runs }) => runs))("backup and restore $name", ({ from, to }) => {
  it("restores every row and continues the numbering", async () => {
    const [source, target, folder] = [await from.fresh(), await to.fresh(), freshFolder()];
    const store = await filled(source);
    const { file, rows } = await backUpDatabase(source, {
      to: `${folder}/`,
      keep: 1,
      at: noon,
      step,
    });
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("too late")));
    await store.close();

    expect(
      await restoreDatabase(target, file, {
        tables: defineTables,
        at: noon,
        onProgress: step,
        finish,
      }),
    ).toMatchObject({ rows, made: expect.any(Date) });
    const [before, after] = [await everything(source), await everything(target)];
    before.jobs = before.jobs!.filter((row) => (row as { subject: string }).subject !== "too late");
    expect(after).toEqual(before);

    const again = await openMigratedTestStore(target);
    const [{ seq } = { seq: 0 }] = await again.write(({ db, t }) =>
      db.insert(t.inbox).values(sampleEvent("new")).returning({ seq: t.inbox.seq }),
    );
    expect(seq).toBeGreaterThan(1_201);
    await expect(
      again.write(({ db, t }) =>
        db.insert(t.answers).values({
          id: "a2",
          workspace: "local",
          request: "nobody's",
          question: "need",
          by: "ana",
          at: noon,
        }),
      ),
    ).rejects.toThrow();
    await again.close();
  });
});

for (const { name, fresh, runs } of engines)
  describe.skipIf(!runs)(`restore on ${name}`, () => {
    async function backedUp() {
      const url = await fresh();
      await (await filled(url)).close();
      return {
        url,
        ...(await backUpDatabase(url, { to: `${freshFolder()}/`, keep: 1, at: noon, step })),
      };
    }

    it("marks unsent messages unknown and never resends bulk messages", async () => {
      const url = await fresh();
      const store = await openMigratedTestStore(url);
      await store.write(({ db, t }) =>
        db
          .insert(t.outbox)
          .values([
            sampleOutboxRow("one"),
            sampleOutboxRow("two", { state: "sending", holder: "x" }),
            sampleOutboxRow("three", { bulk: true }),
            sampleOutboxRow("four", { state: "sent" }),
          ]),
      );
      await store.close();
      const { file } = await backUpDatabase(url, {
        to: `${freshFolder()}/`,
        keep: 1,
        at: noon,
        step,
      });
      await restoreDatabase(url, file, {
        tables: defineTables,
        at: noon,
        onProgress: step,
        finish,
      });
      const { outbox } = await everything(url);
      expect(
        Object.fromEntries(
          (outbox as { id: string; state: string; code: string | null }[]).map(
            ({ id, state, code }) => [id, `${state} ${code}`],
          ),
        ),
      ).toEqual({
        one: "unknown null",
        two: "unknown null",
        three: "unknown never_known",
        four: "sent null",
      });
    });

    it("refuses to replace a database in use", async () => {
      const { url, file } = await backedUp();
      const store = await openMigratedTestStore(url);
      await store.write((w) => registerReplica(w, thisReplica("alive"), new Date()));
      await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("since then")));
      await expect(
        restoreDatabase(url, file, { tables: defineTables, at: noon, onProgress: step, finish }),
      ).rejects.toMatchObject({ code: "still_running" });
      expect(await store.read.db.$count(store.read.t.jobs)).toBe(3);
      await store.close();
    });

    it("keeps what it replaces, which can be restored too", async () => {
      const { url, file } = await backedUp();
      const store = await openMigratedTestStore(url);
      await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("since then")));
      await store.close();
      const { kept } = await restoreDatabase(url, file, {
        tables: defineTables,
        at: noon,
        onProgress: step,
        finish,
      });
      expect((await everything(url)).jobs).toHaveLength(2);
      await restoreDatabase(url, kept!, {
        tables: defineTables,
        at: afterNoon(1_000),
        onProgress: step,
        finish,
      });
      expect((await everything(url)).jobs).toHaveLength(3);
    });

    it("replays erasures before any process can start", async () => {
      const { url, file } = await backedUp();
      const seen: Date[] = [];
      await restoreDatabase(url, file, {
        tables: defineTables,
        at: noon,
        onProgress: step,
        async finish(store, made) {
          seen.push(made);
          await store.write(({ db, t }) => db.delete(t.jobs).where(sql`true`));
        },
      });
      expect((await everything(url)).jobs).toEqual([]);
      expect(Math.abs(seen[0]!.getTime() - Date.now())).toBeLessThan(60_000);
    });

    it("refuses a truncated, changed or newer backup without any change", async () => {
      const { url, file } = await backedUp();
      const before = await everything(url);
      const whole = readFileSync(file);
      const lines = gunzipSync(whole).toString().split("\n");
      const text = (change: (lines: string[]) => string[]) =>
        gzipSync(change([...lines]).join("\n"));
      const bad: [string, Buffer][] = [
        ["backup_damaged", Buffer.from("no backup at all")],
        ["backup_damaged", Buffer.alloc(0)],
        ["backup_damaged", text((all) => all.toSpliced(10, 1))],
        ["backup_damaged", text((all) => all.slice(0, -2))],
        [
          "backup_damaged",
          text((all) => all.with(-2, all.at(-2)!.replace(/"rows":\d+/, '"rows":3'))),
        ],
        ["backup_damaged", text((all) => all.map((line) => line.replace("ana", "eve")))],
        [
          "schema_newer",
          text((all) => sealed(all.with(0, all[0]!.replace("0000_first", "9999_last")))),
        ],
        ["backup_newer", text((all) => all.with(0, all[0]!.replace('"format":1', '"format":2')))],
        ...Array.from({ length: 20 }, (_, n): [string, Buffer] => [
          "backup_damaged",
          whole.subarray(0, Math.floor((whole.length * n) / 20)),
        ]),
      ];
      for (const [code, bytes] of bad) {
        const broken = join(freshFolder(), "broken.jsonl.gz");
        writeFileSync(broken, bytes);
        await expect(
          restoreDatabase(url, broken, {
            tables: defineTables,
            at: noon,
            onProgress: step,
            finish,
          }),
          code,
        ).rejects.toMatchObject({ code });
      }
      await expect(
        restoreDatabase(url, "/nowhere/at.all", {
          tables: defineTables,
          at: noon,
          onProgress: step,
          finish,
        }),
      ).rejects.toMatchObject({ code: "backup_missing" });
      expect(await everything(url)).toEqual(before);
    });

    it("backs up one instant while others write", async () => {
      const url = await fresh();
      const store = await openMigratedTestStore(url);
      let writing = true;
      const writer = (async () => {
        for (let n = 0; writing; n++)
          await store.write(async ({ db, t }) => {
            await db.insert(t.jobs).values(sampleJob(`d${n}`));
            await db.insert(t.inbox).values(sampleEvent(`e${n}`));
          });
      })();
      await eventually(async () =>
        expect(await store.read.db.$count(store.read.t.jobs)).toBeGreaterThan(20),
      );
      for (let n = 0; n < 3; n++) {
        const { file } = await backUpDatabase(url, {
          to: `${freshFolder()}/`,
          keep: 1,
          at: noon,
          step,
        });
        const text = gunzipSync(readFileSync(file)).toString();
        expect(text.match(/^\["duty d/gm)).toHaveLength(
          text.match(/^\[\d+,"local","e\d/gm)!.length,
        );
      }
      writing = false;
      await writer;
      await store.close();
    });
  });

it("keeps the newest backups and removes what a killed backup left", async () => {
  const url = await freshSqlite();
  await (await openMigratedTestStore(url)).close();
  const folder = join(dirname(fileOf(url)), "backups");
  const day = (n: number) => afterNoon(n * 24 * 60 * 60_000);
  const made = [];
  for (let n = 0; n < 4; n++) made.push(await backUpDatabase(url, { keep: 3, at: day(n), step }));
  expect(made[3]!.removed).toEqual([made[0]!.file]);
  const left = `${made[0]!.file}.part`;
  for (const name of [left, join(folder, "somebody else's")]) {
    writeFileSync(name, "half");
    utimesSync(name, 0, 0);
  }
  await backUpDatabase(url, { keep: 1, at: day(9), step });
  expect(readdirSync(folder).toSorted()).toEqual([
    "entwine-20261201T120000Z.jsonl.gz",
    "somebody else's",
  ]);
  expect(statSync(join(folder, "entwine-20261201T120000Z.jsonl.gz")).mode & 0o077).toBe(0);
  writeFileSync(left, "half");
  utimesSync(left, new Date("2099-01-01"), new Date("2099-01-01"));
  expect(newestBackup(url)!.writtenAt.getTime()).toBeLessThan(new Date("2090-01-01").getTime());
});

it("refuses a damaged database and keeps the good backups", async () => {
  const url = await freshSqlite();
  await (await filled(url)).close();
  const folder = freshFolder();
  const { file } = await backUpDatabase(url, { to: folder, keep: 1, at: noon, step });
  const bytes = readFileSync(fileOf(url));
  for (let page = 40; page < bytes.length / 4096; page += 3)
    bytes.fill(0x5a, page * 4096, page * 4096 + 200);
  writeFileSync(fileOf(url), bytes);
  await expect(
    backUpDatabase(url, { to: folder, keep: 1, at: afterNoon(5_000), step }),
  ).rejects.toMatchObject({ code: "database_damaged" });
  expect(readdirSync(folder)).toEqual([file.split("/").at(-1)]);
  const { kept } = await restoreDatabase(url, file, {
    tables: defineTables,
    at: noon,
    onProgress: step,
    finish,
  });
  expect(readFileSync(kept!).equals(bytes)).toBe(true);
  expect((await everything(url)).requests).toHaveLength(2);
});

it("acknowledges nothing when the file is replaced while a bot opens it", async () => {
  const url = await freshSqlite();
  const store = await filled(url);
  const { file } = await backUpDatabase(url, { to: `${freshFolder()}/`, keep: 1, at: noon, step });
  await restoreDatabase(url, file, { tables: defineTables, at: noon, onProgress: step, finish });
  await expect(
    store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("lost"))),
  ).rejects.toMatchObject({ code: "database_moved" });
  await store.close();
  expect((await everything(url)).jobs).toHaveLength(2);
});

it("backs up the last writes of a killed bot from the log", async () => {
  const [running, url] = [await freshSqlite(), await freshSqlite()];
  const store = await filled(running);
  const { file } = await backUpDatabase(running, {
    to: `${freshFolder()}/`,
    keep: 1,
    at: noon,
    step,
  });
  await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("the last")));
  // as after a kill
  for (const end of ["", "-wal"]) copyFileSync(`${fileOf(running)}${end}`, `${fileOf(url)}${end}`);
  await store.close();
  const { kept } = await restoreDatabase(url, file, {
    tables: defineTables,
    at: noon,
    onProgress: step,
    finish,
  });
  expect((await everything(url)).jobs).toHaveLength(2);
  expect((await everything(`file:${kept}`)).jobs).toHaveLength(3);
  expect(readdirSync(dirname(fileOf(url))).filter((name) => name.endsWith("-wal"))).toEqual([]);
});

it("restores a SQLite file, also into PostgreSQL", async () => {
  const [url, copy] = [await freshSqlite(), `${fileOf(await freshSqlite())}.before-0001`];
  await (await filled(url)).close();
  copyFileSync(fileOf(url), copy);
  const all = await everything(url);
  for (const target of [await freshSqlite(), ...(hasPostgres ? [await freshPostgres()] : [])]) {
    expect(
      (
        await restoreDatabase(target, copy, {
          tables: defineTables,
          at: noon,
          onProgress: step,
          finish,
        })
      ).made,
    ).toEqual(noon); // arrival of the last event
    expect(await everything(target)).toEqual(all);
  }
});

it("refuses a start on PostgreSQL until erasures have been replayed", {
  skip: !hasPostgres,
}, async () => {
  const url = await freshPostgres();
  await (await filled(url)).close();
  const { file } = await backUpDatabase(url, { to: `${freshFolder()}/`, keep: 1, at: noon, step });
  const died = restoreDatabase(url, file, {
    tables: defineTables,
    at: noon,
    onProgress: step,
    finish: () => Promise.reject(new Error("the process died")),
  });
  await expect(died).rejects.toThrow("the process died");
  await expect(openMigratedTestStore(url)).rejects.toMatchObject({ code: "restore_unfinished" });
  await expect(
    backUpDatabase(url, { to: `${freshFolder()}/`, keep: 1, at: noon, step }),
  ).rejects.toMatchObject({ code: "restore_unfinished" });
  expect(
    await restoreDatabase(url, file, {
      tables: defineTables,
      at: afterNoon(9_000),
      onProgress: step,
      finish,
    }),
  ).toMatchObject({ kept: undefined });
  expect((await everything(url)).requests).toHaveLength(2);
});

it("leaves other programs' tables in PostgreSQL alone", {
  skip: !hasPostgres,
}, async () => {
  const [source, url] = [await freshSqlite(), await freshPostgres()];
  await (await filled(source)).close();
  const { default: pg } = await import("pg");
  const others = new pg.Client(url);
  await others.connect();
  await others.query("create table theirs (id int); insert into theirs values (1)");
  const { file } = await backUpDatabase(source, {
    to: `${freshFolder()}/`,
    keep: 1,
    at: noon,
    step,
  });
  await restoreDatabase(url, file, { tables: defineTables, at: noon, onProgress: step, finish });
  const { file: again } = await backUpDatabase(url, {
    to: `${freshFolder()}/`,
    keep: 1,
    at: noon,
    step,
  });
  expect(gunzipSync(readFileSync(again)).toString()).not.toContain("theirs");
  expect((await others.query("select * from theirs")).rowCount).toBe(1);
  await others.query("create view theirs_too as select number from requests");
  await expect(
    restoreDatabase(url, file, {
      tables: defineTables,
      at: afterNoon(5_000),
      onProgress: step,
      finish,
    }),
  ).rejects.toMatchObject({ code: "restore_blocked" });
  expect((await others.query("select * from theirs_too")).rowCount).toBe(2);
  await others.end();
});

describe("backup and restore when killed", () => {
  const script = fileURLToPath(new URL("../../../src/app/cli.ts", import.meta.url));
  function run(args: string[], url: string): ChildProcess {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: dirname(fileOf(url)),
      env: { PATH: process.env.PATH, DATABASE_URL: url },
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }

  it("leaves either the old or the restored database", async () => {
    const url = await freshSqlite();
    await (await filled(url)).close();
    const { file } = await backUpDatabase(url, {
      to: `${freshFolder()}/`,
      keep: 1,
      at: noon,
      step,
    });
    const store = await openMigratedTestStore(url);
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("since then")));
    await store.close();
    const [marked, restored] = [3, 2];
    for (const pause of [150, 190, 230, 270, 310, 400]) {
      const child = run(["restore", file], url);
      setTimeout(() => child.kill("SIGKILL"), pause);
      await once(child, "exit");
      expect(existsSync(fileOf(url))).toBe(true);
      expect([marked, restored]).toContain((await everything(url)).jobs!.length);
    }
  });

  it("leaves complete backups only", async () => {
    const url = await freshSqlite();
    await (await filled(url)).close();
    const folder = join(dirname(fileOf(url)), "backups");
    mkdirSync(folder);
    for (const pause of [150, 180, 210, 240, 270]) {
      const child = run(["backup"], url);
      setTimeout(() => child.kill("SIGKILL"), pause);
      await once(child, "exit");
    }
    for (const name of readdirSync(folder).filter((name) => !name.endsWith(".part")))
      await restoreDatabase(await freshSqlite(), join(folder, name), {
        tables: defineTables,
        at: noon,
        onProgress: step,
        finish,
      });
    await backUpDatabase(url, { keep: 14, at: noon, step });
  });
});

it("prints what it did and what to do next", async () => {
  const url = await freshSqlite();
  await (await filled(url)).close();
  const env = { DATABASE_URL: url };
  const made = await startEntwine({ args: ["backup"], env }).ended;
  expect(made).toMatchObject({ code: 0, err: onlyProgress });
  expect(made.out).toMatch(
    /entwine-\d{8}T\d{6}Z\.jsonl\.gz: 1,209 rows, \d+ kB, verified\.\nThe secret is not in it/,
  );
  const [name] = readdirSync(join(dirname(fileOf(url)), "backups"));
  const restored = await startEntwine({
    args: ["restore", join(dirname(fileOf(url)), "backups", name!)],
    env,
  }).ended;
  expect(restored).toMatchObject({
    code: 0,
    err: onlyProgress,
    out: expect.stringMatching(
      /^Restored 1,209 rows as they were on .*\nThe replaced data is in .*replaced-.*\nStart Entwine now\./,
    ),
  });
  expect(await exportLines(url)).toContainEqual(
    expect.objectContaining({ type: "request", request: "R-2" }),
  );
  const missing = await startEntwine({
    args: ["backup"],
    env: { DATABASE_URL: await freshSqlite() },
  }).ended;
  expect(missing).toMatchObject({ code: 1, out: "", err: expect.stringContaining("there is no ") });
});

describe("backup and restore beside a running bot", () => {
  for (const { name, fresh, runs } of engines)
    it.skipIf(!runs)(
      `backs up, refuses a restore and continues afterwards on ${name}`,
      async () => {
        const [url, port, copy] = [
          await fresh(),
          await freePort(),
          join(freshFolder(), "copy.jsonl.gz"),
        ];
        const env = { DATABASE_URL: url };
        const bot = await serveEntwine(port, env);
        expect((await startEntwine({ args: ["backup", "--to", copy], env }).ended).code).toBe(0);
        const refused = await startEntwine({ args: ["restore", copy], env }).ended;
        expect(refused).toMatchObject({
          code: 1,
          out: "",
          err: expect.stringMatching(
            /^error: Entwine runs on this database: process \d+ on \S+\nStop it first/,
          ),
        });
        expect(refused.err).toContain(`process ${bot.child.pid} `);
        bot.kill("SIGKILL");
        await bot.ended;
        expect(await startEntwine({ args: ["restore", copy], env }).ended).toMatchObject({
          code: 0,
          err: onlyProgress,
        });
        const again = await serveEntwine(port, env);
        again.kill("SIGTERM");
        expect((await again.ended).code).toBe(0);
      },
    );
});
