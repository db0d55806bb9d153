/** Core on a real database, with a manual clock, and crashes and faults at any step. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { openFeatureRegistry } from "../../src/app/features.ts";
import { turnTools } from "../../src/app/turn-tools.ts";
import { type CoreOptions, openCore, type RunningCore } from "../../src/core/core.ts";
import type { Feature } from "../../src/core/feature.ts";
import { loadCatalogue } from "../../src/features/interview/catalogue.ts";
import { createInterviewFeature } from "../../src/features/interview/feature.ts";
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

/** The same tests on a SQLite file and on a real PostgreSQL. */
export function onBothEngines(name: string, tests: (newUrl: () => Promise<string>) => void): void {
  describe(`${name}, on SQLite`, () => tests(freshSqlite));
  describe.skipIf(!hasPostgres)(`${name}, on PostgreSQL`, () => tests(migratedPostgres));
}

/** Stands still until it is moved. */
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

/** A machine whose time runs so much faster. */
export const acceleratedMachineTime = (speed: number): NonNullable<CoreOptions["machine"]> => ({
  now: () => performance.now() * speed,
  sleep: (ms, signal) => sleep(ms / speed, undefined, { signal }).catch(() => {}),
});

/** A machine whose time stands still until it is moved. */
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
 * Reads what the tests below say, and no more: "We need…" is a wish, "yes" a yes, and all else an
 * answer. What judges make of people's words is tested elsewhere.
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

/** What a core does to the world outside itself, and what it asks of it. */
export type CrashStep = "write" | "send" | "judge";
export interface CrashPoint {
  step: CrashStep;
  /** Which one from now on, beginning with 1. */
  nth: number;
  when: "before" | "after";
}

interface Options {
  url: string;
  /** Opens the store, where it is not the usual one. */
  open?: () => Promise<Store>;
  surface: PlatformAdapter;
  /** More of them, where people are on several platforms. */
  further?: readonly PlatformAdapter[];
  clock?: Clock;
  judge?: Judge;
  /** The interview is added where none of them takes what the others leave. */
  features?: readonly Feature[];
  /** Where the team reads its briefs; `intakes` where there are several teams. */
  team?: ConversationRef;
  intakes?: BriefChannels;
  /** The machine's time, and what an operator is told of a platform. */
  machine?: CoreOptions["machine"];
  platformDown?: CoreOptions["telemetry"]["platformDown"];
  /**
   * Two replicas on one host, of which the first has a process that is gone, are a crash and a
   * restart; on two hosts they live side by side.
   */
  host?: string;
  gone?: boolean;
  /**
   * Another replica in this process. On SQLite they share the store: a second connection would wait
   * for the first, and with it the whole process.
   */
  beside?: { store: Store };
}

/** Whatever is asked of it, it never answers. */
const silence = new Proxy(() => {}, {
  get: (_, name) => (name === "then" ? () => {} : silence),
  apply: () => silence,
}) as never;
const never = new Promise<never>(() => {});

/** The core that was opened last on a store. */
const cores = new WeakMap<Store, RunningCore>();

export async function openCoreHarness({
  url,
  open = () => openTestStore(url),
  surface,
  further = [],
  clock = manualClock(),
  judge = scriptedJudge(),
  features = openFeatureRegistry("a secret of the tests"),
  team = intake,
  intakes = { [team.surface]: team },
  host = randomUUID(),
  gone = false,
  beside,
  machine,
  platformDown,
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

  /** Does it, unless the end comes before; from then on nothing ever returns. */
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
      { ...surface, send: (message) => pass("send", () => surface.send(message)) },
      ...further,
    ],
    features: features.some(({ fallback }) => fallback)
      ? features
      : [createInterviewFeature(loadCatalogue()), ...features],
    briefChannels: intakes,
    replica: { id: randomUUID(), host, pid: gone ? 2 ** 30 : process.pid },
    newId: randomUUID,
    ...(machine && { machine }),
    telemetry: {
      turnFailed: (_, error) => void troubles.push(error),
      deliveryFailed: (error) => void troubles.push(error),
      schedulerFailed: (error) => void troubles.push(error),
      sendFinished: () => {},
      platformDown,
      workRecovered: () => {},
    },
  });

  cores.set(real, core);

  return {
    core,
    store: real,
    /** What went wrong inside. */
    troubles,
    /** The process ends at this step, as if the power went. */
    endAt(end: CrashPoint): void {
      planned = { ...end };
    },
    /** The database is away for so many writes. */
    lose(writes: number): void {
      outage = writes;
    },
    /** The next write is done, and nobody hears so. */
    loseAnswer(): void {
      unheard = true;
    },
    dead: dead.promise,
    crash: die,
    /** Stops in good order, unless it is dead; and closes the database. */
    async close(): Promise<void> {
      if (!died) await core.stop();
      if (!shared) await real.close();
    },
  };
}

export type CoreHarness = Awaited<ReturnType<typeof openCoreHarness>>;

/** Resolves when all that was accepted is answered, on whichever replica. */
export async function untilIdle(store: Store): Promise<void> {
  // hardly any look at the database finds it busy then
  await Promise.race([cores.get(store)?.settled(), sleep(100, undefined, { ref: false })]);
  await eventually(async () => {
    const { db, t } = store.read;
    // before the outbox, which is filled when an arrival is done
    const waiting = await db.$count(t.inbox, isNull(t.inbox.doneAt));
    const rows = await db
      .select({ state: t.outbox.state, code: t.outbox.code })
      .from(t.outbox)
      .where(inArray(t.outbox.state, ["queued", "sending", "unknown"]));
    const unsent = rows.filter(({ state, code }) => state !== "unknown" || code === null);
    expect({ waiting, unsent }).toEqual({ waiting: 0, unsent: [] });
  }, 5);
}

/** The answers in the ledger that stand, as `R-1 need: words`. */
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

/** A whole conversation about a wish. */
export const wishMessages = [
  "We need Salesforce for the field team",
  "They stand at the dealer and cannot see what he ordered last month, so they ring the office",
  "The dealers would get a delivery date on the spot",
  "Petra",
  "a date in the same call, by the end of March",
  "yes",
];
