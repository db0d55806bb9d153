/** Prompts `draft-brief.md` and `draft-recap.md`, their schemas, and sanitizing of the answers. */
import { z } from "zod";
import type { BriefDraft } from "../judge.ts";
import { loadPrompt } from "./prompt.ts";
import { findVerbatimQuote, sanitizeSentence } from "./sanitize.ts";

const BriefInput = z.object({ request: z.string(), answers: z.record(z.string(), z.string()) });
const BriefOutput = z.object({ title: z.string(), summary: z.string() });

/** Loads the prompt that words a brief. */
export const loadBriefPrompt = () => loadPrompt("draft-brief", BriefInput, BriefOutput);

/**
 * Returns a draft of plain sentences, or undefined.
 * @param secret - the prompt, no part of which may be shown
 * @param own - what the requester wrote
 */
export function sanitizeBriefDraft(
  { title, summary }: z.infer<typeof BriefOutput>,
  secret: string,
  own = "",
): BriefDraft | undefined {
  const [plainTitle, plainSummary] = [
    sanitizeSentence(title, secret, own),
    sanitizeSentence(summary, secret, own),
  ];
  return plainTitle && plainSummary ? { title: plainTitle, summary: plainSummary } : undefined;
}

const RecapInput = z.object({ title: z.string(), notes: z.array(z.string()) });
const RecapOutput = z.object({ summary: z.string(), quotes: z.array(z.string()) });

/** Loads the prompt that words the summary of a retrospective. */
export const loadRecapPrompt = () => loadPrompt("draft-recap", RecapInput, RecapOutput);

const maxQuotes = 3;

/** Returns the summary with those quotes that are verbatim in a note, or undefined. */
export function sanitizeRecap(
  { summary, quotes }: z.infer<typeof RecapOutput>,
  notes: readonly string[],
  secret: string,
): string | undefined {
  const plainSummary = sanitizeSentence(summary, secret, notes.join("\n"));
  const verified = quotes
    .slice(0, maxQuotes)
    .flatMap(
      (quote) =>
        notes.map((note) => findVerbatimQuote(note, quote)).find((found) => found !== undefined) ??
        [],
    );
  return (
    plainSummary && [plainSummary, ...[...new Set(verified)].map((quote) => `“${quote}”`)].join(" ")
  );
}
