/** Working minutes of a request from its start, by what it waited for in them. Pure. */
import type { WorkCalendar } from "../../../lib/dates/work-calendar.ts";
import { workingMsBetween } from "../../../lib/dates/working-time.ts";
import type { ValueShape } from "../../../storage/engine/columns.ts";
import {
  type ApprovalRule,
  findBlockingRequest,
  type HistoryEntry,
  listMissingApprovers,
} from "./case.ts";
import { awaitedFromRequester } from "./waiting-time.ts";

/**
 * States of a request in the order of its life. `asking`: the interview. `queue`: nobody has taken
 * it. `agreement`: approvals are missing. `requester`: a question or an offer is unanswered. `held`:
 * another request goes first. `postponed`: until a date. `hand`: taken, and nothing is waited for.
 * `closed`: over, before it was opened again.
 */
const flowStates = [
  "asking",
  "queue",
  "agreement",
  "requester",
  "held",
  "postponed",
  "hand",
  "closed",
] as const;

/** State in which working time is spent. */
export type FlowState = (typeof flowStates)[number];

/** Minutes by state; `lead` is their sum. A state without time is missing. */
export type WorkingMinutes = { lead: number } & Partial<Record<FlowState, number>>;

/** Stored working minutes. */
export const workingMinutesShape: ValueShape<WorkingMinutes> = (value) =>
  Number.isFinite((value as WorkingMinutes | null)?.lead) ? (value as WorkingMinutes) : undefined;

/** Returns the state after these history entries, oldest first. */
function flowStateOf(
  steps: readonly HistoryEntry[],
  approval: ApprovalRule | undefined,
): FlowState {
  const history = [...steps];
  const status = history.at(-1)?.status ?? "asking";
  const awaited = awaitedFromRequester(status, history);
  if (awaited === "interview") return "asking";
  if (status === "postponed") return "postponed";
  if (status === "alternative_proposed") return "requester";
  if (status !== "new" && status !== "handed_over" && status !== "accepted") return "closed";
  if (awaited === "question") return "requester";
  if (status === "accepted") return findBlockingRequest({ history }) ? "held" : "hand";
  return listMissingApprovers({ history }, approval).length > 0 ? "agreement" : "queue";
}

/**
 * Measures the minutes from the first history entry until `end`.
 * @param calendar of the requester
 */
export function measureWorkingMinutes(
  steps: readonly HistoryEntry[],
  {
    end,
    calendar,
    approval,
  }: { end: Date; calendar: WorkCalendar; approval: ApprovalRule | undefined },
): WorkingMinutes {
  const minutes: WorkingMinutes = { lead: 0 };
  for (const [index, { at }] of steps.entries()) {
    const until = steps[index + 1]?.at ?? end;
    const spent = Math.round(workingMsBetween(at, until, calendar) / 60_000);
    if (spent <= 0) continue;
    const state = flowStateOf(steps.slice(0, index + 1), approval);
    minutes[state] = (minutes[state] ?? 0) + spent;
    minutes.lead += spent;
  }
  return minutes;
}
