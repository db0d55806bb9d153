/**
 * What is on record as this process's and is not in its hands: the write was done, and its answer
 * got lost (a server that stops at the commit). As long as the process lives nobody else takes that
 * up.
 */

import type { Store } from "../store.ts";
import { type HeldClaims, readHeldClaims, releaseLeakedClaims } from "./leaked-claims.ts";

const nothing: HeldClaims = { inbox: [], outbox: [] };

const among = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => all.has(row));
};
const except = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => !all.has(row));
};

/**
 * A look gives back what the look before had found already: whatever was only on its way from a
 * commit into this process's hands is there by then. Resolves with how many rows those were.
 */
export function createLeakedClaimReleaser(
  store: Store,
  holder: string,
  inHand: () => HeldClaims,
): () => Promise<number> {
  let before = nothing;
  return async () => {
    const held = await readHeldClaims(store.read, holder);
    const hands = inHand();
    const found = {
      inbox: except(held.inbox, hands.inbox),
      outbox: except(held.outbox, hands.outbox),
    };
    const leaked = {
      inbox: among(found.inbox, before.inbox),
      outbox: among(found.outbox, before.outbox),
    };
    before = found;
    const count = leaked.inbox.length + leaked.outbox.length;
    if (count > 0) await store.write((w) => releaseLeakedClaims(w, holder, leaked));
    return count;
  };
}
