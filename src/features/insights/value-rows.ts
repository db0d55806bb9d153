/** Deliveries of a month with the need, the customer, the measure and what their requesters said. */
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { and, desc, eq, inArray, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { withoutUnconfirmedWording } from "../cases/brief/brief.ts";
import type { HistoryEntry } from "../cases/lifecycle/case.ts";
import { outcomeDate } from "../cases/lifecycle/case.ts";
import { readHistories } from "../cases/rows/history.ts";
import { parseStoredInterview } from "../interview/model/interview-state.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";

type RequestRow = Reader["t"]["requests"]["$inferSelect"];

/** A delivery with its need, customer, measure and outcome. */
export interface ValueRow {
  row: RequestRow;
  /** In the requester's words; missing where it was not asked for or left open. */
  need?: RichText | undefined;
  /** The answer on the paying customer, and what they would notice. */
  customerWords?: RichText | undefined;
  lens?: string | undefined;
  measure?: RichText | undefined;
  /** ISO date of the question about the outcome, while it is open. */
  asksOn?: string | undefined;
  /** What people said about the outcome, oldest first. */
  said: { text: RichText; at: Date }[];
  answeredAt?: Date | undefined;
  /** What the team offered instead, last. */
  offered?: RichText | undefined;
  /** Whether the offer was accepted. */
  isAccepted: boolean;
}

/** Rows of a report at most; the whole list is behind its link. */
const maxRows = 60;

/** Rows described before others may use the event loop. */
const rowsAtOnce = 10;

/**
 * Reads the requests of a filter: verified first, then open, then without answer; or the newest
 * deliveries, else changes, first.
 */
export async function readValueRows(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  { limit = maxRows, isNewestFirst = false } = {},
): Promise<ValueRow[]> {
  const { requests } = on.t;
  const rank = sql`case ${requests.outcome} when 'yes' then 0 when 'partly' then 1 when 'no' then 2 when 'not_needed' then 3 when 'not_answered' then 5 else 4 end`;
  // numbers first: an index holds all that they are selected and ordered by, and finds the rows
  const found = await on.db
    .select({ number: requests.number })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
      ),
    )
    .orderBy(
      isNewestFirst ? sql`coalesce(${requests.deliveredAt}, ${requests.updatedAt}) desc` : rank,
      desc(requests.deliveredAt),
    )
    .limit(limit);
  const numbers = found.map(({ number }) => number);
  const unordered =
    numbers.length === 0
      ? []
      : await on.db
          .select()
          .from(requests)
          .where(and(eq(requests.workspace, viewer.workspace), inArray(requests.number, numbers)));
  const rows = unordered.sort((a, b) => numbers.indexOf(a.number) - numbers.indexOf(b.number));
  const described: ValueRow[] = [];
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const page = rows.slice(from, from + rowsAtOnce);
    const historyOf = await readHistories(
      on,
      viewer.workspace,
      page.map(({ id }) => id),
    );
    described.push(...page.map((row) => describe(row, historyOf(row.id))));
  }
  return described;
}

function describe(row: RequestRow, history: readonly HistoryEntry[]): ValueRow {
  const stored = parseStoredInterview(row.interview);
  const interview = stored && withoutUnconfirmedWording(stored);
  const { need, need_again, customer, measure, symptom } = interview?.answers ?? {};
  const outcomes = history.filter(
    ({ act, verdict }) => act === "outcome" || (act === "evidence" && !verdict),
  );
  return {
    row,
    need: need_again?.text ?? need?.text ?? symptom?.text,
    customerWords: customer?.text,
    lens: customer?.lens,
    measure: measure?.text,
    asksOn:
      stored && row.status === "delivered"
        ? outcomeDate({ interview: stored, deliveredAt: row.deliveredAt ?? new Date(0) })
        : undefined,
    said: outcomes.flatMap(({ why, at }) =>
      why && toPlainText(why).trim() ? [{ text: why, at }] : [],
    ),
    offered: history.findLast(({ alternative }) => alternative)?.alternative,
    isAccepted: history.some(({ act }) => act === "accept"),
    answeredAt: outcomes.findLast(
      ({ act, verdict }) => act === "outcome" && verdict !== "too_early",
    )?.at,
  };
}
