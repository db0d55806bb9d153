/** How long an organisation keeps its ledger: what it chose, and from when on that counts. */
import type { WorkspaceSettings } from "./settings.ts";

/** What an organisation chooses among. */
const chosen = {
  /**
   * Years after they were over; for good without a choice. What is over may still tell of its
   * outcome, so that less than a year makes no sense.
   */
  requests: [1, 2, 3, 5],
  /** Years after they closed; for good without a choice. */
  retrospectives: [1, 2, 3, 5],
  /** Months. The team's pictures count 12 weeks back at most. */
  checks: [3, 6, 13, 25],
} as const;

/**
 * Months that checks stay where nobody chose: a year and a month, so that everybody sees what they
 * said a year ago.
 */
const usualMonths = 13;

/**
 * Years that requests and retrospectives stay once they are over, and months that checks do; 0 is
 * for good.
 */
export interface RetentionTerms {
  requests: number;
  retrospectives: number;
  checks: number;
}

/**
 * A shorter term counts so much later, in milliseconds: until then everything can be had back by
 * choosing the longer one again.
 */
export const shorterTermGraceMs = 24 * 60 * 60 * 1_000;

export const retentionTermsOf = ({ keep }: Pick<WorkspaceSettings, "keep">): RetentionTerms => ({
  requests: keep?.requests ?? 0,
  retrospectives: keep?.retrospectives ?? 0,
  checks: keep?.checks ?? usualMonths,
});

export const retentionParts = ["requests", "retrospectives", "checks"] as const;

/** What is kept less long than before. */
export const shortenedRetentionParts = (
  before: RetentionTerms,
  after: RetentionTerms,
): (keyof RetentionTerms)[] =>
  retentionParts.filter((part) => (after[part] || Infinity) < (before[part] || Infinity));

/**
 * As it stands in the settings. Something shorter counts after the grace; something longer at once,
 * though what is still in its grace stays there.
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
  return { ...after, ...(from !== undefined && { from }) };
}

/** Whether the terms count already. */
export const areTermsInForce = ({ keep }: Pick<WorkspaceSettings, "keep">, now: Date): boolean =>
  keep?.from === undefined || Date.parse(keep.from) <= now.getTime();

/** What may be chosen of a part; 0 is for good, which checks are not kept. */
export const retentionChoices = (part: keyof RetentionTerms): readonly number[] =>
  part === "checks" ? chosen.checks : [...chosen[part], 0];

/** The terms that were filled in; undefined where one of them is none to choose. */
export function parseRetentionTerms(
  given: Readonly<Partial<Record<keyof RetentionTerms, string>>>,
): RetentionTerms | undefined {
  const of = (part: keyof RetentionTerms): number | undefined =>
    retentionChoices(part).find((choice) => `${choice}` === given[part]);
  const [requests, retrospectives, checks] = retentionParts.map(of);
  return requests === undefined || retrospectives === undefined || checks === undefined
    ? undefined
    : { requests, retrospectives, checks };
}
