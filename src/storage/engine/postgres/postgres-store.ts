/** Store on PostgreSQL, with any number of writing processes. */
import { setTimeout as pause } from "node:timers/promises";
import type { Client, PoolClient } from "pg";
import { EntwineError } from "../../../lib/errors.ts";
import { loadCommonJs } from "../../drizzle.ts";
import type { Reader, Store, StoreOptions, Writer } from "../../store.ts";
import { columnDialects } from "../columns.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import { databaseProbeLimitMs } from "../health-probe.ts";
import {
  applyMigrations,
  countMissingMigrations,
  type MigrationSession,
  migrationsFolder,
} from "../migrate.ts";

/** A select, the only statement that can be locked. */
interface Lockable<Q> {
  for(strength: "update", how: { skipLocked: boolean }): Q;
}

/** Internals that drizzle does not expose. */
interface DrizzleInternals {
  session: {
    prepareQuery(
      statement: { params: unknown[] },
      ...details: unknown[]
    ): { execute(values: object | undefined): Promise<unknown> };
  };
}

/**
 * Key of the advisory lock for migrations; arbitrary, unlikely to be used by another application.
 */
export const migrationLockId = 7_120_041;

/** Migrates on a connection that is in a transaction. */
export const createMigrationSession = (client: Client | PoolClient): MigrationSession => ({
  execute: (statements) => client.query(statements),
  select: async (query) => (await client.query(query)).rows,
});

/**
 * Time limits (ms) for getting a connection (including the wait for the pool) and for one
 * statement. Without them an unreachable server (cable, firewall) would block for 15 minutes;
 * shorter ones would fail on a machine that is only busy.
 */
const connectLimitMs = 10_000;
const statementLimitMs = 15_000;
/**
 * Time limits enforced by the server, so that it releases the locks of a client that disappeared.
 */
const serverLimits = `set local statement_timeout = ${statementLimitMs}; set local idle_in_transaction_session_timeout = ${statementLimitMs}`;

/** Code for "too many connections": the server is up, and our existing connections may suffice. */
const tooManyConnections = "53300";

/** Opens a store; it connects with the first query. */
export function openPostgres(
  url: string,
  {
    tables: defineTables,
    migrations = migrationsFolder("postgres"),
  }: Pick<StoreOptions, "tables" | "migrations">,
): Store {
  const { Pool, types }: typeof import("pg") = loadCommonJs("pg");
  // the column parses it; otherwise JSON's null would look like SQL's
  types.setTypeParser(types.builtins.JSON, (text) => text);
  const { drizzle }: typeof import("drizzle-orm/node-postgres") = loadCommonJs(
    "drizzle-orm/node-postgres",
  );
  const t = defineTables(columnDialects.postgres());

  const connect = (max: number, limitMs?: number) => {
    const pool = new Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: Math.min(limitMs ?? connectLimitMs, connectLimitMs),
      keepAlive: true,
      query_timeout: limitMs,
    });
    // The pool replaces a broken connection and the running query reports it; an error event
    // without a listener would end the process.
    return pool.on("error", () => {}).on("connect", (client) => client.on("error", () => {}));
  };
  // A pool of its own, so that a read inside a write never waits for a connection that writes hold.
  const writePool = connect(10, statementLimitMs);
  const readPool = connect(5, statementLimitMs);
  /** For reads over many rows, which would otherwise occupy every connection of the others. */
  const asidePool = connect(3, statementLimitMs);
  /**
   * Separate pool, so that the probe detects a server that stopped while other queries wait for it.
   */
  const probePool = connect(1, databaseProbeLimitMs);
  /** For long statements: migrations and vacuum. */
  const longRunning = connect(2);

  const lock = <Q>(query: Q, whenLocked = "wait") =>
    (query as Lockable<Q>).for("update", { skipLocked: whenLocked === "skip" });
  const writers = new WeakMap<PoolClient, Writer>();
  /**
   * One writer for each connection, not for each write, so that its prepared statements are reused.
   */
  const writerOn = (client: PoolClient) =>
    writers.getOrInsertComputed(client, () => ({
      db: sanitizing(drizzle(client, { casing: "snake_case" })),
      t,
      lock,
    }));

  async function transaction<T>(
    work: (client: PoolClient) => Promise<T>,
    pool = writePool,
  ): Promise<T> {
    const client = await pool
      .connect()
      .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
    let broken: Error | undefined;
    try {
      // at most 2.5 s for a lock, since Slack waits for three seconds
      await client.query(`begin; ${serverLimits}; set local lock_timeout = 2500`);
      const result = await work(client);
      const { command } = await client.query("commit");
      if (command !== "COMMIT")
        throw new Error(
          "a statement failed inside a write, which continued: PostgreSQL rolled it back",
        );
      return result;
    } catch (error) {
      const sanitized = sanitizeDatabaseError(error);
      // A server that does not answer would not answer a rollback either.
      if (sanitized instanceof EntwineError && sanitized.code === "database_unreachable")
        broken = sanitized;
      else
        await client.query("rollback").catch((cause: Error) => {
          broken = cause;
        });
      throw sanitized;
    } finally {
      client.release(broken);
    }
  }

  return {
    read: { db: sanitizing(drizzle(readPool, { casing: "snake_case" })), t },
    readAside: { db: sanitizing(drizzle(asidePool, { casing: "snake_case" })), t },
    write: (work) => transaction((client) => work(writerOn(client))),
    async probe() {
      try {
        await probePool.query("select 1");
      } catch (error) {
        if ((error as { code?: unknown }).code !== tooManyConnections)
          throw sanitizeDatabaseError(error);
      }
    },
    async countPendingMigrations() {
      const client = await writePool
        .connect()
        .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
      try {
        // does not wait long for another process that is migrating
        await client.query("begin; set local lock_timeout = '3s'");
        return await countMissingMigrations(createMigrationSession(client), migrations);
      } catch (error) {
        throw sanitizeDatabaseError(error);
      } finally {
        const broken = await client.query("rollback").then(
          () => undefined,
          (error: Error) => error,
        );
        client.release(broken);
      }
    },
    migrate: (upTo) =>
      transaction(async (client) => {
        await client.query(
          "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local lock_timeout = 0",
        );
        await client.query(`select pg_advisory_xact_lock(${migrationLockId})`);
        return applyMigrations(createMigrationSession(client), migrations, upTo);
      }, longRunning),
    async purgeDeletedRows({ thorough = false, gently = false, tables } = {}) {
      const client = await longRunning
        .connect()
        .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
      let broken: Error | undefined;
      try {
        await client.query("set lock_timeout = '3s'");
        const isSeen = await isSeenByOthers(client);
        const { rows } = await client.query<{ name: string; small: boolean }>(
          "select quote_ident(relname) as name, pg_total_relation_size(oid) < 256 * 1024 * 1024 as small from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> 'replicas' order by relname",
        );
        for (const { name, small } of rows.filter(({ name }) => !tables || tables.includes(name)))
          await client.query(
            `vacuum (${thorough || (small && !gently) ? "full, " : ""}analyze) ${name}`,
          );
        // holds the most common values of each column
        if (!gently && !tables) await client.query("vacuum (full) pg_statistic");
        return !isSeen;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === "55P03" || code === "40P01") return false;
        broken = error as Error;
        throw sanitizeDatabaseError(error);
      } finally {
        await client.query("reset lock_timeout").catch((error: Error) => {
          broken = error;
        });
        client.release(broken);
      }
    },
    async close() {
      await Promise.all(
        [writePool, readPool, asidePool, probePool, longRunning].map(
          (pool) => pool.ending || pool.end(),
        ),
      );
    },
  };
}

/**
 * Removes NUL, which PostgreSQL refuses in a text while SQLite and JSON allow it. A message with
 * one could otherwise never be processed.
 */
const withoutNul = (value: unknown): unknown =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "") : value;

/**
 * Makes queries strip NUL and throw sanitized errors, for reads outside a write too: drizzle puts
 * the values of a failed statement into its error.
 */
function sanitizing<D extends Reader["db"]>(db: D): D {
  const { session } = db as unknown as DrizzleInternals;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (statement, ...details) => {
    const query = prepareQuery(
      { ...statement, params: statement.params.map(withoutNul) },
      ...details,
    );
    const execute = query.execute.bind(query);
    query.execute = (values) =>
      execute(
        values &&
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, withoutNul(value)]),
          ),
      ).catch((error) => Promise.reject(sanitizeDatabaseError(error)));
    return query;
  };
  return db;
}

/** Time (ms) to wait for older transactions, and between looks. */
const olderTransactionsMs = 3_000;
const lookMs = 50;

/**
 * Waits for transactions that began before this moment, because a vacuum keeps the deleted rows
 * that they can still see. Returns whether one is left after three seconds.
 */
async function isSeenByOthers(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ xid: string }>(
    "select pg_current_xact_id()::xid::text as xid",
  );
  for (let waited = 0; waited < olderTransactionsMs; waited += lookMs) {
    const older = await client.query(
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and greatest(age(backend_xmin), age(backend_xid)) > age($1::xid)",
      [rows[0]!.xid],
    );
    if (older.rowCount === 0) return false;
    await pause(lookMs);
  }
  return true;
}
