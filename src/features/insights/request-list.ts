/** Lists of requests on the web: their rows for a page, and as files. */
import type { PageFile } from "../../core/web-page.ts";
import { and, asc, desc, eq, inArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { type CaseListItem, describeCases } from "../cases/queries/case-list-items.ts";
import { readNeeds } from "../cases/queries/case-lists.ts";
import { readGroups } from "../workspace/groups.ts";
import { type LedgerViewer, ownPlace } from "./ledger-viewer.ts";
import { type FileRow, type ListFormat, listFile } from "./list-file.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";

type RequestRow = Reader["t"]["requests"]["$inferSelect"];

/** A request of a list, with what the list shows of it. */
export interface LedgerRow {
  row: RequestRow;
  item: CaseListItem;
  group?: string | undefined;
}

/**
 * Reads the requests of a filter that the viewer may see, newest first unless the oldest are wanted.
 * @param numbers only requests with one of these
 */
export async function readLedgerRows(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  {
    limit,
    offset = 0,
    numbers,
    isOldestFirst = false,
  }: { limit: number; offset?: number; numbers?: readonly number[]; isOldestFirst?: boolean },
): Promise<LedgerRow[]> {
  const { requests } = on.t;
  const rows = await on.db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        numbers && inArray(requests.number, [...numbers]),
      ),
    )
    .orderBy(isOldestFirst ? asc(requests.number) : desc(requests.number))
    .limit(limit)
    .offset(offset);
  return describeLedgerRows(on, viewer, rows);
}

/** Adds to requests what a list says about them. */
export async function describeLedgerRows(
  on: Reader,
  viewer: LedgerViewer,
  rows: readonly RequestRow[],
): Promise<LedgerRow[]> {
  const { workspace, person, isTeam, isGuest, now } = viewer;
  const items = await describeCases(
    on,
    { workspace, person, place: ownPlace(viewer), team: isTeam, guest: isGuest, now },
    rows,
  );
  const groups = new Map((await readGroups(on, workspace)).map(({ id, name }) => [id, name]));
  return rows.map((row, index) => ({
    row,
    item: items[index]!,
    group: row.group ? groups.get(row.group) : undefined,
  }));
}

/** Rows of one query of a file. */
const pageRows = 100;

/** Yields every row of a list, without people. */
async function* fileRows(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): AsyncGenerator<FileRow> {
  for (let offset = 0; ; offset += pageRows) {
    const page = await readLedgerRows(on, viewer, filter, { limit: pageRows, offset });
    const needs = await readNeeds(
      on,
      viewer.workspace,
      page.map(({ row }) => row.id),
    );
    for (const { row, item, group = null } of page)
      yield {
        request: `R-${row.number}`,
        title: row.title,
        need: needs.get(row.id) ?? null,
        kind: row.kind,
        status: item.status,
        waits_for: item.clocks.running ?? null,
        group,
        service: row.service,
        customer: row.customer,
        created_at: row.createdAt.toISOString(),
        delivered_at: row.deliveredAt?.toISOString() ?? null,
        lead_working_minutes: row.times?.lead ?? null,
        lead_calendar_minutes: row.deliveredAt
          ? Math.round((row.deliveredAt.getTime() - row.createdAt.getTime()) / 60_000)
          : null,
        effort: row.effort,
        outcome: row.outcome,
      };
    if (page.length < pageRows) return;
  }
}

/** Returns the list of a filter as a file. */
export const requestListFile = (
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  format: ListFormat,
): PageFile => listFile("requests", fileRows(on, viewer, filter), format);
