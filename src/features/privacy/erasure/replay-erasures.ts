/** Erasures by an operator: of one person, and of everybody whom a restored backup brought back. */
import type { FeatureData } from "../../../core/feature-data.ts";
import { wordsFor } from "../../../lib/i18n.ts";
import { listWorkspaces } from "../../../storage/directory.ts";
import { readPersonLanguages } from "../../../storage/person-languages.ts";
import type { Reader, Store } from "../../../storage/store.ts";
import { distinctColumnValues } from "../../../storage/table-rows.ts";
import {
  type ErasureResult,
  type ErasureScope,
  erasePerson,
  personalDataTables,
} from "./erase-person.ts";
import type { ErasureJournal } from "./erasure-journal.ts";

export interface ErasureDependencies {
  store: Store;
  /** Data declarations of the engine and all features. */
  data: readonly FeatureData[];
  /** The root secret, then former ones. */
  secrets: readonly string[];
  newId(): string;
}

export async function eraseByOperator(
  { store, ...dependencies }: ErasureDependencies,
  workspace: string,
  person: string,
  scope: ErasureScope,
  at: Date,
): Promise<ErasureResult> {
  const languages = await readPersonLanguages(store.read, workspace, person);
  const words = wordsFor(languages.workspace);
  return store.write((w) =>
    erasePerson(w, { ...dependencies, workspace, person, scope, at, words }),
  );
}

/** Returns all people's ids in the rows of a workspace. */
async function readAllPersonIds(
  data: readonly FeatureData[],
  on: Reader,
  workspace: string,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [table, { ownerColumn, personalColumns }] of personalDataTables(data)) {
    const columns = [
      ...(ownerColumn ? [ownerColumn] : []),
      ...Object.entries(personalColumns).flatMap(([column, kind]) =>
        kind === "id" || kind === "unset" ? [column] : [],
      ),
    ];
    for (const column of columns)
      for (const id of await distinctColumnValues(on, table, column, workspace))
        if (typeof id === "string") found.add(id);
  }
  return found;
}

/**
 * Repeats erasures made after `made`; returns the number in the journal, and the number of people
 * who had been restored.
 */
export async function replayErasures(
  eraser: ErasureDependencies,
  journal: ErasureJournal,
  made: Date,
): Promise<{ noted: number; again: number }> {
  const { store, data } = eraser;
  const erased = journal.erasedSince(made);
  if (erased.noted === 0) return { noted: 0, again: 0 };
  let again = 0;
  for (const workspace of await listWorkspaces(store.read))
    for (const person of await readAllPersonIds(data, store.read, workspace)) {
      const scope = erased.of(workspace, person);
      if (!scope) continue;
      await eraseByOperator(eraser, workspace, person, scope, new Date());
      again += 1;
    }
  return { noted: erased.noted, again };
}
