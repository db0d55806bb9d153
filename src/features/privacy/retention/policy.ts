/**
 * Retention policy in words: what is stored and for how long, for `/entwine privacy` and the
 * README. Features declare it with their data; `retention-job.ts` enforces it.
 */
import type { FeatureData } from "../../../core/feature-data.ts";
import type { Words } from "../../../lib/i18n.ts";

export interface RetentionDescription {
  subject: string;
  /** Description of the data and its term. */
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
