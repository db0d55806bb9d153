/** Engine: ingest, turns, delivery and scheduler, opened and stopped together. */
import { setTimeout as machineSleep } from "node:timers/promises";
import type { Clock } from "../lib/clock.ts";
import { wordsFor } from "../lib/i18n.ts";
import type { Core, PlatformAdapter, SendOutcome } from "../platform/adapter.ts";
import { textElement } from "../platform/card.ts";
import {
  type BriefChannels,
  type ConversationRef,
  conversationKey,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readPersonLanguages } from "../storage/directory.ts";
import type { InboxEntry } from "../storage/queue/inbox.ts";
import * as outbox from "../storage/queue/outbox.ts";
import type { Replica } from "../storage/queue/replicas.ts";
import type { RowKey } from "../storage/queue/set-aside.ts";
import type { Store } from "../storage/store.ts";
import { openConfidentialEvents } from "./confidential-events.ts";
import { openBulkDelivery } from "./delivery/bulk-delivery.ts";
import { createCircuitBreaker } from "./delivery/circuit-breaker.ts";
import { type MessageIdentity, openOutboxDelivery } from "./delivery/delivery.ts";
import { openUnrecordedDelivery } from "./delivery/unrecorded-delivery.ts";
import type { Feature, TurnSources } from "./feature.ts";
import { openIngest } from "./ingest.ts";
import { createInstantHandlers } from "./instant-handlers.ts";
import { findNextDue } from "./next-due.ts";
import { assertDistinctFeatures, isConfidentialText } from "./route.ts";
import { openTurnRunner } from "./run-turn.ts";
import { openScheduler, type Scheduler } from "./scheduler.ts";
import { createEventQueue, type TurnServices } from "./turn-context.ts";

/** What the engine needs from the application. */
export interface CoreOptions {
  store: Store;
  clock: Clock;
  /** Opens the functions with which features prepare one turn. */
  openTools: TurnSources["openTools"];
  platforms: readonly PlatformAdapter[];
  /** Features, one of them the fallback. */
  features: readonly Feature[];
  briefChannels: BriefChannels;
  replica: Replica;
  newId(): string;
  /**
   * Clock and timer of the machine, for delays that platforms ask for, also when the bot's clock is
   * simulated.
   */
  machine?: Machine;
  /** Replaces the machine's timer for the pause between two polls. Never rejects. */
  waitBeforePoll?(ms: number, signal: AbortSignal): Promise<void>;
  /** Hooks for metrics and logs. Nothing passed to them contains people's words. */
  telemetry: {
    /** Called with the duration (ms) of a turn. */
    turnFinished?(ms: number): void;
    turnFailed(stored: InboxEntry, error: unknown, givenUp: boolean): void;
    deliveryFailed(error: unknown): void;
    schedulerFailed(error: unknown): void;
    /** Called for a row that cannot be processed and is set aside. */
    rowSetAside?(row: RowKey, error: unknown): void;
    sendFinished?(message: MessageIdentity, outcome: SendOutcome): void;
    /** Called before a post of unknown outcome is sent again; it may then arrive twice. */
    messageResent?(message: MessageIdentity): void;
    /** Called when a platform stops responding, and when it responds again. */
    platformDown?(platform: ConversationRef["platform"], isDown: boolean): void;
    workRecovered?(counts: object): void;
  };
}

interface Machine {
  /** Monotonic time in ms. */
  now(): number;
  /** Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const thisMachine: Machine = {
  now: () => performance.now(),
  sleep: (ms, signal) => machineSleep(ms, undefined, { signal }).catch(() => {}),
};

/** The engine while it runs, with the means of tests and of an orderly end. */
export interface RunningCore extends Core {
  /** Resolves once no event or message is being processed. */
  settled(): Promise<void>;
  /** Polls once for due jobs and unclaimed work. */
  poll(): Promise<void>;
  /** Returns the first instant until `until` at which something is due, if anything is. */
  nextDueAt(until: Date): Promise<Date | undefined>;
  /** Finishes running work and releases the rest to other replicas. Stop the platforms first. */
  stop(): Promise<void>;
}

/** Opens the engine: ingests events at once, and polls for due jobs until it is stopped. */
export async function openCore({
  store,
  clock,
  openTools,
  platforms,
  features,
  briefChannels,
  replica,
  newId,
  machine = thisMachine,
  waitBeforePoll,
  telemetry,
}: CoreOptions): Promise<RunningCore> {
  assertDistinctFeatures(features);
  const byName = new Map<string, PlatformAdapter>(
    platforms.map((adapter) => [adapter.name, adapter]),
  );
  const now = clock.now;
  const { sleep } = machine;
  const { sendFinished = () => {} } = telemetry;
  const circuits = new Map(
    platforms.map(({ name, bulkPerSecond }) => [
      name as string,
      createCircuitBreaker({
        gap: bulkPerSecond ? 1_000 / bulkPerSecond : 0,
        now: machine.now,
        changed: (isDown) => telemetry.platformDown?.(name, isDown),
      }),
    ]),
  );
  const delivery = openOutboxDelivery({
    store,
    holder: replica.id,
    platforms: byName,
    circuits,
    now,
    sleep,
    sendFinished,
    resending: (message) => telemetry.messageResent?.(message),
    async changed(w, row, change) {
      const stored: InboxEntry[] = [];
      const { workspace } = row;
      const enqueueEvent = createEventQueue(w, workspace, now(), replica.id, stored);
      for (const feature of features)
        await feature.onDeliveryChange?.(
          { w, workspace, briefChannels, enqueueEvent },
          row,
          change,
        );
      return () => stored.forEach(turnRunner.enqueue);
    },
    failed: telemetry.deliveryFailed,
  });
  const { deliver, initialStateFor } = delivery;
  const bulkJobs = features.flatMap(({ name, bulkJob }) => (bulkJob ? [{ name, ...bulkJob }] : []));
  const bulkDelivery = openBulkDelivery({
    store,
    holder: replica.id,
    platforms: byName,
    circuits,
    now,
    machine,
    sendFinished,
    failed: telemetry.deliveryFailed,
    async onUndelivered(w, row) {
      await bulkJobs
        .find(({ name }) => row.question?.startsWith(`${name}/`))
        ?.onUndelivered?.(w, row);
    },
  });
  const sources = {
    read: store.read,
    readAside: store.readAside,
    openTools,
    platforms: byName,
    briefChannels,
    features,
    newId,
    now,
  };
  const services = { briefChannels, features, now, newId, holder: replica.id, initialStateFor };
  const unrecordedDelivery = openUnrecordedDelivery({
    read: store.read,
    platforms: byName,
    sleep,
    sendFinished,
    failed: telemetry.deliveryFailed,
  });
  const { send } = unrecordedDelivery;
  const turnRunner = openTurnRunner({
    store,
    sources,
    services,
    deliver,
    send,
    turnFinished: telemetry.turnFinished,
    failed: telemetry.turnFailed,
    sleep,
  });
  const servedPlatforms = platforms.map(({ name }) => name);
  const confidentialEvents = openConfidentialEvents({
    store,
    services,
    deliver,
    send,
    failed: telemetry.turnFailed,
    sleep,
  });
  const withoutConfidentialText = (event: InboundEvent): InboundEvent =>
    event.kind === "pointed" && event.text && isConfidentialText(features, event.text)
      ? { ...event, text: [] }
      : event;
  const toStorableEvent = (event: InboundEvent): InboundEvent =>
    features.reduce(
      (kept, feature) => feature.toStorableEvent?.(kept) ?? kept,
      withoutConfidentialText(event),
    );
  let stopping = false;
  let prefetching: Promise<unknown> | undefined;

  function prefetch(): void {
    prefetching ??= Promise.all(
      bulkJobs.map((bulk) => bulk.prefetch?.({ store, platforms: byName, now })),
    )
      .catch(telemetry.schedulerFailed)
      .finally(() => {
        prefetching = undefined;
      });
  }

  const busy = (): number =>
    stopping ? Number.POSITIVE_INFINITY : turnRunner.busy() + delivery.busy();
  const scheduler: Scheduler = await openScheduler({
    store,
    clock,
    replica,
    servedPlatforms,
    enqueueTurn: turnRunner.enqueue,
    delivery,
    sweeps: bulkJobs.map((bulk) => ({
      countDue: (at) => bulk.countDue(store.read, servedPlatforms, at),
      dueKeys: (round) => bulk.dueKeys(store.read, servedPlatforms, round),
      runBatch: (w, round) =>
        bulk.runBatch(w, { ...round, servedPlatforms, words: wordsFor, newId }),
    })),
    async drain() {
      prefetch();
      await bulkDelivery.drain();
    },
    busy,
    heldClaims: () => ({
      inbox: turnRunner.heldSeqs(),
      outbox: [...delivery.heldSeqs(), ...bulkDelivery.heldSeqs()],
    }),
    waitBeforePoll: waitBeforePoll ?? sleep,
    failed: telemetry.schedulerFailed,
    rowSetAside: (row, error) => telemetry.rowSetAside?.(row, error),
    workRecovered: telemetry.workRecovered,
  });

  async function settled(): Promise<void> {
    while (turnRunner.busy() + delivery.busy() > 0) {
      await turnRunner.settled();
      await delivery.settled();
    }
    await bulkDelivery.settled();
    await unrecordedDelivery.settled();
  }

  return {
    ingest: openIngest({
      store,
      holder: replica.id,
      now,
      features,
      toStorableEvent,
      confidentialEvents,
      enqueueTurn: turnRunner.enqueue,
    }),
    replyToOutsider: createOutsiderReply({
      store,
      holder: replica.id,
      now,
      initialStateFor,
      deliver,
    }),
    ...createInstantHandlers(sources),
    languageFor: async ({ workspace, by }) =>
      (await readPersonLanguages(store.read, workspace, by.id)).person,
    settled,
    poll: scheduler.poll,
    nextDueAt: (until) =>
      findNextDue(store.read, bulkJobs, servedPlatforms, { from: now(), until }),
    async stop() {
      // The scheduler claims no more work, but sends heartbeats until all work has ended.
      stopping = true;
      await turnRunner.stop();
      await delivery.stop();
      await bulkDelivery.stop();
      await unrecordedDelivery.stop();
      await prefetching;
      await scheduler.stop();
    },
  };
}

interface OutsiderReplyOptions extends Pick<TurnServices, "now" | "holder" | "initialStateFor"> {
  store: Store;
  deliver(rows: outbox.QueuedOutboxRow[]): void;
}

/**
 * Creates the reply. Idempotent across replicas and restarts: the outbox row's id is derived from
 * the thread.
 */
const createOutsiderReply =
  ({
    store,
    holder,
    now,
    initialStateFor,
    deliver,
  }: OutsiderReplyOptions): Core["replyToOutsider"] =>
  async ({ workspace, place, address, sender = "outsider" }) => {
    const conversation = conversationKey(place);
    const id = `${sender}/${workspace}/${conversation}`;
    if (await outbox.outboxRowById(store.read, workspace, id)) return;
    const words = wordsFor((await readPersonLanguages(store.read, workspace, "")).workspace);
    const row: outbox.NewOutboxRow = {
      id,
      workspace,
      conversation,
      place,
      kind: "post",
      holder,
      queuedAt: now(),
      state: initialStateFor({ workspace, place }),
      card: [textElement(words(`membership.${sender}.${place.platform}`))],
    };
    const seq = await store.write((w) => outbox.insertOutboxRowOnce(w, row));
    if (seq !== undefined) deliver([{ ...row, seq, address }]);
  };
