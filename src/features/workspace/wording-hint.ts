/**
 * Private hint, at most once a month, to people who speak of internal customers or service
 * providers ("Let's stop playing customer and supplier").
 */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { RequestReading } from "../../nlu/judge.ts";
import type { Writer } from "../../storage/store.ts";
import { readPreferences, savePreferences } from "./preferences.ts";
import { readWorkspaceSettings } from "./settings.ts";

/** Minimum confidence of a reading; a wrong hint would read as blame. */
const minConfidence = 0.75;
const daysBetweenHints = 30;

export const usesProviderLanguage = (readings: readonly (RequestReading | undefined)[]): boolean =>
  readings.some(
    (reading) =>
      reading?.providerLanguage.label && reading.providerLanguage.confidence >= minConfidence,
  );

/** Returns whether a person gets the hint now, and records it. */
export async function claimWordingHint(
  w: Writer,
  workspace: string,
  person: string,
  at: Date,
): Promise<boolean> {
  const { model, nudge } = await readWorkspaceSettings(w, workspace);
  const { nudgedAt, unnudged } = await readPreferences(w, workspace, person);
  if (
    model !== "partner" ||
    !nudge ||
    unnudged ||
    (nudgedAt && at.getTime() - nudgedAt.getTime() < daysBetweenHints * dayMs)
  )
    return false;
  await savePreferences(w, workspace, person, { nudgedAt: at });
  return true;
}
