/** What is on record as this process's and is not in its hands: the write was done, and its answer got lost (a server that stops at the commit). As long as the process lives nobody else takes that up. */
import { giveBack, type Held, heldBy } from "../storage/held.ts";
import type { Store } from "../storage/store.ts";

const nothing: Held = { arrivals: [], outbox: [] };

const among = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => all.has(row));
};
const except = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => !all.has(row));
};

/** A look gives back what the look before had found already: whatever was only on its way from a commit into this process's hands is there by then. Resolves with how many rows those were. */
export function openStrays(store: Store, holder: string, inHand: () => Held): () => Promise<number> {
  let before = nothing;
  return async () => {
    const held = await heldBy(store.read, holder);
    const hands = inHand();
    const found = { arrivals: except(held.arrivals, hands.arrivals), outbox: except(held.outbox, hands.outbox) };
    const strays = { arrivals: among(found.arrivals, before.arrivals), outbox: among(found.outbox, before.outbox) };
    before = found;
    const count = strays.arrivals.length + strays.outbox.length;
    if (count > 0) await store.write((w) => giveBack(w, holder, strays));
    return count;
  };
}
