/** What came back with a backup is erased again. */
import { workspacesIn } from "../ledger/export.ts";
import { languagesOf } from "../organisation/language.ts";
import { openSeals } from "../retrospectives/seal.ts";
import { valuesOf } from "../storage/any-table.ts";
import type { Tables } from "../storage/schema.ts";
import type { Reader, Store } from "../storage/store.ts";
import { wordsFor } from "../words.ts";
import { type Erased, type Erasure, erasePerson, type Scope } from "./erase.ts";
import { type Holding, holdings } from "./holdings.ts";
import type { Journal } from "./journal.ts";
import { openUnsealed } from "./unseal.ts";

/** What an erasure needs besides whom it is about, outside of a turn. */
export interface Eraser {
  store: Store;
  secret: string;
  former: readonly string[];
  newId(): string;
}

/** Erases one person, by whoever runs Entwine. */
export async function eraseOne({ store, secret, former, newId }: Eraser, workspace: string, person: string, scope: Scope, at: Date): Promise<Erased> {
  const { common } = await languagesOf(store.read, workspace, person);
  const erasure: Erasure = { workspace, person, scope, at, newId, words: wordsFor(common), unsealed: openUnsealed(openSeals(secret, ...former)) };
  return store.write((w) => erasePerson(w, erasure));
}

/** Everybody whom the rows of a workspace name by an id of their own. */
async function everybodyIn(on: Reader, workspace: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [table, { of, holds }] of Object.entries(holdings) as [keyof Tables, Holding][]) {
    const ids = [...(of ? [of] : []), ...Object.entries(holds).flatMap(([column, hold]) => (hold === "id" || hold === "unset" ? [column] : []))];
    for (const column of ids) for (const id of await valuesOf(on, table, column, workspace)) if (typeof id === "string") found.add(id);
  }
  return found;
}

/** Erases everybody again who was erased after `made`; gives how many the journal notes, and how many of them had come back. */
export async function eraseAgain(eraser: Eraser, journal: Journal, made: Date): Promise<{ noted: number; again: number }> {
  const { store } = eraser;
  const erased = journal.since(made);
  if (erased.noted === 0) return { noted: 0, again: 0 };
  let again = 0;
  for (const workspace of await workspacesIn(store.read))
    for (const person of await everybodyIn(store.read, workspace)) {
      const scope = erased.of(workspace, person);
      if (!scope) continue;
      await eraseOne(eraser, workspace, person, scope, new Date());
      again += 1;
    }
  return { noted: erased.noted, again };
}
