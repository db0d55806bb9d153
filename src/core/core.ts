/** Engine: ingest, turns, delivery and scheduler, opened and stopped together. */
import { setTimeout as machineSleep } from "node:timers/promises";
import type { Clock } from "../lib/clock.ts";
import { wordsFor } from "../lib/i18n.ts";
import type { Core, PlatformAdapter, SendOutcome } from "../platform/adapter.ts";
import type { BriefChannels, ConversationRef } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readPersonLanguages } from "../storage/person-languages.ts";
import type { InboxEntry } from "../storage/queue/inbox.ts";
import type { Replica } from "../storage/queue/replicas.ts";
import type { RowKey } from "../storage/queue/set-aside.ts";
import type { Store } from "../storage/store.ts";
import { openBulkDelivery } from "./bulk-delivery.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { openConfidentialEvents } from "./confidential-events.ts";
import { openOutboxDelivery } from "./delivery.ts";
import type { Feature, TurnSources } from "./feature.ts";
import { createFormHandlers } from "./forms.ts";
import { openIngest } from "./ingest.ts";
import { createOutsiderReply } from "./outsiders.ts";
import { assertDistinctFeatures, isConfidentialText } from "./route.ts";
import { openTurnRunner } from "./run-turn.ts";
import { openScheduler, type Scheduler } from "./scheduler.ts";
import { openUnrecordedDelivery } from "./unrecorded-delivery.ts";

export interface CoreOptions {
  store: Store;
  clock: Clock;
  /** Opens what features use to prepare one turn. */
  openTools: TurnSources["openTools"];
  platforms: readonly PlatformAdapter[];
  /** Features, one of them the fallback. */
  features: readonly Feature[];
  briefChannels: BriefChannels;
  replica: Replica;
  newId(): string;
  /** What a platform makes us wait passes by the machine's time, whatever clock the bot runs on. */
  machine?: Machine;
  /**
   * How it waits until it looks again at what is due, where that is not for the machine's timer to
   * say. Never rejects.
   */
  waitBeforePoll?(ms: number, signal: AbortSignal): Promise<void>;
  /** What an operator wants to know; nothing in it holds people's words. */
  telemetry: {
    /** Milliseconds that a turn took. */
    turned?(ms: number): void;
    turnFailed(stored: InboxEntry, error: unknown, givenUp: boolean): void;
    deliveryFailed(error: unknown): void;
    loopFailed(error: unknown): void;
    /** A row could not be dealt with, and is left out. */
    aside?(row: RowKey, error: unknown): void;
    ended(surface: ConversationRef["surface"], outcome: SendOutcome): void;
    /** A platform does not answer any more, or does again. */
    down?(surface: ConversationRef["surface"], isDown: boolean): void;
    buried(what: object): void;
  };
}

interface Machine {
  /** Milliseconds, from whenever. */
  now(): number;
  /** Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const thisMachine: Machine = {
  now: () => performance.now(),
  sleep: (ms, signal) => machineSleep(ms, undefined, { signal }).catch(() => {}),
};

export interface RunningCore extends Core {
  /** Resolves once nothing is in work: everything said has had its answer sent. */
  settled(): Promise<void>;
  /** Looks once for due jobs and unclaimed work. */
  poll(): Promise<void>;
  /**
   * Finishes what is in work, and leaves what would have to wait to the next who looks. Surfaces
   * are to be stopped before.
   */
  stop(): Promise<void>;
}

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
    platforms.map((surface) => [surface.name, surface]),
  );
  const now = clock.now;
  const { sleep } = machine;
  const ended = ({ place }: { place: ConversationRef }, outcome: SendOutcome): void =>
    telemetry.ended(place.surface, outcome);
  const circuits = new Map(
    platforms.map(({ name, bulkPerSecond }) => [
      name as string,
      createCircuitBreaker({
        gap: bulkPerSecond ? 1_000 / bulkPerSecond : 0,
        now: machine.now,
        changed: (isDown) => telemetry.down?.(name, isDown),
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
    ended,
    failed: telemetry.deliveryFailed,
  });
  const { deliver, initialStateFor } = delivery;
  const bulkJobs = features.flatMap(({ name, bulkJob }) => (bulkJob ? [{ name, ...bulkJob }] : []));
  const bulkDelivery = openBulkDelivery({
    ...{
      store,
      holder: replica.id,
      platforms: byName,
      circuits,
      now,
      machine,
      ended,
      failed: telemetry.deliveryFailed,
    },
    async onUndelivered(w, row) {
      await bulkJobs
        .find(({ name }) => row.question?.startsWith(`${name}/`))
        ?.onUndelivered?.(w, row);
    },
  });
  const sources = {
    read: store.read,
    openTools,
    platforms: byName,
    briefChannels,
    features,
    newId,
    now,
  };
  const services = { briefChannels, features, now, newId, holder: replica.id, initialStateFor };
  const unrecorded = openUnrecordedDelivery({
    read: store.read,
    platforms: byName,
    sleep,
    ended,
    failed: telemetry.deliveryFailed,
  });
  const { send } = unrecorded;
  const turnRunner = openTurnRunner({
    store,
    sources,
    services,
    deliver,
    send,
    turned: telemetry.turned,
    failed: telemetry.turnFailed,
    sleep,
  });
  const reach = platforms.map(({ name }) => name);
  const confidential = openConfidentialEvents({
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
  const conceal = (event: InboundEvent): InboundEvent =>
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
      .catch(telemetry.loopFailed)
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
    reach,
    take: turnRunner.enqueue,
    deliver,
    sweeps: bulkJobs.map((bulk) => ({
      countDue: (at) => bulk.countDue(store.read, reach, at),
      dueKeys: (round) => bulk.dueKeys(store.read, reach, round),
      runBatch: (w, round) => bulk.runBatch(w, { ...round, reach, words: wordsFor, newId }),
    })),
    async drain() {
      prefetch();
      await bulkDelivery.drain();
    },
    busy,
    held: () => ({
      inbox: turnRunner.heldSeqs(),
      outbox: [...delivery.heldSeqs(), ...bulkDelivery.heldSeqs()],
    }),
    waitBeforePoll: waitBeforePoll ?? sleep,
    failed: telemetry.loopFailed,
    rowSetAside: (row, error) => telemetry.aside?.(row, error),
    reaped: telemetry.buried,
  });

  async function settled(): Promise<void> {
    while (turnRunner.busy() + delivery.busy() > 0) {
      await turnRunner.settled();
      await delivery.settled();
    }
    await bulkDelivery.settled();
    await unrecorded.settled();
  }

  return {
    ingest: openIngest({
      store,
      holder: replica.id,
      now,
      features,
      conceal,
      confidential,
      take: turnRunner.enqueue,
    }),
    replyToOutsider: createOutsiderReply({
      store,
      holder: replica.id,
      now,
      initialStateFor,
      deliver,
    }),
    ...createFormHandlers(sources),
    languageFor: async ({ workspace, by }) =>
      (await readPersonLanguages(store.read, workspace, by.id)).person,
    settled,
    poll: scheduler.poll,
    async stop() {
      // the scheduler takes up no more work and goes on with heartbeats until all work has ended
      stopping = true;
      await turnRunner.stop();
      await delivery.stop();
      await bulkDelivery.stop();
      await unrecorded.stop();
      await prefetching;
      await scheduler.stop();
    },
  };
}
