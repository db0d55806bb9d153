/** PostgreSQL: any number of writers, in any number of processes. */
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

/** A select, which is all that can be locked. */
interface Lockable<Q> {
  for(strength: "update", how: { skipLocked: boolean }): Q;
}

/** What drizzle does not show of a database. */
interface Inside {
  session: {
    prepareQuery(
      statement: { params: unknown[] },
      ...details: unknown[]
    ): { execute(values: object | undefined): Promise<unknown> };
  };
}

/** Any number that no other application in the same database takes. */
export const migrationLockId = 7_120_041;

/** For migrations on a connection that is in a transaction. */
export const createMigrationSession = (client: Client | PoolClient): MigrationSession => ({
  execute: (statements) => client.query(statements),
  select: async (query) => (await client.query(query)).rows,
});

/**
 * How long to wait for a connection, its turn in the pool included, and for the answer to one
 * statement, in ms: a server that is gone without a word (a cable, a firewall) would be waited for
 * a quarter of an hour. Shorter ones would fail on a machine that is only busy.
 */
const connectLimitMs = 10_000;
const answerLimitMs = 15_000;
/**
 * How long the server goes on with a statement, or holds the locks of a write, when no more is
 * heard of us: for no longer than we wait.
 */
const serverLimits = `set local statement_timeout = ${answerLimitMs}; set local idle_in_transaction_session_timeout = ${answerLimitMs}`;

/** The server has no connection left, so it is there, and those that we have may do. */
const noRoom = "53300";

export function openPostgres(
  url: string,
  {
    tables: defineTables,
    migrations = migrationsFolder("postgres"),
  }: Pick<StoreOptions, "tables" | "migrations">,
): Store {
  const { Pool, types }: typeof import("pg") = loadCommonJs("pg");
  // the column reads it: parsed before, JSON's null could not be told from none
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
      ...(limitMs !== undefined && { query_timeout: limitMs }),
    });
    // A connection that breaks is replaced, and whoever uses it hears of that from the query;
    // without these two it would end the process.
    return pool.on("error", () => {}).on("connect", (client) => client.on("error", () => {}));
  };
  // Apart, so that a read inside a write never waits for a connection that other writes hold.
  const writing = connect(10, answerLimitMs);
  const reading = connect(5, answerLimitMs);
  /** Apart too, since a server that is gone is found out while the others still wait for it. */
  const probing = connect(1, databaseProbeLimitMs);
  /** For what may take long: migrations, and tidying up. */
  const slow = connect(2);

  const lock = <Q>(query: Q, whenLocked = "wait") =>
    (query as Lockable<Q>).for("update", { skipLocked: whenLocked === "skip" });
  const writers = new WeakMap<PoolClient, Writer>();
  /** One writer a connection, and not one a write, so that its prepared statements stay. */
  const writerOn = (client: PoolClient) =>
    writers.getOrInsertComputed(client, () => ({
      db: explaining(drizzle(client, { casing: "snake_case" })),
      t,
      lock,
    }));

  async function transaction<T>(
    work: (client: PoolClient) => Promise<T>,
    pool = writing,
  ): Promise<T> {
    const client = await pool
      .connect()
      .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
    let broken: Error | undefined;
    try {
      await client.query(`begin; ${serverLimits}; set local lock_timeout = 2500`); // nobody waits for a replica that hangs longer than Slack does for us
      const result = await work(client);
      const { command } = await client.query("commit");
      if (command !== "COMMIT")
        throw new Error(
          "a statement failed inside a write, which went on: PostgreSQL kept nothing of it",
        );
      return result;
    } catch (error) {
      const why = sanitizeDatabaseError(error);
      // Whoever does not answer would not hear of the way back either.
      if (why instanceof EntwineError && why.code === "database_unreachable") broken = why;
      else
        await client.query("rollback").catch((cause: Error) => {
          broken = cause;
        });
      throw why;
    } finally {
      client.release(broken);
    }
  }

  return {
    read: { db: explaining(drizzle(reading, { casing: "snake_case" })), t },
    write: (work) => transaction((client) => work(writerOn(client))),
    async probe() {
      try {
        await probing.query("select 1");
      } catch (error) {
        if ((error as { code?: unknown }).code !== noRoom) throw sanitizeDatabaseError(error);
      }
    },
    async countPendingMigrations() {
      const client = await writing
        .connect()
        .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
      try {
        // whoever migrates at this moment is not waited for
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
      }, slow),
    async purgeDeletedRows({ thorough = false, gently = false, tables } = {}) {
      const client = await slow
        .connect()
        .catch((error) => Promise.reject(sanitizeDatabaseError(error)));
      let broken: Error | undefined;
      try {
        await client.query("set lock_timeout = '3s'");
        const { rows } = await client.query<{ name: string; small: boolean }>(
          "select quote_ident(relname) as name, pg_total_relation_size(oid) < 256 * 1024 * 1024 as small from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> 'replicas' order by relname",
        );
        for (const { name, small } of rows.filter(({ name }) => !tables || tables.includes(name)))
          await client.query(
            `vacuum (${thorough || (small && !gently) ? "full, " : ""}analyze) ${name}`,
          );
        // has the commonest values of each column
        if (!gently && !tables) await client.query("vacuum (full) pg_statistic");
        return true;
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
      await Promise.all([writing, reading, probing, slow].map((pool) => pool.end()));
    },
  };
}

/**
 * PostgreSQL takes no NUL in a text, as SQLite and JSON do: asked or stored with one, a message
 * could never be dealt with.
 */
const without = (value: unknown): unknown =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "") : value;

/**
 * drizzle puts a failed statement's values in its error; this takes them out again, for whoever
 * reads outside a write too.
 */
function explaining<D extends Reader["db"]>(db: D): D {
  const { session } = db as unknown as Inside;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (statement, ...details) => {
    const query = prepareQuery({ ...statement, params: statement.params.map(without) }, ...details);
    const execute = query.execute.bind(query);
    query.execute = (values) =>
      execute(
        values &&
          Object.fromEntries(Object.entries(values).map(([name, value]) => [name, without(value)])),
      ).catch((error) => Promise.reject(sanitizeDatabaseError(error)));
    return query;
  };
  return db;
}
