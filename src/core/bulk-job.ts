/** Interface of a feature's work for many people, in batches outside of turns. */
import type { Words } from "../lib/i18n.ts";
import type { PlatformAdapter } from "../platform/adapter.ts";
import type { OutboxRow } from "../storage/queue/outbox.ts";
import type { ServedPlatforms } from "../storage/queue/platform-filter.ts";
import type { RowKey } from "../storage/queue/set-aside.ts";
import type { Reader, Store, Writer } from "../storage/store.ts";

/**
 * Work of a feature for many people, in batches outside of turns. Its messages have lower priority
 * than replies.
 */
export interface BulkJob {
  /** Returns the number of due rows. */
  countDue(on: Reader, servedPlatforms: ServedPlatforms, now: Date): Promise<number>;
  /** Returns the keys of up to `limit` due rows, for finding the one that makes a batch fail. */
  dueKeys(
    on: Reader,
    servedPlatforms: ServedPlatforms,
    round: { now: Date; limit: number },
  ): Promise<RowKey[]>;
  /**
   * Processes up to `limit` due rows in one write, or `only` one, and returns their number.
   * Messages are inserted by `storage/queue/bulk-messages.ts`. `backlog` is the number that were
   * due when the job began.
   */
  runBatch(
    w: Writer,
    round: {
      now: Date;
      servedPlatforms: ServedPlatforms;
      limit: number;
      backlog: number;
      only?: RowKey;
      words(language: string): Words;
      newId(): string;
    },
  ): Promise<number>;
  /** Looks up over the network what rows need shortly before they are due. Nothing waits for it. */
  prefetch?(means: {
    store: Store;
    platforms: ReadonlyMap<string, PlatformAdapter>;
    now(): Date;
  }): Promise<void>;
  /**
   * Called for a message that will never be delivered: refused, too late, or of unknown outcome.
   */
  onUndelivered?(w: Writer, row: OutboxRow): Promise<void>;
}
