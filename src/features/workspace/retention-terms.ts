/** Terms of retention that an organisation chooses, and when they come into force. */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { WorkspaceSettings } from "./settings.ts";

/** Terms to choose from. */
const termOptions = {
  /** Years after the end. Outcomes are asked for after the end, so that a year is the least. */
  requests: [1, 2, 3, 5],
  /** Years after the close. */
  retrospectives: [1, 2, 3, 5],
  /** Months. The team's pictures need 12 weeks. */
  checks: [3, 6, 13, 25],
} as const;

/** A year and a month, so that people see what they said a year ago. */
const defaultCheckMonths = 13;

/** Years for which requests and retrospectives are kept, and months for checks; 0 is for ever. */
export interface RetentionTerms {
  requests: number;
  retrospectives: number;
  checks: number;
}

/** Delay before a shorter term comes into force, in which the choice can be undone without loss. */
export const shorterTermGraceMs = dayMs;

export const retentionTermsOf = ({ keep }: Pick<WorkspaceSettings, "keep">): RetentionTerms => ({
  requests: keep?.requests ?? 0,
  retrospectives: keep?.retrospectives ?? 0,
  checks: keep?.checks ?? defaultCheckMonths,
});

export const retentionParts = ["requests", "retrospectives", "checks"] as const;

/** Returns the parts that are kept less long than before. */
export const shortenedRetentionParts = (
  before: RetentionTerms,
  after: RetentionTerms,
): (keyof RetentionTerms)[] =>
  retentionParts.filter((part) => (after[part] || Infinity) < (before[part] || Infinity));

/**
 * Returns the setting of new terms. Shorter terms come into force after the grace period; longer ones
 * at once, but without ending a grace period.
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

/** Whether the terms are in force. */
export const areTermsInForce = ({ keep }: Pick<WorkspaceSettings, "keep">, now: Date): boolean =>
  keep?.from === undefined || Date.parse(keep.from) <= now.getTime();

/** Returns the terms to choose from; 0 is for ever, which checks are not kept. */
export const retentionChoices = (part: keyof RetentionTerms): readonly number[] =>
  part === "checks" ? termOptions.checks : [...termOptions[part], 0];

/** Parses the terms of a form; `undefined` where one of them is not among the options. */
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
