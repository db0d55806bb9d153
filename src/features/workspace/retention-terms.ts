/** Retention terms that an organisation chooses, and when they take effect. */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { WorkspaceSettings } from "./settings.ts";

/** Terms to choose from, by part. */
const termOptions = {
  /** Years after the end; at least one, because outcomes are asked for after the end. */
  requests: [1, 2, 3, 5],
  /** Years after the close. */
  retrospectives: [1, 2, 3, 5],
  /** Months. The team's pictures need 12 weeks. */
  checks: [3, 6, 13, 25],
} as const;

/** A year and a month, so that people see their answers of a year ago. */
const defaultCheckMonths = 13;

/** Years for requests and retrospectives, and months for checks; 0 keeps forever. */
export interface RetentionTerms {
  requests: number;
  retrospectives: number;
  checks: number;
}

/** Delay (ms) before a shorter term takes effect, during which it can be undone without loss. */
export const shorterTermGraceMs = dayMs;

/** Returns the terms in force; 0 keeps without limit. */
export const retentionTermsOf = ({ keep }: Pick<WorkspaceSettings, "keep">): RetentionTerms => ({
  requests: keep?.requests ?? 0,
  retrospectives: keep?.retrospectives ?? 0,
  checks: keep?.checks ?? defaultCheckMonths,
});

/** Parts with a term of their own. */
export const retentionParts = ["requests", "retrospectives", "checks"] as const;

/** Returns the parts with a shorter term than before. */
export const shortenedRetentionParts = (
  before: RetentionTerms,
  after: RetentionTerms,
): (keyof RetentionTerms)[] =>
  retentionParts.filter((part) => (after[part] || Infinity) < (before[part] || Infinity));

/**
 * Returns the setting of new terms. Shorter terms take effect after the grace period; longer ones
 * at once, without ending a running grace period.
 */
export function retentionSettingOf(
  before: WorkspaceSettings,
  after: RetentionTerms,
  now: Date,
): NonNullable<WorkspaceSettings["keep"]> {
  const from =
    shortenedRetentionParts(retentionTermsOf(before), after).length > 0
      ? new Date(now.getTime() + shorterTermGraceMs).toISOString()
      : before.keep?.from;
  return { ...after, from };
}

/** Returns whether the terms are in effect. */
export const areTermsInForce = ({ keep }: Pick<WorkspaceSettings, "keep">, now: Date): boolean =>
  keep?.from === undefined || Date.parse(keep.from) <= now.getTime();

/** Returns the terms to choose from; 0 (forever) is not offered for checks. */
export const retentionChoices = (part: keyof RetentionTerms): readonly number[] =>
  part === "checks" ? termOptions.checks : [...termOptions[part], 0];

/** Parses the terms of a form; `undefined` if one is not among the options. */
export function parseRetentionTerms(
  given: Readonly<Partial<Record<keyof RetentionTerms, string>>>,
): RetentionTerms | undefined {
  const [requests, retrospectives, checks] = retentionParts.map((part) =>
    retentionChoices(part).find((choice) => `${choice}` === given[part]),
  );
  return requests === undefined || retrospectives === undefined || checks === undefined
    ? undefined
    : { requests, retrospectives, checks };
}
