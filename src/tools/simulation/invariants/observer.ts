/**
 * Observer of one invariant. It is notified of people's actions and visible messages, and may
 * inspect the database.
 */

import Sqlite from "better-sqlite3";
import type { SimulatedPerson, SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";

type DatabaseInspector = ReturnType<typeof openDatabaseInspector>;
type InspectedRow = Record<string, unknown>;

export function openDatabaseInspector(file: string) {
  const connection = new Sqlite(file, { readonly: true });
  const prepared = new Map<string, Sqlite.Statement>();
  const statement = (sql: string): Sqlite.Statement =>
    prepared.getOrInsertComputed(sql, () => connection.prepare(sql));
  let version = 0;
  return {
    rows: (sql: string, ...values: unknown[]): InspectedRow[] =>
      statement(sql).all(...values) as InspectedRow[],
    one: (sql: string, ...values: unknown[]): InspectedRow | undefined =>
      statement(sql).get(...values) as InspectedRow | undefined,
    /** Returns whether anything was committed since the last call. */
    changed(): boolean {
      const before = version;
      version = connection.pragma("data_version", { simple: true }) as number;
      return version !== before;
    },
    tables: (): string[] =>
      (
        connection
          .prepare(
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
          )
          .all() as { name: string }[]
      ).map(({ name }) => name),
    close: () => connection.close(),
  };
}

export interface InvariantContext {
  world: SimulationWorld;
  database: DatabaseInspector;
  tenants: readonly SimulatedTenant[];
  /** The product's root secret, needed to read sealed values. */
  secret: string;
}

/** Text of a person, identified by a unique made-up word. */
export interface SpokenWords {
  tenant: SimulatedTenant;
  person: SimulatedPerson;
  marker: string;
  /**
   * Purpose of the text. Requests and answers must be stored; text about a person's own day must
   * not be shown to others.
   */
  purpose: "request" | "answer" | "own" | "note" | "anonymous note" | "talk";
  /** Channel thread in which it was written without addressing the bot. */
  overheard?: string;
  /** Time (ms) of the text. */
  since?: number;
}

export interface InvariantObserver {
  /** Called when a message of the bot is displayed: new, changed, or as a Home tab. */
  shown?(tenant: SimulatedTenant, message: VisibleMessage, kind: "post" | "revise" | "home"): void;
  /** Called when the bot has acknowledged these words. */
  heard?(words: SpokenWords): void;
  /** Called when the author retracted or replaced words. */
  takenBack?(it: string): void;
  /** Called after each event. */
  afterEvent?(): void;
  /** Called once a day in the quiet hour. */
  onQuiet?(): void;
}
