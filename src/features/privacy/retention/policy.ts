/**
 * Retention policy in words: what is kept and for how long, as people read it in `/entwine privacy`
 * and in the README. Features declare it with their data, where `retention-job.ts` works by it.
 */
import type { FeatureData } from "../../../core/feature-data.ts";
import type { Words } from "../../../lib/i18n.ts";

export interface RetentionDescription {
  subject: string;
  /** What it is, and how long it stays. */
  what: string;
  term: string;
}

export const describeRetention = (
  data: readonly FeatureData[],
  words: Words,
): RetentionDescription[] =>
  data
    .flatMap(({ retention }) => retention?.subjects ?? [])
    .map(({ name, numbers }) => ({
      subject: name,
      what: words.plain(`keep.what.${name}`),
      term: words.plain(`keep.term.${name}`, numbers),
    }));
