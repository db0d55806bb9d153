import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { isAboutConfirmed } from "../../../../src/features/cases/tables.ts";
import {
  and,
  asc,
  desc,
  eq,
  isNotNull,
  isNull,
  lte,
  sql,
} from "../../../../src/storage/drizzle.ts";
import {
  connectSqlite,
  copySqliteBeforeMigration,
} from "../../../../src/storage/engine/sqlite/database-file.ts";
import { inspectSqlite } from "../../../../src/storage/engine/sqlite/inspect-file.ts";

import { isBulkMessageWaiting, isUnsentMessage } from "../../../../src/storage/queue/tables.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { sampleJob } from "../../../harness/storage/sample-rows.ts";
import { freshFolder, freshSqlite } from "../../../harness/storage/sqlite.ts";

const pathOf = (url: string) => url.replace("file:", "");

it("syncs every commit to disk on every connection, and overwrites what is deleted", async () => {
  const file = pathOf(await freshSqlite());
  for (const connection of [connectSqlite(file), connectSqlite(file)])
    expect(
      ["synchronous", "journal_mode", "foreign_keys", "secure_delete"].map((pragma) =>
        connection.pragma(pragma, { simple: true }),
      ),
    ).toEqual([2, "wal", 1, 1]);
});

it("creates its folder with access for the owner only", async () => {
  const file = join(freshFolder(), "deep/data/entwine.db");
  const store = await openTestStore(`file:${file}`);
  await store.migrate();
  await store.close();
  expect(readdirSync(dirname(file))).toEqual(["entwine.db"]);
});

it("removes a database in memory when closed", async () => {
  const store = await openTestStore("file::memory:");
  await store.migrate();
  await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana")));
  const [{ file } = { file: "" }] = (await store.read.db
    .select({ file: sql<string>`file` })
    .from(sql`pragma_database_list`)) as { file: string }[];
  await store.close();
  expect(() => readdirSync(dirname(file))).toThrow("ENOENT");
});

it("keeps every acknowledged write when the process is killed", async () => {
  const url = await freshSqlite();
  const script = fileURLToPath(
    new URL("../../../harness/storage/store-process.ts", import.meta.url),
  );
  for (const who of ["a", "b", "c"]) {
    const child = spawn(process.execPath, [script, url, who, "100000"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const confirmed: string[] = [];
    const lines = createInterface(child.stdout);
    lines.on("line", (line) => {
      confirmed.push(line);
      if (confirmed.length === 200) child.kill("SIGKILL");
    });
    await once(lines, "close");
    const store = await openTestStore(url);
    await store.migrate();
    const kept = new Set(
      (await store.read.db.select().from(store.read.t.jobs)).map(({ subject }) => subject),
    );
    expect(confirmed.slice(1).filter((subject) => !kept.has(subject))).toEqual([]);
    await store.close();
  }
});

it("acknowledges what is on disk, and copies the log if it may be incomplete there", async () => {
  const url = await freshSqlite();
  const store = await openTestStore(url);
  await store.migrate();
  const plan = (subject: string) =>
    store.write(async ({ db, t }) => {
      await db.insert(t.jobs).values(sampleJob(subject));
    });
  const replaceSync = (sync: (done: (error: Error | null) => void) => void): void => {
    Object.assign(fs, {
      fdatasync: (_: number, done: (error: Error | null) => void) => sync(done),
    });
    syncBuiltinESMExports();
  };
  const { fdatasync } = fs;
  try {
    const syncing = Promise.withResolvers<(error: null) => void>();
    replaceSync(syncing.resolve);
    let acknowledged = false;
    const writing = plan("slow").then(() => (acknowledged = true));
    const finish = await syncing.promise;
    await setImmediate();
    expect(acknowledged).toBe(false);
    finish(null);
    await writing;
    replaceSync((done) => done(Object.assign(new Error("no disk"), { code: "EIO" })));
    await expect(plan("in doubt")).rejects.toMatchObject({ code: "database_unreadable" });
  } finally {
    Object.assign(fs, { fdatasync });
    syncBuiltinESMExports();
  }
  expect(readFileSync(pathOf(url)).includes("in doubt")).toBe(false);
  await plan("after it");
  expect(readFileSync(pathOf(url)).includes("in doubt")).toBe(true);
  await store.close();
});

it("rejects writes when the file was moved", async () => {
  const file = pathOf(await freshSqlite());
  const told: (string | undefined)[] = [];
  const store = await openTestStore(`file:${file}`, {
    onTrouble: (trouble) => told.push(trouble?.code),
  });
  await store.migrate();
  const write = (subject: string) =>
    store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob(subject)));
  await write("ana");
  renameSync(file, `${file}.away`);
  await expect(write("bo")).rejects.toMatchObject({
    code: "database_moved",
    hint: expect.any(String),
  });
  writeFileSync(file, "another");
  await expect(write("cy")).rejects.toMatchObject({ code: "database_moved" });
  renameSync(`${file}.away`, file);
  await write("di");
  expect(
    (await store.read.db.select().from(store.read.t.jobs)).map(({ subject }) => subject),
  ).toEqual(["ana", "di"]);
  expect(told).toEqual(["database_moved", undefined]);
  await store.close();
});

it("opens with everything on disk when the end of the log is torn", async () => {
  const url = await freshSqlite();
  const file = pathOf(url);
  const store = await openTestStore(url);
  await store.migrate();
  connectSqlite(file).pragma("wal_checkpoint(truncate)");
  /** Length of the log when each write was acknowledged. */
  const lengths: number[] = [];
  for (let n = 0; n < 60; n++) {
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob(`d${n}`)));
    lengths.push(statSync(`${file}-wal`).size);
  }
  const copy = { db: readFileSync(file), wal: readFileSync(`${file}-wal`) };
  await store.close();
  for (let tear = 0; tear < 40; tear++) {
    const at = Math.floor((copy.wal.length * tear) / 39);
    const torn = pathOf(await freshSqlite());
    writeFileSync(torn, copy.db);
    writeFileSync(
      `${torn}-wal`,
      Buffer.concat([
        copy.wal.subarray(0, at),
        Buffer.alloc(tear % 2 ? copy.wal.length - at : 0, 0x5a),
      ]),
    );
    const after = await openTestStore(`file:${torn}`);
    await after.migrate();
    const kept = (await after.read.db.select().from(after.read.t.jobs)).length;
    expect(kept, `torn at ${at}`).toBe(lengths.filter((length) => length <= at).length);
    await after.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("after")));
    await after.close();
    expect(inspectSqlite(torn)).toBe("used");
  }
});

it("reports a locked, damaged or unreadable file by a code and a hint", async () => {
  const locked = await freshSqlite();
  const store = await openTestStore(locked);
  await store.migrate();
  const other = connectSqlite(pathOf(locked));
  other.exec("begin immediate");
  await expect(
    store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana"))),
  ).rejects.toMatchObject({
    code: "database_locked",
    hint: expect.any(String),
  });
  other.exec("rollback");
  await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana")));
  await store.close();

  const damaged = pathOf(await freshSqlite());
  writeFileSync(damaged, "no database at all, and longer than a header would be ".repeat(20));
  await expect(openTestStore(`file:${damaged}`)).rejects.toMatchObject({
    code: "database_damaged",
  });

  const folder = pathOf(await freshSqlite());
  mkdirSync(folder);
  await expect(openTestStore(`file:${folder}`)).rejects.toMatchObject({
    code: "database_unreadable",
  });
});

it("copies a database before migrating; keeps three copies for a month", async () => {
  const url = await freshSqlite();
  const store = await openTestStore(url);
  await store.migrate();
  await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("ana")));
  const file = pathOf(url);
  for (const version of ["1", "2", "3", "4", "4"]) copySqliteBeforeMigration(file, version);
  await store.close();
  const copies = readdirSync(dirname(file)).filter((name) => name.includes(".before-"));
  expect(copies.toSorted()).toEqual([
    "entwine.db.before-2",
    "entwine.db.before-3",
    "entwine.db.before-4",
  ]);
  const old = new Date(Date.now() - 31 * 86_400_000);
  utimesSync(`${file}.before-3`, old, old);
  const again = await openTestStore(url);
  await again.migrate();
  expect([existsSync(`${file}.before-3`), existsSync(`${file}.before-4`)], "a month later").toEqual(
    [false, true],
  );
  utimesSync(`${file}.before-4`, old, old);
  await again.purgeDeletedRows({ gently: true });
  expect(existsSync(`${file}.before-4`)).toBe(false);
  await again.close();
  const copy = await openTestStore(`file:${join(dirname(file), "entwine.db.before-2")}`);
  expect(await copy.read.db.select().from(copy.read.t.jobs)).toMatchObject([{ subject: "ana" }]);
  await copy.close();
});

it("finds pending, unsent and due rows through partial indexes", async () => {
  const url = await freshSqlite();
  const store = await openTestStore(url);
  await store.migrate();
  const { db, t } = store.read;
  const plan = (query: { toSQL(): { sql: string; params: unknown[] } }) => {
    const { sql: text, params } = query.toSQL();
    return JSON.stringify(
      connectSqlite(pathOf(url))
        .prepare(`explain query plan ${text}`)
        .all(...params),
    );
  };
  expect(
    plan(
      db
        .select()
        .from(t.outbox)
        .where(
          and(
            isUnsentMessage(t.outbox),
            eq(t.outbox.bulk, false),
            eq(t.outbox.workspace, "local"),
            eq(t.outbox.conversation, "k"),
          ),
        )
        .orderBy(asc(t.outbox.seq)),
    ),
  ).toMatch(/SEARCH outbox USING INDEX outbox_unsent(?!.*TEMP B-TREE)/);
  expect(
    plan(
      db
        .select()
        .from(t.outbox)
        .where(
          and(
            isBulkMessageWaiting(t.outbox),
            eq(t.outbox.workspace, "local"),
            lte(t.outbox.notBefore, new Date()),
          ),
        )
        .orderBy(asc(t.outbox.notBefore)),
    ),
  ).toMatch(/SEARCH outbox USING INDEX outbox_bulk(?!.*TEMP B-TREE)/);
  expect(
    plan(
      db
        .select()
        .from(t.outbox)
        .where(
          and(isUnsentMessage(t.outbox), eq(t.outbox.state, "sending"), isNotNull(t.outbox.holder)),
        ),
    ),
  ).toMatch(/SEARCH outbox USING INDEX outbox_held/);
  expect(
    plan(
      db
        .select()
        .from(t.enrolments)
        .where(and(isNotNull(t.enrolments.nextAt), lte(t.enrolments.nextAt, new Date())))
        .orderBy(asc(t.enrolments.nextAt)),
    ),
  ).toMatch(/SEARCH enrolments USING INDEX enrolments_due(?!.*TEMP B-TREE)/);
  expect(
    plan(
      db
        .select()
        .from(t.inbox)
        .where(
          and(
            eq(t.inbox.workspace, "local"),
            eq(t.inbox.conversation, "k"),
            isNull(t.inbox.doneAt),
          ),
        )
        .orderBy(asc(t.inbox.seq)),
    ),
  ).toMatch(/SEARCH arrivals USING INDEX arrivals_undone(?!.*TEMP B-TREE)/);
  expect(
    plan(db.select().from(t.jobs).where(isNull(t.jobs.doneAt)).orderBy(asc(t.jobs.dueAt))),
  ).toMatch(/USING INDEX duties_due(?!.*TEMP B-TREE)/);
  expect(
    plan(
      db
        .select({ service: t.requests.service, customer: t.requests.customer })
        .from(t.requests)
        .where(and(eq(t.requests.workspace, "local"), isAboutConfirmed(t.requests)))
        .orderBy(desc(t.requests.number)),
    ),
  ).toMatch(/USING COVERING INDEX requests_confirmed_names(?!.*TEMP B-TREE)/);
  await store.close();
});
