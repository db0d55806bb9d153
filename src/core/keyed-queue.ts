/** Serial queue per key: one item at a time, lowest sequence number first. */

/** Runs one item at a time for each key, in order of arrival, and different keys side by side. */
export interface KeyedQueue<T> {
  /** Adds an item unless it is already queued. */
  add(key: string, item: T): void;
  has(key: string): boolean;
  /** Returns the number of running and waiting items that pass `filter` (default: all). */
  busy(filter?: (item: T) => boolean): number;
  /** Returns the sequence numbers of all items. */
  heldSeqs(): number[];
  /** Resolves once the queue is empty. */
  settled(): Promise<void>;
  /** Finishes items that can run immediately, and releases items that would have to wait. */
  stop(): Promise<void>;
}

interface KeyedQueueOptions<T> {
  /** Runs an item. Returns the delay (ms) before the next attempt, if any. Never throws. */
  attempt(item: T): Promise<number | undefined>;
  /** Releases an item for another replica. Never throws. */
  release(item: T): Promise<void>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Opens an empty queue. Items of different keys run at the same time. */
export function openKeyedQueue<T extends { seq: number }>({
  attempt,
  release,
  sleep,
}: KeyedQueueOptions<T>): KeyedQueue<T> {
  const queues = new Map<string, { queue: T[]; work: Promise<void> }>();
  const stopping = new AbortController();

  /** Runs the items of a key; an item with a lower number may be added in between. */
  async function run(key: string, queue: T[]): Promise<void> {
    for (let next = queue[0]; next; next = queue[0]) {
      const pause = await attempt(next);
      if (pause === undefined) queue.splice(queue.indexOf(next), 1);
      else await sleep(pause, stopping.signal);
      if (pause !== undefined && stopping.signal.aborted)
        await Promise.all(queue.splice(0).map(release));
    }
    queues.delete(key);
  }

  async function settled(): Promise<void> {
    while (queues.size > 0) await Promise.all(queues.values().map(({ work }) => work));
  }

  return {
    add(key, item) {
      const queue = queues.get(key)?.queue;
      if (!queue) {
        const first = [item];
        queues.set(key, { queue: first, work: run(key, first) });
      } else if (!queue.some(({ seq }) => seq === item.seq)) {
        queue.push(item);
        queue.sort((a, b) => a.seq - b.seq);
      }
    },
    has: (key) => queues.has(key),
    heldSeqs: () => [...queues.values()].flatMap(({ queue }) => queue.map(({ seq }) => seq)),
    busy: (filter = () => true) =>
      queues.values().reduce((sum, { queue }) => sum + queue.filter(filter).length, 0),
    settled,
    async stop() {
      stopping.abort();
      await settled();
    },
  };
}
