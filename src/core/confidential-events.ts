/**
 * Events of which nothing is stored: applied in one write before they are acknowledged, so that
 * neither their words nor their author is ever in a row.
 */

import { wordsFor } from "../lib/i18n.ts";
import type { OutboundMessage } from "../platform/adapter.ts";
import { messageKey } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import * as conversations from "../storage/conversations.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import { readPersonLanguages } from "../storage/person-languages.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type { QueuedOutboxRow } from "../storage/queue/outbox.ts";
import type { Store } from "../storage/store.ts";
import type { Feature, TurnInput } from "./feature.ts";
import type { Locales } from "./locale.ts";
import { routeEvent } from "./route.ts";
import type { TurnServices } from "./turn-context.ts";
import { openUnitOfWork } from "./turn-context.ts";

/** How long an acknowledgement waits for the answer to be sent, and for earlier events. */
const answerWaitMs = 1_000;
const conversationWaitMs = 2_000;
const conversationPollMs = 20;
/** Events that this process remembers as applied, beside what the feature keeps. */
const maxRemembered = 10_000;

interface ConfidentialEventsOptions {
  store: Store;
  services: Omit<TurnServices, keyof Locales>;
  deliver(rows: QueuedOutboxRow[]): void;
  send(messages: readonly OutboundMessage[]): Promise<void>;
  failed(stored: inbox.InboxEntry, error: unknown, givenUp: boolean): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ConfidentialEvents {
  /**
   * Applies an event that must not be stored.
   * @returns false where it is to be stored like any other.
   * @throws where the database does: it is not to be acknowledged then.
   */
  apply(event: InboundEvent, conversation: string, overheard: boolean): Promise<boolean>;
}

export function openConfidentialEvents({
  store,
  services,
  deliver,
  send,
  failed,
  sleep,
}: ConfidentialEventsOptions): ConfidentialEvents {
  /** What was applied, or is being applied, by event and message. */
  const applied = new Map<string, Promise<void>>();
  const never = new AbortController().signal;

  /** Words that follow "start" are about what that starts. */
  async function afterOthers(workspace: string, conversation: string): Promise<void> {
    for (let waited = 0; waited < conversationWaitMs; waited += conversationPollMs) {
      if ((await inbox.firstPendingEvent(store.read, workspace, conversation)) === undefined)
        return;
      await sleep(conversationPollMs, never);
    }
  }

  async function write(feature: Feature, input: TurnInput, conversation: string): Promise<void> {
    const { event } = input;
    const { workspace, by, place, locale } = event;
    const languages = await readPersonLanguages(store.read, workspace, by.id, locale);
    const own = wordsFor(languages.person);
    const locales: Locales = { reader: own, actor: own, workspace: wordsFor(languages.workspace) };
    if (event.kind === "message" || event.kind === "command")
      await afterOthers(workspace, conversation);
    const done = await store.write(async (w) => {
      const remembered = (await conversations.readConversationRow(w, workspace, conversation)) ?? {
        place,
        state: {},
        revision: 0,
      };
      const { context, outgoing } = openUnitOfWork(
        w,
        { ...services, ...locales },
        conversation,
        remembered,
        event,
      );
      const state = (remembered.state as Record<string, unknown>)[feature.name];
      await feature.confidential?.turn(
        { ...context, post: (message) => context.post({ ...message, unrecorded: true }) },
        input,
        state,
      );
      return { queued: await outgoing.enqueue(w), unrecorded: outgoing.unrecorded };
    });
    deliver(done.queued);
    await within(answerWaitMs, send(done.unrecorded));
  }

  async function within(ms: number, work: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work, sleep(ms, over.signal)]);
    over.abort();
  }

  /** Applies an event. One that fails by a bug is acknowledged, and its author is told. */
  async function attempt(feature: Feature, input: TurnInput, conversation: string): Promise<void> {
    try {
      await write(feature, input, conversation);
    } catch (error) {
      if (rowFaultCode(error) === undefined) throw error;
      const { event } = input;
      const { workspace, place, by } = event;
      failed({ seq: 0, conversation, event: { ...event, id: "confidential" } }, error, true);
      const words = wordsFor((await readPersonLanguages(store.read, workspace, by.id)).person);
      const direct = { surface: place.surface, kind: "personal" as const, id: by.id };
      const card = [{ kind: "text" as const, text: words("requests.trouble") }];
      await within(
        answerWaitMs,
        send([{ id: services.newId(), workspace, place: direct, kind: "post", card }]),
      );
    }
  }

  async function once(key: string, work: () => Promise<void>): Promise<void> {
    const known = applied.get(key);
    if (known) return known;
    const doing = work();
    applied.set(key, doing);
    if (applied.size > maxRemembered) applied.delete(applied.keys().next().value!);
    return doing.catch((error: unknown) => {
      applied.delete(key);
      throw error;
    });
  }

  return {
    async apply(event, conversation, overheard) {
      const route = routeEvent(event, services.features);
      for (const feature of services.features) {
        const input = feature === route.feature ? route.input : { event, action: undefined };
        const fate = await feature.confidential?.dispositionOf(store.read, input, overheard);
        if (fate === undefined) continue;
        const key = event.kind === "message" ? messageKey(event.place, event.message) : event.id;
        if (fate === "apply")
          await once(`${event.workspace}/${key}`, () => attempt(feature, input, conversation));
        return true;
      }
      return false;
    },
  };
}
