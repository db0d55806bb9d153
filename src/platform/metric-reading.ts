/** Metrics of `/metrics`, read at each scrape. */

/** Counts of a histogram. */
export interface MetricDistribution {
  /** Ascending upper bounds of the buckets; larger values count in one more bucket. */
  bounds: readonly number[];
  counts: readonly number[];
  sum: number;
}

/**
 * Metric read at each scrape. `kind` is `counter` for a growing number; `undefined` is omitted.
 * With `label` it is one number for each of the label's values, a small fixed set in the code.
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
