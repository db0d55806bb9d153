/** Requests that a message may continue or correct, by the time since its author wrote of them. Pure. */
import type { MessageEvidence, RecentRequest, WordsReading } from "../message-target.ts";

const continuationMs = 2 * 60 * 1_000;

/** Time (ms) in which its reporter tells more about a security incident. */
const incidentMs = 60 * 60 * 1_000;

/** Time (ms) after the author's words within which a detail of them is corrected. */
const correctionMs = 30 * 60 * 1_000;

/** Returns whether words came so recently that a message may continue them (Unix ms). */
export const isJustSaid = (at: number, saidAt: number): boolean => at - saidAt <= continuationMs;

/** Returns whether a message comes soon enough to continue a request. */
export const mayContinue = (
  at: number,
  { saidAt, isIncident }: Pick<RecentRequest, "saidAt" | "isIncident">,
): boolean => at - saidAt <= (isIncident ? incidentMs : continuationMs);

/** Returns the request, the author's latest, of which words replace a detail. */
export function findCorrected(
  { at }: MessageEvidence,
  requests: readonly RecentRequest[],
  { replacesDetail }: WordsReading,
): RecentRequest | undefined {
  const latest = requests
    .filter(({ isClosed }) => !isClosed)
    .toSorted((one, other) => other.saidAt - one.saidAt)[0];
  return replacesDetail && latest && at - latest.saidAt <= correctionMs ? latest : undefined;
}
