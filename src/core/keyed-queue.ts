/**
 * Work in lanes: in a lane one piece at a time, the lowest number first; no lane waits for another.
 */

export interface KeyedQueue<T> {
  /** A piece that is there already is not added again. */
  add(lane: string, piece: T): void;
  has(lane: string): boolean;
  /** How many pieces are under way or wait, or how many of a sort. */
  busy(of?: (piece: T) => boolean): number;
  /** The places in the order of things of all that is there. */
  heldSeqs(): number[];
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
  /** Goes on with what can be done at once, and lets go of what would have to wait. */
  stop(): Promise<void>;
}

interface Work<T> {
  /**
   * Does what can be done now. Undefined once the piece is done with, else how many milliseconds to
   * wait before it is looked at again. Never throws.
   */
  attempt(piece: T): Promise<number | undefined>;
  /** Lets go of a piece, for another replica to take. Never throws. */
  release(piece: T): Promise<void>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export function openKeyedQueue<T extends { seq: number }>({
  attempt,
  release,
  sleep,
}: Work<T>): KeyedQueue<T> {
  const lanes = new Map<string, { queue: T[]; work: Promise<void> }>();
  const stopping = new AbortController();

  /**
   * Whichever is first is looked up anew each time: what another replica left behind may come in
   * late, and before the rest.
   */
  async function run(lane: string, queue: T[]): Promise<void> {
    for (let next = queue[0]; next; next = queue[0]) {
      const pause = await attempt(next);
      if (pause === undefined) queue.splice(queue.indexOf(next), 1);
      else await sleep(pause, stopping.signal);
      if (pause !== undefined && stopping.signal.aborted)
        await Promise.all(queue.splice(0).map(release));
    }
    lanes.delete(lane);
  }

  async function settled(): Promise<void> {
    while (lanes.size > 0) await Promise.all(lanes.values().map(({ work }) => work));
  }

  return {
    add(lane, piece) {
      const queue = lanes.get(lane)?.queue;
      if (!queue) {
        const first = [piece];
        lanes.set(lane, { queue: first, work: run(lane, first) });
      } else if (!queue.some(({ seq }) => seq === piece.seq)) {
        queue.push(piece);
        queue.sort((a, b) => a.seq - b.seq);
      }
    },
    has: (lane) => lanes.has(lane),
    heldSeqs: () => [...lanes.values()].flatMap(({ queue }) => queue.map(({ seq }) => seq)),
    busy: (of = () => true) =>
      lanes.values().reduce((sum, { queue }) => sum + queue.filter(of).length, 0),
    settled,
    async stop() {
      stopping.abort();
      await settled();
    },
  };
}
