/** Exports: all rows of all workspaces, and all rows about one person. */
import { listWorkspaces } from "../storage/directory.ts";
import type { Reader } from "../storage/store.ts";
import type { ExportRow, FeatureData } from "./feature-data.ts";

/** Everything that was said and decided, workspace by workspace; no private talk that opened nothing. */
export async function* exportAllRows(
  data: readonly FeatureData[],
  on: Reader,
): AsyncGenerator<ExportRow> {
  for (const workspace of await listWorkspaces(on))
    for (const each of data) if (each.export?.rows) yield* each.export.rows(on, workspace);
}

/**
 * All that is kept of one person: the one source for seeing and for exporting it, oldest first
 * within a type.
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
