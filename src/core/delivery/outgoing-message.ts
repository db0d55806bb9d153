/** Resolution of a stored message for its platform: its address, and the message that it targets. */
import type { Json, OutboundMessage } from "../../platform/adapter.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import { readConversationAddress } from "../../storage/directory.ts";
import { type OutboxRow, outboxRowById, unsentAhead } from "../../storage/queue/outbox.ts";
import type { Reader } from "../../storage/store.ts";

/** Returns whether another replica than `holder` has to send to the same place first. */
export async function isBehindOthers(
  on: Reader,
  {
    workspace,
    conversation,
    seq,
    place,
  }: Pick<OutboxRow, "workspace" | "conversation" | "seq" | "place">,
  holder: string,
): Promise<boolean> {
  const ahead = await unsentAhead(on, { workspace, conversation, holder, seq });
  return ahead.some((other) => conversationKey(other.place) === conversationKey(place));
}

/**
 * Returns the message to send; `blocked` if the message that it targets waits for its place, and
 * `undefined` if that one was never sent.
 */
export async function prepareOutgoing(
  on: Reader,
  {
    id,
    workspace,
    kind,
    place,
    card,
    target,
    queuedAt,
    address: known,
  }: Pick<OutboxRow, "id" | "workspace" | "kind" | "place" | "card" | "target" | "queuedAt"> & {
    address?: Json;
  },
): Promise<OutboundMessage | "blocked" | undefined> {
  const address = known ?? (await readConversationAddress(on, workspace, place));
  const outgoing: OutboundMessage = {
    id,
    workspace,
    place,
    kind,
    card,
    queuedAt,
    address,
  };
  if (!target) return kind === "revise" ? undefined : outgoing;
  const { message: sent, state } = (await outboxRowById(on, workspace, target)) ?? {};
  if (state === "blocked") return "blocked";
  if (!sent) return undefined;
  return kind === "revise"
    ? { ...outgoing, target: sent }
    : { ...outgoing, place: { ...place, thread: sent } };
}
