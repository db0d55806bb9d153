/**
 * Delivery of messages without a row, because a row would reveal who acted, or because nothing
 * depends on them: sent once after the write, or lost.
 */

import type { OutboundMessage, PlatformAdapter, SendOutcome } from "../../platform/adapter.ts";
import { readConversationAddress } from "../../storage/directory.ts";
import type { Reader } from "../../storage/store.ts";
import type { MessageIdentity } from "./delivery.ts";

/** Maximum attempts when the platform asks to wait. */
const maxAttempts = 5;
/** Maximum delay (ms) between two attempts; a message that must wait longer is dropped. */
const maxPauseMs = 60_000;

interface UnrecordedDeliveryOptions {
  read: Reader;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  sendFinished(message: MessageIdentity, outcome: SendOutcome): void;
  failed(error: unknown): void;
}

/** Sends messages that must leave no trace in the database, such as replies to outsiders. */
export interface UnrecordedDelivery {
  /** Sends messages one after another. Never rejects. */
  send(messages: readonly OutboundMessage[]): Promise<void>;
  settled(): Promise<void>;
  /** Finishes the message that is being sent, and drops the others. */
  stop(): Promise<void>;
}

/** Opens the delivery of messages that are not stored. */
export function openUnrecordedDelivery({
  read,
  platforms,
  sleep,
  sendFinished,
  failed,
}: UnrecordedDeliveryOptions): UnrecordedDelivery {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();

  async function send(message: OutboundMessage): Promise<void> {
    const { workspace, place } = message;
    const adapter = platforms.get(place.platform);
    if (!adapter) return;
    const address = message.address ?? (await readConversationAddress(read, workspace, place));
    for (let attempt = 1; attempt <= maxAttempts && !stopping.signal.aborted; attempt++) {
      const outcome = await adapter.send({ ...message, address });
      sendFinished(message, outcome);
      if (
        outcome.kind !== "refused" ||
        outcome.retryAfterMs === undefined ||
        outcome.retryAfterMs > maxPauseMs
      )
        return;
      await sleep(outcome.retryAfterMs, stopping.signal);
    }
  }

  async function sendAll(messages: readonly OutboundMessage[]): Promise<void> {
    for (const message of messages) await send(message).catch(failed);
  }

  async function settled(): Promise<void> {
    while (sending.size > 0) await Promise.all(sending);
  }

  return {
    async send(messages) {
      const work = sendAll(messages);
      sending.add(work);
      await work.finally(() => sending.delete(work));
    },
    settled,
    stop() {
      stopping.abort();
      return settled();
    },
  };
}
