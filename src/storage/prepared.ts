/**
 * Statements that are worked out once a connection. drizzle's builder costs more than the
 * statement: unprepared, a read by key is some ten times slower on SQLite.
 */
import type { Reader } from "./store.ts";

interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): { execute(values?: Record<string, unknown>): PromiseLike<unknown> };
}

/**
 * A statement for a hot path, defined once beside the code that uses it: `const byId =
 * prepared("arrival_by_id", ({ db, t }: Reader) => …eq(t.arrivals.id, sql.placeholder("id")))`,
 * then `await byId(reader, { id })`.
 * What varies is a placeholder; whatever else the builder sees is fixed by its first use. `name` is
 * unique in the program: PostgreSQL knows the statement by it.
 */
export function prepared<R extends Reader, Q extends Preparable>(
  name: string,
  build: (on: R) => Q,
) {
  const statements = new WeakMap<object, ReturnType<Preparable["prepare"]>>();
  return async (on: R, values?: Record<string, unknown>): Promise<Awaited<Q>> =>
    (await statements
      .getOrInsertComputed(on.db, () => build(on).prepare(name))
      .execute(values)) as Awaited<Q>;
}
