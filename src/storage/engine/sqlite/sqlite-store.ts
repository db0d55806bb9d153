/**
 * SQLite: one writing connection, on which what waits together commits together, and one reading
 * connection.
 */
import { statSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { EntwineError } from "../../../lib/errors.ts";
import { loadCommonJs } from "../../drizzle.ts";
import type { Store, StoreOptions, Writer } from "../../store.ts";
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

/**
 * How many writes share one sync to disk. Measured: 32 in one commit are 11 times as fast as 32
 * commits.
 */
const largestGroup = 128;

/**
 * How long another process may hold the file, in milliseconds: Slack waits for three seconds, and
 * is told then that nothing was stored.
 */
const patience = 2_500;

/**
 * One piece of work in a group: it runs inside the group's transaction, and is settled after the
 * commit.
 */
interface Member {
  run(): Promise<void>;
  settle(failure?: { error: unknown }): void;
}

interface SqliteOptions extends Pick<StoreOptions, "tables" | "migrations"> {
  /** False to keep no copy of the file before its schema changes. */
  copies?: boolean;
}

export function openSqlite(
  url: string,
  { tables, migrations = migrationsFolder("sqlite"), copies = true }: SqliteOptions,
): Store {
  const { file, dispose } = locateSqliteFile(url);
  const writing = connectSqlite(file);
  const reading = connectSqlite(file);
  reading.pragma("query_only = on");
  // SQLite's own waiting would hold up everything else in this process
  writing.pragma("busy_timeout = 0");
  const { drizzle }: typeof import("drizzle-orm/better-sqlite3") = loadCommonJs(
    "drizzle-orm/better-sqlite3",
  );
  const t = tables(columnDialects.sqlite());
  const on = (connection: Database) =>
    ({
      db: drizzle(connection, { casing: "snake_case" }),
      t,
      lock: <Q>(query: Q) => query,
    }) as unknown as Writer;
  const writer = on(writing);

  const waiting: Member[] = [];
  let draining: Promise<void> | undefined;

  /**
   * Waits for the tick's other writes, and on as long as each further tick brings more: under load
   * one sync to disk serves more of them. It also lets timers fire, which a loop of awaits would
   * starve.
   */
  async function gathered(): Promise<void> {
    let before: number;
    do {
      before = waiting.length;
      await setImmediate();
    } while (waiting.length > before && waiting.length < largestGroup);
  }

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        await gathered();
        await commit(waiting.splice(0, largestGroup));
      }
    } finally {
      draining = undefined;
    }
  }

  const inode = statSync(file, { throwIfNoEntry: false })?.ino;

  /**
   * What is written into a file that is no longer where it was, or was emptied, nobody finds again.
   */
  function refuseMoved(): void {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino === inode && now?.size !== 0) return;
    throw new EntwineError(
      "database_moved",
      "the database's file was moved, removed, emptied or replaced while Entwine runs",
      {
        hint: "look for what became of it, put the right one there, and start Entwine again",
      },
    );
  }

  async function begin(): Promise<void> {
    undo();
    refuseMoved();
    for (const until = performance.now() + patience; ; await sleep(10)) {
      try {
        writing.exec("begin immediate");
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
   * What fails may have ended the transaction itself, as a full disk does; the way back must not
   * fail over that.
   */
  function undo(): void {
    try {
      if (writing.inTransaction) writing.exec("rollback");
    } catch {} // the next one tries again
  }

  /**
   * One sync to disk for all of a group: a savepoint each, so that one failure spoils none of the
   * others.
   */
  async function commit(group: Member[]): Promise<void> {
    try {
      await begin();
      for (const member of group) await member.run();
      writing.exec("commit");
      for (const member of group) member.settle();
    } catch (error) {
      undo();
      for (const member of group) member.settle({ error: sanitizeDatabaseError(error) });
    }
  }

  function write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let succeed: () => void;
    waiting.push({
      async run() {
        writing.exec("savepoint member");
        try {
          const result = await work(writer);
          writing.exec("release member");
          succeed = () => resolve(result);
        } catch (error) {
          if (!writing.inTransaction) throw error; // a full disk ends the whole transaction
          writing.exec("rollback to member; release member");
          succeed = () => reject(sanitizeDatabaseError(error));
        }
      },
      settle: (failure) => (failure ? reject(failure.error) : succeed()),
    });
    draining ??= drain();
    return promise;
  }

  /**
   * Rows without what they refer to. A hand may have left some, which no migration is to blame for.
   */
  const countBroken = (): number => (writing.pragma("foreign_key_check") as unknown[]).length;

  const session = {
    execute: async (statements: string) => writing.exec(statements),
    select: async (query: string) => writing.prepare(query).all(),
    ...(copies && { backUp: (version: string) => copySqliteBeforeMigration(file, version) }),
  };

  return {
    read: on(reading),
    write,
    async probe() {
      refuseMoved();
      reading.pragma("schema_version");
    },
    async countPendingMigrations() {
      writing.pragma("busy_timeout = 2000"); // nothing else runs meanwhile
      try {
        writing.exec("begin immediate");
        return await countMissingMigrations(session, migrations);
      } catch (error) {
        throw sanitizeDatabaseError(error);
      } finally {
        undo();
        writing.pragma("busy_timeout = 0");
      }
    },
    async migrate(upTo) {
      // A migration that rebuilds a table drops it, which would cascade; the pragma it brings is
      // void in a transaction.
      writing.pragma("foreign_keys = off");
      writing.pragma("busy_timeout = 60000"); // another process may be migrating
      try {
        writing.exec("begin immediate");
        const changes = (await countMissingMigrations(session, migrations)) > 0;
        const before = changes ? countBroken() : 0;
        const migrated = await applyMigrations(session, migrations, upTo);
        const broken = changes ? countBroken() - before : 0;
        if (broken > 0)
          throw new EntwineError(
            "migration_broke_references",
            `the migration would leave ${broken} rows without what they refer to`,
          );
        repairSequences(writing);
        writing.exec("commit");
        removeStaleCopies(file);
        return migrated;
      } catch (error) {
        undo();
        throw sanitizeDatabaseError(error);
      } finally {
        writing.pragma("busy_timeout = 0");
        writing.pragma("foreign_keys = on");
      }
    },
    async purgeDeletedRows({ copies: also = false } = {}) {
      await draining;
      if (writing.inTransaction) return false;
      writing.pragma("busy_timeout = 100"); // nothing else is done meanwhile
      try {
        const [log] = writing.pragma("wal_checkpoint(truncate)") as { busy: number }[];
        if (log?.busy !== 0) return false;
        if (also) removeSqliteCopies(file);
        removeStaleCopies(file);
        return true;
      } finally {
        writing.pragma("busy_timeout = 0");
      }
    },
    async close() {
      await draining;
      reading.close();
      writing.close();
      dispose();
    },
  };
}

/**
 * JavaScript tells whole numbers apart up to twice this; rows in their own order never come near
 * it.
 */
const furthest = 2 ** 52;

/**
 * Numbers rows anew that were written by hand with a number beyond all others: the rows after them
 * would be numbered beyond
 * what JavaScript tells apart, and none of them would ever be dealt with.
 */
export function repairSequences(connection: Database): void {
  const isThere = connection
    .prepare("select 1 from sqlite_master where name = 'sqlite_sequence'")
    .get();
  if (!isThere) return; // no table counts its rows
  const beyond = connection
    .prepare("select name from sqlite_sequence where seq >= ?")
    .all(furthest) as { name: string }[];
  for (const { name } of beyond) {
    const last = connection
      .prepare(`select coalesce(max(seq), 0) as seq from "${name}" where seq < ?`)
      .get(furthest) as { seq: number };
    const move = connection.prepare(
      `update "${name}" set seq = ? where rowid = (select rowid from "${name}" where seq >= ? order by seq limit 1)`,
    );
    while (move.run(last.seq + 1, furthest).changes > 0) last.seq++;
    connection.prepare("update sqlite_sequence set seq = ? where name = ?").run(last.seq, name);
  }
}
