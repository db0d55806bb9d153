/** Words that leave room for others. */
import { type Prose, plainSpan } from "../surface/prose.ts";

/** So many characters of it at most, and a sign where something is missing. */
export function shorten(prose: Prose, most: number): Prose {
  const kept: Prose = [];
  let room = most;
  for (const span of prose) {
    const { length } = plainSpan(span);
    if (length > room) return [...kept, typeof span === "string" ? `${span.slice(0, room).replace(/[\uD800-\uDBFF]$/, "")}…` : "…"];
    room -= length;
    kept.push(span);
  }
  return kept;
}
