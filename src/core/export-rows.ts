/** Exports: all rows of all workspaces, or all rows about one person. */
import { listWorkspaces } from "../storage/directory.ts";
import type { Reader } from "../storage/store.ts";
import type { ExportRow, FeatureData } from "./feature-data.ts";

/** Yields the rows of all workspaces, without private conversations that opened no request. */
export async function* exportAllRows(
  data: readonly FeatureData[],
  on: Reader,
): AsyncGenerator<ExportRow> {
  for (const workspace of await listWorkspaces(on))
    for (const each of data) if (each.export?.rows) yield* each.export.rows(on, workspace);
}

/**
 * Yields everything stored about a person, oldest first within a type. Display and export both use
 * it.
 */
export async function* exportPersonalRows(
  data: readonly FeatureData[],
  on: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  for (const each of data)
    if (each.export?.personalRows) yield* each.export.personalRows(on, workspace, person);
}
