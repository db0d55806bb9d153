/** The prompt `prompts/draft-brief.md`, its two schemas, and what of its answer is shown. */
import { z } from "zod";
import type { BriefDraft } from "../judge.ts";
import { loadPrompt } from "./prompt.ts";
import { findVerbatimQuote, sanitizeSentence } from "./sanitize.ts";

const BriefInput = z.object({ request: z.string(), answers: z.record(z.string(), z.string()) });
const BriefOutput = z.object({ title: z.string(), summary: z.string() });

export const loadBriefPrompt = () => loadPrompt("draft-brief", BriefInput, BriefOutput);

/** Both in plain words, or nothing. `own` is what the requester wrote. */
export function sanitizeBriefDraft(
  { title, summary }: z.infer<typeof BriefOutput>,
  secret: string,
  own = "",
): BriefDraft | undefined {
  const [shortly, fully] = [
    sanitizeSentence(title, secret, own),
    sanitizeSentence(summary, secret, own),
  ];
  return shortly && fully ? { title: shortly, summary: fully } : undefined;
}

const RecapInput = z.object({ title: z.string(), notes: z.array(z.string()) });
const RecapOutput = z.object({ summary: z.string(), quotes: z.array(z.string()) });

export const loadRecapPrompt = () => loadPrompt("draft-recap", RecapInput, RecapOutput);

const mostQuotes = 3;

/** The sentences with the quotes that are true, or nothing. */
export function sanitizeRecap(
  { summary, quotes }: z.infer<typeof RecapOutput>,
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
