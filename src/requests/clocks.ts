/** Whom a request waits for, and how long it has waited for its requester and for the team, in working time. Pure: its steps tell. */
import { workingTimeBetween } from "../working-time.ts";
import { isOffered, type Standing, type Step, unanswered } from "./life.ts";

/** What its requester is waited for: the talk about it, a question of the team, a word on what was offered. */
export type Asks = "talk" | "question" | "offer";

/** Working time in milliseconds, by who was waited for. */
export interface Clocks {
  requester: number;
  team: number;
  /** The clock that runs now; none where nobody is waited for. */
  running?: "requester" | "team";
}

const talking: readonly Standing[] = ["asking", "waiting", "confirming", "parked"];
const withTeam: readonly Standing[] = ["new", "accepted", "handed_over"];
const over: readonly Standing[] = ["declined", "outcome_known", "merged", "cancelled", "not_a_request"];

/** What the requester is waited for, as things stand after these steps. */
export function asksNow(status: Standing, steps: readonly Step[]): Asks | undefined {
  if (talking.includes(status)) return "talk";
  if (!over.includes(status) && unanswered({ steps: [...steps] }).length > 0) return "question";
  const offered = steps.findLastIndex(({ alternative }) => alternative !== undefined);
  const said = steps.findLastIndex(({ act }) => act === "accept" || act === "object");
  return isOffered(status) && offered > said ? "offer" : undefined;
}

/** What was offered stands beside a decline or a postponement without anybody waiting for a word on it. */
function waitedFor(status: Standing, steps: readonly Step[]): Clocks["running"] {
  const asks = asksNow(status, steps);
  if (asks === "talk" || (asks === "question" && status !== "delivered") || status === "alternative_proposed") return "requester";
  return withTeam.includes(status) ? "team" : undefined;
}

/** `steps` oldest first, and where they led to; `zone` is the requester's. */
export function clocksOf(steps: readonly Step[], { status, now, zone }: { status: Standing; now: Date; zone: string }): Clocks {
  const clocks: Clocks = { requester: 0, team: 0 };
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const running = waitedFor(next ? step.status : status, steps.slice(0, index + 1));
    if (!running) continue;
    clocks[running] += workingTimeBetween(step.at, next?.at ?? now, zone);
    if (!next) clocks.running = running;
  }
  return clocks;
}
