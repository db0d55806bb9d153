/**
 * Confidential events: applied in one write before they are acknowledged, so that neither their
 * text nor their author is stored.
 */
import { wordsFor } from "../lib/i18n.ts";
import type { OutboundMessage } from "../platform/adapter.ts";
import { textElement } from "../platform/card.ts";
import { messageKey } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import * as conversations from "../storage/conversations.ts";
import { readPersonLanguages } from "../storage/directory.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type { QueuedOutboxRow } from "../storage/queue/outbox.ts";
import type { Store } from "../storage/store.ts";
import type { Feature, TurnInput } from "./feature.ts";
import type { Locales } from "./locale.ts";
import { routeEvent } from "./route.ts";
import { openUnitOfWork, type TurnServices } from "./turn-context.ts";

/**
 * Limits (ms) for which an acknowledgement waits for the reply to be sent, and for earlier events.
 */
const answerTimeoutMs = 1_000;
const earlierEventsTimeoutMs = 2_000;
const earlierEventsPollMs = 20;
/** Applied events that this process remembers, besides what the feature stores. */
const maxAppliedEvents = 10_000;

interface ConfidentialEventsOptions {
  store: Store;
  services: Omit<TurnServices, keyof Locales>;
  deliver(rows: QueuedOutboxRow[]): void;
  send(messages: readonly OutboundMessage[]): Promise<void>;
  failed(stored: inbox.InboxEntry, error: unknown, givenUp: boolean): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Applies events whose words must not be in the queue, such as anonymous notes. */
export interface ConfidentialEvents {
  /**
   * Applies an event that must not be stored.
   * @returns false when it is stored like any other
   * @throws when the database fails; the event must not be acknowledged then
   */
  apply(event: InboundEvent, conversation: string, isOverheard: boolean): Promise<boolean>;
}

/** Opens the application of confidential events in this process. */
export function openConfidentialEvents({
  store,
  services,
  deliver,
  send,
  failed,
  sleep,
}: ConfidentialEventsOptions): ConfidentialEvents {
  /** Events that are being applied or were applied, by workspace and message or event id. */
  const applied = new Map<string, Promise<void>>();
  const neverAborted = new AbortController().signal;

  /**
   * Waits for earlier events of the conversation, because text after "start" belongs to what that
   * event starts.
   */
  async function waitForEarlierEvents(workspace: string, conversation: string): Promise<void> {
    for (let waited = 0; waited < earlierEventsTimeoutMs; waited += earlierEventsPollMs) {
      if ((await inbox.firstPendingEvent(store.read, workspace, conversation)) === undefined)
        return;
      await sleep(earlierEventsPollMs, neverAborted);
    }
  }

  async function write(feature: Feature, input: TurnInput, conversation: string): Promise<void> {
    const { event } = input;
    const { workspace, by, place, locale } = event;
    const languages = await readPersonLanguages(store.read, workspace, by.id, locale);
    const personWords = wordsFor(languages.person);
    const locales: Locales = {
      reader: personWords,
      actor: personWords,
      workspace: wordsFor(languages.workspace),
    };
    if (event.kind === "message" || event.kind === "command")
      await waitForEarlierEvents(workspace, conversation);
    const done = await store.write(async (w) => {
      const conversationRow = (await conversations.readConversationRow(
        w,
        workspace,
        conversation,
      )) ?? {
        place,
        state: {},
        revision: 0,
      };
      const { context, outgoing } = openUnitOfWork(
        w,
        { ...services, ...locales },
        conversation,
        conversationRow,
        event,
      );
      const state = (conversationRow.state as Record<string, unknown>)[feature.name];
      await feature.confidential?.turn(
        { ...context, post: (message) => context.post({ ...message, unrecorded: true }) },
        input,
        state,
      );
      return { queued: await outgoing.enqueue(w), unrecorded: outgoing.unrecorded };
    });
    deliver(done.queued);
    await within(answerTimeoutMs, send(done.unrecorded));
  }

  async function within(ms: number, work: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work, sleep(ms, over.signal)]);
    over.abort();
  }

  /** Applies an event. If a bug makes it fail, it is acknowledged, and its author is told. */
  async function attempt(feature: Feature, input: TurnInput, conversation: string): Promise<void> {
    try {
      await write(feature, input, conversation);
    } catch (error) {
      if (rowFaultCode(error) === undefined) throw error;
      const { event } = input;
      const { workspace, place, by } = event;
      failed({ seq: 0, conversation, event: { ...event, id: "confidential" } }, error, true);
      const words = wordsFor((await readPersonLanguages(store.read, workspace, by.id)).person);
      const direct = { platform: place.platform, kind: "personal" as const, id: by.id };
      const card = [textElement(words("requests.trouble"))];
      await within(
        answerTimeoutMs,
        send([{ id: services.newId(), workspace, place: direct, kind: "post", card }]),
      );
    }
  }

  async function once(key: string, work: () => Promise<void>): Promise<void> {
    const known = applied.get(key);
    if (known) return known;
    const running = work();
    applied.set(key, running);
    if (applied.size > maxAppliedEvents) applied.delete(applied.keys().next().value!);
    return running.catch((error: unknown) => {
      applied.delete(key);
      throw error;
    });
  }

  return {
    async apply(event, conversation, isOverheard) {
      const route = routeEvent(event, services.features);
      for (const feature of services.features) {
        const input = feature === route.feature ? route.input : { event, action: undefined };
        const disposition = await feature.confidential?.dispositionOf(
          store.read,
          input,
          isOverheard,
        );
        if (disposition === undefined) continue;
        const key = event.kind === "message" ? messageKey(event.place, event.message) : event.id;
        if (disposition === "apply")
          await once(`${event.workspace}/${key}`, () => attempt(feature, input, conversation));
        return true;
      }
      return false;
    },
  };
}
