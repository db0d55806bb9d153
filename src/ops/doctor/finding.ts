/** Finding about one part of the installation. Never contains a secret or text of people. */
export interface Finding {
  /** Name of the part: `Slack token`. */
  part: string;
  /** `warning`: it works, but not fully. */
  state: "ok" | "warning" | "broken";
  /** Description: a sentence without a full stop. */
  what: string;
  /** Remedy. */
  todo?: string;
}

type FindingFactory = (part: string, what: string, todo?: string) => Finding;

const createFinding =
  (state: Finding["state"]): FindingFactory =>
  (part, what, todo) => ({ part, state, what, ...(todo !== undefined && { todo }) });

export const okFinding = createFinding("ok");
export const warningFinding = createFinding("warning");
export const brokenFinding = createFinding("broken");
