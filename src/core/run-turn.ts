/**
 * Execution of turns: one event of a conversation at a time, in order, across all replicas, each in
 * one transaction.
 */
import { backoffMs } from "../lib/clock.ts";
import { normaliseTimeZone } from "../lib/dates/time-zone.ts";
import type { OutboundMessage } from "../platform/adapter.ts";
import { textElement } from "../platform/card.ts";
import type { InboundEvent } from "../platform/event.ts";
import * as conversations from "../storage/conversations.ts";
import { savePersonGuest, upsertPerson } from "../storage/directory.ts";
import { rowFaultCode } from "../storage/engine/database-errors.ts";
import type { InboxEntry } from "../storage/queue/inbox.ts";
import * as inbox from "../storage/queue/inbox.ts";
import type * as outbox from "../storage/queue/outbox.ts";
import {
  insertOutboxRow,
  outboxRowByMessage,
  type QueuedOutboxRow,
} from "../storage/queue/outbox.ts";
import type { Store, Writer } from "../storage/store.ts";
import type { Feature, TurnInput, TurnSources, TurnTools } from "./feature.ts";
import { resolveConversation } from "./ingest.ts";
import { type KeyedQueue, openKeyedQueue } from "./keyed-queue.ts";
import { type Locales, resolveLocales, wordsAt } from "./locale.ts";
import {
  isAllowedForGuests,
  isConfidentialText,
  lastPostIn,
  membersOnlyFeature,
  type PostedCard,
  readTypedPress,
  routeStoredEvent,
  stateAfterPosting,
} from "./route.ts";
import { featureOfTarget, hearMessage, stateAfterHearing } from "./target/hear-message.ts";
import { openUnitOfWork, type TurnServices } from "./turn-context.ts";

/** Result of a turn when another turn of its conversation committed first; it runs again. */
const staleTurn = Symbol("overtaken");

/** A turn's feature, its input and the feature's lookups. */
interface PreparedTurn {
  feature: Feature;
  input: TurnInput;
  known: unknown;
}

/** A conversation with its last message, if this process posted it. */
type KnownConversation = conversations.ConversationRow & { posted?: PostedCard | undefined };

/** Result of a turn: messages, follow-up events and the conversation's new state. */
interface TurnResult {
  queued: outbox.QueuedOutboxRow[];
  /** Messages to send without a row. */
  unrecorded: readonly OutboundMessage[];
  followUpEvents: inbox.InboxEntry[];
  conversationRow?: KnownConversation;
}

/** Returns whether a message is part of an exchange among people, which is passed to no feature. */
const isTalkAmongPeople = ({ heard }: TurnInput): boolean => heard?.target.is === "not_for_bot";

/** Commits a turn; does nothing if another replica has processed the event. */
async function commitTurn(
  w: Writer,
  services: TurnServices,
  { seq, conversation: key, event }: inbox.InboxEntry,
  conversationRow: KnownConversation,
  { feature, input, known }: PreparedTurn,
): Promise<TurnResult | typeof staleTurn> {
  const { workspace } = event;
  const first = await inbox.firstPendingEvent(w, workspace, key);
  if (first === undefined || first > seq) return { queued: [], unrecorded: [], followUpEvents: [] };
  if (first < seq) return staleTurn;
  if (services.locale) await upsertPerson(w, workspace, event.by, undefined, services.locale);
  if (services.guestChanged) await savePersonGuest(w, workspace, event.by.id, event.guest ?? false);
  const unit = openUnitOfWork(w, services, key, conversationRow, event);
  const before = conversationRow.state;
  const stateKey = feature.sharesStateOf ?? feature.name;
  const turn = isTalkAmongPeople(input)
    ? before[stateKey]
    : await feature.turn(unit.context, input, before[stateKey], known);
  if (event.kind === "edited" || event.kind === "deleted")
    for (const { applyEdit } of services.features)
      await applyEdit?.(
        w,
        workspace,
        event.message,
        event.kind === "edited" ? event.text : undefined,
      );
  const overheard =
    input.heard && event.kind === "message" ? stateAfterHearing(input.heard, event, before) : {};
  const queued = await unit.outgoing.enqueue(w);
  const posted = lastPostIn(queued, conversationRow.place);
  const state = { ...before, ...overheard, ...stateAfterPosting(posted), [stateKey]: turn };
  await inbox.finishEvent(w, workspace, seq, unit.at);
  const next = { place: conversationRow.place, state, revision: conversationRow.revision + 1 };
  if (!(await conversations.saveConversationRow(w, workspace, key, next, unit.at)))
    throw new StaleTurnError();
  return {
    queued,
    unrecorded: unit.outgoing.unrecorded,
    followUpEvents: unit.followUpEvents,
    conversationRow: { ...next, posted: posted ?? conversationRow.posted },
  };
}

/** Thrown to roll back a write when another turn committed first. */
class StaleTurnError extends Error {}

/** Queues the reply to an event that was set aside. */
async function queueFailureReply(
  w: Writer,
  { now, newId, holder, features }: Pick<TurnServices, "now" | "newId" | "holder" | "features">,
  { event, conversation }: InboxEntry,
): Promise<QueuedOutboxRow[]> {
  if (event.kind === "due") return [];
  const { workspace, place } = event;
  const words = await wordsAt(w, features, workspace, place);
  const row = {
    id: newId(),
    workspace,
    conversation,
    kind: "post",
    place,
    card: [textElement(words("requests.trouble"))],
    state: "queued",
    holder,
    queuedAt: now(),
  } as const;
  const full = { ...row, card: [...row.card] };
  return [{ ...full, seq: await insertOutboxRow(w, full) }];
}

/**
 * Attempts after which an event is set aside, so that a bug does not block the events behind it.
 */
const maxAttempts = 5;
/** Delay (ms) before a retry while another replica runs a turn of the same conversation. */
const conflictRetryMs = 50;
/** Delay (ms) before a retry after a transient failure, such as an unreachable database. */
const transientRetryMs = 1_000;

/** Conversations in the cache: a few kilobytes each. */
const maxCachedConversations = 1_000;

interface TurnRunnerOptions {
  store: Store;
  sources: TurnSources;
  services: Omit<TurnServices, keyof Locales>;
  /** Queues messages for sending. */
  deliver(rows: QueuedOutboxRow[]): void;
  /** Sends messages that have no row. Never rejects. */
  send(messages: readonly OutboundMessage[]): Promise<void>;
  /** Called with the duration (ms) of a turn. */
  turnFinished?: ((ms: number) => void) | undefined;
  failed(stored: inbox.InboxEntry, error: unknown, givenUp: boolean): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface TurnRunner extends Omit<KeyedQueue<inbox.InboxEntry>, "add" | "has"> {
  enqueue(stored: inbox.InboxEntry): void;
}

/** Opens the execution of turns in this replica. */
export function openTurnRunner({
  store,
  sources,
  services,
  deliver,
  send,
  turnFinished,
  failed,
  sleep,
}: TurnRunnerOptions): TurnRunner {
  /** Cached conversations after their last turns; a write detects a stale one. */
  const cachedConversations = new Map<string, KnownConversation>();
  // The events a replica holds when it stops are free for others.
  const queue = openKeyedQueue<inbox.InboxEntry>({ attempt, release: async () => {}, sleep });

  async function attempt(stored: inbox.InboxEntry): Promise<number | undefined> {
    const began = performance.now();
    try {
      const done = await turn(stored);
      if (done === staleTurn) {
        stored.waited = true;
        return conflictRetryMs;
      }
      turnFinished?.(performance.now() - began);
      deliver(done.queued);
      void send(done.unrecorded);
      done.followUpEvents.forEach(enqueue);
      return undefined;
    } catch (error) {
      const { seq, event } = stored;
      // Transient failures retry without limit; anything else counts towards `maxAttempts`.
      const fault = rowFaultCode(error);
      if (fault !== undefined) stored.tries = (stored.tries ?? 0) + 1;
      const already = stored.tries ?? 0;
      const tries =
        fault === undefined
          ? 0
          : await store
              .write((w) =>
                inbox.recordEventFailure(
                  w,
                  event.workspace,
                  seq,
                  { code: fault, already, most: maxAttempts },
                  services.now(),
                ),
              )
              .catch(() => 0);
      failed(stored, error, tries >= maxAttempts);
      if (tries >= maxAttempts) {
        deliver(await store.write((w) => queueFailureReply(w, services, stored)).catch(() => []));
        return undefined;
      }
      return tries === 0 ? transientRetryMs : backoffMs(conflictRetryMs, tries);
    }
  }

  async function turn(stored: inbox.InboxEntry): Promise<TurnResult | typeof staleTurn> {
    const { conversation, seq } = stored;
    const { workspace, place } = stored.event;
    const key = `${workspace}/${conversation}`;
    if (stored.waited) {
      const first = await inbox.firstPendingEvent(store.read, workspace, conversation);
      // checked before a model is called, which may be slow and expensive
      if (first !== undefined && first < seq) return staleTurn;
    }
    const conversationRow: KnownConversation = cachedConversations.get(key) ??
      (await conversations.readConversationRow(store.read, workspace, conversation)) ?? {
        place,
        state: {},
        revision: 0,
      };
    cachedConversations.delete(key);
    const { state, posted } = conversationRow;
    const { recordedGuest, recordedZone, ...locales } = await resolveLocales(
      sources,
      stored.event,
      { conversation, state },
    );
    const { guest: reportedGuest, zone } = stored.event;
    const event: InboundEvent =
      stored.event.kind === "due"
        ? stored.event
        : {
            ...stored.event,
            guest: reportedGuest ?? recordedGuest,
            zone: normaliseTimeZone(zone) ?? recordedZone,
          };
    const guestChanged = reportedGuest !== undefined && reportedGuest !== recordedGuest;
    const { features } = sources;
    const tools = sources.openTools();
    const { feature, input } = await route(event, { state, posted }, conversation, tools);
    const prepare = isTalkAmongPeople(input) ? undefined : feature.prepare;
    const known = await prepare?.(
      {
        ...sources,
        ...tools,
        words: locales.reader,
        conversation,
        isConfidentialText: (text) => isConfidentialText(features, text),
      },
      input,
      state[feature.sharesStateOf ?? feature.name],
    );
    try {
      const done = await store.write((w) =>
        commitTurn(
          w,
          { ...services, ...locales, guestChanged },
          { ...stored, event },
          conversationRow,
          { feature, input, known },
        ),
      );
      if (done !== staleTurn && done.conversationRow) cache(key, done.conversationRow);
      return done;
    } catch (error) {
      if (error instanceof StaleTurnError) return staleTurn;
      throw error;
    }
  }

  /** Returns the request of the event's thread, or of the message that it quotes. */
  async function requestAbout(event: InboundEvent): Promise<string | undefined> {
    const { workspace, place } = event;
    const { about } = place.thread
      ? await resolveConversation(store.read, sources.features, workspace, place)
      : {};
    const quoted = event.kind === "message" ? event.quoted?.message : undefined;
    if (about !== undefined || quoted === undefined) return about;
    const row = await outboxRowByMessage(store.read, workspace, place, quoted);
    return row?.request ?? undefined;
  }

  /** Finds the feature of an event: the one that it names, or that of a message's target. */
  async function route(
    event: InboundEvent,
    before: Pick<KnownConversation, "state" | "posted">,
    conversation: string,
    tools: TurnTools,
  ): Promise<{ feature: Feature; input: TurnInput }> {
    const { features } = sources;
    const written = routeStoredEvent(event, features);
    const press =
      event.kind === "message" && !written.isNamed
        ? await readTypedPress(store.read, event, {
            ...before,
            features,
            conversation,
            now: services.now(),
          })
        : undefined;
    if (press) return route(press, before, conversation, tools);
    const about = written.feature.fallback ? await requestAbout(event) : undefined;
    const heard =
      event.kind === "message" && !written.isNamed
        ? await hearMessage({ read: store.read, features, tools, now: services.now() }, event, {
            ...before,
            conversation,
            about,
          })
        : undefined;
    const owner = heard && featureOfTarget(heard.target);
    const feature = features.find(({ name }) => name === owner) ?? written.feature;
    const whole = heard?.text && { event: { ...event, text: heard.text } as InboundEvent };
    const input = { ...written.input, ...whole, about, heard };
    return {
      feature: !event.guest || isAllowedForGuests(input, feature) ? feature : membersOnlyFeature,
      input,
    };
  }

  function enqueue(stored: inbox.InboxEntry): void {
    queue.add(`${stored.event.workspace}/${stored.conversation}`, stored);
  }

  function cache(key: string, conversationRow: KnownConversation): void {
    cachedConversations.set(key, conversationRow);
    if (cachedConversations.size > maxCachedConversations)
      cachedConversations.delete(cachedConversations.keys().next().value!);
  }

  return { ...queue, enqueue };
}
