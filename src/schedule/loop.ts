/** The clock's ear, and the search for what nobody holds: duties that come due become arrivals, and what a dead replica left is taken up. */
import type { Clock } from "../clock.ts";
import { EntwineError } from "../errors.ts";
import * as arrivals from "../storage/arrivals.ts";
import { read as remember } from "../storage/conversations.ts";
import * as duties from "../storage/duties.ts";
import { faultOf } from "../storage/failures.ts";
import type { Held } from "../storage/held.ts";
import type { Row } from "../storage/outbox.ts";
import * as orphans from "../storage/outbox-orphans.ts";
import type { Reach } from "../storage/reach.ts";
import { buryDead, enlist, heartbeat, isProcessAlive, lifetime, type Replica, retire } from "../storage/replicas.ts";
import { type RowKey, tryAgain, tryAllAgain } from "../storage/set-aside.ts";
import type { Store, Writer } from "../storage/store.ts";
import { inBatch } from "./one-by-one.ts";
import { openStrays } from "./strays.ts";

/** The longest sleep between two looks, in milliseconds of the machine's time. */
const glance = 1_000;
/** The shortest, while more is due than can be done. */
const shortest = 20;
const beat = 5_000;
const batch = 100;
/** How many people who are due at once are dealt with in one write: SQLite has one writer at a time, and everybody else waits for some 40 ms. */
const sweepful = 500;

/** Many who come due at once: how many they are, who, and one write that deals with up to `limit` of them, or with `only` one. */
interface Sweep {
  due(now: Date): Promise<number>;
  keys(round: { now: Date; limit: number }): Promise<RowKey[]>;
  sweep(w: Writer, round: { now: Date; limit: number; crowd: number; only?: RowKey }): Promise<number>;
}

interface Looper {
  store: Store;
  clock: Clock;
  replica: Replica;
  reach: Reach;
  take(stored: arrivals.Stored): void;
  deliver(rows: Row[]): void;
  sweeps: readonly Sweep[];
  /** Begins to send what may go out in bulk. */
  drain(): Promise<void>;
  /** How much is being worked on, so that no more is taken up than can be done; infinite towards the end. */
  busy(): number;
  /** What this process has taken up. */
  inHand(): Held;
  /** Waits until the next look: so many milliseconds of the machine's time, or less when `signal` aborts. Never rejects. */
  rest(ms: number, signal: AbortSignal): Promise<void>;
  failed(error: unknown): void;
  /** A row could not be dealt with, and is left out for a day. */
  aside(row: RowKey, error: unknown): void;
  buried?(what: object): void;
}

export interface Loop {
  /** One look at everything, now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoop({
  store,
  clock,
  replica,
  reach,
  take,
  deliver,
  sweeps,
  drain,
  busy,
  inHand,
  rest,
  failed,
  aside,
  buried,
}: Looper): Promise<Loop> {
  const stopping = new AbortController();
  let seen = 0;
  /** How many were due when a sweep began that is not at its end. */
  const crowds = new Map<Sweep, number>();
  let more = false;
  const giveBackStrays = openStrays(store, replica.id, inHand);

  await store.write(async (w) => {
    await enlist(w, replica, new Date());
    await tryAllAgain(w);
  });

  /** What fails over rows holds up none of the other steps. */
  async function step(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      failed(error);
    }
  }

  async function look(): Promise<void> {
    more = false;
    if (Date.now() - seen >= beat) await step(beatHeart);
    if (busy() >= batch) return;
    const now = clock.now();
    await step(() => takeDuties(now));
    await step(() => takeArrivals(now));
    await step(async () => {
      if (await orphans.hasOrphans(store.read, reach, now)) deliver(await store.write((w) => orphans.claimOrphans(w, replica.id, reach, now, batch)));
    });
    for (const each of sweeps) await step(() => sweep(each, now));
    await step(drain);
  }

  async function takeDuties(now: Date): Promise<void> {
    const due = await duties.nextDue(store.read, reach);
    if (!due || due > now) return;
    const stored = await inBatch(store, now, aside, {
      together: (w) => arrive(w, now),
      keys: () => duties.dueKeys(store.read, reach, now, batch),
      alone: (w, only) => arrive(w, now, only),
    });
    stored.flat().forEach(take);
  }

  async function takeArrivals(now: Date): Promise<void> {
    if (!(await arrivals.hasOrphans(store.read, reach))) return;
    const { taken, lost } = await store.write((w) => arrivals.claimOrphans(w, replica.id, { reach, limit: batch, now }));
    for (const row of lost) aside(row, new EntwineError("unreadable", "an arrival cannot be read"));
    taken.forEach(take);
  }

  /** One batch a look, so that nothing else waits for all of them. */
  async function sweep(each: Sweep, now: Date): Promise<void> {
    const crowd = crowds.get(each) ?? (await each.due(now));
    if (crowd === 0) return;
    const limit = sweepful;
    const swept = await inBatch(store, now, aside, {
      together: (w) => each.sweep(w, { now, limit, crowd }),
      keys: () => each.keys({ now, limit }),
      alone: (w, only) => each.sweep(w, { now, limit, crowd, only }),
    });
    if (swept.reduce((sum, count) => sum + count, 0) < limit) crowds.delete(each);
    else {
      crowds.set(each, crowd);
      more = true;
    }
  }

  async function beatHeart(): Promise<void> {
    const at = new Date();
    const alive = await store.write((w) => heartbeat(w, replica.id, at));
    if (!alive) await store.write((w) => enlist(w, replica, at));
    const isAlive = (pid: number): boolean => pid !== replica.pid && isProcessAlive(pid);
    const found = await store.write((w) => buryDead(w, { self: replica.id, host: replica.host, isAlive, before: new Date(at.getTime() - lifetime) }));
    if (Object.values(found).some((count) => count > 0)) buried?.(found);
    await store.write((w) => tryAgain(w, clock.now()));
    const strays = await giveBackStrays();
    if (strays > 0) buried?.({ strays });
    seen = at.getTime();
  }

  /** Duties leave their table and become arrivals in the same write: never both, never neither. */
  async function arrive(w: Writer, now: Date, only?: RowKey): Promise<arrivals.Stored[]> {
    const stored = [];
    for (const duty of await duties.takeDue(w, reach, now, { limit: batch, only })) {
      const { workspace, kind, subject, conversation } = duty;
      const remembered = await remember(w, workspace, conversation);
      if (!remembered) continue;
      const arrival = {
        id: duties.arrivalOf(duty),
        workspace,
        at: now.getTime(),
        by: { id: "entwine" },
        place: remembered.place,
        kind: "due" as const,
        duty: kind,
        subject,
      };
      const one = await arrivals.store(w, arrival, conversation, null, replica.id, now);
      if (one) stored.push(one);
    }
    return stored;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = await look()
        .then(() => duties.nextDue(store.read, reach))
        .catch(failed);
      const pause = more ? 0 : next ? Math.min(glance, Math.max(clock.real(next.getTime() - clock.now().getTime()), shortest)) : glance;
      await rest(pause, stopping.signal);
    }
  }

  await look();
  const running = run();
  return {
    look,
    async stop() {
      stopping.abort();
      await running;
      await store.write((w) => retire(w, replica.id)).catch(failed);
    },
  };
}
