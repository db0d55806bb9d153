/** Vocabulary of the paying-customer check. */

import type { RichText } from "../../platform/rich-text.ts";

/** Answers: how the paying customers would feel about the day's work. */
export const feelings = ["happy", "unsure", "unhappy"] as const;

/** Answer to the question of a day. */
export type Feeling = (typeof feelings)[number];

/** Times to ask again on the same day. */
export const snoozes = ["hour", "afternoon"] as const;

/** Time to ask again on the same day. */
export type Snooze = (typeof snoozes)[number];

/** Results of a pledge, as its author reports them. */
export const pledgeOutcomes = ["yes", "not_yet", "otherwise"] as const;
type PledgeOutcome = (typeof pledgeOutcomes)[number];

/**
 * Reasons why a day has no check: the person chose so, Entwine was out of order, or the platform
 * reported an absence.
 */
export const skipReasons = ["chosen", "missed", "away"] as const;

/** Pledge about an answer that was not `happy`, on the date of that answer. */
export interface Pledge {
  date: string;
  text: RichText;
  kept?: PledgeOutcome | undefined;
}

/** Represents all groups together, and people without a group. */
export const everyoneGroup = "*";
