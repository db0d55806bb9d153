/**
 * A turn that failed for good: whoever waits for an answer is told so, kindly, and what they wrote
 * is kept.
 */
import type { InboxEntry } from "../storage/queue/inbox.ts";
import { insertOutboxRow, type QueuedOutboxRow } from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import { wordsAt } from "./locale.ts";
import type { TurnServices } from "./turn-messages.ts";

export async function queueFailureReply(
  w: Writer,
  { now, newId, holder, features }: Pick<TurnServices, "now" | "newId" | "holder" | "features">,
  { event, conversation }: InboxEntry,
): Promise<QueuedOutboxRow[]> {
  if (event.kind === "due") return [];
  const { workspace, place } = event;
  const words = await wordsAt(w, features, workspace, place);
  const row = {
    id: newId(),
    workspace,
    conversation,
    kind: "post",
    place,
    card: [{ kind: "text", text: words("requests.trouble") }],
    state: "queued",
    holder,
    queuedAt: now(),
  } as const;
  const full = { ...row, card: [...row.card] };
  return [{ ...full, seq: await insertOutboxRow(w, full) }];
}
