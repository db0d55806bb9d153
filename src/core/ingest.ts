/**
 * Stored, then acknowledged: once `accept` resolves, an arrival is on disk and will be dealt with,
 * whatever is killed when.
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
import { and, eq } from "../storage/drizzle.ts";
import * as inbox from "../storage/queue/inbox.ts";
import { confirmDelivered, outboxRowByMessage, purposeOf } from "../storage/queue/outbox.ts";
import type { Reader, Store } from "../storage/store.ts";
import type { ConfidentialEvents } from "./confidential-events.ts";
import type { Feature, ThreadTarget } from "./feature.ts";

/** Whether rows of the ledger hold words of a message. */
async function isInLedger({ db, t }: Reader, workspace: string, message: string): Promise<boolean> {
  for (const table of [t.requests, t.answers, t.historyEntries, t.checks])
    if (
      (await db.$count(table, and(eq(table.workspace, workspace), eq(table.message, message)))) > 0
    )
      return true;
  return false;
}

/** True for whatever is no edit and no deletion. */
async function concernsStoredMessage(
  read: Reader,
  event: InboundEvent,
  conversation: string,
): Promise<boolean> {
  if (event.kind !== "edited" && event.kind !== "deleted") return true;
  const { workspace, place, message } = event;
  if (await inbox.hasInboxMessage(read, workspace, messageKey(place, message))) return true;
  const state = (await remember(read, workspace, conversation))?.state;
  return (
    JSON.stringify(state ?? null).includes(JSON.stringify(message)) ||
    isInLedger(read, workspace, message)
  );
}

interface Acceptor {
  store: Store;
  holder: string;
  now(): Date;
  /** An arrival as it may be stored. */
  conceal(event: InboundEvent): InboundEvent;
  confidential: ConfidentialEvents;
  features: readonly Feature[];
  /** Hands on what was stored. */
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

/** A message is one message, whichever events bring it. */
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
  return !under || purposeOf(under) !== "intake";
}

/**
 * So long is believed what the database knows: whoever was erased, on whichever replica, is met
 * again after that. Milliseconds.
 */
const freshness = 60_000;

export function openIngest({
  store,
  holder,
  now,
  features,
  conceal,
  confidential,
  take,
}: Acceptor): (batch: InboundEvent[]) => Promise<void> {
  /** What the database knows already, so that it is not written with each arrival. */
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
      if (!ours || !(await concernsStoredMessage(store.read, event, conversation))) continue;
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
      if (known.size > 50_000 || performance.now() - since > freshness) {
        known.clear();
        since = performance.now();
      }
      if (stored) take(stored);
    }
  };
}
