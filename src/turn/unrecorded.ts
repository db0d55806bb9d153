/** Messages of which no row is kept, since it would tell who did something: sent after the write that they are about, or never. */
import { addressOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import type { Place } from "../surface/place.ts";
import type { Outcome, Outgoing, Surface } from "../surface/surface.ts";

/** A platform that asks to wait is asked so often. */
const maxAttempts = 5;
/** The longest wait between two attempts; what has to wait longer is not sent. */
const maxPauseMs = 60_000;

interface Parts {
  read: Reader;
  surfaces: ReadonlyMap<string, Surface>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  ended(message: { place: Place }, outcome: Outcome): void;
  failed(error: unknown): void;
}

export interface Unrecorded {
  /** Sends messages one after the other. Never rejects. */
  tell(messages: readonly Outgoing[]): Promise<void>;
  settled(): Promise<void>;
  /** Waits for what is being sent, and drops what would have to wait. */
  stop(): Promise<void>;
}

export function openUnrecorded({ read, surfaces, sleep, ended, failed }: Parts): Unrecorded {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();

  async function send(message: Outgoing): Promise<void> {
    const { workspace, place } = message;
    const surface = surfaces.get(place.surface);
    if (!surface) return;
    const address = message.address ?? (await addressOf(read, workspace, place));
    for (let attempt = 1; attempt <= maxAttempts && !stopping.signal.aborted; attempt++) {
      const outcome = await surface.send({ ...message, ...(address !== undefined && { address }) });
      ended(message, outcome);
      if (outcome.kind !== "refused" || outcome.again === undefined || outcome.again > maxPauseMs) return;
      await sleep(outcome.again, stopping.signal);
    }
  }

  async function sendAll(messages: readonly Outgoing[]): Promise<void> {
    for (const message of messages) await send(message).catch(failed);
  }

  async function settled(): Promise<void> {
    while (sending.size > 0) await Promise.all(sending);
  }

  return {
    async tell(messages) {
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
