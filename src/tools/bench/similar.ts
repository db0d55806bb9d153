/** Benchmark of the search for similar needs among many requests, on SQLite or PostgreSQL. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defineTables } from "../../app/registry.ts";
import { embedNeed, encodeEmbedding } from "../../features/cases/similar/need-embedding.ts";
import { findSimilarRequests } from "../../features/cases/similar/similar-requests.ts";
import { openProgressBar } from "../../lib/progress.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import type { Store } from "../../storage/store.ts";
import { seededRandom } from "../simulation/runtime/random-source.ts";

export interface SimilarBenchOptions {
  requests: number;
  searches: number;
  /** Database to fill, which must be empty; a new SQLite file by default. */
  url?: string | undefined;
  print(line: string): void;
}

/** Parts of generated needs: who, the problem, and the benefit to the customer. */
const whos =
  "reps,nurses,drivers,fitters,clerks,planners,inspectors,lawyers,teachers,buyers,caretakers,librarians,brewers,surveyors,foremen".split(
    ",",
  );
const wants =
  "see what a dealer ordered before,promise a delivery date on the phone,follow a parcel,know the stock of other branches,approve supplier invoices,send correct bills,be reminded before a contract renews,merge duplicate records,answer every complaint,book a meeting room,swap shifts,apply for leave,start work on day one,get test results the same day,let people make appointments,remind of appointments,predict breakdowns,find the right spare part,write quotes in a day,translate manuals,exchange large files,have contracts signed from home,find old project reports,answer bad reviews,ask how satisfied guests are,claim travel expenses,measure energy use,call back whoever hung up,follow up enquiries,build the monthly report,forecast demand,report hazards at once,register for courses,write inspection reports on site,send the nearest van,keep vaccines cold,know the allergens,hand in sick notes,record hours,use the latest drawing".split(
    ",",
  );
const hurdles =
  "in the yard,at the counter,on paper today,in eleven spreadsheets,between two systems,only by phone,at weekends,in the cellar,in three languages,without a desk,while travelling,in the rain,with gloves on,at the border,during harvest,in the night,before the audit,after the storm,on the roof,in the lab".split(
    ",",
  );
const effects =
  "patients wait less,dealers get an answer,guests come back,tenants stop ringing,farmers aren't stuck,shoppers leave with something,students find their room,citizens need one visit,passengers know the platform,donors are thanked,builders get their price,pupils get a place,readers get their book,fans see the match,growers sell fresh".split(
    ",",
  );

function needs(seed: number): () => string {
  const random = seededRandom(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  return () =>
    `${pick(whos)} ${pick(wants)} ${pick(hurdles)} and ${pick(wants)} ${pick(hurdles)}, so that ${pick(effects)}`;
}

/** Rows of one insert, well below SQLite's limit of parameters. */
const requestsPerWrite = 500;
const workspace = "local";

async function fill(store: Store, count: number): Promise<void> {
  const next = needs(1);
  const bar = openProgressBar(process.stderr, "Writing requests");
  for (let from = 0; from < count; from += requestsPerWrite) {
    const rows = Array.from({ length: Math.min(requestsPerWrite, count - from) }, (_, at) => ({
      id: `request-${from + at}`,
      number: from + at + 1,
      text: next(),
    }));
    const createdAt = new Date(Date.UTC(2026, 0, 1) + from * 60_000);
    await store.write(async ({ db, t }) => {
      await db.insert(t.requests).values(
        rows.map(({ id, number, text }) => ({
          id,
          workspace,
          number,
          conversation: "terminal/dm/ana",
          place: { platform: "terminal" as const, kind: "personal" as const, id: "ana" },
          requester: `person-${number % 900}`,
          raisedBy: `person-${number % 900}`,
          status: "new" as const,
          text: [text],
          title: text,
          createdAt,
          updatedAt: createdAt,
        })),
      );
      await db.insert(t.needEmbeddings).values(
        rows.map(({ id, text }) => ({
          workspace,
          request: id,
          meaning: encodeEmbedding(embedNeed({ text })),
        })),
      );
    });
    bar.step(from + rows.length, count);
  }
  bar.end();
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Memory in use (MB) after garbage collection. */
const megabytes = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

/** Prints the figures and returns the 50th and 95th percentile of a search (ms). */
export async function benchSimilar({
  requests,
  searches,
  url,
  print,
}: SimilarBenchOptions): Promise<{ p50: number; p95: number }> {
  const folder = mkdtempSync(join(tmpdir(), "entwine-bench-"));
  const store = await openStore(url ?? `file:${join(folder, "similar.db")}`, {
    tables: defineTables,
  });
  try {
    await store.migrate();
    await fill(store, requests);
    const next = needs(2);
    const before = megabytes();
    const begun = performance.now();
    await findSimilarRequests(store.read, workspace, { text: next() }, { limit: 5 });
    print(
      `first search, which reads all needs: ${Math.round(performance.now() - begun)} ms, ${Math.round(megabytes() - before)} MB more in memory`,
    );

    const took: number[] = [];
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    let found = 0;
    for (let search = 1; search <= searches; search += 1) {
      const text = next();
      const start = performance.now();
      found += (await findSimilarRequests(store.read, workspace, { text }, { limit: 5 })).length;
      took.push(performance.now() - start);
    }
    delay.disable();
    took.sort((a, b) => a - b);
    const at = (share: number): number =>
      took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
    print(
      `${searches} searches among ${requests} requests: p50 ${at(0.5).toFixed(1)} ms   p95 ${at(0.95).toFixed(1)} ms   ${(found / searches).toFixed(1)} found each`,
    );
    print(
      `the event loop was blocked for at most ${(delay.max / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`,
    );
    return { p50: at(0.5), p95: at(0.95) };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
