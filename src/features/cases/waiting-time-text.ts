/** How long a request has waited, and for whom, in words. */

import { workingDayMs } from "../../lib/dates/working-time.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { personMention } from "../../platform/person-mention.ts";
import type { RichText } from "../../platform/rich-text.ts";

const hour = 3_600_000;

/** "3 working hours", "2 working days": rounded down, so that nobody waited less than it says. */
export function workingTimeText(time: number, words: Words): string {
  if (time < hour) return words.plain("where.time.short");
  return time < workingDayMs
    ? words.plain("where.time.hours", { hours: Math.floor(time / hour) })
    : words.plain("where.time.days", { days: Math.floor(time / workingDayMs) });
}

/** "waiting for us: 3 working hours", as whoever reads it would say it. */
export function waitingTimeText(
  side: "requester" | "team",
  time: number,
  eyes: "own" | "team" | "others",
  requester: Person,
  words: Words,
): RichText {
  const key =
    side === "team" ? (eyes === "others" ? "team" : "us") : eyes === "own" ? "you" : "requester";
  return words(`where.clock.${key}`, {
    time: workingTimeText(time, words),
    requester: personMention(requester),
  });
}
