/** What a turn has at hand inside its write, and what it leaves behind. */

import { conversationKey } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import type { ConversationRow } from "../storage/conversations.ts";
import * as inbox from "../storage/queue/inbox.ts";
import * as jobs from "../storage/queue/jobs.ts";
import * as outbox from "../storage/queue/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { TurnContext } from "./feature.ts";
import { wordsAt } from "./locale.ts";
import { settlePressedCard } from "./settled-card.ts";
import type { TurnServices } from "./turn-messages.ts";
import { createTurnMessages, type TurnMessages } from "./turn-messages.ts";

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
