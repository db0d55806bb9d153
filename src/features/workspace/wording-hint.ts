/**
 * The wording nudge: whoever speaks of internal customers or service providers hears once, in
 * private and once a month at most, what such words do ("Let's stop playing customer and
 * supplier").
 */
import type { RequestReading } from "../../nlu/judge.ts";
import type { Writer } from "../../storage/store.ts";
import { readPreferences, savePreferences } from "./preferences.ts";
import { readWorkspaceSettings } from "./settings.ts";

/**
 * From this confidence on the words are taken for what they read as; a nudge that misses its mark
 * scolds.
 */
const sure = 0.75;
/** Days until somebody may hear of it again. */
const quiet = 30;
const day = 86_400_000;

export const usesProviderLanguage = (readings: readonly (RequestReading | undefined)[]): boolean =>
  readings.some(
    (reading) => reading?.providerLanguage.label && reading.providerLanguage.confidence >= sure,
  );

/** Whether somebody is to hear of it now; notes it where they are. */
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
    (nudgedAt && at.getTime() - nudgedAt.getTime() < quiet * day)
  )
    return false;
  await savePreferences(w, workspace, person, { nudgedAt: at });
  return true;
}
