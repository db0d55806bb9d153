/** Thread that runs queries on its own connection to the SQLite file, one after another. */
import { parentPort, workerData } from "node:worker_threads";
import type { Statement } from "better-sqlite3";
import { connectSqlite } from "./database-file.ts";

/** Query that is sent to the thread. */
export interface ThreadQuery {
  id: number;
  sql: string;
  params: unknown[];
}

/** Rows of a query, each with its columns in their order, or the code of SQLite's error. */
export type ThreadResult = { id: number } & ({ rows: unknown[][] } | { failed: string });

const connection = connectSqlite(workerData as string);
connection.pragma("query_only = on");
connection.pragma("cache_size = -32000"); // KB: an index of 100,000 requests

/** Prepared statements by their text; the oldest leave first. */
const statements = new Map<string, Statement<unknown[], unknown[]>>();
const maxStatements = 200;

function prepare(sql: string): Statement<unknown[], unknown[]> {
  const known = statements.get(sql);
  if (known) return known;
  const statement = connection.prepare<unknown[], unknown[]>(sql).raw();
  statements.set(sql, statement);
  if (statements.size > maxStatements) statements.delete(statements.keys().next().value!);
  return statement;
}

parentPort!.on("message", ({ id, sql, params }: ThreadQuery) => {
  let result: ThreadResult;
  try {
    result = { id, rows: prepare(sql).all(...params) };
  } catch (error) {
    result = { id, failed: String((error as { code?: unknown }).code ?? "") };
  }
  parentPort!.postMessage(result);
});
