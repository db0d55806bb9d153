/** A turn that failed for good: whoever waits for an answer is told so, kindly, and what they wrote is kept. */
import type { Stored } from "../storage/arrivals.ts";
import { put, type Queued } from "../storage/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Desk } from "./commit.ts";

export async function apologise(w: Writer, { words, now, newId, holder }: Desk, { arrival, conversation }: Stored): Promise<Queued[]> {
  if (arrival.kind === "due") return [];
  const { workspace, place } = arrival;
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
  return [{ ...full, seq: await put(w, full) }];
}
