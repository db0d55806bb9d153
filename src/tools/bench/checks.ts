/**
 * Benchmark of 100,000 people whose checks are due within the same hour: planning, queueing and
 * sending, through a platform with rate limits while other people make requests. Uses one SQLite
 * file and a simulated clock.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defineTables } from "../../app/registry.ts";
import { turnTools } from "../../app/turn-tools.ts";
import { openCore } from "../../core/core.ts";
import type { Feature } from "../../core/feature.ts";
import { createCheckBulkJob } from "../../features/checks/schedule/sweep.ts";
import { createNextCheckCache } from "../../features/checks/schedule/timetable.ts";
import { createInterviewFeature } from "../../features/interview/feature.ts";
import { openLog } from "../../lib/log.ts";
import { createJudge } from "../../nlu/create-judge.ts";
import type { OutboundMessage, PlatformAdapter, SendOutcome } from "../../platform/adapter.ts";
import { type ConversationRef, conversationKey } from "../../platform/conversation-ref.ts";
import { and, isNotNull, lte } from "../../storage/drizzle.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import { thisReplica } from "../../storage/queue/replicas.ts";
import type { Store } from "../../storage/store.ts";

export interface ChecksBenchOptions {
  people: number;
  /** Seconds for which checks are sent while other people raise requests. */
  seconds: number;
  print(line: string): void;
}

/** Messages per second above which the platform returns 429; checks get four fifths of them. */
const rateLimitPerSecond = 250;
/** Latency (ms) of the platform for one message. */
const latencyMs = 40;
/** Interval (ms) between requests. */
const requestIntervalMs = 100;

const workspace = "slack:T1";
/** Eight time zones, each with the local times between 14:00 and 14:55 UTC. */
const zones = [
  "Europe/Berlin",
  "Europe/London",
  "Africa/Lagos",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Adelaide",
];
const first = Temporal.Instant.from("2027-03-01T14:00:00Z");
const [before, after] = [new Date("2027-03-01T13:30:00Z"), new Date("2027-03-01T14:56:00Z")];

const direct = (person: string): ConversationRef => ({
  platform: "slack",
  kind: "personal",
  id: person,
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
const whole = (value: number): string => Math.round(value).toLocaleString("en");

/** Returns a person's zone, time and first check. */
function timesOf(index: number) {
  const zone = zones[index % zones.length]!;
  const due = first.add({ minutes: (Math.floor(index / zones.length) % 12) * 5 });
  return {
    zone,
    at: due.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" }),
    days: "1234567",
    due: new Date(due.epochMilliseconds),
  };
}

async function enrolAll(store: Store, people: number): Promise<void> {
  for (let from = 0; from < people; from += 1_000)
    await store.write(async ({ db, t }) => {
      const rows = Array.from({ length: Math.min(1_000, people - from) }, (_, offset) => {
        const person = `U${String(from + offset).padStart(8, "0")}`;
        const { due: nextAt, ...times } = timesOf(from + offset);
        const place = direct(person);
        return {
          workspace,
          person,
          place,
          conversation: conversationKey(place),
          ...times,
          enrolledBy: person,
          through: before,
          createdAt: before,
          nextAt,
        };
      });
      await db.insert(t.enrolments).values(rows);
    });
}

/** A platform with a rate limit that measures how long people wait for the first reply. */
function openPlatform() {
  const waiting = new Map<string, () => void>();
  const counts = { checks: 0, refused: 0 };
  let [second, taken] = [0, 0];
  async function send({ place }: OutboundMessage): Promise<SendOutcome> {
    await pause(latencyMs);
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) [second, taken] = [now, 0];
    if (++taken > rateLimitPerSecond) {
      counts.refused++;
      return { kind: "refused", code: "ratelimited", retryAfterMs: 1_000 };
    }
    if (place.id.startsWith("U")) counts.checks++;
    waiting.get(place.id)?.();
    waiting.delete(place.id);
    return { kind: "sent", message: randomUUID() };
  }
  const adapter: PlatformAdapter = {
    name: "slack",
    send,
    bulkPerSecond: rateLimitPerSecond * 0.8,
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
  const reply = (person: string): Promise<void> =>
    new Promise((resolve) => waiting.set(person, resolve));
  return { adapter, counts, reply };
}

/** Runs the benchmark and prints the figures, one per line. */
export async function benchChecks({ people, seconds, print }: ChecksBenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "entwine-bench-"));
  const store = await openStore(`file:${join(folder, "bench.db")}`, { tables: defineTables });
  try {
    await store.migrate();
    await enrolAll(store, people);
    computeAll(people, print);

    let now = before;
    const clock = {
      now: () => now,
      toRealMs: (ms: number) => ms,
      sleep: () => new Promise<void>(() => {}),
    };
    const platform = openPlatform();
    const check: Feature = {
      name: "check",
      prepare: async () => undefined,
      turn: async () => undefined,
      bulkJob: createCheckBulkJob(),
    };
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    const core = await openCore({
      store,
      clock,
      platforms: [platform.adapter],
      features: [createInterviewFeature([]), check],
      briefChannels: {},
      openTools: turnTools(createJudge(undefined, { clock, log: openLog("silent") })),
      replica: thisReplica(randomUUID()),
      newId: randomUUID,
      telemetry: {
        turnFailed: (_, error) => failed(error),
        deliveryFailed: failed,
        schedulerFailed: failed,
      },
    });

    /** Makes a request as a new person and returns the latency of the reply (ms). */
    async function ask(name: string): Promise<number> {
      const began = performance.now();
      const replied = platform.reply(name);
      const event = {
        id: randomUUID(),
        workspace,
        at: now.getTime(),
        by: { id: name },
        place: direct(name),
        kind: "message" as const,
        message: randomUUID(),
      };
      await core.ingest([
        {
          ...event,
          text: ["We need a tool to see what a dealer ordered last month"],
          addressed: true,
        },
      ]);
      await replied;
      return performance.now() - began;
    }
    /** Makes requests until `what` settles. */
    async function askDuring(what: Promise<unknown>, who: string): Promise<number[]> {
      const answers: Promise<number>[] = [];
      let over = false;
      void what.finally(() => {
        over = true;
      });
      while (!over) {
        answers.push(ask(`${who}${answers.length}`));
        await pause(requestIntervalMs);
      }
      return Promise.all(answers);
    }
    const replies = (when: string, waits: number[]): void =>
      print(
        `replies ${when}: p50 ${whole(at(waits, 0.5))} ms, p95 ${whole(at(waits, 0.95))} ms (${waits.length} asked)`,
      );

    replies("with nothing else to do", await askDuring(pause(seconds * 500), "Q"));
    const memory = watchMemory();
    const [began, busy] = [performance.now(), process.cpuUsage()];
    now = after;
    const { db, t } = store.read;
    const isWaiting = and(isNotNull(t.enrolments.nextAt), lte(t.enrolments.nextAt, now));
    const sweeping = (async () => {
      while ((await db.$count(t.enrolments, isWaiting)) > 0) await pause(50);
    })();
    const duringSweep = await askDuring(sweeping, "S");
    const took = performance.now() - began;
    const { user, system } = process.cpuUsage(busy);
    const cost = `${whole((user + system) / people)} µs of processor time each, ${whole(memory())} MB more memory at most`;
    print(
      `checks queued: ${whole(people)} in ${whole(took)} ms, ${whole(people / (took / 1_000))} a second; ${cost}`,
    );
    replies("meanwhile", duringSweep);

    now = new Date(after.getTime() + 60 * 60_000); // the jitter of every check has passed
    const [sent, start] = [platform.counts.checks, performance.now()];
    const duringDrain = await askDuring(pause(seconds * 1_000), "D");
    const rate = (platform.counts.checks - sent) / ((performance.now() - start) / 1_000);
    print(
      `checks sent: ${whole(rate)} a second of ${rateLimitPerSecond} that the platform accepts; it refused ${platform.counts.refused}`,
    );
    replies("meanwhile", duringDrain);
    await core.stop();
    if (failures.length > 0) throw failures[0];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function computeAll(people: number, say: (line: string) => void): void {
  const everybody = Array.from({ length: people }, (_, index) => timesOf(index));
  const began = performance.now();
  const next = createNextCheckCache(() => false);
  for (const times of everybody)
    next({ ...times, region: null, pausedUntil: null, weekly: false }, times.due);
  say(`next times computed: ${whole(people)} in ${whole(performance.now() - began)} ms`);
}

/** Returns the peak growth of memory (MB) since the start. */
function watchMemory(): () => number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const begin = process.memoryUsage.rss();
  let most = begin;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 10);
  return () => {
    clearInterval(timer);
    return (most - begin) / 2 ** 20;
  };
}
