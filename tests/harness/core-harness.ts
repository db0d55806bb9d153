/** Core on a real database with a manual clock, which can crash or fail at any step. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { openFeatures } from "../../src/app/registry.ts";
import { turnTools } from "../../src/app/turn-tools.ts";
import { type CoreOptions, openCore, type RunningCore } from "../../src/core/core.ts";
import type { Feature } from "../../src/core/feature.ts";
import { createInterviewFeature } from "../../src/features/interview/feature.ts";
import { loadCatalogue } from "../../src/features/interview/requests/catalogue.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { EntwineError } from "../../src/lib/errors.ts";
import type { Judge } from "../../src/nlu/judge.ts";
import type { PlatformAdapter } from "../../src/platform/adapter.ts";
import type { BriefChannels, ConversationRef } from "../../src/platform/conversation-ref.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import { inArray, isNull } from "../../src/storage/drizzle.ts";
import type { Reader, Store } from "../../src/storage/store.ts";
import {
  customerReading,
  needReading,
  requestReading,
  smallTalkReading,
} from "../features/interview/interview-driver.ts";
import { channelRef, testMorning } from "./events.ts";
import { eventually } from "./eventually.ts";
import { openTestStore } from "./storage/open-store.ts";
import { hasPostgres, migratedPostgres } from "./storage/postgres.ts";
import { freshSqlite } from "./storage/sqlite.ts";

export { messageEvent, testWorkspace } from "./events.ts";
export { words } from "./words.ts";

/** Runs the same tests on a SQLite file and on PostgreSQL. */
export function onBothEngines(name: string, tests: (newUrl: () => Promise<string>) => void): void {
  describe(`${name}, on SQLite`, () => tests(freshSqlite));
  describe.skipIf(!hasPostgres)(`${name}, on PostgreSQL`, () => tests(migratedPostgres));
}

/** Returns a clock that only moves on demand. */
export function manualClock(from = testMorning): Clock & { move(to: string): void } {
  let now = new Date(from);
  return {
    now: () => now,
    toRealMs: (ms) => ms,
    sleep: () => new Promise(() => {}),
    move(to) {
      now = new Date(to);
    },
  };
}

/** Returns machine time that runs `speed` times as fast. */
export const acceleratedMachineTime = (speed: number): NonNullable<CoreOptions["machine"]> => ({
  now: () => performance.now() * speed,
  sleep: (ms, signal) => sleep(ms / speed, undefined, { signal }).catch(() => {}),
});

/** Returns machine time that only moves on demand. */
export function manualMachineTime(): NonNullable<CoreOptions["machine"]> & {
  pass(ms: number): void;
} {
  let now = 0;
  const sleepers = new Set<{ until: number; wake(): void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => resolve());
        if (signal?.aborted) resolve();
      }),
    pass(ms) {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

const intake = channelRef("CINTAKE");

/**
 * Returns a judge for scripted text: "We need…" is a wish, "yes" a confirmation, anything else an
 * answer. Real judges are tested elsewhere.
 */
export const scriptedJudge = (): Judge => ({
  async read({ text, wants }) {
    const wish = text.startsWith("We need");
    return {
      by: "test",
      ...(text === "yes" && { control: { label: "yes", confidence: 1 } }),
      ...(wants.includes("request") && {
        request: wish ? requestReading() : smallTalkReading("other"),
      }),
      ...(wants.includes("need") && needReading()),
      ...(wants.includes("customer") && customerReading()),
      ...(wants.includes("measure") && { measure: { date: "2027-03-31" } }),
    };
  },
});

/** Step at which a core can crash: a call to something outside the process. */
export type CrashStep = "write" | "send" | "judge";
export interface CrashPoint {
  step: CrashStep;
  /** Which call of that kind, counted from now on and starting at 1. */
  nth: number;
  when: "before" | "after";
}

interface Options {
  url: string;
  /** Opens the store; the default store if omitted. */
  open?: () => Promise<Store>;
  adapter: PlatformAdapter;
  /** Additional platforms. */
  further?: readonly PlatformAdapter[];
  clock?: Clock;
  judge?: Judge;
  /** Features; the interview is added if none of them is the fallback feature. */
  features?: readonly Feature[];
  /** Channel for briefs; use `intakes` for several teams. */
  team?: ConversationRef;
  intakes?: BriefChannels;
  /** Machine time, and the hook for platforms that stop responding. */
  machine?: CoreOptions["machine"];
  platformDown?: CoreOptions["telemetry"]["platformDown"];
  messageResent?: CoreOptions["telemetry"]["messageResent"];
  /**
   * Host of the replica. Two replicas on the same host simulate a crash and a restart; on different
   * hosts they run at the same time.
   */
  host?: string;
  gone?: boolean;
  /**
   * Another replica in this process. On SQLite both share the store: a second connection would
   * block the process while it waits for the first.
   */
  beside?: { store: Store };
}

/** Every call returns a promise that never settles. */
const silence = new Proxy(() => {}, {
  get: (_, name) => (name === "then" ? () => {} : silence),
  apply: () => silence,
}) as never;
const never = new Promise<never>(() => {});

/** Newest core of each store. */
const cores = new WeakMap<Store, RunningCore>();

export async function openCoreHarness({
  url,
  open = () => openTestStore(url),
  adapter,
  further = [],
  clock = manualClock(),
  judge = scriptedJudge(),
  features = openFeatures({ secrets: ["a secret of the tests"] }),
  team = intake,
  intakes = { [team.platform]: team },
  host = randomUUID(),
  gone = false,
  beside,
  machine,
  platformDown,
  messageResent,
}: Options) {
  const shared = url.startsWith("file:") ? beside?.store : undefined;
  const real = shared ?? (await open());
  await real.migrate();
  const dead = Promise.withResolvers<void>();
  let died = false;
  let planned: CrashPoint | undefined;
  let outage = 0;
  let unheard = false;
  const troubles: unknown[] = [];

  const die = (): never => {
    died = true;
    dead.resolve();
    return undefined as never;
  };

  /** Runs a step unless the core crashes before it; after a crash no call ever returns. */
  async function pass<T>(step: CrashStep, work: () => Promise<T>): Promise<T> {
    if (died) return never;
    const end = planned?.step === step && --planned.nth === 0 ? planned : undefined;
    if (end?.when === "before") die();
    if (died) return never;
    const result = await work();
    if (end) die();
    return died ? never : result;
  }

  function refuse(): Promise<never> {
    outage--;
    return Promise.reject(
      new EntwineError("database_unreachable", "the database cannot be reached"),
    );
  }

  function lostAnswer(): Promise<never> {
    unheard = false;
    outage++;
    return refuse();
  }

  const read: Reader = {
    get db() {
      return died ? silence : real.read.db;
    },
    t: real.read.t,
  };
  const store: Store = {
    ...real,
    read,
    write: (work) =>
      pass("write", () =>
        outage > 0 ? refuse() : unheard ? real.write(work).then(lostAnswer) : real.write(work),
      ),
  };
  const core = await openCore({
    store,
    clock,
    openTools: turnTools({ ...judge, read: (ask) => pass("judge", () => judge.read(ask)) }),
    platforms: [
      { ...adapter, send: (message) => pass("send", () => adapter.send(message)) },
      ...further,
    ],
    features: features.some(({ fallback }) => fallback)
      ? features
      : [createInterviewFeature(loadCatalogue()), ...features],
    briefChannels: intakes,
    replica: { id: randomUUID(), host, pid: gone ? 2 ** 30 : process.pid },
    newId: randomUUID,
    machine,
    telemetry: {
      turnFailed: (_, error) => void troubles.push(error),
      deliveryFailed: (error) => void troubles.push(error),
      schedulerFailed: (error) => void troubles.push(error),
      platformDown,
      messageResent,
    },
  });

  cores.set(real, core);

  return {
    core,
    store: real,
    /** Errors reported inside the core. */
    troubles,
    /** Ends the process at this step, as a power failure would. */
    endAt(end: CrashPoint): void {
      planned = { ...end };
    },
    /** Makes the database unreachable for a number of writes. */
    lose(writes: number): void {
      outage = writes;
    },
    /** Commits the next write but loses its acknowledgement. */
    loseAnswer(): void {
      unheard = true;
    },
    dead: dead.promise,
    crash: die,
    /** Stops the core unless it crashed, and closes the database. */
    async close(): Promise<void> {
      if (!died) await core.stop();
      if (!shared) await real.close();
    },
  };
}

export type CoreHarness = Awaited<ReturnType<typeof openCoreHarness>>;

/** Resolves when every accepted event has been answered, by any replica. */
export async function untilIdle(store: Store): Promise<void> {
  // The race ends early when the core settles, so the database is polled rarely.
  await Promise.race([cores.get(store)?.settled(), sleep(100, undefined, { ref: false })]);
  await eventually(async () => {
    const { db, t } = store.read;
    // Read before the outbox: finishing an event fills the outbox.
    const waiting = await db.$count(t.inbox, isNull(t.inbox.doneAt));
    const rows = await db
      .select({ state: t.outbox.state, code: t.outbox.code })
      .from(t.outbox)
      .where(inArray(t.outbox.state, ["queued", "sending", "unknown"]));
    const unsent = rows.filter(({ state, code }) => state !== "unknown" || code === null);
    expect({ waiting, unsent }).toEqual({ waiting: 0, unsent: [] });
  }, 5);
}

/** Returns the current answers in the database, as `R-1 need: words`. */
export async function storedAnswers({ read: { db, t } }: Store): Promise<string[]> {
  const requests = new Map(
    (await db.select().from(t.requests)).map(({ id, number }) => [id, number]),
  );
  const answers = (await db.select().from(t.answers)).filter(({ retiredAt }) => retiredAt === null);
  return answers
    .map(
      ({ request, question, text }) =>
        `R-${requests.get(request)} ${question}: ${text ? toPlainText(text) : "open"}`,
    )
    .sort();
}

/** Messages of one complete conversation about a request. */
export const wishMessages = [
  "We need Salesforce for the field team",
  "They stand at the dealer and cannot see what he ordered last month, so they ring the office",
  "The dealers would get a delivery date on the spot",
  "Petra",
  "a date in the same call, by the end of March",
  "yes",
];
