/** What a turn has at hand inside its write, and what it leaves behind. */

import type { OutboundMessage as Message } from "../platform/adapter.ts";
import type { Card } from "../platform/card.ts";
import {
  type BriefChannels,
  type ConversationRef,
  conversationKey,
  isErasedId,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import type { ConversationRow } from "../storage/conversations.ts";
import * as inbox from "../storage/queue/inbox.ts";
import * as jobs from "../storage/queue/jobs.ts";
import * as outbox from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Feature, TurnContext } from "./feature.ts";
import { type Locales, wordsAt } from "./locale.ts";
import { settlePressedCard } from "./settled-card.ts";

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

interface TurnMessages {
  /** Says something new, in the turn's conversation unless the letter names another. */
  post(letter: Letter): void;
  /** Changes a message that was sent, or is about to be. Nothing where there is none. */
  revise(old: outbox.OutboxRow | undefined, card: Card): void;
  /** Puts all of it in the outbox, but for what is unrecorded. */
  enqueue(w: Writer): Promise<outbox.QueuedOutboxRow[]>;
  /** What no row is kept of. */
  readonly unrecorded: readonly Message[];
}

function createTurnMessages(
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
/** A turn's write: what it leaves behind besides the feature's state. */
export interface UnitOfWork {
  readonly at: Date;
  readonly outgoing: TurnMessages;
  /** Events for other conversations, stored with this turn. */
  readonly followUpEvents: inbox.InboxEntry[];
  /** Returns the context for a feature. */
  forFeature(feature: string): TurnContext;
  /** Returns the feature that awaits text after this turn; `undefined` for the fallback. */
  awaitedInput(before: unknown): unknown;
}

/** The feature that asked for words last, and when, in milliseconds since 1970. */
export interface AwaitedInput {
  feature: string;
  at: number;
}

export function openUnitOfWork(
  w: Writer,
  desk: TurnServices,
  conversation: string,
  { place: home }: ConversationRow,
  event: InboundEvent,
): UnitOfWork {
  const { workspace } = event;
  const at = desk.now();
  const { newId, reader, workspace: common, actor } = desk;
  const outgoing = createTurnMessages(desk, conversation, event);
  const arrived: inbox.InboxEntry[] = [];
  const near = event.kind === "due" ? home : event.place;
  let asked: AwaitedInput | "nobody" | undefined;

  const enqueueEvent: TurnContext["enqueueEvent"] = async ({
    id,
    place,
    conversation: key = conversationKey(place),
    duty,
    subject,
  }) => {
    const by = { id: "entwine" };
    const due = { id, workspace, at: at.getTime(), by, place, kind: "due", duty, subject } as const;
    const stored = await inbox.storeEvent(w, due, key, null, desk.holder, at);
    if (stored) arrived.push(stored);
    return stored !== undefined;
  };

  return {
    at,
    outgoing,
    followUpEvents: arrived,
    awaitedInput: (before) => (asked === "nobody" ? undefined : (asked ?? before)),
    forFeature: contextOf,
  };

  function contextOf(feature: string): TurnContext {
    return {
      ...{
        w,
        words: reader,
        workspaceWords: common,
        actorWords: actor,
        briefChannels: desk.briefChannels,
        workspace,
        conversation,
        place: home,
        at,
        newId,
        enqueueEvent,
      },
      wordsAt: (place) => wordsAt(w, desk.features, workspace, place),
      async readCustomerChain(group) {
        const keeper = desk.features.find((each) => each.readCustomerChain);
        return keeper?.readCustomerChain?.(w, workspace, group);
      },
      post({ id = newId(), place = near, kind = "post", ...message }) {
        const conversation = message.conversation ?? conversationKey(place);
        outgoing.post({ ...message, id, place, kind, conversation });
        return id;
      },
      async revise(message, card) {
        outgoing.revise(
          typeof message === "string" ? await outbox.outboxRowById(w, workspace, message) : message,
          card,
        );
      },
      async resolveCard({ place, card, press, by }) {
        const row =
          card === undefined
            ? undefined
            : await outbox.outboxRowByMessage(w, workspace, place, card);
        if (row && row.card.length > 0)
          outgoing.revise(row, settlePressedCard(row.card, press, by, actor));
      },
      actionMessageId: async ({ place, card }) =>
        card === undefined
          ? undefined
          : (await outbox.outboxRowByMessage(w, workspace, place, card))?.id,
      async scheduleJob({ kind, subject, dueAt, conversation: where = conversation }) {
        await jobs.scheduleJob(w, {
          id: newId(),
          workspace,
          kind,
          subject,
          conversation: where,
          dueAt,
        });
      },
      async cancelJob(kind, subject) {
        await jobs.cancelJob(w, workspace, kind, subject);
      },
      expectText() {
        asked = { feature, at: at.getTime() };
      },
      clearExpected() {
        asked = "nobody";
      },
    };
  }
}
