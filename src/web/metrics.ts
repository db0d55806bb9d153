/** Metrics in Prometheus' format: those of the process, and counters of other modules. */
import type { Metric, Registry } from "prom-client";
import { withTimeLimit } from "../lib/clock.ts";
import type { MetricReading } from "../platform/adapter.ts";

/**
 * Limit (ms) for reading one metric: a scrape usually has ten seconds, and an unreachable database
 * blocks readers for longer.
 */
const readTimeoutMs = 2_000;

/**
 * Returns a histogram in prom-client's form; its own class would have to be loaded before the first
 * scrape.
 */
function histogram({ name, help, read }: Extract<MetricReading, { kind: "histogram" }>): Metric {
  const get = async () => {
    const { bounds, counts, sum } = read();
    const upTo = (index: number): number =>
      counts.slice(0, index + 1).reduce((total, count) => total + count, 0);
    const buckets = counts.map((_, index) => ({
      metricName: `${name}_bucket`,
      labels: { le: String(bounds[index] ?? "+Inf") },
      value: upTo(index),
    }));
    const sums = [
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: upTo(counts.length) },
    ];
    return { name, help, type: "histogram", values: [...buckets, ...sums] };
  };
  return { name, get } as unknown as Metric;
}

async function register(readings: readonly MetricReading[]): Promise<Registry> {
  const { Counter, Gauge, Registry, collectDefaultMetrics } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const reading of readings) {
    if (reading.kind === "histogram") {
      registry.registerMetric(histogram(reading));
      continue;
    }
    const { name, help, kind, label } = reading;
    const metric = new (kind === "counter" ? Counter : Gauge)<string>({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [registry],
      async collect() {
        metric.reset();
        try {
          if (reading.label === undefined) {
            const number = await withTimeLimit(
              readTimeoutMs,
              Promise.resolve(reading.read()),
              undefined,
            );
            if (number === undefined) metric.remove();
            else metric.inc(number);
          } else
            for (const [value, number] of Object.entries(
              await withTimeLimit(readTimeoutMs, Promise.resolve(reading.read()), {}),
            ))
              metric.inc({ [reading.label]: value }, number);
        } catch {
          // The other metrics are needed most while the database is unreachable.
          if (label === undefined) metric.remove();
        }
      },
    });
  }
  return registry;
}

/** Opens the metrics. Loads prom-client at the first scrape: it takes 50 ms and 8 MB (Node 26). */
export function openMetrics(
  readings: readonly MetricReading[],
): () => Promise<{ contentType: string; body: string }> {
  let registry: Promise<Registry> | undefined;
  return async () => {
    registry ??= register(readings);
    const opened = await registry;
    return { contentType: opened.contentType, body: await opened.metrics() };
  };
}
