/**
 * The ledger, row by row, for whoever wants to take it elsewhere: everything that was said and
 * decided, and no private talk that opened nothing.
 */

import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { and, asc, eq, gt } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { type CheckExportLine, exportCheckLines } from "./export-checks.ts";
import { exportRetrospectiveLines, type RetrospectiveExportLine } from "./export-retrospectives.ts";
import { exportWorkspaceLines, type WorkspaceExportLine } from "./export-workspace.ts";

/** Rows are read in pages of this size, so that a large ledger fits in memory. */
const page = 500;

export type LedgerLine =
  | RequestLine
  | WorkspaceExportLine
  | RetrospectiveExportLine
  | CheckExportLine;

interface RequestLine {
  type: "request" | "answer" | "step" | "trade";
  workspace: string;
  request: string;
  [field: string]: string | number | boolean | null;
}

const text = (prose: RichText | null): string | null =>
  prose === null ? null : toPlainText(prose);
const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

export async function listWorkspaces({ db, t }: Reader): Promise<string[]> {
  const rows = await db
    .select({ id: t.workspaces.id })
    .from(t.workspaces)
    .orderBy(asc(t.workspaces.id));
  return rows.map(({ id }) => id);
}

/**
 * Every request with its answers and steps, oldest first. Requests that were crossed out as none
 * are among them, by their status.
 */
export async function* exportLedgerLines(on: Reader): AsyncGenerator<LedgerLine> {
  const { db, t } = on;
  for (const workspace of await listWorkspaces(on)) {
    const groups = new Map(
      (
        await db
          .select({ id: t.groups.id, name: t.groups.name })
          .from(t.groups)
          .where(eq(t.groups.workspace, workspace))
      ).map(({ id, name }) => [id, name]),
    );
    const called = async (id: string): Promise<string | null> => {
      const [row] = await db
        .select({ number: t.requests.number })
        .from(t.requests)
        .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, id)));
      return row ? `R-${row.number}` : null;
    };
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
          owner: row.owner,
          group: row.group && (groups.get(row.group) ?? null),
          stream: row.stream,
          private: row.secluded,
          from_outside: row.outside,
          delivered_at: instant(row.deliveredAt),
          outcome: row.outcome,
          brought: row.brought,
          merged_into: row.mergedInto && (await called(row.mergedInto)),
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
          .from(t.historyEntries)
          .where(
            and(eq(t.historyEntries.workspace, workspace), eq(t.historyEntries.request, row.id)),
          )
          .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id));
        for (const { act, status, by, at, why, details } of steps) {
          const { alternative = null, until = null, to = null, verdict = null } = details ?? {};
          yield {
            type: "step",
            ...common,
            act,
            status,
            by,
            at: instant(at),
            why: text(why),
            alternative: text(alternative),
            until,
            to,
            outcome: verdict,
          };
        }
        const trades = await db
          .select()
          .from(t.tradeOffs)
          .where(and(eq(t.tradeOffs.workspace, workspace), eq(t.tradeOffs.first, row.id)))
          .orderBy(asc(t.tradeOffs.at));
        for (const { waits, words, side, by, at } of trades)
          yield {
            type: "trade",
            ...common,
            waits: waits && (await called(waits)),
            text: text(words),
            side,
            by,
            at: instant(at),
          };
        last = row.number;
      }
      if (requests.length < page) break;
    }
    yield* exportWorkspaceLines(on, workspace);
    yield* exportRetrospectiveLines(on, workspace);
    yield* exportCheckLines(on, workspace);
  }
}
