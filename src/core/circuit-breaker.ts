/**
 * A platform that is down is left alone: once several tries in a row have failed there nothing more
 * is sent, one at a time finds out whether it answers again, and what waited then goes out at a
 * measured pace.
 */
import { randomInt } from "node:crypto";
import type { SendOutcome } from "../platform/adapter.ts";

/**
 * So many tries have to fail with no sign of life in between, and of more than one message, which
 * may be at fault itself.
 */
const several = 5;
/**
 * Milliseconds until the first try at a platform that is down; doubles up to `longestPause`. Each
 * is cut at random by up to a half, so that replicas do not come all at once.
 */
const firstPause = 5_000;
const longestPause = 60_000;
/**
 * How much longer what nobody waits for leaves the try to others, since what is sent in bulk is
 * sent once only; and how much longer the one that tried last does. Milliseconds.
 */
const restraint = { bulk: 300_000, again: 1_000 };
/** Until the next look at how the one that tries fares, in milliseconds. */
const glance = 500;
/**
 * A try whose end nobody told counts as failed after that, which is longer than any call takes.
 * Milliseconds.
 */
const patience = 60_000;

/**
 * What a send tells of its platform: it answers, it does not, or neither. What was refused for good
 * may not even have been asked of it.
 */
export function platformHealthOf(outcome: SendOutcome): "alive" | "down" | "nothing" {
  if (outcome.kind === "sent") return "alive";
  if (outcome.kind === "unknown" || outcome.platformDown) return "down";
  return outcome.retryAfterMs === undefined ? "nothing" : "alive";
}

export interface CircuitBreaker {
  /**
   * Milliseconds until a message may be tried and is to ask again; 0 is now, and takes its turn.
   */
  acquire(message: { id: string; workspace: string; bulk?: boolean }): number;
  /** The same without taking a turn. */
  waitMs(message: { id?: string; bulk?: boolean }): number;
  /** What came of a turn. */
  report(id: string, news: ReturnType<typeof platformHealthOf>): void;
  isDown(): boolean;
}

interface Parts {
  /** Milliseconds between two messages of a workspace while those that waited go out. */
  gap: number;
  /** Milliseconds, from whenever. */
  now(): number;
  /** From 0 to 1. */
  random?(): number;
  changed(isDown: boolean): void;
}

const dice = (): number => randomInt(1_000) / 1_000;

export function createCircuitBreaker({ gap, now, random = dice, changed }: Parts): CircuitBreaker {
  /** Since the last sign of life. */
  const failed = { tries: 0, messages: new Set<string>() };
  /** While the platform is down: when the next may try, and who tries. */
  let down:
    | { pause: number; next: number; trying?: { id: string; since: number }; tried?: string }
    | undefined;
  /**
   * After it was: when a workspace's next message may go, whose turn is when, and for how long that
   * is kept up.
   */
  const queue = { next: new Map<string, number>(), turns: new Map<string, number>(), until: 0 };

  function rest({ id, bulk = false }: { id?: string; bulk?: boolean }): number {
    if (!down) return 0;
    if (down.trying && now() - down.trying.since < patience) return glance;
    const more = bulk ? restraint.bulk : id === down.tried ? restraint.again : 0;
    return Math.max(down.next + more - now(), 0);
  }

  /** The first come, first served. */
  function inTurn(id: string, workspace: string): number {
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
    failed.tries++;
    failed.messages.add(id);
    if (down ? down.trying?.id !== id : failed.tries < several || failed.messages.size === 1)
      return;
    const pause = down ? Math.min(down.pause * 2, longestPause) : firstPause;
    if (!down) changed(true);
    down = { pause, next: now() + pause * (0.5 + random() / 2), tried: id };
  }

  function mend(): void {
    failed.tries = 0;
    failed.messages.clear();
    if (!down) return;
    down = undefined;
    queue.until = now() + longestPause; // by then the last of them has asked
    changed(false);
  }

  return {
    waitMs: rest,
    acquire({ id, workspace, bulk = false }) {
      if (!down) return inTurn(id, workspace);
      const pause = rest({ id, bulk });
      if (pause === 0) down.trying = { id, since: now() };
      return pause;
    },
    report(id, news) {
      if (news === "alive") mend();
      else if (news === "down") fail(id);
      else if (down?.trying?.id === id) {
        delete down.trying;
        down.tried = id;
      }
    },
    isDown: () => down !== undefined,
  };
}
