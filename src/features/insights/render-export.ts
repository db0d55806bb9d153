/** Exported rows as text: JSON lines, CSV for a spreadsheet, Markdown to read. */
import { type ExportRow, type FeatureData, markdownOf } from "../../core/feature-data.ts";
import { toCsv } from "../../lib/csv.ts";

/** Format of an export. */
export type ExportFormat = "jsonl" | "csv" | "md";

/** Columns of release 0.1.0, in their order, for existing spreadsheets. */
const commonColumns = [
  "type",
  "workspace",
  "request",
  "question",
  "text",
  "title",
  "kind",
  "status",
  "by",
  "at",
  "label",
  "lens",
  "confidence",
  "judge",
  "restated",
  "requester",
  "raised_by",
  "wish",
  "priority",
  "surface",
  "why",
  "created_at",
  "updated_at",
  "logged_at",
  "retired_at",
  "act",
  "alternative",
  "until",
  "to",
  "outcome",
  "stream",
  "private",
  "delivered_at",
  "brought",
  "merged_into",
  "waits",
  "side",
  "what",
  "before",
  "after",
  "retrospective",
  "column",
  "topic",
  "topic_title",
  "votes",
  "naming",
  "owner",
  "due",
  "closed_at",
  "group",
  "from",
  "weeks",
  "people",
  "glad",
  "kept",
  "themes",
];

/** Additional columns of a person's own export. */
const personalColumns = [
  "person",
  "name",
  "zone",
  "locale",
  "language",
  "welcomed_at",
  "nudged_at",
  "admin",
  "unnudged",
  "unbriefed",
  "place",
  "address",
  "time",
  "days",
  "region",
  "weekly",
  "observer",
  "misses",
  "snoozed_until",
  "quiet_until",
  "next_at",
  "through",
  "stopped_at",
  "looked_at",
  "snoozed_date",
  "in_zone",
  "paused_until",
  "enrolled_by",
  "date",
  "asked_at",
  "late",
  "skipped",
  "answer",
  "answered_at",
  "pledge",
  "pledge_asked",
  "for_retro",
  "provider",
  "reading",
  "facilitator",
  "in_rota",
  "queued_at",
  "done_at",
];

/**
 * Renders rows in a format, piece by piece. `data` declares the columns and Markdown of types that
 * need their own.
 */
export async function* renderExport(
  data: readonly FeatureData[],
  rows: AsyncIterable<ExportRow>,
  format: ExportFormat,
  of: "all" | "person" = "all",
): AsyncGenerator<string> {
  const columns = [
    ...(of === "person" ? [...commonColumns, ...personalColumns] : commonColumns),
    ...data.flatMap((each) => each.export?.columns ?? []),
  ];
  const markdown = Object.assign({}, ...data.map((each) => each.export?.markdown)) as Readonly<
    Record<string, (row: ExportRow) => string>
  >;
  if (format === "csv") yield toCsv([columns]);
  for await (const row of rows) {
    if (format === "jsonl") yield `${JSON.stringify(row)}\n`;
    else if (format === "csv") yield toCsv([columns.map((name) => row[name] ?? null)]);
    else yield markdown[row.type]?.(row) ?? listItem(row);
  }
}

function listItem({ type, workspace: _, ...fields }: ExportRow): string {
  const known = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== false && value !== "",
  );
  return `- **${markdownOf(type)}**: ${known.map(([field, value]) => `${markdownOf(field)} ${markdownOf(value)}`).join(", ")}\n`;
}
