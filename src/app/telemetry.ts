/** Telemetry for operators: metrics for `/metrics`, and log lines for failures. */
import type { MessageIdentity } from "../core/delivery/delivery.ts";
import type { Log } from "../lib/log.ts";
import type {
  MetricDistribution,
  MetricReading,
  PlatformAdapter,
  SendOutcome,
} from "../platform/adapter.ts";
import { type PlatformName, platformNames } from "../platform/conversation-ref.ts";
import { newestBackup } from "../storage/backup/backup-file.ts";
import { unreadableCounts } from "../storage/engine/columns.ts";
import { type InboxEntry, inboxBacklog } from "../storage/queue/inbox.ts";
import { outboxCounts } from "../storage/queue/outbox.ts";
import { countSetAsideRows, type RowKey } from "../storage/queue/set-aside.ts";
import type { Store } from "../storage/store.ts";

/**
 * Upper bounds (s) of the turn histogram: most turns take milliseconds, those that call a model
 * seconds.
 */
const turnSecondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

function openDistribution(
  bounds: readonly number[],
): MetricDistribution & { add(value: number): void } {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  return {
    bounds,
    counts,
    sum: 0,
    add(value) {
      const bucket = bounds.findIndex((bound) => value <= bound);
      counts[bucket < 0 ? bounds.length : bucket]!++;
      this.sum += value;
    },
  };
}

/**
 * Creates the metrics that every process has; platforms and backups add theirs. The dashboard and
 * alerts in manifests/deploy use these names.
 */
export function createTelemetry(log: Log) {
  const failures = { turns: 0, given_up: 0, deliveries: 0, loop: 0, set_aside: 0, uncaught: 0 };
  const sends: Record<SendOutcome["kind"], number> = { sent: 0, refused: 0, unknown: 0 };
  const zeros = (): Record<PlatformName, number> =>
    Object.fromEntries(platformNames.map((name) => [name, 0])) as Record<PlatformName, number>;
  const [rateLimited, down, resends] = [zeros(), zeros(), zeros()];
  let acceptsWrites = 1;
  const fallbacks = { failed: 0, paused: 0 };
  const deletedRows: Record<string, number> = {};
  const turns = openDistribution(turnSecondsBounds);

  return {
    /** Counts a message read by the rules because the model failed or is not asked for a while. */
    countFallback: (reason: keyof typeof fallbacks): void => void fallbacks[reason]++,
    watch: {
      /** Records the time (ms) to process one event, until its result is on disk. */
      turnFinished: (ms: number): void => turns.add(ms / 1000),
      turnFailed(
        { event: { kind, id, workspace } }: InboxEntry,
        err: unknown,
        givenUp: boolean,
      ): void {
        failures[givenUp ? "given_up" : "turns"]++;
        log.error({ err, kind, arrival: id, workspace, givenUp }, "a turn failed");
      },
      deliveryFailed(err: unknown): void {
        failures.deliveries++;
        log.error({ err }, "delivery of a message failed; it will be retried");
      },
      schedulerFailed(err: unknown): void {
        failures.loop++;
        log.error({ err }, "the scheduler failed; it will be retried");
      },
      rowSetAside({ tableName, workspace }: RowKey, err: unknown): void {
        failures.set_aside++;
        log.error(
          { err, kind: tableName, workspace },
          "could not process a row; set it aside for a day (run entwine doctor for details)",
        );
      },
      sendFinished({ id, workspace, place }: MessageIdentity, outcome: SendOutcome): void {
        const { platform } = place;
        sends[outcome.kind]++;
        if (outcome.kind === "refused" && outcome.code === "ratelimited") rateLimited[platform]++;
        const message = { platform, workspace, outbox: id };
        if (outcome.kind === "sent") log.debug(message, "delivered a message");
        // A platform that is down is reported once.
        else if (!down[platform])
          log.warn(
            { ...message, state: outcome.kind, code: outcome.code },
            "a message was not delivered at the first attempt",
          );
      },
      messageResent({ id, workspace, place: { platform } }: MessageIdentity): void {
        resends[platform]++;
        log.warn(
          { platform, workspace, outbox: id },
          "sending a message again whose outcome is unknown; it may arrive twice",
        );
      },
      platformDown(platform: PlatformName, isDown: boolean): void {
        down[platform] = Number(isDown);
        if (isDown)
          log.error(
            { platform },
            "circuit opened: a platform does not answer; sending to it is paused",
          );
        else log.info({ platform }, "circuit closed: a platform answers again; sending resumes");
      },
      workRecovered(counts: object): void {
        log.warn({ ...counts }, "recovered unclaimed work");
      },
      /**
       * Records that the database stopped accepting writes, or accepts them again (`undefined`).
       */
      storageFailed(err: Error | undefined): void {
        acceptsWrites = err ? 0 : 1;
        if (err)
          log.error(
            { err },
            "cannot store events; they are not acknowledged, and platforms deliver them again",
          );
        else log.warn({}, "events can be stored again");
      },
      /** Counts rows deleted at the end of their retention period, by table. */
      rowsDeleted(rows: Readonly<Record<string, number>>): void {
        for (const [table, count] of Object.entries(rows))
          deletedRows[table] = (deletedRows[table] ?? 0) + count;
        log.info({ rows }, "deleted expired rows");
      },
      uncaught(err: unknown): void {
        failures.uncaught++;
        log.error({ err }, "uncaught error");
      },
    },
    readings: (
      store: Store,
      platforms: readonly Pick<PlatformAdapter, "metrics">[],
      database: string,
    ): MetricReading[] => [
      {
        name: "entwine_failures_total",
        help: "Failures by the part that failed",
        kind: "counter",
        label: "where",
        read: () => failures,
      },
      {
        name: "entwine_sends_total",
        help: "Attempts to send a message, by outcome",
        kind: "counter",
        label: "outcome",
        read: () => sends,
      },
      {
        name: "entwine_database_writable",
        help: "Whether the database accepts writes (1) or not (0)",
        kind: "gauge",
        read: () => acceptsWrites,
      },
      {
        name: "entwine_events_waiting",
        help: "Incoming events that are not processed yet",
        kind: "gauge",
        read: async () => (await inboxBacklog(store.read)).waiting,
      },
      {
        name: "entwine_oldest_event_seconds",
        help: "Age in seconds of the oldest event that is not processed yet",
        kind: "gauge",
        read: async () => {
          const { oldest } = await inboxBacklog(store.read);
          return oldest ? (Date.now() - oldest.getTime()) / 1000 : 0;
        },
      },
      {
        name: "entwine_rate_limited_total",
        help: "Messages refused by a rate limit (429), by platform",
        kind: "counter",
        label: "platform",
        read: () => rateLimited,
      },
      {
        name: "entwine_resends_total",
        help: "Messages of unknown outcome that were sent again, by platform",
        kind: "counter",
        label: "platform",
        read: () => resends,
      },
      {
        name: "entwine_platform_down",
        help: "Whether a platform does not answer (1), so that messages wait",
        kind: "gauge",
        label: "platform",
        read: () => down,
      },
      {
        name: "entwine_expired_rows_total",
        help: "Rows deleted at the end of their retention period, by table",
        kind: "counter",
        label: "table",
        read: () => deletedRows,
      },
      {
        name: "entwine_model_fallbacks_total",
        help: "Messages read by the rules in place of the model, by reason",
        kind: "counter",
        label: "reason",
        read: () => fallbacks,
      },
      {
        name: "entwine_set_aside_rows",
        help: "Rows that could not be processed and are skipped, by table",
        kind: "gauge",
        label: "table",
        read: () => countSetAsideRows(store.read),
      },
      {
        name: "entwine_unreadable_values_total",
        help: "Stored values that could not be read and were replaced, by their kind",
        kind: "counter",
        label: "kind",
        read: () => unreadableCounts,
      },
      {
        name: "entwine_turn_seconds",
        help: "Time in seconds to process one event, reading included",
        kind: "histogram",
        read: () => turns,
      },
      {
        name: "entwine_backup_age_seconds",
        help: "Age in seconds of the newest backup",
        kind: "gauge",
        read() {
          const newest = newestBackup(database);
          return newest && (Date.now() - newest.writtenAt.getTime()) / 1000;
        },
      },
      {
        name: "entwine_outbox",
        help: "Outgoing messages whose delivery is not confirmed, by state",
        kind: "gauge",
        label: "state",
        read: () => outboxCounts(store.read),
      },
      ...platforms.flatMap(({ metrics = [] }) => metrics),
    ],
  };
}
