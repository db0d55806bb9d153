/** Sections of a person's rows, newest first and in pages. */
import { exportPersonalRows } from "../core/export-rows.ts";
import type { ExportRow, FeatureData } from "../core/feature-data.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import type { LedgerAccess } from "./request-context.ts";

/** Section of rows without one of their own. */
const otherSection = "talk";

/**
 * Returns the names of the sections: each feature's own in the order of features, then shared ones.
 */
export function personalDataSections(data: readonly FeatureData[]): string[] {
  const names = data.map(({ pageSections = {} }) => Object.keys(pageSections));
  return [...new Set([...names.flatMap(([own]) => own ?? []), ...names.flat()])];
}

export const personalDataSectionOf = (data: readonly FeatureData[], type: string): string =>
  data
    .flatMap(({ pageSections = {} }) => Object.entries(pageSections))
    .find(([, types]) => types.includes(type))?.[0] ?? otherSection;

/** Returns the time of a row as an ISO instant or date; empty without one. */
export function exportRowTime({
  at,
  date,
  created_at,
  asked_at,
  received_at,
  queued_at,
  updated_at,
  due,
  from,
  until,
}: ExportRow): string {
  return String(
    at ??
      date ??
      created_at ??
      asked_at ??
      received_at ??
      queued_at ??
      updated_at ??
      due ??
      from ??
      until ??
      "",
  );
}

/** Counts the rows of each section, by its name. */
export async function countPersonalDataRows(
  { data, read }: Pick<LedgerAccess, "data" | "read">,
  { workspace, person }: Visitor,
): Promise<Map<string, number>> {
  const counts = new Map(personalDataSections(data).map((section) => [section, 0]));
  for await (const { type } of exportPersonalRows(data, read, workspace, person)) {
    const section = personalDataSectionOf(data, type);
    counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  return counts;
}

/** Rows a page: two screens of a phone. */
const rowsPerPage = 20;

/** Returns a page of a section, or its last page; pages count from 1. */
export async function readPersonalDataSection(
  { data, read }: Pick<LedgerAccess, "data" | "read">,
  { workspace, person }: Visitor,
  section: string,
  requestedPage: number,
) {
  const all: ExportRow[] = [];
  for await (const row of exportPersonalRows(data, read, workspace, person))
    if (personalDataSectionOf(data, row.type) === section) all.push(row);
  const pages = Math.max(1, Math.ceil(all.length / rowsPerPage));
  const page = Math.min(Math.max(1, requestedPage), pages);
  const rows = all
    .toSorted((a, b) => exportRowTime(b).localeCompare(exportRowTime(a)))
    .slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return { rows, page, pages };
}
