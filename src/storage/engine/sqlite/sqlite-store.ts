/** Store on SQLite: one writing connection with group commits, and one reading connection. */
import { closeSync, fdatasync, openSync, statSync } from "node:fs";
import { setImmediate as endOfTick, setTimeout as sleep } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { EntwineError } from "../../../lib/errors.ts";
import { loadCommonJs } from "../../drizzle.ts";
import type { Reader, Store, StoreOptions, Writer } from "../../store.ts";
import { columnDialects } from "../columns.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import { applyMigrations, countMissingMigrations, migrationsFolder } from "../migrate.ts";
import {
  connectSqlite,
  copySqliteBeforeMigration,
  locateSqliteFile,
  removeSqliteCopies,
  removeStaleCopies,
} from "./database-file.ts";
import { openThreadedReader } from "./threaded-reader.ts";

/**
 * Writes that share one sync to disk. Measured: 32 writes in one commit are 11 times as fast as 32
 * commits.
 */
const maxGroupSize = 128;

/** Time (ms) to wait for another process's lock; Slack gives up after three seconds. */
const lockWaitMs = 2_500;

/** One write of a group: runs inside the group's transaction, and is settled after it. */
interface GroupMember {
  /** Runs the write again if another member failed. */
  run(): Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

interface SqliteOptions extends Pick<StoreOptions, "tables" | "migrations"> {
  /** False to keep no copy of the file before its schema changes. */
  copies?: boolean;
}

/** Opens a store on a file; `copies` keeps one of the file before it is migrated. */
export function openSqlite(
  url: string,
  { tables, migrations = migrationsFolder("sqlite"), copies = true }: SqliteOptions,
): Store {
  const { file, dispose } = locateSqliteFile(url);
  const writeConnection = connectSqlite(file);
  const readConnection = connectSqlite(file);
  readConnection.pragma("query_only = on");
  // SQLite's own wait would block the whole process
  writeConnection.pragma("busy_timeout = 0");
  // a commit is synced by the store, since SQLite's own sync would block the process
  writeConnection.pragma("synchronous = normal");
  const { drizzle }: typeof import("drizzle-orm/better-sqlite3") = loadCommonJs(
    "drizzle-orm/better-sqlite3",
  );
  const t = tables(columnDialects.sqlite());
  const createReader = (connection: Database) =>
    ({
      db: drizzle(connection, { casing: "snake_case" }),
      t,
      lock: <Q>(query: Q) => query,
    }) as unknown as Writer;
  const groupWriter = createReader(writeConnection);
  const beginTransaction = writeConnection.prepare("begin immediate");
  const commitTransaction = writeConnection.prepare("commit");

  const reader = createReader(readConnection);
  const beginSnapshot = readConnection.prepare("begin");
  const endSnapshot = readConnection.prepare("commit");

  let hasSnapshot = false;

  /** Runs before each commit, so that reads after it see its data and the log can be reused. */
  function releaseSnapshot(): void {
    if (hasSnapshot) endSnapshot.run();
    hasSnapshot = false;
  }

  /** Lets the reads of one tick share a transaction: one for each read takes two locks. */
  const read: Reader = {
    t,
    get db() {
      if (!hasSnapshot) {
        beginSnapshot.run();
        hasSnapshot = true;
        setImmediate(releaseSnapshot);
      }
      return reader.db;
    },
  };

  const aside = openThreadedReader(file);

  const queue: GroupMember[] = [];
  let draining: Promise<void> | undefined;

  /**
   * Waits for further writes of this tick, and of further ticks while each brings more: under load,
   * one sync to disk then serves more of them. Also lets timers fire, which a loop of awaits would
   * prevent.
   */
  async function waitForMore(): Promise<void> {
    let before: number;
    do {
      before = queue.length;
      await endOfTick();
    } while (queue.length > before && queue.length < maxGroupSize);
  }

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) {
        await waitForMore();
        await commit(queue.splice(0, maxGroupSize));
      }
    } finally {
      draining = undefined;
    }
  }

  /** SQLite's log, opened a second time to sync it without blocking the process. */
  let log: number | undefined;
  /** Whether the last sync failed, so that its data may or may not be on disk. */
  let isLogInDoubt = false;

  /** Resolves when everything committed is on disk. */
  async function syncLog(): Promise<void> {
    log ??= openSync(`${file}-wal`, "r+");
    isLogInDoubt = true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    fdatasync(log, (error) => (error ? reject(error) : resolve()));
    await promise;
    isLogInDoubt = false;
  }

  /**
   * Copies the log into the database, which syncs both: no later commit may follow a part of the
   * log that is missing on disk.
   */
  function settleDoubt(): void {
    releaseSnapshot();
    const [result] = writeConnection.pragma("wal_checkpoint(truncate)") as { busy: number }[];
    if (result?.busy !== 0)
      throw new EntwineError("database_locked", "the log could not be synced, nor copied");
    isLogInDoubt = false;
  }

  const inode = statSync(file, { throwIfNoEntry: false })?.ino;

  /** Throws if the file was moved or emptied, because further writes would be lost. */
  function assertInPlace(): void {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino === inode && now?.size !== 0) return;
    throw new EntwineError(
      "database_moved",
      "the database's file was moved, removed, emptied or replaced while Entwine was running",
      {
        hint: "find out what happened to it, put the right file back, and restart Entwine",
      },
    );
  }

  async function begin(): Promise<void> {
    rollBack();
    assertInPlace();
    if (isLogInDoubt) settleDoubt();
    for (const until = performance.now() + lockWaitMs; ; await sleep(10)) {
      try {
        beginTransaction.run();
        return;
      } catch (error) {
        if (
          !String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY") ||
          performance.now() > until
        )
          throw error;
      }
    }
  }

  /**
   * Rolls back where needed. A failure such as a full disk may already have ended the transaction.
   */
  function rollBack(): void {
    try {
      if (writeConnection.inTransaction) writeConnection.exec("rollback");
    } catch {} // the next write tries again
  }

  /**
   * Commits a group with one sync to disk. If a member fails, only that one is rejected and the
   * others run again. This is rare; a savepoint for each member would take a tenth of the time in
   * storage, because SQLite then keeps the previous content of each page.
   */
  async function commit(group: readonly GroupMember[]): Promise<void> {
    let running: GroupMember | undefined;
    try {
      await begin();
      for (running of group) await running.run();
      running = undefined;
      releaseSnapshot();
      commitTransaction.run();
      await syncLog();
      for (const member of group) member.succeed();
    } catch (error) {
      const sanitized = sanitizeDatabaseError(error);
      // a full disk ends the whole transaction
      const failed = writeConnection.inTransaction ? running : undefined;
      rollBack();
      for (const member of failed ? [failed] : group) member.fail(sanitized);
      const others = group.filter((member) => member !== failed);
      if (failed && others.length > 0) await commit(others);
    }
  }

  function write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let result: T;
    queue.push({
      async run() {
        result = await work(groupWriter);
      },
      succeed: () => resolve(result),
      fail: reject,
    });
    draining ??= drain();
    return promise;
  }

  /**
   * Counts rows with missing references. Manual edits may have left some, which no migration
   * causes.
   */
  const countBrokenReferences = (): number =>
    (writeConnection.pragma("foreign_key_check") as unknown[]).length;

  const session = {
    execute: async (statements: string) => writeConnection.exec(statements),
    select: async (query: string) => writeConnection.prepare(query).all(),
    backUp: copies ? (version: string) => copySqliteBeforeMigration(file, version) : undefined,
  };

  return {
    read,
    readAside: { db: aside.db, t },
    write,
    async probe() {
      assertInPlace();
      readConnection.pragma("schema_version");
    },
    async countPendingMigrations() {
      // blocks the process, which does nothing else meanwhile
      writeConnection.pragma("busy_timeout = 2000");
      try {
        writeConnection.exec("begin immediate");
        return await countMissingMigrations(session, migrations);
      } catch (error) {
        throw sanitizeDatabaseError(error);
      } finally {
        rollBack();
        writeConnection.pragma("busy_timeout = 0");
      }
    },
    async migrate(upTo) {
      // A migration that rebuilds a table drops it, which would cascade; the pragma that it
      // contains has no effect inside a transaction.
      writeConnection.pragma("foreign_keys = off");
      writeConnection.pragma("legacy_alter_table = on"); // views may refer to a rebuilt table
      writeConnection.pragma("busy_timeout = 60000"); // another process may be migrating
      try {
        writeConnection.exec("begin immediate");
        const changes = (await countMissingMigrations(session, migrations)) > 0;
        const before = changes ? countBrokenReferences() : 0;
        const migrated = await applyMigrations(session, migrations, upTo);
        const broken = changes ? countBrokenReferences() - before : 0;
        if (broken > 0)
          throw new EntwineError(
            "migration_broke_references",
            `the migration would leave ${broken} rows with missing references`,
          );
        repairSequences(writeConnection);
        writeConnection.exec("commit");
        await syncLog();
        removeStaleCopies(file);
        return migrated;
      } catch (error) {
        rollBack();
        throw sanitizeDatabaseError(error);
      } finally {
        writeConnection.pragma("busy_timeout = 0");
        writeConnection.pragma("legacy_alter_table = off");
        writeConnection.pragma("foreign_keys = on");
      }
    },
    async purgeDeletedRows({ copies: removeCopies = false } = {}) {
      await draining;
      if (writeConnection.inTransaction) return false;
      releaseSnapshot();
      writeConnection.pragma("busy_timeout = 100"); // blocks the process meanwhile
      try {
        const [log] = writeConnection.pragma("wal_checkpoint(truncate)") as { busy: number }[];
        if (log?.busy !== 0) return false;
        if (removeCopies) removeSqliteCopies(file);
        removeStaleCopies(file);
        return true;
      } finally {
        writeConnection.pragma("busy_timeout = 0");
      }
    },
    async close() {
      await draining;
      await aside.close();
      if (log !== undefined) closeSync(log);
      log = undefined;
      releaseSnapshot();
      readConnection.close();
      writeConnection.close();
      dispose();
    },
  };
}

/** Rows numbered by the database never get near this. JavaScript is exact up to twice as much. */
const maxRowNumber = 2 ** 52;

/**
 * Renumbers rows that were inserted manually with a huge number. Later rows would get numbers
 * beyond JavaScript's exact integers, and could not be processed.
 */
export function repairSequences(connection: Database): void {
  const isThere = connection
    .prepare("select 1 from sqlite_master where name = 'sqlite_sequence'")
    .get();
  if (!isThere) return; // no table assigns numbers
  const affected = connection
    .prepare("select name from sqlite_sequence where seq >= ?")
    .all(maxRowNumber) as { name: string }[];
  for (const { name } of affected) {
    const last = connection
      .prepare(`select coalesce(max(seq), 0) as seq from "${name}" where seq < ?`)
      .get(maxRowNumber) as { seq: number };
    const move = connection.prepare(
      `update "${name}" set seq = ? where rowid = (select rowid from "${name}" where seq >= ? order by seq limit 1)`,
    );
    while (move.run(last.seq + 1, maxRowNumber).changes > 0) last.seq++;
    connection.prepare("update sqlite_sequence set seq = ? where name = ?").run(last.seq, name);
  }
}
