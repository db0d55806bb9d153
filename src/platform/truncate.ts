/** Words that leave room for others. */
import { type RichText, spanToPlainText } from "./rich-text.ts";

/** So many characters of it at most, and a sign where something is missing. */
export function truncateRichText(prose: RichText, most: number): RichText {
  const kept: RichText = [];
  let room = most;
  for (const span of prose) {
    const { length } = spanToPlainText(span);
    if (length > room)
      return [
        ...kept,
        typeof span === "string" ? `${span.slice(0, room).replace(/[\uD800-\uDBFF]$/, "")}…` : "…",
      ];
    room -= length;
    kept.push(span);
  }
  return kept;
}
