/**
 * Metrics in Prometheus' format: those of the process, and readings of numbers that other modules
 * count in plain variables.
 */
import type { Metric, Registry } from "prom-client";
import { withTimeLimit } from "../lib/time-limit.ts";
import type { MetricReading } from "../platform/metric-reading.ts";

/**
 * For each number, in ms: a scrape is usually given ten seconds, and a database that is gone
 * without a word keeps a reader waiting for longer.
 */
const readLimitMs = 2_000;

/**
 * As prom-client's own histogram gives it, whose observations would need prom-client to be loaded
 * before the first scrape.
 */
function histogram({ name, help, read }: Extract<MetricReading, { kind: "histogram" }>): Metric {
  const get = async () => {
    const { bounds, counts, sum } = read();
    const upTo = (index: number): number =>
      counts.slice(0, index + 1).reduce((total, count) => total + count, 0);
    const spans = counts.map((_, index) => ({
      metricName: `${name}_bucket`,
      labels: { le: String(bounds[index] ?? "+Inf") },
      value: upTo(index),
    }));
    const sums = [
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: upTo(counts.length) },
    ];
    return { name, help, type: "histogram", values: [...spans, ...sums] };
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
              readLimitMs,
              Promise.resolve(reading.read()),
              undefined,
            );
            if (number === undefined) metric.remove();
            else metric.inc(number);
          } else
            for (const [value, number] of Object.entries(
              await withTimeLimit(readLimitMs, Promise.resolve(reading.read()), {}),
            ))
              metric.inc({ [reading.label]: value }, number);
        } catch {
          // with the database away the other numbers are needed all the more
          if (label === undefined) metric.remove();
        }
      },
    });
  }
  return registry;
}

/**
 * Loads prom-client at the first scrape, so that who does not scrape does not pay for it (50 ms and
 * 8 MB, measured on Node 26).
 */
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
