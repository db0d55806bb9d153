/** Benchmark of the ledger's pages among 100,000 requests with 1,000,000 history entries. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { defineTables, featureData, featurePages } from "../../app/registry.ts";
import { wordsFor } from "../../lib/i18n.ts";
import { openLog } from "../../lib/log.ts";
import { openProgressBar } from "../../lib/progress.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import type { Store } from "../../storage/store.ts";
import { startWebServer } from "../../web/server.ts";
import { openSignInLinks } from "../../web/sign-in-links.ts";
import { fillLargeLedger, ledgerNow, ledgerReader, ledgerWorkspace } from "./large-ledger.ts";
import type { PageReading, PageTimes } from "./page-reader.ts";

export interface PagesBenchOptions {
  requests: number;
  /** Readings of each page. */
  times: number;
  /** Database to fill and keep, or one that an earlier run filled; missing: a temporary file. */
  database?: string | undefined;
  print(line: string): void;
}

/** Addresses that the benchmark reads: each page, with filters, searches and files. */
const paths = [
  "/ledger",
  "/ledger/requests",
  "/ledger/requests?state=open",
  "/ledger/requests?state=hand&kind=change",
  "/ledger/requests?service=Service+7&page=3",
  "/ledger/requests?q=dealer",
  "/ledger/requests/R-54321",
  "/ledger/value",
  "/ledger/value/2027-02",
  "/ledger/flow",
  "/ledger/flow/Service%207",
  "/ledger/services",
  "/ledger/services/Service%207",
  "/ledger/tradeoffs",
  "/ledger/checkup",
  "/ledger/retrospectives",
  "/ledger/checks",
  "/ledger/me",
  "/ledger/requests?delivered=2027-02&format=csv",
];

/** Serves the pages to one signed-in person; returns the address. */
async function serve(store: Store) {
  const log = openLog("error");
  const signIn = openSignInLinks({
    store,
    key: "a key of the benchmark",
    now: () => ledgerNow,
    address: () => undefined,
  });
  const visitor = async () => ({
    workspace: ledgerWorkspace,
    person: ledgerReader,
    isGuest: false,
  });
  const web = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    ready: () => ({}),
    readings: [],
    words: wordsFor(),
    log,
    ledger: {
      read: store.readAside,
      data: featureData,
      pages: featurePages,
      now: () => ledgerNow,
      signIn: { ...signIn, visitor },
    },
  });
  return { origin: `http://127.0.0.1:${web.port}`, close: () => web.close() };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/**
 * Prints the 50th and 95th percentile (ms) of each page and the longest time for which the event
 * loop was blocked meanwhile.
 */
export async function benchPages({ requests, times, database, print }: PagesBenchOptions) {
  const folder = mkdtempSync(join(tmpdir(), "entwine-bench-"));
  const url = database ?? `file:${join(folder, "pages.db")}`;
  const store = await openStore(url, { tables: defineTables });
  try {
    await store.migrate();
    if ((await store.read.db.$count(store.read.t.requests)) === 0) {
      const bar = openProgressBar(process.stderr, "Writing requests");
      await fillLargeLedger(store, requests, bar.step);
      bar.end();
    }
    const web = await serve(store);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const reader = new Worker(new URL("page-reader.ts", import.meta.url));
    const bar = openProgressBar(process.stderr, "Reading pages");
    let done = 0;
    let usage = process.cpuUsage();
    print(`${"page".padEnd(50)}    p50     p95  longest block  processor time (ms)`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    reader.on("error", reject);
    reader.on("message", ({ path, status, ms }: PageTimes) => {
      const sorted = ms.toSorted((a, b) => a - b);
      const { user, system } = process.cpuUsage(usage);
      usage = process.cpuUsage();
      const figures = [
        ...[percentile(sorted, 0.5), percentile(sorted, 0.95), delay.max / 1e6],
        (user + system) / 1_000 / (ms.length + 1),
      ];
      bar.end();
      print(
        `${path.padEnd(50)} ${figures.map((each) => each.toFixed(1).padStart(6)).join("  ")}${status === 200 ? "" : `  status ${status}`}`,
      );
      delay.reset();
      done += 1;
      bar.step(done, paths.length);
      if (done === paths.length) resolve();
    });
    delay.enable();
    const reading: PageReading = { origin: web.origin, cookie: "entwine=session", paths, times };
    reader.postMessage(reading);
    await promise;
    bar.end();
    await reader.terminate();
    await web.close();
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
