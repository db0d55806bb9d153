/**
 * Circuit breaker of a platform: opens after `failuresBeforeOpen` failed sends in a row, lets one
 * message at a time probe the platform, and limits the rate of the waiting messages once it closes.
 */
import { randomInt } from "node:crypto";
import type { SendOutcome } from "../../platform/adapter.ts";

/**
 * Failed sends in a row that open the breaker. They must be of more than one message, because a
 * single message may be at fault itself.
 */
const failuresBeforeOpen = 5;
/**
 * Delay (ms) before the first probe; doubles up to `maxProbeDelayMs`. Reduced by a random amount up
 * to half, so that replicas do not probe at the same time.
 */
const firstProbeDelayMs = 5_000;
const maxProbeDelayMs = 60_000;
/**
 * Extra delay (ms) before a bulk message probes, because it is sent only once, and before the
 * message of the last probe probes again.
 */
const extraProbeDelayMs = { bulk: 300_000, again: 1_000 };
/** Interval (ms) at which other messages check the result of a probe. */
const probePollMs = 500;
/** Time (ms) after which a probe without a result counts as failed; every call is shorter. */
const probeTimeoutMs = 60_000;

/**
 * Returns what an outcome shows about the platform: it responds, it does not, or nothing. A message
 * that is permanently refused may not have reached it.
 */
export function platformHealthOf(outcome: SendOutcome): "alive" | "down" | "nothing" {
  if (outcome.kind === "sent") return "alive";
  if (outcome.kind === "unknown" || outcome.platformDown) return "down";
  return outcome.retryAfterMs === undefined ? "nothing" : "alive";
}

/** Holds back messages while a platform, or a workspace of it, does not respond. */
export interface CircuitBreaker {
  /** Returns the delay (ms) after which to ask again; 0 lets the message be sent now. */
  acquire(message: { id: string; workspace: string; bulk?: boolean }): number;
  /** Returns the same delay without taking a permit. */
  waitMs(message: { id?: string; bulk?: boolean }): number;
  /** Records the result of a send that `acquire` allowed. */
  report(id: string, health: ReturnType<typeof platformHealthOf>): void;
  isDown(): boolean;
}

interface CircuitBreakerOptions {
  /** Gap (ms) between two messages of a workspace while waiting messages are sent. */
  gap: number;
  /** Monotonic time in milliseconds. */
  now(): number;
  /** Returns a number from 0 to 1. */
  random?(): number;
  changed(isDown: boolean): void;
}

const randomFraction = (): number => randomInt(1_000) / 1_000;

/** Creates a closed circuit breaker for one platform. */
export function createCircuitBreaker({
  gap,
  now,
  random = randomFraction,
  changed,
}: CircuitBreakerOptions): CircuitBreaker {
  /** Failures since the last send to which the platform responded. */
  const recentFailures = { tries: 0, messages: new Set<string>() };
  /** State while open: the time of the next probe, and the message that probes. */
  let down:
    | { pause: number; next: number; probe?: { id: string; since: number }; lastProbeId?: string }
    | undefined;
  /** State after closing: slots of the waiting messages by workspace, and the end of their use. */
  const queue = { next: new Map<string, number>(), turns: new Map<string, number>(), until: 0 };

  function probeDelay({ id, bulk = false }: { id?: string; bulk?: boolean }): number {
    if (!down) return 0;
    if (down.probe && now() - down.probe.since < probeTimeoutMs) return probePollMs;
    const more = bulk
      ? extraProbeDelayMs.bulk
      : id === down.lastProbeId
        ? extraProbeDelayMs.again
        : 0;
    return Math.max(down.next + more - now(), 0);
  }

  /** Returns the delay until a message's slot; slots are assigned in the order of asking. */
  function slotDelay(id: string, workspace: string): number {
    const at = now();
    if (at >= queue.until) {
      queue.next.clear();
      queue.turns.clear();
      return 0;
    }
    const turn = queue.turns.get(id) ?? Math.max(queue.next.get(workspace) ?? at, at);
    if (!queue.turns.has(id)) queue.next.set(workspace, turn + gap);
    queue.until = Math.max(queue.until, turn + gap);
    if (turn > at) queue.turns.set(id, turn);
    else queue.turns.delete(id);
    return Math.max(turn - at, 0);
  }

  function fail(id: string): void {
    recentFailures.tries++;
    recentFailures.messages.add(id);
    if (
      down
        ? down.probe?.id !== id
        : recentFailures.tries < failuresBeforeOpen || recentFailures.messages.size === 1
    )
      return;
    const pause = down ? Math.min(down.pause * 2, maxProbeDelayMs) : firstProbeDelayMs;
    if (!down) changed(true);
    down = { pause, next: now() + pause * (0.5 + random() / 2), lastProbeId: id };
  }

  function close(): void {
    recentFailures.tries = 0;
    recentFailures.messages.clear();
    if (!down) return;
    down = undefined;
    queue.until = now() + maxProbeDelayMs; // by then every waiting message has asked for a permit
    changed(false);
  }

  return {
    waitMs: probeDelay,
    acquire({ id, workspace, bulk = false }) {
      if (!down) return slotDelay(id, workspace);
      const pause = probeDelay({ id, bulk });
      if (pause === 0) down.probe = { id, since: now() };
      return pause;
    },
    report(id, health) {
      if (health === "alive") close();
      else if (health === "down") fail(id);
      else if (down?.probe?.id === id) {
        delete down.probe;
        down.lastProbeId = id;
      }
    },
    isDown: () => down !== undefined,
  };
}
