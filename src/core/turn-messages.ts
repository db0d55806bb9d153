/**
 * What a turn wants said, collected until its end, and put in the outbox in the turn's one write.
 */

import type { OutboundMessage as Message } from "../platform/adapter.ts";
import type { Card } from "../platform/card.ts";
import {
  type BriefChannels,
  type ConversationRef,
  conversationKey,
  isErasedId,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import * as outbox from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Feature } from "./feature.ts";
import type { Locales } from "./locale.ts";

/** What turns are written with. */
export interface TurnServices extends Locales {
  features: readonly Feature[];
  /** Where briefs go. */
  briefChannels: BriefChannels;
  now(): Date;
  newId(): string;
  holder: string;
  /** True where the platform tells otherwise than the ledger whether the person is a guest. */
  guestChanged?: boolean | undefined;
  /** Claims a row for sending at once, where nothing else is on its way to the same place. */
  initialStateFor(row: { workspace: string; place: ConversationRef }): "queued" | "sending";
}

type Letter = Partial<outbox.NewOutboxRow> &
  Pick<outbox.NewOutboxRow, "place" | "card"> & { unrecorded?: true };

export interface TurnMessages {
  /** Says something new, in the turn's conversation unless the letter names another. */
  post(letter: Letter): void;
  /** Changes a message that was sent, or is about to be. Nothing where there is none. */
  revise(old: outbox.OutboxRow | undefined, card: Card): void;
  /** Puts all of it in the outbox, but for what is unrecorded. */
  enqueue(w: Writer): Promise<outbox.QueuedOutboxRow[]>;
  /** What no row is kept of. */
  readonly unrecorded: readonly Message[];
}

export function createTurnMessages(
  desk: TurnServices,
  conversation: string,
  { workspace, place, address }: InboundEvent,
): TurnMessages {
  const rows: Omit<outbox.NewOutboxRow, "state">[] = [];
  const unrecorded: Message[] = [];
  const post = ({ unrecorded: isUnrecorded, ...letter }: Letter): void => {
    if (letter.place.kind === "personal" && isErasedId(letter.place.id)) return; // nobody is there
    const near = letter.place === place && address !== undefined;
    if (isUnrecorded)
      return void unrecorded.push({
        id: letter.id ?? desk.newId(),
        workspace,
        place: letter.place,
        kind: "post",
        card: letter.card,
        ...(near && { address }),
      });
    rows.push({
      id: desk.newId(),
      workspace,
      conversation,
      kind: "post",
      holder: desk.holder,
      queuedAt: desk.now(),
      ...letter,
    });
  };
  return {
    post,
    unrecorded,
    revise(old, card) {
      if (!old) return;
      const { id: target, place, conversation: of, request, question } = old;
      const standing = rows.find((row) => row.kind === "revise" && row.target === target);
      if (standing) standing.card = card;
      else
        post({
          kind: "revise",
          target,
          place,
          card,
          conversation: of,
          ...(request && { request }),
          ...(question && { question }),
        });
    },
    /**
     * What nothing stands before, here or on another replica, is marked as being sent in this same
     * write.
     */
    async enqueue(w) {
      const queued: outbox.QueuedOutboxRow[] = [];
      const aheadIn = new Map<string, { place: ConversationRef }[]>();
      for (const row of rows) {
        const { conversation: of } = row;
        if (!aheadIn.has(of))
          aheadIn.set(
            of,
            await outbox.unsentAhead(w, { workspace, conversation: of, holder: desk.holder }),
          );
        const behind = [...aheadIn.get(of)!, ...queued].some(
          (other) => conversationKey(other.place) === conversationKey(row.place),
        );
        const full = { ...row, state: behind ? ("queued" as const) : desk.initialStateFor(row) };
        const near = row.place === place && address !== undefined;
        queued.push({
          ...full,
          seq: await outbox.insertOutboxRow(w, full),
          ...(near && { address }),
        });
      }
      return queued;
    },
  };
}
