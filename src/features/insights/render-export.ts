/** The ledger's rows as text: JSON lines, CSV for a spreadsheet, Markdown to read. */
import { toCsv } from "../../lib/csv.ts";
import { escapeMarkdown } from "../../lib/markdown.ts";

/** A row to write: what it is, and plain values. */
export interface ExportRow {
  type: string;
  [field: string]: string | number | boolean | null;
}

export type ExportFormat = "jsonl" | "csv" | "md";

const common = [
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

/** What only a person's own export has. */
const personal = [
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
 * The same rows as text in one of the formats, piece by piece. Cells that a spreadsheet would take
 * for a formula are defused.
 */
export async function* renderExport(
  lines: AsyncIterable<ExportRow>,
  format: ExportFormat,
  of: "all" | "person" = "all",
): AsyncGenerator<string> {
  const columns = of === "person" ? [...common, ...personal] : common;
  if (format === "csv") yield toCsv([columns]);
  for await (const line of lines) {
    if (format === "jsonl") yield `${JSON.stringify(line)}\n`;
    else if (format === "csv") yield toCsv([columns.map((name) => line[name] ?? null)]);
    else yield markdown(line);
  }
}

const escaped = (value: ExportRow[string] | undefined): string =>
  escapeMarkdown(String(value ?? ""));

function markdown(line: ExportRow): string {
  switch (line.type) {
    case "request":
      return `\n## ${line.request} ${escaped(line.title)}\n\n${escaped(line.status)}, ${escaped(line.kind)}, from ${escaped(line.requester)}, ${line.created_at}\n\n> ${escaped(line.text)}\n\n`;
    case "answer":
      return `- ${line.retired_at ? "~~" : ""}**${escaped(line.question)}**: ${line.text === null ? "left open" : escaped(line.text)}${line.label ? ` (${escaped(line.label)})` : ""}${line.retired_at ? "~~" : ""}\n`;
    case "check_weeks":
      return `- ${escaped(line.group)}, ${line.weeks === 1 ? "week" : "four weeks"} from ${line.from}: ${line.glad ? `${line.glad} glad, ${line.people} people or more` : `${line.kept ? `${line.kept} of pledges kept` : ""}${line.themes ? ` about ${line.themes}` : ""}`}\n`;
    case "retrospective":
      return `\n## ${escaped(line.title)}, ${line.at}\n\n${escaped(line.status)}, ${escaped(line.naming)}\n\n`;
    case "retrospective_note":
      return `- ${escaped(line.column)}: ${escaped(line.text)}${line.by ? `, ${escaped(line.by)}` : ""}\n`;
    case "retrospective_action":
      return `- [${line.status === "done" ? "x" : " "}] ${escaped(line.text)}, ${escaped(line.owner)}, ${escaped(line.due)}${line.status === "dropped" ? " (dropped)" : ""}\n`;
    case "trade":
      return `- waits for it: ${escaped(line.waits ?? line.text ?? "nothing")}, as ${escaped(line.by)} chose\n`;
    case "group":
      return `- group ${escaped(line.group)}, ${line.people} people${line.owner ? `, advocate ${escaped(line.owner)}` : ""}${line.text ? `: ${escaped(line.text)}` : ""}\n`;
    case "change":
      return `- _${line.at}_: ${escaped(line.what)} changed by ${escaped(line.by)}${line.why ? `, ${escaped(line.why)}` : ""}\n`;
    case "step":
      return `- _${line.at}_: ${escaped(line.act ?? line.status)} by ${escaped(line.by)}${line.alternative ? `, instead: ${escaped(line.alternative)}` : ""}${line.why ? `, ${escaped(line.why)}` : ""}\n`;
    default: {
      const { type, workspace: _, ...told } = line;
      const known = Object.entries(told).filter(
        ([, value]) => value !== null && value !== false && value !== "",
      );
      return `- **${escaped(type)}**: ${known.map(([field, value]) => `${escaped(field)} ${escaped(value)}`).join(", ")}\n`;
    }
  }
}
