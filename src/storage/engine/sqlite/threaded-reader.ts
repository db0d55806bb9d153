/**
 * Reader whose queries run in a thread of their own: SQLite runs in the thread of its caller, so
 * that a query over many rows would block the event loop.
 */
import { Worker } from "node:worker_threads";
import { loadCommonJs } from "../../drizzle.ts";
import type { Reader } from "../../store.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import type { ThreadQuery, ThreadResult } from "./query-thread.ts";

/** Reads in a thread of its own. */
export interface ThreadedReader {
  db: Reader["db"];
  /** Rejects the running queries and ends the thread. */
  close(): Promise<void>;
}

/** Internals that drizzle does not expose. */
interface DrizzleInternals {
  session: { prepareQuery(...details: unknown[]): object };
}

/** Opens the reader; its thread starts with the first query. */
export function openThreadedReader(file: string): ThreadedReader {
  let thread: Worker | undefined;
  let lastId = 0;
  const running = new Map<number, PromiseWithResolvers<unknown[][]>>();

  const failure = (code: string): unknown =>
    sanitizeDatabaseError(Object.assign(new Error(code), { name: "SqliteError", code }));

  function settle(result: ThreadResult): void {
    const query = running.get(result.id);
    running.delete(result.id);
    if (running.size === 0) thread?.unref(); // an idle thread keeps no process alive
    if ("rows" in result) query?.resolve(result.rows);
    else query?.reject(failure(result.failed));
  }

  /** Rejects what a thread that ended has not answered; the next query starts another. */
  function onExit(ended: Worker): void {
    if (ended !== thread) return;
    thread = undefined;
    for (const query of running.values()) query.reject(failure("SQLITE_INTERRUPT"));
    running.clear();
  }

  function start(): Worker {
    const started = new Worker(new URL("query-thread.ts", import.meta.url), { workerData: file });
    started.on("message", settle);
    started.on("error", () => {}); // its exit follows
    started.on("exit", () => onExit(started));
    return started;
  }

  function run(sql: string, params: unknown[]): Promise<unknown[][]> {
    const query = Promise.withResolvers<unknown[][]>();
    lastId += 1;
    running.set(lastId, query);
    thread ??= start();
    thread.ref();
    thread.postMessage({ id: lastId, sql, params } satisfies ThreadQuery);
    return query.promise;
  }

  const { drizzle }: typeof import("drizzle-orm/sqlite-proxy") = loadCommonJs(
    "drizzle-orm/sqlite-proxy",
  );
  const db = drizzle(
    async (sql, params, method) => {
      const rows = await run(sql, params);
      return { rows: method === "get" ? (rows[0] as unknown[]) : rows };
    },
    undefined, // the casing of the second argument is ignored
    { casing: "snake_case" },
  );
  // drizzle would put the values of a failed query into its error
  const { session } = db as unknown as DrizzleInternals;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (...details) =>
    Object.assign(prepareQuery(...details), {
      queryWithCache: <T>(_sql: string, _params: unknown, runQuery: () => Promise<T>) => runQuery(),
    });
  return {
    db: db as unknown as Reader["db"],
    close: async () => void (await thread?.terminate()),
  };
}
