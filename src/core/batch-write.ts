/**
 * Work on many rows in one write, which falls back to a write for each row when one of them makes
 * it fail.
 */
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import { type RowKey, setRowAside } from "../storage/queue/set-aside.ts";
import type { Store, Writer } from "../storage/store.ts";

interface Batch<T> {
  together(w: Writer): Promise<T>;
  /** The keys of the rows, looked up once the batch has failed. */
  keys(): Promise<readonly RowKey[]>;
  alone(w: Writer, row: RowKey): Promise<T>;
}

/**
 * Runs a batch. Where it fails for a reason of a row, each row is dealt with alone, and those that
 * fail again are set aside.
 * Gives what each write came to; throws what has to pass first, such as a database out of reach.
 *
 * @param told hears of each row that is set aside, and why.
 */
export async function writeBatchOrEach<T>(
  store: Store,
  now: Date,
  told: (row: RowKey, error: unknown) => void,
  batch: Batch<T>,
): Promise<T[]> {
  try {
    return [await store.write(batch.together)];
  } catch (error) {
    if (rowFaultCode(error) === undefined) throw error;
  }
  const done: T[] = [];
  for (const row of await batch.keys()) {
    try {
      done.push(await store.write((w) => batch.alone(w, row)));
    } catch (error) {
      const code = rowFaultCode(error);
      if (code === undefined) throw error;
      await store.write((w) => setRowAside(w, { ...row, code, at: now }));
      told(row, error);
    }
  }
  return done;
}
