/**
 * Whom a request waits for, and how long it has waited for its requester and for the team, in
 * working time. Pure: its steps tell.
 */
import { workingDayMs, workingMsBetween } from "../../lib/dates/working-time.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import {
  type CaseStatus,
  type HistoryEntry,
  isOfferStatus,
  listUnansweredQuestions,
} from "./case.ts";

/**
 * What its requester is waited for: the talk about it, a question of the team, a word on what was
 * offered.
 */
export type AwaitedFromRequester = "talk" | "question" | "offer";

/** Working time in milliseconds, by who was waited for. */
export interface WaitingTimes {
  requester: number;
  team: number;
  /** The clock that runs now; none where nobody is waited for. */
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

/** What the requester is waited for, as things stand after these steps. */
export function awaitedFromRequester(
  status: CaseStatus,
  steps: readonly HistoryEntry[],
): AwaitedFromRequester | undefined {
  if (talking.includes(status)) return "talk";
  if (!over.includes(status) && listUnansweredQuestions({ history: [...steps] }).length > 0)
    return "question";
  const offered = steps.findLastIndex(({ alternative }) => alternative !== undefined);
  const said = steps.findLastIndex(({ act }) => act === "accept" || act === "object");
  return isOfferStatus(status) && offered > said ? "offer" : undefined;
}

/**
 * What was offered stands beside a decline or a postponement without anybody waiting for a word on
 * it.
 */
function waitedFor(status: CaseStatus, steps: readonly HistoryEntry[]): WaitingTimes["running"] {
  const asks = awaitedFromRequester(status, steps);
  if (
    asks === "talk" ||
    (asks === "question" && status !== "delivered") ||
    status === "alternative_proposed"
  )
    return "requester";
  return withTeam.includes(status) ? "team" : undefined;
}

/** `steps` oldest first, and where they led to; `zone` is the requester's. */
export function measureWaitingTimes(
  steps: readonly HistoryEntry[],
  { status, now, zone }: { status: CaseStatus; now: Date; zone: string },
): WaitingTimes {
  const clocks: WaitingTimes = { requester: 0, team: 0 };
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const running = waitedFor(next ? step.status : status, steps.slice(0, index + 1));
    if (!running) continue;
    clocks[running] += workingMsBetween(step.at, next?.at ?? now, zone);
    if (!next) clocks.running = running;
  }
  return clocks;
}

const hourMs = 3_600_000;

/** "3 working hours", "2 working days": rounded down, so that nobody waited less than it says. */
export function workingTimeText(time: number, words: Words): string {
  if (time < hourMs) return words.plain("where.time.short");
  return time < workingDayMs
    ? words.plain("where.time.hours", { hours: Math.floor(time / hourMs) })
    : words.plain("where.time.days", { days: Math.floor(time / workingDayMs) });
}

/** Returns how long it has waited, and for whom: "us" is said to the team alone. */
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
