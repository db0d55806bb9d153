/** How long a request has waited, and for whom, in words. */
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { aWorkingDay } from "../working-time.ts";
import { mention } from "./mention.ts";

const hour = 3_600_000;

/** "3 working hours", "2 working days": rounded down, so that nobody waited less than it says. */
export function timeWords(time: number, words: Words): string {
  if (time < hour) return words.label("where.time.short");
  return time < aWorkingDay
    ? words.label("where.time.hours", { hours: Math.floor(time / hour) })
    : words.label("where.time.days", { days: Math.floor(time / aWorkingDay) });
}

/** "waiting for us: 3 working hours", as whoever reads it would say it. */
export function clockWords(side: "requester" | "team", time: number, eyes: "own" | "team" | "others", requester: Person, words: Words): Prose {
  const key = side === "team" ? (eyes === "others" ? "team" : "us") : eyes === "own" ? "you" : "requester";
  return words(`where.clock.${key}`, { time: timeWords(time, words), requester: mention(requester) });
}
