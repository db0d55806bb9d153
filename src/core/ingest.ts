/**
 * Ingest: stores inbound events. When it resolves, they are on disk and will be processed even if
 * this process ends, so they may be acknowledged.
 */
import { dayMs } from "../lib/dates/calendar-dates.ts";
import { normaliseTimeZone } from "../lib/dates/time-zone.ts";
import type { Core, NamedPeople } from "../platform/adapter.ts";
import {
  type ConversationRef,
  conversationKey,
  messageKey,
  withoutThread,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { type RichText, spanToPlainText, withFiles } from "../platform/rich-text.ts";
import { latestThreadIn, readConversationRow as remember } from "../storage/conversations.ts";
import {
  readPerson,
  saveConversationAddress,
  upsertPerson,
  upsertWorkspace,
} from "../storage/directory.ts";
import { retryBlockedMessages } from "../storage/queue/blocked-messages.ts";
import * as inbox from "../storage/queue/inbox.ts";
import { confirmDelivered, outboxRowByMessage } from "../storage/queue/outbox.ts";
import type { Reader, Store } from "../storage/store.ts";
import type { ConfidentialEvents } from "./confidential-events.ts";
import type { Feature, ThreadTarget } from "./feature.ts";

/** Returns whether an edited or deleted message is stored anywhere. True for other events. */
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
  /** Returns the event in a form that may be stored. */
  toStorableEvent(event: InboundEvent): InboundEvent;
  confidentialEvents: ConfidentialEvents;
  features: readonly Feature[];
  /** Queues a stored event for its turn. */
  enqueueTurn(stored: inbox.InboxEntry): void;
}

/**
 * Finds the conversation of a place. A thread in direct messages belongs to the conversation of the
 * message above it and shares its subject.
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
  const parent = await outboxRowByMessage(read, workspace, place, place.thread);
  if (parent) return { conversation: parent.conversation, about: parent.request ?? undefined };
  const direct = conversationKey(withoutThread(place));
  for (const { findThread } of features) {
    const started = await findThread?.(read, workspace, direct, place.thread);
    if (started) return started;
  }
  return { conversation };
}

/**
 * Applies what the platform knows about the people in an event. People about whom it did not
 * respond are colleagues if they are stored; otherwise they get a guest's permissions, and are not
 * mentioned.
 */
async function withKnownPeople(
  read: Reader,
  event: InboundEvent,
  { outsiders, unanswered }: NamedPeople,
): Promise<InboundEvent> {
  if (outsiders.size + unanswered.size === 0) return event;
  const { workspace, by } = event;
  const recordOf = (person: string) => readPerson(read, workspace, person);
  const isOutsider = async (person: string): Promise<boolean> =>
    outsiders.has(person) || (unanswered.has(person) && !(await recordOf(person)));
  const known = { ...event };
  if (known.guest === undefined && unanswered.has(by.id))
    known.guest = (await recordOf(by.id))?.guest ?? true;
  if ("text" in known && known.text)
    known.text = await Promise.all(
      known.text.map(async (span): Promise<RichText[number]> => {
        const isText = typeof span === "string" || !("person" in span);
        return isText || !(await isOutsider(span.person)) ? span : spanToPlainText(span);
      }),
    );
  return known;
}

/**
 * Returns a thumbs-up with the place of the question that it is on, because a platform may not name
 * the thread; `undefined` where it is on no question. Other events stay as they are.
 */
async function withApprovedPlace(
  read: Reader,
  event: InboundEvent,
): Promise<InboundEvent | undefined> {
  if (event.kind !== "approved") return event;
  const row = await outboxRowByMessage(read, event.workspace, event.place, event.message);
  return row?.question ? { ...event, place: row.place } : undefined;
}

/** Time (ms) for which words outside of threads may answer the latest one. */
const threadMaxAgeMs = dayMs;

/** Returns an unaddressed message outside of threads with the thread that it may continue. */
async function withContinuedThread(read: Reader, event: InboundEvent): Promise<InboundEvent> {
  const { kind, place, workspace, at } = event;
  if (kind !== "message" || event.addressed || place.kind !== "channel" || place.thread)
    return event;
  const after = new Date(at - threadMaxAgeMs);
  return { ...event, place: (await latestThreadIn(read, workspace, place, after)) ?? place };
}

/** Returns the message that an edit creates if the bot had no part in it before. */
const messageOf = (event: InboundEvent): InboundEvent | undefined => {
  if (event.kind !== "edited" || !event.addressed) return undefined;
  return { ...event, kind: "message", addressed: true };
};

/** Returns an edit with the files of its message in its text, where those of a message are. */
function withFilesOfEdit(event: InboundEvent): InboundEvent {
  if (event.kind !== "edited" || !event.files) return event;
  const { files, ...edit } = event;
  return { ...edit, text: withFiles(edit.text, files) };
}

/** Returns the deduplication key of a message that several events can carry. */
const deduplicationKey = (event: InboundEvent): string | null =>
  event.kind === "message" ? messageKey(event.place, event.message) : null;

/**
 * Returns whether an event may be stored. Unaddressed messages are stored only in conversations of
 * the bot, including one that a mention just started and that has had no turn yet.
 */
async function isForBot(read: Reader, event: InboundEvent, conversation: string): Promise<boolean> {
  const { kind, place, workspace } = event;
  const isOverheard =
    ((kind === "message" || kind === "edited") && !event.addressed) || kind === "deleted";
  if (!isOverheard || place.kind === "personal") return true;
  if (
    !(await remember(read, workspace, conversation)) &&
    (await inbox.firstPendingEvent(read, workspace, conversation)) === undefined
  )
    return false;
  const parent = place.thread
    ? await outboxRowByMessage(read, workspace, place, place.thread)
    : undefined;
  // Messages of the team in a card's thread in its channel are dropped.
  return parent?.question !== "intake";
}

/**
 * Lifetime (ms) of the cache of stored values, after which an erasure on another replica is noticed
 * at the latest.
 */
const storedCacheTtlMs = 60_000;

const maxCachedValues = 50_000;

/** Opens the ingest. */
export function openIngest({
  store,
  holder,
  now,
  features,
  toStorableEvent,
  confidentialEvents,
  enqueueTurn,
}: IngestOptions): Core["ingest"] {
  /** Values that the database already has, so that they are not written with each event. */
  const storedValues = new Map<string, string>();
  let cachedSince = performance.now();
  const isNew = (key: string, value: string): boolean => storedValues.get(key) !== value;

  return async (batch, people) => {
    for (const given of batch) {
      const approved = await withApprovedPlace(store.read, given);
      if (!approved) continue;
      const placed = await withContinuedThread(store.read, approved);
      const original = people ? await withKnownPeople(store.read, placed, people) : placed;
      let event = toStorableEvent(original);
      const { workspace, place, by, address, locale } = event;
      const zone = normaliseTimeZone(event.zone);
      if (event.kind === "joined" || event.kind === "reopened")
        await store.write((w) => retryBlockedMessages(w, { workspace }));
      if (event.kind === "reopened") continue;
      const { conversation } = await resolveConversation(store.read, features, workspace, place);
      const isOurs = await isForBot(store.read, event, conversation);
      if (await confidentialEvents.apply(original, conversation, !isOurs)) continue;
      if (!isOurs) continue;
      if (!(await concernsStoredMessage(store.read, features, event, conversation))) {
        const begun = messageOf(event);
        if (!begun) continue;
        event = begun;
      }
      event = withFilesOfEdit(event);
      const personKey = `${workspace}/${by.id}`;
      const personValue = `${by.name}/${zone}/${locale}`;
      const addressKey = `${workspace}/${conversationKey(withoutThread(place))}`;
      const addressValue = address === undefined ? undefined : JSON.stringify(address);
      const stored = await store.write(async (w) => {
        if (isNew(workspace, "")) await upsertWorkspace(w, workspace, now());
        if ((by.name || zone || locale) && isNew(personKey, personValue)) {
          await upsertPerson(w, workspace, by, zone, locale);
          if (zone)
            for (const feature of features) await feature.onTimeZone?.(w, workspace, by.id, zone);
        }
        // the requester may never have written to the bot, and lists name them
        if (event.kind === "pointed" && event.author.name)
          await upsertPerson(w, workspace, event.author);
        if (addressValue !== undefined && isNew(addressKey, addressValue))
          await saveConversationAddress(w, workspace, place, address!, now());
        if (event.kind === "press" && event.card !== undefined)
          await confirmDelivered(w, workspace, {
            place,
            card: event.card,
            press: event.press,
            at: now(),
          });
        return inbox.storeEvent(w, event, conversation, deduplicationKey(event), holder, now());
      });
      storedValues.set(workspace, "");
      storedValues.set(personKey, personValue);
      if (addressValue !== undefined) storedValues.set(addressKey, addressValue);
      if (
        storedValues.size > maxCachedValues ||
        performance.now() - cachedSince > storedCacheTtlMs
      ) {
        storedValues.clear();
        cachedSince = performance.now();
      }
      if (stored) enqueueTurn(stored);
    }
  };
}
