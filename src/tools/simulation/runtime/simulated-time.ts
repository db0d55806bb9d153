/** Time that jumps from one event to the next. */

interface Event {
  at: number;
  order: number;
  run(): void;
}

export type SimulatedTime = ReturnType<typeof createSimulatedTime>;

/**
 * The most that one jump ages a process's heartbeat by, in milliseconds: however far it is to the
 * next event, whoever is well has been seen lately.
 */
const creep = 200;
/**
 * So many jumps a process rests at least, and so many milliseconds after which it does no longer.
 */
const rest = { jumps: 60, most: 90 * 60_000 };

export function createSimulatedTime(start: number) {
  /** A heap: the earliest first, and of two at the same time the one that was planned first. */
  const heap: Event[] = [];
  const resting = new Set<{ since: number; until: number; jump: number; wake(): void }>();
  let jumps = 0;
  let now = start;
  let machine = start;
  let stirring = false;
  let order = 0;

  const earlier = (a: Event, b: Event): boolean =>
    a.at < b.at || (a.at === b.at && a.order < b.order);

  function swap(one: number, other: number): void {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }

  function add(event: Event): void {
    let at = heap.push(event) - 1;
    for (
      let parent = (at - 1) >> 1;
      at > 0 && earlier(heap[at]!, heap[parent]!);
      at = parent, parent = (at - 1) >> 1
    )
      swap(at, parent);
  }

  function take(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && earlier(heap[child]!, heap[least]!)) least = child;
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  }

  function at(instant: number, run: () => void): void {
    add({ at: Math.max(now, Math.round(instant)), order: order++, run });
  }

  return {
    /** What a clock on the wall shows, in milliseconds since 1970. */
    now: () => now,
    /** The machines' own clocks, by which heartbeats are told. */
    machine: () => Math.round(machine),
    elapsed: () => now - start,
    at,
    after: (ms: number, run: () => void): void => at(now + ms, run),
    /** No shorter than Node's own timers. */
    sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const aborted = (): void => at(now, resolve);
        signal?.addEventListener("abort", aborted, { once: true });
        at(now + Math.max(1, ms), () => {
          signal?.removeEventListener("abort", aborted);
          resolve();
        });
      }),
    /** As `sleep`, but nothing is woken just for that: some events later. */
    rest: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const one = { since: now, until: now + ms, jump: jumps + rest.jumps, wake };
        function wake(): void {
          resting.delete(one);
          signal?.removeEventListener("abort", wake);
          resolve();
        }
        resting.add(one);
        signal?.addEventListener("abort", wake);
      }),
    /** At an instant everybody who rests wakes. */
    stir: (instant: number): void =>
      at(instant, () => {
        stirring = true;
      }),
    /** Ages every heartbeat at once: those who are not heard of by then are taken for dead. */
    age(ms: number): void {
      machine += ms;
    },
    /** The instant of the next event. */
    next: (): number | undefined => heap[0]?.at,
    /** Jumps to the next event. */
    step(): void {
      const event = take();
      if (!event) return;
      machine += Math.min(creep, event.at - now);
      now = event.at;
      jumps++;
      event.run();
      for (const one of resting) {
        if (one.until > now || (!stirring && one.jump > jumps && now - one.since < rest.most))
          continue;
        one.wake();
      }
      stirring = false;
    },
  };
}
