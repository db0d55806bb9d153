/** What people and the bot say, as data and never as markup: each surface escapes it in one place, and nothing a person types can become a link, a mention or a format. */
import { z } from "zod";
import { isErased } from "./place.ts";

const Span = z.union([
  z.string(),
  z.strictObject({ bold: z.string() }),
  z.strictObject({ italic: z.string() }),
  z.strictObject({ code: z.string() }),
  z.strictObject({ person: z.string(), name: z.string().optional() }),
  z.strictObject({ link: z.string(), label: z.string().optional() }),
]);

/** A run of text. `person` is a platform's id of somebody, which a surface shows as a mention where it can. */
export type Span = z.infer<typeof Span>;

/** A passage; line breaks are `\n` inside its strings. */
export const Prose = z.array(Span);
export type Prose = z.infer<typeof Prose>;

/** How a span reads where there is neither format nor mention: in the ledger's plain text, to a judge, on a terminal. */
export function plainSpan(span: Span): string {
  if (typeof span === "string") return span;
  if ("bold" in span) return span.bold;
  if ("italic" in span) return span.italic;
  if ("code" in span) return span.code;
  if ("person" in span) return isErased(span.person) ? (span.name ?? "…") : `@${span.name ?? span.person}`;
  return span.label && span.label !== span.link ? `${span.label} (${span.link})` : span.link;
}

export const plain = (prose: Prose): string => prose.map(plainSpan).join("");
