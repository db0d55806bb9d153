/**
 * Ingest: stores inbound events. Once it resolves they are on disk and will be handled, whichever
 * process is killed, so that the platform may be told.
 */
import { normaliseTimeZone } from "../lib/dates/time-zone.ts";
import {
  type ConversationRef,
  conversationKey,
  messageKey,
  withoutThread,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readConversationRow as remember } from "../storage/conversations.ts";
import { saveConversationAddress, upsertPerson, upsertWorkspace } from "../storage/directory.ts";
import * as inbox from "../storage/queue/inbox.ts";
import { confirmDelivered, outboxRowByMessage } from "../storage/queue/outbox.ts";
import type { Reader, Store } from "../storage/store.ts";
import type { ConfidentialEvents } from "./confidential-events.ts";
import type { Feature, ThreadTarget } from "./feature.ts";

/**
 * Tells whether anything is stored of the message that an edit or a deletion is about. True for
 * other events.
 */
async function concernsStoredMessage(
  read: Reader,
  features: readonly Feature[],
  event: InboundEvent,
  conversation: string,
): Promise<boolean> {
  if (event.kind !== "edited" && event.kind !== "deleted") return true;
  const { workspace, place, message } = event;
  if (await inbox.hasInboxMessage(read, workspace, messageKey(place, message))) return true;
  const state = (await remember(read, workspace, conversation))?.state;
  if (JSON.stringify(state ?? null).includes(JSON.stringify(message))) return true;
  for (const { keepsMessage } of features)
    if (await keepsMessage?.(read, workspace, message)) return true;
  return false;
}

interface IngestOptions {
  store: Store;
  holder: string;
  now(): Date;
  /** Returns the event as it may be stored. */
  conceal(event: InboundEvent): InboundEvent;
  confidential: ConfidentialEvents;
  features: readonly Feature[];
  /** Queues a stored event for its turn. */
  take(stored: inbox.InboxEntry): void;
}

/**
 * Finds the conversation of a place. A thread in direct messages belongs to the conversation, and
 * is about the subject, of the message above it.
 */
export async function resolveConversation(
  read: Reader,
  features: readonly Feature[],
  workspace: string,
  place: ConversationRef,
): Promise<ThreadTarget> {
  const conversation = conversationKey(place);
  if (place.kind !== "personal" || !place.thread || (await remember(read, workspace, conversation)))
    return { conversation };
  const under = await outboxRowByMessage(read, workspace, place, place.thread);
  if (under) return { conversation: under.conversation, about: under.request ?? undefined };
  const direct = conversationKey(withoutThread(place));
  for (const { findThread } of features) {
    const begun = await findThread?.(read, workspace, direct, place.thread);
    if (begun) return begun;
  }
  return { conversation };
}

/** Key by which a message that several events bring is stored once. */
const onceOf = (event: InboundEvent): string | null =>
  event.kind === "message" ? messageKey(event.place, event.message) : null;

/**
 * Talk among colleagues that the bot overhears is kept only in conversations that it is part of, or
 * is about to be: the mention that begins one may still be in work.
 */
async function concernsUs(
  read: Reader,
  event: InboundEvent,
  conversation: string,
): Promise<boolean> {
  const { kind, place, workspace } = event;
  const overheard =
    (kind === "message" && !event.addressed) || kind === "edited" || kind === "deleted";
  if (!overheard || place.kind === "personal") return true;
  if (
    !(await remember(read, workspace, conversation)) &&
    (await inbox.firstPendingEvent(read, workspace, conversation)) === undefined
  )
    return false;
  const under = place.thread
    ? await outboxRowByMessage(read, workspace, place, place.thread)
    : undefined;
  // talk of the team below a card in its channel is dropped
  return under?.question !== "intake";
}

/**
 * Lifetime (ms) of the cache of people and workspaces that are stored already. Bounds how long an
 * erasure on another replica goes unnoticed.
 */
const knownCacheTtlMs = 60_000;

export function openIngest({
  store,
  holder,
  now,
  features,
  conceal,
  confidential,
  take,
}: IngestOptions): (batch: InboundEvent[]) => Promise<void> {
  /** Values that the database has, so that they are not written with each event. */
  const known = new Map<string, string>();
  let since = performance.now();
  const isNews = (key: string, value: string): boolean => known.get(key) !== value;

  return async (batch) => {
    for (const original of batch) {
      const event = conceal(original);
      const { workspace, place, by, address, locale } = event;
      const zone = normaliseTimeZone(event.zone);
      const { conversation } = await resolveConversation(store.read, features, workspace, place);
      const ours = await concernsUs(store.read, event, conversation);
      if (await confidential.apply(original, conversation, !ours)) continue;
      if (!ours || !(await concernsStoredMessage(store.read, features, event, conversation)))
        continue;
      const names = `${workspace}/${by.id}`;
      const told = `${by.name}/${zone}/${locale}`;
      const ways = `${workspace}/${conversationKey(withoutThread(place))}`;
      const way = address === undefined ? undefined : JSON.stringify(address);
      const stored = await store.write(async (w) => {
        if (isNews(workspace, "")) await upsertWorkspace(w, workspace, now());
        if ((by.name || zone || locale) && isNews(names, told)) {
          await upsertPerson(w, workspace, by, zone, locale);
          if (zone)
            for (const feature of features) await feature.onTimeZone?.(w, workspace, by.id, zone);
        }
        if (way !== undefined && isNews(ways, way))
          await saveConversationAddress(w, workspace, place, address!, now());
        if (event.kind === "press" && event.card !== undefined)
          await confirmDelivered(w, workspace, {
            place,
            card: event.card,
            press: event.press,
            at: now(),
          });
        return inbox.storeEvent(w, event, conversation, onceOf(event), holder, now());
      });
      known.set(workspace, "");
      known.set(names, told);
      if (way !== undefined) known.set(ways, way);
      if (known.size > 50_000 || performance.now() - since > knownCacheTtlMs) {
        known.clear();
        since = performance.now();
      }
      if (stored) take(stored);
    }
  };
}
