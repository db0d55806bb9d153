/** The ledger, row by row, for whoever wants to take it elsewhere: everything that was said and decided, and no private talk that opened nothing. */
import { stringify } from "csv-stringify/sync";
import { and, asc, eq, gt } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { type CheckLine, checksOf } from "./checks.ts";
import { type RetrospectiveLine, retrospectivesOf } from "./retrospectives.ts";

const formats = ["jsonl", "csv", "md"] as const;
export type Format = (typeof formats)[number];

/** Rows are read in pages of this size, so that a large ledger fits in memory. */
const page = 500;

type Line = RequestLine | RetrospectiveLine | CheckLine;

interface RequestLine {
  type: "request" | "answer" | "step";
  workspace: string;
  request: string;
  [field: string]: string | number | boolean | null;
}

const text = (prose: Prose | null): string | null => (prose === null ? null : plain(prose));
const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

export async function workspacesIn({ db, t }: Reader): Promise<string[]> {
  const rows = await db.select({ id: t.workspaces.id }).from(t.workspaces).orderBy(asc(t.workspaces.id));
  return rows.map(({ id }) => id);
}

/** Every request with its answers and steps, oldest first. Requests that were crossed out as none are among them, by their status. */
export async function* ledger(on: Reader): AsyncGenerator<Line> {
  const { db, t } = on;
  for (const workspace of await workspacesIn(on)) {
    for (let last = 0; ; ) {
      const requests = await db
        .select()
        .from(t.requests)
        .where(and(eq(t.requests.workspace, workspace), gt(t.requests.number, last)))
        .orderBy(asc(t.requests.number))
        .limit(page);
      for (const row of requests) {
        const common = { workspace, request: `R-${row.number}` };
        yield {
          type: "request",
          ...common,
          title: row.title,
          text: text(row.text),
          kind: row.kind,
          status: row.status,
          requester: row.requester,
          raised_by: row.raisedBy,
          wish: text(row.wish),
          priority: row.priority,
          surface: row.place.surface,
          created_at: instant(row.createdAt),
          updated_at: instant(row.updatedAt),
          logged_at: instant(row.loggedAt),
        };
        const answers = await db
          .select()
          .from(t.answers)
          .where(and(eq(t.answers.workspace, workspace), eq(t.answers.request, row.id)))
          .orderBy(asc(t.answers.at), asc(t.answers.id));
        for (const answer of answers) {
          yield {
            type: "answer",
            ...common,
            question: answer.question,
            text: text(answer.text),
            by: answer.by,
            at: instant(answer.at),
            label: answer.label,
            confidence: answer.confidence,
            lens: answer.lens,
            judge: answer.judge,
            restated: answer.restated,
            retired_at: instant(answer.retiredAt),
          };
        }
        const steps = await db
          .select()
          .from(t.steps)
          .where(and(eq(t.steps.workspace, workspace), eq(t.steps.request, row.id)))
          .orderBy(asc(t.steps.at), asc(t.steps.id));
        for (const step of steps) yield { type: "step", ...common, status: step.status, by: step.by, at: instant(step.at), why: text(step.why) };
        last = row.number;
      }
      if (requests.length < page) break;
    }
    yield* retrospectivesOf(on, workspace);
    yield* checksOf(on, workspace);
  }
}

const columns = [
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

/** The same rows as text in one of the formats, piece by piece. Cells that a spreadsheet would take for a formula are defused. */
export async function* render(lines: AsyncIterable<Line>, format: Format): AsyncGenerator<string> {
  if (format === "csv") yield stringify([columns]);
  for await (const line of lines) {
    if (format === "jsonl") yield `${JSON.stringify(line)}\n`;
    else if (format === "csv") yield stringify([columns.map((name) => line[name] ?? null)], { escape_formulas: true, cast: { boolean: String } });
    else yield markdown(line);
  }
}

/** Characters that would make Markdown of people's words. */
const escaped = (value: unknown): string =>
  String(value ?? "")
    .replaceAll(/[\\`*_{}[\]<>#|~]/g, "\\$&")
    .replaceAll(/\s+/g, " ");

function markdown(line: Line): string {
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
    case "step":
      return `- _${line.at}_: ${escaped(line.status)} by ${escaped(line.by)}${line.why ? `, ${escaped(line.why)}` : ""}\n`;
  }
}
