/**
 * Working time for which a request has waited for its requester and for the team, from its history.
 * Pure.
 */
import { hourMs } from "../../../lib/dates/calendar-dates.ts";
import type { WorkCalendar } from "../../../lib/dates/work-calendar.ts";
import { workingDayMs, workingMsBetween } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import {
  type CaseStatus,
  type HistoryEntry,
  isOfferStatus,
  listUnansweredQuestions,
} from "./case.ts";

/** What the requester still owes: the interview, an answer to the team, or a reply to an offer. */
export type AwaitedFromRequester = "interview" | "question" | "offer";

/** Working time (ms) by the party that was waited for. */
export interface WaitingTimes {
  requester: number;
  team: number;
  /** Party that is waited for now, if any. */
  running?: "requester" | "team";
}

const talking: readonly CaseStatus[] = ["asking", "waiting", "confirming", "parked"];
const withTeam: readonly CaseStatus[] = ["new", "accepted", "handed_over"];
const over: readonly CaseStatus[] = [
  "declined",
  "outcome_known",
  "merged",
  "cancelled",
  "not_a_request",
];

/** Returns what the requester owes after these history entries. */
export function awaitedFromRequester(
  status: CaseStatus,
  steps: readonly HistoryEntry[],
): AwaitedFromRequester | undefined {
  if (talking.includes(status)) return "interview";
  if (!over.includes(status) && listUnansweredQuestions({ history: [...steps] }).length > 0)
    return "question";
  const offered = steps.findLastIndex(({ alternative }) => alternative !== undefined);
  const said = steps.findLastIndex(({ act }) => act === "accept" || act === "object");
  return isOfferStatus(status) && offered > said ? "offer" : undefined;
}

/** An offer beside a decline or a postponement is not waited for. */
function partyWaitedFor(
  status: CaseStatus,
  steps: readonly HistoryEntry[],
): WaitingTimes["running"] {
  const asks = awaitedFromRequester(status, steps);
  if (
    asks === "interview" ||
    (asks === "question" && status !== "delivered") ||
    status === "alternative_proposed"
  )
    return "requester";
  return withTeam.includes(status) ? "team" : undefined;
}

/**
 * Measures the waiting times.
 * @param steps history entries, oldest first
 * @param calendar of the requester
 */
export function measureWaitingTimes(
  steps: readonly HistoryEntry[],
  { status, now, calendar }: { status: CaseStatus; now: Date; calendar: WorkCalendar },
): WaitingTimes {
  const clocks: WaitingTimes = { requester: 0, team: 0 };
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const running = partyWaitedFor(next ? step.status : status, steps.slice(0, index + 1));
    if (!running) continue;
    clocks[running] += workingMsBetween(step.at, next?.at ?? now, calendar);
    if (!next) clocks.running = running;
  }
  return clocks;
}

/** Returns "3 working hours" or "2 working days", rounded down unless `round` is another way. */
export function workingTimeText(
  time: number,
  words: Words,
  round: (time: number) => number = Math.floor,
): string {
  const hours = round(time / hourMs);
  if (hours < 1) return words.plain("where.time.short");
  return time < workingDayMs
    ? words.plain("where.time.hours", { hours })
    : words.plain("where.time.days", { days: round(time / workingDayMs) });
}

/** Returns how long it has waited, and for whom; "us" is for the team only. */
export function waitingTimeText(
  side: "requester" | "team",
  time: number,
  eyes: "own" | "team" | "others",
  requester: Person,
  words: Words,
): RichText {
  const key =
    side === "team" ? (eyes === "team" ? "us" : "team") : eyes === "own" ? "you" : "requester";
  return words(`where.clock.${key}`, {
    time: workingTimeText(time, words),
    requester: personMention(requester),
  });
}
