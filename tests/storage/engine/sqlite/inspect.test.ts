/** Checks of a SQLite database before it is opened: present, ours and undamaged. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { defineTables } from "../../../../src/app/registry.ts";
import { EntwineError } from "../../../../src/lib/errors.ts";
import { backUpDatabase } from "../../../../src/storage/backup/backup.ts";
import { restoreDatabase } from "../../../../src/storage/backup/restore.ts";
import { connectSqlite } from "../../../../src/storage/engine/sqlite/database-file.ts";
import {
  openMigratedTestStore,
  openTestDatabase,
  openTestStore,
} from "../../../harness/storage/open-store.ts";
import {
  noon,
  sampleEvent,
  sampleJob,
  sampleOutboxRow,
} from "../../../harness/storage/sample-rows.ts";
import { freshFolder } from "../../../harness/storage/sqlite.ts";

const pageBytes = 4096;
const fileOf = (url: string): string => url.replace("file:", "");

/** A database that was closed cleanly, and one whose process was killed. */
let stopped: string;
let killed: string;
beforeAll(async () => {
  const folder = freshFolder();
  const file = join(folder, "entwine.db");
  const store = await openTestDatabase(`file:${file}`);
  const write = (from: number, to: number) =>
    store.write(async ({ db, t }) => {
      for (let n = from; n < to; n++) {
        await db.insert(t.jobs).values(sampleJob(`d${n}`));
        await db.insert(t.inbox).values(sampleEvent(`e${n}`));
      }
    });
  await write(0, 300);
  const other = connectSqlite(file);
  other.pragma("wal_checkpoint(truncate)");
  other.close();
  for (let n = 300; n < 310; n++) await write(n, n + 1);
  killed = freshFolder();
  cpSync(folder, killed, { recursive: true });
  await store.close();
  stopped = freshFolder();
  cpSync(folder, stopped, { recursive: true });
});

/** Copies a database into its own folder and returns its path. */
function copyOf(folder: string): string {
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  return join(copy, "entwine.db");
}

const bytesOf = (file: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dirname(file), { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() &&
          !entry.name.endsWith("-shm") &&
          statSync(join(dirname(file), entry.name)).size > 0,
      )
      .map(({ name }) => [name, readFileSync(join(dirname(file), name)).toString("base64")]),
  );

/** Expects a start to fail with this code and to leave each file unchanged. */
async function isRefused(file: string, code: string): Promise<EntwineError> {
  const before = bytesOf(file);
  const error = await openTestDatabase(`file:${file}`).then(
    async (store) => {
      await store.close();
      return undefined;
    },
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code, hint: expect.any(String) });
  expect(bytesOf(file)).toEqual(before);
  return error as EntwineError;
}

const overwrite = (file: string, at: number, bytes: Buffer): void => {
  const whole = readFileSync(file);
  bytes.copy(whole, at);
  writeFileSync(file, whole);
};

async function dutiesIn(file: string): Promise<number> {
  const store = await openTestDatabase(`file:${file}`);
  const rows = await store.read.db.select().from(store.read.t.jobs);
  await store.close();
  return rows.length;
}

describe("openDatabase of a damaged file", () => {
  it("refuses any damaged page and names the newest backup", async () => {
    const pages = statSync(join(stopped, "entwine.db")).size / pageBytes;
    expect(pages).toBeGreaterThan(40);
    for (let page = 0; page < pages; page++) {
      const file = copyOf(stopped);
      mkdirSync(join(dirname(file), "backups"));
      writeFileSync(join(dirname(file), "backups", "entwine-20270301T101530Z.jsonl.gz"), "");
      overwrite(file, page * pageBytes, Buffer.alloc(pageBytes, page % 2 ? 0x5a : 0));
      const error = await isRefused(file, "database_damaged");
      expect(error.message).toContain(file);
      expect(error.hint).toContain(
        `restore ${join(dirname(file), "backups", "entwine-20270301T101530Z.jsonl.gz")}`,
      );
    }
  });

  it.each([100, pageBytes, pageBytes * 3, pageBytes * 3 + 17])(
    "refuses a file truncated at %i bytes",
    async (bytes) => {
      const file = copyOf(stopped);
      truncateSync(file, bytes);
      await isRefused(file, "database_damaged");
    },
  );

  it("finds an index that disagrees with its table", async () => {
    const file = copyOf(stopped);
    const at = readFileSync(file).lastIndexOf("duty d7");
    overwrite(file, at, Buffer.from("duty dX"));
    await isRefused(file, "database_damaged");
  });

  it("stops writes once a background check finds damage, and reports it once", async () => {
    const told: unknown[] = [];
    const check = Promise.withResolvers<EntwineError | undefined>();
    const store = await openMigratedTestStore(`file:${copyOf(stopped)}`, {
      onTrouble: (trouble) => told.push(trouble?.code),
      damage: check.promise,
    });
    const write = (subject: string) =>
      store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob(subject)));
    await write("before");
    check.resolve(new EntwineError("database_damaged", "a page is damaged"));
    await check.promise;
    for (const subject of ["after", "later"])
      await expect(write(subject)).rejects.toMatchObject({ code: "database_damaged" });
    expect(told).toEqual(["database_damaged"]);
    await store.close();
  });

  it("finds damage in a file too large for the immediate check", async () => {
    const file = copyOf(stopped);
    const store = await openMigratedTestStore(`file:${file}`);
    const long = "x".repeat(3_000);
    await store.write(async ({ db, t }) => {
      for (let n = 0; n < 4_000; n++)
        await db
          .insert(t.outbox)
          .values(sampleOutboxRow(`long ${n}`, { card: [{ kind: "text", text: [long] }] }));
    });
    await store.close();
    expect(statSync(file).size).toBeGreaterThan(8 * 1024 ** 2);
    const told: (string | undefined)[] = [];
    const healthy = await openTestDatabase(`file:${file}`, {
      onTrouble: (trouble) => told.push(trouble?.code),
    });
    await healthy.close();
    expect(told).toEqual([]);
    overwrite(file, pageBytes * 1_000, Buffer.alloc(pageBytes, 0x5a));
    const start = openTestDatabase(`file:${file}`, {
      onTrouble: (trouble) => told.push(trouble?.code),
    });
    await start.then(
      async (opened) => {
        // on a slow machine the start does not wait for the check
        await expect.poll(() => told).toEqual(["database_damaged"]);
        await opened.close();
      },
      (error) => expect(error).toMatchObject({ code: "database_damaged" }),
    );
  });
});

describe("openDatabase after a kill", () => {
  it("recovers all writes", async () => expect(await dutiesIn(copyOf(killed))).toBe(310));

  it("refuses a damaged log", async () => {
    const { size } = statSync(join(killed, "entwine.db-wal"));
    for (let part = 0; part < 12; part++) {
      const file = copyOf(killed);
      overwrite(`${file}-wal`, Math.floor(((size - 200) * part) / 11), Buffer.alloc(200, 0x5a));
      await isRefused(file, "database_damaged");
    }
  });

  it("refuses a missing, truncated or foreign log", async () => {
    const gone = copyOf(killed);
    rmSync(`${gone}-wal`);
    await isRefused(gone, "database_damaged");
    const half = copyOf(killed);
    truncateSync(`${half}-wal`, Math.floor(statSync(`${half}-wal`).size / 2));
    await isRefused(half, "database_damaged");
    const foreign = copyOf(killed);
    const other = join(freshFolder(), "other.db");
    const connection = connectSqlite(other);
    connection.exec("create table t (a)");
    copyFileSync(`${other}-wal`, `${foreign}-wal`);
    connection.close();
    await isRefused(foreign, "database_damaged");
  });

  it("notices damage in the middle of the log without the index", async () => {
    const file = copyOf(killed);
    rmSync(`${file}-shm`);
    overwrite(`${file}-wal`, 32 + 24 + 100, Buffer.alloc(50, 0x5a));
    await isRefused(file, "database_damaged");
  });

  it("continues when a power failure tore the last commit", async () => {
    const file = copyOf(killed);
    rmSync(`${file}-shm`);
    truncateSync(`${file}-wal`, statSync(`${file}-wal`).size - 1_000);
    expect(await dutiesIn(file)).toBe(309);
  });

  it("refuses a log without its database and keeps the log", async () => {
    for (const lose of [rmSync, truncateSync]) {
      const file = copyOf(killed);
      lose(file);
      await isRefused(file, "database_damaged");
      expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    }
  });
});

it("moves the remaining log aside when restoring over a lost database", async () => {
  const means = { at: noon, step: () => {} };
  const { file: backup } = await backUpDatabase(`file:${copyOf(stopped)}`, {
    to: `${freshFolder()}/`,
    keep: 1,
    ...means,
  });
  for (const lose of [rmSync, truncateSync]) {
    const file = copyOf(killed);
    const log = readFileSync(`${file}-wal`);
    lose(file);
    await restoreDatabase(`file:${file}`, backup, {
      tables: defineTables,
      at: noon,
      onProgress: () => {},
      finish: async () => {},
    });
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(await dutiesIn(file)).toBe(310);
    const aside = readdirSync(dirname(file)).find((name) => /replaced-.*-wal$/.test(name));
    expect(readFileSync(join(dirname(file), aside!)).equals(log)).toBe(true);
  }
});

describe("openDatabase of something else", () => {
  it("refuses it without any change", async () => {
    const folder = freshFolder();
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("letter.db"), "Dear Ana, ".repeat(1_000));
    await isRefused(at("letter.db"), "database_damaged");
    mkdirSync(at("folder.db"));
    await isRefused(at("folder.db"), "database_unreadable");
    const beside = copyOf(stopped);
    mkdirSync(`${beside}-wal`);
    await isRefused(beside, "database_unreadable");
    symlinkSync(at("round.db"), at("round.db"));
    await isRefused(at("round.db"), "database_unreadable");
    await expect(
      openTestDatabase(`file:${join(at("letter.db"), "entwine.db")}`),
    ).rejects.toMatchObject({ code: "database_unreadable" });
    for (const [name, sql] of [
      ["theirs.db", "create table users (id)"],
      ["rails.db", "create table migrations (id, migration, batch)"],
    ] as const) {
      const theirs = connectSqlite(at(name));
      theirs.exec(sql);
      theirs.close();
      await isRefused(at(name), "not_entwine");
    }
  });

  it("refuses a newer release's database before writing its log back", async () => {
    const file = copyOf(killed);
    const newer = connectSqlite(file);
    newer.exec("insert into migrations (name, hash) values ('9999_future', 'unknown')");
    const folder = freshFolder();
    cpSync(dirname(file), folder, { recursive: true });
    newer.close();
    await isRefused(join(folder, basename(file)), "schema_newer");
  });
});

describe("openDatabase of a lost database", () => {
  it.each([
    ["gone", rmSync],
    ["without a byte", truncateSync],
    [
      "without a table",
      (file: string) => {
        rmSync(file);
        connectSqlite(file).close();
      },
    ],
  ] as const)("refuses one that is %s until it is restored or started afresh", async (_, lose) => {
    const file = copyOf(stopped);
    lose(file);
    const there = existsSync(file);
    const error = await isRefused(file, "database_lost");
    expect(existsSync(file)).toBe(there);
    expect(error.hint).toContain("entwine.ledger");
    rmSync(join(dirname(file), "entwine.ledger"));
    expect(await dutiesIn(file)).toBe(0);
  });

  it("creates a new one elsewhere, under another name or in memory", async () => {
    for (const url of [
      `file:${join(freshFolder(), "entwine.db")}`,
      `file:${join(stopped, "second.db")}`,
      "file::memory:",
    ]) {
      const store = await openTestDatabase(url);
      await store.close();
      expect(existsSync(fileOf(url))).toBe(url !== "file::memory:");
    }
  });

  it("remembers an existing database from its first start", async () => {
    const file = copyOf(stopped);
    rmSync(join(dirname(file), "entwine.ledger"));
    expect(await dutiesIn(file)).toBe(310);
    rmSync(file);
    await isRefused(file, "database_lost");
  });

  it("rejects writes when it is emptied while open", async () => {
    const file = copyOf(stopped);
    const store = await openTestStore(`file:${file}`);
    truncateSync(file);
    await expect(
      store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob("late"))),
    ).rejects.toMatchObject({ code: "database_moved" });
    await store.close();
  });
});
