/** What came back with a backup is erased again. */

import { wordsFor } from "../../../lib/i18n.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Store } from "../../../storage/store.ts";
import { distinctColumnValues } from "../../../storage/table-rows.ts";
import { listWorkspaces } from "../../insights/export.ts";
import { createNoteCipher } from "../../retrospectives/note-encryption.ts";
import { readPersonLanguages } from "../../workspace/language.ts";
import {
  type Erasure,
  type ErasureResult,
  type ErasureScope,
  erasePerson,
} from "./erase-person.ts";
import { createSealedNoteEraser } from "./erase-sealed-notes.ts";
import type { ErasureJournal } from "./erasure-journal.ts";
import { type PersonalDataColumns, personalDataMap } from "./personal-data-map.ts";

/** What an erasure needs besides whom it is about, outside of a turn. */
export interface ErasureDependencies {
  store: Store;
  secret: string;
  former: readonly string[];
  newId(): string;
}

/** Erases one person, by whoever runs Entwine. */
export async function eraseByOperator(
  { store, secret, former, newId }: ErasureDependencies,
  workspace: string,
  person: string,
  scope: ErasureScope,
  at: Date,
): Promise<ErasureResult> {
  const { workspace: common } = await readPersonLanguages(store.read, workspace, person);
  const erasure: Erasure = {
    workspace,
    person,
    scope,
    at,
    newId,
    words: wordsFor(common),
    withoutSealedNotes: createSealedNoteEraser(createNoteCipher(secret, ...former)),
  };
  return store.write((w) => erasePerson(w, erasure));
}

/** Everybody whom the rows of a workspace name by an id of their own. */
async function everybodyIn(on: Reader, workspace: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [table, { ownerColumn, personalColumns }] of Object.entries(personalDataMap) as [
    keyof Tables,
    PersonalDataColumns,
  ][]) {
    const ids = [
      ...(ownerColumn ? [ownerColumn] : []),
      ...Object.entries(personalColumns).flatMap(([column, hold]) =>
        hold === "id" || hold === "unset" ? [column] : [],
      ),
    ];
    for (const column of ids)
      for (const id of await distinctColumnValues(on, table, column, workspace))
        if (typeof id === "string") found.add(id);
  }
  return found;
}

/**
 * Erases everybody again who was erased after `made`; gives how many the journal notes, and how
 * many of them had come back.
 */
export async function replayErasures(
  eraser: ErasureDependencies,
  journal: ErasureJournal,
  made: Date,
): Promise<{ noted: number; again: number }> {
  const { store } = eraser;
  const erased = journal.erasedSince(made);
  if (erased.noted === 0) return { noted: 0, again: 0 };
  let again = 0;
  for (const workspace of await listWorkspaces(store.read))
    for (const person of await everybodyIn(store.read, workspace)) {
      const scope = erased.of(workspace, person);
      if (!scope) continue;
      await eraseByOperator(eraser, workspace, person, scope, new Date());
      again += 1;
    }
  return { noted: erased.noted, again };
}
