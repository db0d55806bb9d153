/** Numbers that `/metrics` shows, each read at a scrape. */

/** A histogram's counts. */
export interface MetricDistribution {
  /** Upper bounds of the buckets, rising; values beyond the last count in one more bucket. */
  bounds: readonly number[];
  counts: readonly number[];
  sum: number;
}

/**
 * A number that is read at each scrape. `kind` is `counter` for one that only grows; one that is
 * undefined is left out. With `label` it is read as one number for each of the label's values, a
 * small fixed set that comes from the code.
 */
export type MetricReading = { name: string; help: string } & (
  | {
      kind: "counter" | "gauge";
      label?: never;
      read(): number | undefined | Promise<number | undefined>;
    }
  | {
      kind: "counter" | "gauge";
      label: string;
      read(): Record<string, number> | Promise<Record<string, number>>;
    }
  | { kind: "histogram"; label?: never; read(): MetricDistribution }
);
