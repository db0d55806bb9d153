/** In-memory platform that outlives the cores sending to it. */

import type {
  BlockedReason,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../src/platform/adapter.ts";
import { type Card, cardToPlainText } from "../../src/platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type PlatformName,
} from "../../src/platform/conversation-ref.ts";

export interface PostedMessage {
  /** Message id on the platform. */
  message: string;
  /** Outbox row id. */
  id: string;
  place: string;
  words: string;
  card: Card;
  at: ConversationRef;
}

/** Failure of a send, after which the message exists if `arrives` is set; or a delayed success. */
type Trouble =
  | { outcome: SendOutcome | Promise<SendOutcome>; arrives?: boolean }
  | { until: Promise<unknown> };

export type MemoryPlatform = ReturnType<typeof createMemoryPlatform>;

export function createMemoryPlatform() {
  const said: PostedMessage[] = [];
  const tries: PostedMessage[] = [];
  const closedPlaces = new Map<string, SendOutcome>();
  const troubles: { about: (said: PostedMessage) => boolean; trouble: Trouble }[] = [];

  function show(
    said: PostedMessage,
    { kind, target }: OutboundMessage,
    all: PostedMessage[],
  ): string {
    const old = kind === "revise" && all.find(({ message }) => message === target);
    if (old) Object.assign(old, { words: said.words, card: said.card });
    else all.push(said);
    return old ? old.message : said.message;
  }

  async function send(outgoing: OutboundMessage): Promise<SendOutcome> {
    const { id, place, card } = outgoing;
    const one = {
      message: `m${tries.length}`,
      id,
      place: conversationKey(place),
      words: cardToPlainText(card),
      card,
      at: place,
    };
    tries.push(one);
    const closed = closedPlaces.get(place.id);
    if (closed) return closed;
    const planned = troubles.findIndex(({ about }) => about(one));
    const { trouble } = (planned >= 0 && troubles.splice(planned, 1)[0]) || {};
    if (trouble && "until" in trouble) await trouble.until;
    const outcome = trouble && "outcome" in trouble ? trouble : undefined;
    if (outcome && !outcome.arrives) return outcome.outcome;
    const message = show(one, outgoing, said);
    return outcome?.outcome ?? { kind: "sent", message };
  }

  return {
    /** Visible messages, in order. */
    said,
    /** All attempts to send, successful or not. */
    tries,
    /** Returns the text of the messages in a place. */
    words: (place?: string): string[] =>
      said.filter((each) => place === undefined || each.place === place).map(({ words }) => words),
    /** Returns it without what is lost in a crash: which buttons are left, and who answered. */
    texts: (place: string): string[] =>
      said
        .filter((each) => each.place === place)
        .map(({ card }) =>
          cardToPlainText(
            card.filter(({ kind }) => kind !== "note"),
            { buttons: false },
          ),
        ),
    /** Makes a place refuse each message until it is opened again. */
    close: (id: string, blocked: BlockedReason = "archived"): void =>
      void closedPlaces.set(id, { kind: "refused", code: `is_${blocked}`, blocked }),
    open: (id: string): void => void closedPlaces.delete(id),
    /** Makes the next matching send fail. */
    fail(trouble: Trouble, about: (said: PostedMessage) => boolean = () => true): void {
      troubles.push({ about, trouble });
    },
    /** Returns an adapter for one core. With `finds` it can check whether a message arrived. */
    adapter: (name: PlatformName = "slack", { finds = true } = {}): PlatformAdapter => ({
      name,
      send,
      findSentMessage: finds
        ? async ({ id }: OutboundMessage) => {
            const found = said.find((each) => each.id === id);
            return found ? { message: found.message } : ("absent" as const);
          }
        : undefined,
      start: async () => {},
      stop: async () => {},
      isReady: () => true,
    }),
  };
}
