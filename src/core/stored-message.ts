/**
 * Whether anything is kept of a message that was edited or deleted: only then is the change stored,
 * since nothing would come of it.
 */

import { messageKey } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readConversationRow as remember } from "../storage/conversations.ts";
import { and, eq } from "../storage/drizzle.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type { Reader } from "../storage/store.ts";

/** Whether rows of the ledger hold words of a message. */
async function isInLedger({ db, t }: Reader, workspace: string, message: string): Promise<boolean> {
  for (const table of [t.requests, t.answers, t.historyEntries, t.checks])
    if (
      (await db.$count(table, and(eq(table.workspace, workspace), eq(table.message, message)))) > 0
    )
      return true;
  return false;
}

/** True for whatever is no edit and no deletion. */
export async function concernsStoredMessage(
  read: Reader,
  event: InboundEvent,
  conversation: string,
): Promise<boolean> {
  if (event.kind !== "edited" && event.kind !== "deleted") return true;
  const { workspace, place, message } = event;
  if (await inbox.hasInboxMessage(read, workspace, messageKey(place, message))) return true;
  const state = (await remember(read, workspace, conversation))?.state;
  return (
    JSON.stringify(state ?? null).includes(JSON.stringify(message)) ||
    isInLedger(read, workspace, message)
  );
}
