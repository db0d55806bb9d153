/** Context of a turn: open transaction, messages to send, follow-up events, jobs. */

import type { OutboundMessage as Message } from "../platform/adapter.ts";
import { type Card, dividerElement } from "../platform/card.ts";
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

/** Services and languages that a turn's write uses. */
export interface TurnServices extends Locales {
  features: readonly Feature[];
  /** Channels for briefs. */
  briefChannels: BriefChannels;
  now(): Date;
  newId(): string;
  holder: string;
  /** Whether the platform's answer on the person's guest status differs from the database. */
  guestChanged?: boolean | undefined;
  /**
   * Returns `sending` if the message can be sent immediately, because no other message to the same
   * conversation is pending.
   */
  initialStateFor(row: { workspace: string; place: ConversationRef }): "queued" | "sending";
}

/** `target` of an unrecorded revision is the platform's id of the message. */
type MessageDraft = Partial<outbox.NewOutboxRow> &
  Pick<outbox.NewOutboxRow, "place" | "card"> & { unrecorded?: true };

interface TurnMessages {
  /** Posts a message, in the turn's conversation unless it names another. */
  post(draft: MessageDraft): void;
  /** Updates a message that was or will be sent. Does nothing without one. */
  revise(old: outbox.OutboxRow | undefined, card: Card): void;
  /** Returns whether this turn updates a message, by its row's id. */
  isRevised(target: string): boolean;
  /** Inserts all messages except unrecorded ones into the outbox. */
  enqueue(w: Writer): Promise<outbox.QueuedOutboxRow[]>;
  /** Messages that are sent without a row. */
  readonly unrecorded: readonly Message[];
}

function createTurnMessages(
  services: TurnServices,
  conversation: string,
  { workspace, place, address }: InboundEvent,
): TurnMessages {
  const rows: Omit<outbox.NewOutboxRow, "state">[] = [];
  const unrecorded: Message[] = [];
  const post = ({ unrecorded: isUnrecorded, ...draft }: MessageDraft): void => {
    if (draft.place.kind === "personal" && isErasedId(draft.place.id)) return; // the person was erased
    const isReply = draft.place === place && address !== undefined;
    if (isUnrecorded)
      return void unrecorded.push({
        id: draft.id ?? services.newId(),
        workspace,
        place: draft.place,
        kind: draft.kind ?? "post",
        card: draft.card,
        target: draft.target,
        address: isReply ? address : undefined,
      });
    rows.push({
      id: services.newId(),
      workspace,
      conversation,
      kind: "post",
      holder: services.holder,
      queuedAt: services.now(),
      ...draft,
    });
  };
  const revisionOf = (target: string) =>
    rows.find((row) => row.kind === "revise" && row.target === target);
  return {
    post,
    unrecorded,
    isRevised: (target) => revisionOf(target) !== undefined,
    revise(old, card) {
      if (!old) return;
      const { id: target, place, conversation: of, request, question } = old;
      const pending = revisionOf(target);
      if (pending) pending.card = card;
      else
        post({
          kind: "revise",
          target,
          place,
          card,
          conversation: of,
          request: request ?? undefined,
          question: question ?? undefined,
        });
    },
    /** Messages with no pending one before them, on any replica, become `sending` in this write. */
    async enqueue(w) {
      const queued: outbox.QueuedOutboxRow[] = [];
      const aheadIn = new Map<string, { place: ConversationRef }[]>();
      for (const row of rows) {
        const { conversation: of } = row;
        if (!aheadIn.has(of))
          aheadIn.set(
            of,
            await outbox.unsentAhead(w, { workspace, conversation: of, holder: services.holder }),
          );
        const behind = [...aheadIn.get(of)!, ...queued].some(
          (other) => conversationKey(other.place) === conversationKey(row.place),
        );
        const full = {
          ...row,
          state: behind ? ("queued" as const) : services.initialStateFor(row),
        };
        const isReply = row.place === place && address !== undefined;
        queued.push({
          ...full,
          seq: await outbox.insertOutboxRow(w, full),
          address: isReply ? address : undefined,
        });
      }
      return queued;
    },
  };
}

/** Returns a function that stores job events, and adds those that are new to `stored`. */
export const createEventQueue =
  (
    w: Writer,
    workspace: string,
    at: Date,
    holder: string,
    stored: inbox.InboxEntry[],
  ): TurnContext["enqueueEvent"] =>
  async ({ id, place, conversation: key = conversationKey(place), job, subject }) => {
    const by = { id: "entwine" };
    const due = { id, workspace, at: at.getTime(), by, place, kind: "due", job, subject } as const;
    const entry = await inbox.storeEvent(w, due, key, null, holder, at);
    if (entry) stored.push(entry);
    return entry !== undefined;
  };

/** Effects of a turn: its messages and follow-up events, besides the feature's state. */
export interface UnitOfWork {
  readonly at: Date;
  readonly outgoing: TurnMessages;
  /** Events for other conversations, stored with this turn. */
  readonly followUpEvents: inbox.InboxEntry[];
  /** Context for the feature. */
  readonly context: TurnContext;
}

/** Opens the context of one turn in its transaction `w`. */
export function openUnitOfWork(
  w: Writer,
  services: TurnServices,
  conversation: string,
  { place: conversationPlace }: ConversationRow,
  event: InboundEvent,
): UnitOfWork {
  const { workspace } = event;
  const at = services.now();
  const { newId, reader, workspace: common, actor } = services;
  const outgoing = createTurnMessages(services, conversation, event);
  const followUpEvents: inbox.InboxEntry[] = [];
  const replyPlace = event.kind === "due" ? conversationPlace : event.place;

  const enqueueEvent = createEventQueue(w, workspace, at, services.holder, followUpEvents);

  const hearAgain: TurnContext["hearAgain"] = async (message) => {
    const again = {
      ...message,
      id: newId(),
      workspace,
      ...({ kind: "message", addressed: true } as const),
    };
    const stored = await inbox.storeEvent(w, again, conversation, null, services.holder, at);
    if (stored) followUpEvents.push(stored);
  };

  const context: TurnContext = {
    w,
    words: reader,
    workspaceWords: common,
    actorWords: actor,
    briefChannels: services.briefChannels,
    workspace,
    conversation,
    place: conversationPlace,
    at,
    newId,
    enqueueEvent,
    hearAgain,
    wordsAt: (place) => wordsAt(w, services.features, workspace, place),
    async readCustomerChain(group) {
      const owner = services.features.find((each) => each.readCustomerChain);
      return owner?.readCustomerChain?.(w, workspace, group);
    },
    async readHomeSections(person) {
      const place: ConversationRef = {
        platform: replyPlace.platform,
        kind: "personal",
        id: person,
      };
      const viewer = { workspace, person, place, now: at };
      const sections: Card[] = [];
      for (const { homeSection } of services.features)
        sections.push((await homeSection?.(w, viewer, reader)) ?? []);
      return sections.flatMap((section) =>
        section.length > 0 ? [dividerElement, ...section] : [],
      );
    },
    post({ id = newId(), place = replyPlace, kind = "post", ...message }) {
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
    async settle(id, settled) {
      if (outgoing.isRevised(id)) return;
      const row = await outbox.outboxRowById(w, workspace, id);
      const card = row && settled(row.card);
      if (!row?.message || !card || card === row.card || card.length === 0) return;
      const { message: target } = row;
      const isHere = conversationKey(row.place) === conversationKey(event.place);
      const place = isHere ? event.place : row.place;
      // Without a row it costs one call; if it is lost, a press on the old card is refused.
      outgoing.post({ kind: "revise", place, target, card, unrecorded: true });
    },
    async resolveCard({ place, card, press, by }) {
      const row =
        card === undefined ? undefined : await outbox.outboxRowByMessage(w, workspace, place, card);
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
  };
  return { at, outgoing, followUpEvents, context };
}
