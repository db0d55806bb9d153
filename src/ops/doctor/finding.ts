/**
 * What a look at one part of the house brought to light, for whoever runs it. Never holds a secret,
 * nor what people wrote.
 */
export interface Finding {
  /** The part, in two words: `Slack token`. */
  part: string;
  /** A warning works, and not as well as it could. */
  state: "ok" | "warning" | "broken";
  /** A sentence without a full stop. */
  what: string;
  /** What to do about it. */
  todo?: string;
}

type Told = (part: string, what: string, todo?: string) => Finding;

const told =
  (state: Finding["state"]): Told =>
  (part, what, todo) => ({ part, state, what, ...(todo !== undefined && { todo }) });

export const okFinding = told("ok");
export const warningFinding = told("warning");
export const brokenFinding = told("broken");
