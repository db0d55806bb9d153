/** Facts since the last retrospective, read at the start and shown at the opening. */

import { z } from "zod";
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type CardElement,
  dividerElement,
  factsElement,
  textElement,
} from "../../../platform/card.ts";
import { and, eq, gte, notInArray, sql } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { readClosedBoards } from "../board-queries.ts";
import type { BoardView } from "../cards/board-view.ts";

const OpeningFacts = z.object({
  delivered: z.number(),
  helped: z.number(),
  partly: z.number(),
  no: z.number(),
  backlog: z.number(),
  /** A line on the daily check; missing where too few answered. */
  trend: z.string().optional(),
  /** The question to warm up with. */
  iceBreaker: z.string().optional(),
});

/** What a board shows before notes are written. */
export type OpeningFacts = z.infer<typeof OpeningFacts>;

/** Reads the check's trend of a group or the workspace; `undefined` where it may not be shown. */
export type ReadCheckTrend = (
  reader: Reader,
  of: { workspace: string; group: string | null; since: Date; now: Date; words: Words },
) => Promise<string | undefined>;

/** Takes texts shared with a group's next retrospective, without their authors. */
export type TakeCheckNotes = (
  w: Writer,
  of: { workspace: string; group: string | null },
) => Promise<string[]>;

/** States of requests that are not in the backlog. */
const settledStatuses = [
  "delivered",
  "outcome_known",
  "merged",
  "cancelled",
  "not_a_request",
  "declined",
] as const;

/** Period before the first retrospective. */
const defaultPeriodMs = 14 * dayMs;

/** Reads the facts at the start of a retrospective. */
export async function readOpeningFacts(
  reader: Reader,
  of: { workspace: string; group: string | null; home: string; now: Date; words: Words },
  trend?: ReadCheckTrend,
): Promise<OpeningFacts> {
  const { db, t } = reader;
  const { workspace, group, home, now, words } = of;
  const [last] = await readClosedBoards(reader, workspace, home, 1);
  const since = last?.closedAt ?? new Date(now.getTime() - defaultPeriodMs);
  const delivered = await db
    .select({ outcome: t.requests.outcome })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), gte(t.requests.deliveredAt, since)));
  const [backlog] = await db
    .select({ count: sql<number>`count(*)` })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.kind, "factory_issue"),
        notInArray(t.requests.status, [...settledStatuses]),
      ),
    );
  const count = (outcome: string): number =>
    delivered.filter((one) => one.outcome === outcome).length;
  const line = await trend?.(reader, { workspace, group, since, now, words });
  return {
    delivered: delivered.length,
    helped: count("yes"),
    partly: count("partly"),
    no: count("no"),
    backlog: Number(backlog?.count ?? 0),
    trend: line,
  };
}

/** Renders the facts. */
export function openingFactElements({ board, words }: BoardView): CardElement[] {
  const { trend, backlog, iceBreaker, ...rest } = OpeningFacts.safeParse(board.brought).data ?? {};
  if (backlog === undefined) return [];
  const facts = [
    ...(trend ? [{ label: words.plain("retro.brought.trend"), value: [trend] }] : []),
    {
      label: words.plain("retro.brought.delivered"),
      value: words("retro.brought.delivered.count", rest as Record<string, number>),
    },
    {
      label: words.plain("retro.brought.backlog"),
      value: words("retro.brought.backlog.count", { count: backlog }),
    },
  ];
  return [
    ...(iceBreaker ? [textElement(words("retro.ice_breaker", { question: iceBreaker }))] : []),
    textElement([{ bold: words.plain("retro.brought.title") }]),
    factsElement(facts),
    dividerElement,
  ];
}
