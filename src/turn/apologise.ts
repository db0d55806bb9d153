/** A turn that failed for good: whoever waits for an answer is told so, kindly, and what they wrote is kept. */
import type { Stored } from "../storage/arrivals.ts";
import { put, type Queued } from "../storage/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Desk } from "./commit.ts";
import { wordsAt } from "./voices.ts";

export async function apologise(
  w: Writer,
  { now, newId, holder }: Pick<Desk, "now" | "newId" | "holder">,
  { arrival, conversation }: Stored,
): Promise<Queued[]> {
  if (arrival.kind === "due") return [];
  const { workspace, place } = arrival;
  const words = await wordsAt(w, workspace, place);
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
