/**
 * What an operator sees of the work: counters for `/metrics`, and a log line for whatever went
 * wrong.
 */
import type { Log } from "../lib/log.ts";
import type { PlatformAdapter, SendOutcome } from "../platform/adapter.ts";
import { type PlatformName, platformNames } from "../platform/conversation-ref.ts";
import type { MetricDistribution, MetricReading } from "../platform/metric-reading.ts";
import { newestBackup } from "../storage/backup/backup-folder.ts";
import { unreadableCounts } from "../storage/engine/columns.ts";
import { type InboxEntry, inboxBacklog } from "../storage/queue/inbox.ts";
import { outboxCounts } from "../storage/queue/outbox.ts";
import { countSetAsideRows, type RowKey } from "../storage/queue/set-aside.ts";
import type { Store } from "../storage/store.ts";

/**
 * Upper bounds in seconds: most turns take milliseconds, those that a model reads for take seconds.
 */
const spans = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

function openDistribution(
  bounds: readonly number[],
): MetricDistribution & { add(value: number): void } {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  return {
    bounds,
    counts,
    sum: 0,
    add(value) {
      const span = bounds.findIndex((bound) => value <= bound);
      counts[span < 0 ? bounds.length : span]!++;
      this.sum += value;
    },
  };
}

/**
 * Metrics that every Entwine has; those of the socket and of backups are there where these are. The
 * dashboard and the alerts in manifests/deploy rest on these names.
 */
export function createTelemetry(log: Log) {
  const failures = { turns: 0, given_up: 0, deliveries: 0, loop: 0, set_aside: 0, uncaught: 0 };
  const sends: Record<SendOutcome["kind"], number> = { sent: 0, refused: 0, unknown: 0 };
  const zeros = (): Record<PlatformName, number> =>
    Object.fromEntries(platformNames.map((name) => [name, 0])) as Record<PlatformName, number>;
  const [limited, down] = [zeros(), zeros()];
  let storing = 1;
  const fallbacks = { failed: 0, resting: 0 };
  const swept: Record<string, number> = {};
  const turns = openDistribution(spans);

  return {
    /**
     * The rules read in place of the model: it failed, or was left alone after it failed or spent
     * its budget.
     */
    fellBack: (why: keyof typeof fallbacks): void => void fallbacks[why]++,
    watch: {
      /** Records the time to process one event, until its result is on disk. */
      turned: (ms: number): void => turns.add(ms / 1000),
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
        log.error({ err }, "a message's way was broken off, and is taken up again");
      },
      loopFailed(err: unknown): void {
        failures.loop++;
        log.error({ err }, "the look at what is due failed");
      },
      aside({ tableName, workspace }: RowKey, err: unknown): void {
        failures.set_aside++;
        log.error(
          { err, kind: tableName, workspace },
          "a row could not be dealt with, and is left out for a day: the doctor names it",
        );
      },
      ended(surface: PlatformName, outcome: SendOutcome): void {
        sends[outcome.kind]++;
        if (outcome.kind === "refused" && outcome.code === "ratelimited") limited[surface]++;
        // While a platform is down, it is said once.
        if (outcome.kind !== "sent" && !down[surface])
          log.warn(
            { surface, state: outcome.kind, code: outcome.code },
            "a message did not go out at once",
          );
      },
      down(surface: PlatformName, isDown: boolean): void {
        down[surface] = Number(isDown);
        if (isDown)
          log.error(
            { surface },
            "a platform does not answer, and nothing more is sent there until it does",
          );
        else log.info({ surface }, "a platform answers again, and what waited goes out");
      },
      buried(found: object): void {
        log.warn({ ...found }, "took up what was in nobody's hands");
      },
      /** Nothing can be stored from now on, or everything again. */
      stored(err: Error | undefined): void {
        storing = err ? 0 : 1;
        if (err)
          log.error(
            { err },
            "nothing can be stored: what arrives is not acknowledged, and the platforms deliver it again",
          );
        else log.warn({}, "what arrives is stored again");
      },
      /** Counts rows deleted at the end of their retention period, by table. */
      swept(rows: Readonly<Record<string, number>>): void {
        for (const [table, count] of Object.entries(rows))
          swept[table] = (swept[table] ?? 0) + count;
        log.info({ rows }, "what had had its day is gone");
      },
      uncaught(err: unknown): void {
        failures.uncaught++;
        log.error({ err }, "a failure that nobody caught");
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
        name: "entwine_storing",
        help: "Whether the database accepts writes (1) or not (0)",
        kind: "gauge",
        read: () => storing,
      },
      {
        name: "entwine_arrivals_waiting",
        help: "Incoming events that are not processed yet",
        kind: "gauge",
        read: async () => (await inboxBacklog(store.read)).waiting,
      },
      {
        name: "entwine_arrivals_oldest_seconds",
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
        label: "surface",
        read: () => limited,
      },
      {
        name: "entwine_platform_down",
        help: "Whether a platform does not answer (1), so that messages wait",
        kind: "gauge",
        label: "surface",
        read: () => down,
      },
      {
        name: "entwine_swept_rows_total",
        help: "Rows deleted at the end of their retention period, by table",
        kind: "counter",
        label: "table",
        read: () => swept,
      },
      {
        name: "entwine_judge_fallbacks_total",
        help: "Messages read by the rules in place of the model, by reason",
        kind: "counter",
        label: "why",
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
