/**
 * The prompt `prompts/draft-recap.md`, its two schemas, and what of its answer is shown: quotes
 * that a note really has, word for word.
 */
import { z } from "zod";
import { loadPrompt } from "./prompt.ts";
import { findVerbatimQuote, sanitizeSentence } from "./sanitize.ts";

const Input = z.object({ title: z.string(), notes: z.array(z.string()) });
const Output = z.object({ summary: z.string(), quotes: z.array(z.string()) });

export const loadRecapPrompt = () => loadPrompt("draft-recap", Input, Output);

const mostQuotes = 3;

/** The sentences with the quotes that are true, or nothing. */
export function sanitizeRecap(
  { summary, quotes }: z.infer<typeof Output>,
  notes: readonly string[],
  secret: string,
): string | undefined {
  const said = sanitizeSentence(summary, secret, notes.join("\n"));
  const exact = quotes
    .slice(0, mostQuotes)
    .flatMap(
      (quote) =>
        notes.map((note) => findVerbatimQuote(note, quote)).find((found) => found !== undefined) ??
        [],
    );
  return said && [said, ...[...new Set(exact)].map((quote) => `“${quote}”`)].join(" ");
}
