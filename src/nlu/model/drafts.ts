/** The prompt `prompts/draft-brief.md`, its two schemas, and what of its answer is shown. */
import { z } from "zod";
import type { BriefDraft } from "../judge.ts";
import { loadPrompt } from "./prompt.ts";
import { sanitizeSentence } from "./sanitize.ts";

const Input = z.object({ request: z.string(), answers: z.record(z.string(), z.string()) });
const Output = z.object({ title: z.string(), summary: z.string() });

export const loadBriefPrompt = () => loadPrompt("draft-brief", Input, Output);

/** Both in plain words, or nothing. `own` is what the requester wrote. */
export function sanitizeBriefDraft(
  { title, summary }: z.infer<typeof Output>,
  secret: string,
  own = "",
): BriefDraft | undefined {
  const [shortly, fully] = [
    sanitizeSentence(title, secret, own),
    sanitizeSentence(summary, secret, own),
  ];
  return shortly && fully ? { title: shortly, summary: fully } : undefined;
}
