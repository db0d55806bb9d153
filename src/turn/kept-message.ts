/** Whether anything is kept of a message that was edited or deleted: only then is the change stored, since nothing would come of it. */
import * as arrivals from "../storage/arrivals.ts";
import { read as remember } from "../storage/conversations.ts";
import { and, eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import { messageKey } from "../surface/place.ts";

/** Whether rows of the ledger hold words of a message. */
async function isInLedger({ db, t }: Reader, workspace: string, message: string): Promise<boolean> {
  for (const table of [t.requests, t.answers, t.steps, t.checks])
    if ((await db.$count(table, and(eq(table.workspace, workspace), eq(table.message, message)))) > 0) return true;
  return false;
}

/** True for whatever is no edit and no deletion. */
export async function isOfKept(read: Reader, arrival: Arrival, conversation: string): Promise<boolean> {
  if (arrival.kind !== "edited" && arrival.kind !== "deleted") return true;
  const { workspace, place, message } = arrival;
  if (await arrivals.has(read, workspace, messageKey(place, message))) return true;
  const state = (await remember(read, workspace, conversation))?.state;
  return JSON.stringify(state ?? null).includes(JSON.stringify(message)) || isInLedger(read, workspace, message);
}
