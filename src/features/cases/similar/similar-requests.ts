/** Search for requests with a similar need, by any requester and for any product. */

import { setImmediate } from "node:timers/promises";
import { and, asc, eq, gt, inArray, sql } from "../../../storage/drizzle.ts";
import { prepared, preparedList } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import { decodeEmbedding, embedNeed, type NeedText } from "./need-embedding.ts";
import { createVectorIndex, type VectorIndex, type VectorMatch } from "./vector-index.ts";

/** A request that is similar to another. */
export interface SimilarRequest {
  request: string;
  number: number;
  title: string;
  requester: string;
  group: string | null;
  status: string;
  createdAt: Date;
  deliveredAt: Date | null;
  outcome: string | null;
  /** `alike` to 1. */
  similarity: number;
}

/**
 * Similarity from which two requests count as similar. Of the requests labelled in
 * `tests/evals/similar`, 92 % of the pairs found within a language are right and 84 % of the similar
 * ones are found; across languages 98 % and 92 %. Of pairs whose subjects were not yet in
 * `prompts/needs`, about half were found.
 */
export const similarityThreshold = 0.58;

/** Rows of one query. */
const rowsPerQuery = 1_000;

/**
 * Number of later rows for which a missing one is waited for, because PostgreSQL may commit a row
 * after one with a higher number. One is missed only if that many briefs are sent during the
 * milliseconds of a turn's write.
 */
const maxAwaitedRows = 200;

interface Index {
  points: VectorIndex;
  /** Number up to which all rows were read, or are too old to be read. */
  complete: number;
  /** Numbers of the rows that were read beyond it. */
  beyond: Set<number>;
}

/** Indexes of the workspaces, by database connection. */
const indexes = new WeakMap<Reader["db"], Map<string, Index>>();

const newer = prepared("needs_newer", ({ db, t }: Reader) =>
  db
    .select({ seq: t.needEmbeddings.seq, meaning: t.needEmbeddings.meaning })
    .from(t.needEmbeddings)
    .where(
      and(
        eq(t.needEmbeddings.workspace, sql.placeholder("workspace")),
        gt(t.needEmbeddings.seq, sql.placeholder("after")),
      ),
    )
    .orderBy(asc(t.needEmbeddings.seq))
    .limit(rowsPerQuery),
);

/** Returns the workspace's index with all committed needs. */
async function upToDate(read: Reader, workspace: string): Promise<Index> {
  const index = indexes
    .getOrInsertComputed(read.db, () => new Map<string, Index>())
    .getOrInsertComputed(workspace, () => ({
      points: createVectorIndex(),
      complete: 0,
      beyond: new Set(),
    }));
  const { points, beyond } = index;
  for (;;) {
    const rows = await newer(read, { workspace, after: index.complete });
    for (const { seq, meaning } of rows) {
      if (seq <= index.complete || beyond.has(seq)) continue; // read by another search
      const point = decodeEmbedding(meaning);
      if (point) points.add(seq, point);
      beyond.add(seq);
    }
    const last = rows.at(-1)?.seq ?? 0;
    index.complete = Math.max(index.complete, last - maxAwaitedRows);
    for (const seq of beyond) if (seq <= index.complete) beyond.delete(seq);
    while (beyond.delete(index.complete + 1)) index.complete += 1;
    if (rows.length < rowsPerQuery) return index;
    await setImmediate(); // lets people's events go first
  }
}

const bySeqs = preparedList("needs_requests", ({ db, t }: Reader, seqs) => {
  const { requests, needEmbeddings } = t;
  return db
    .select({
      seq: needEmbeddings.seq,
      request: requests.id,
      workspace: requests.workspace,
      number: requests.number,
      title: requests.title,
      requester: requests.requester,
      group: requests.group,
      status: requests.status,
      createdAt: requests.createdAt,
      deliveredAt: requests.deliveredAt,
      outcome: requests.outcome,
      isPrivate: requests.isPrivate,
      mergedInto: requests.mergedInto,
    })
    .from(needEmbeddings)
    .innerJoin(requests, eq(requests.id, needEmbeddings.request))
    .where(
      and(
        eq(needEmbeddings.workspace, sql.placeholder("workspace")),
        inArray(needEmbeddings.seq, seqs),
      ),
    );
});

/** Reads the current state of matched requests; deleted ones are removed from the index. */
async function readMatches(
  read: Reader,
  workspace: string,
  { points }: Index,
  near: readonly VectorMatch[],
) {
  const seqs = near.map(({ seq }) => seq);
  const rows = await bySeqs(read, seqs, { workspace });
  const found = new Map(rows.map((row) => [row.seq, row]));
  points.drop(new Set(seqs.filter((seq) => !found.has(seq))));
  return near.flatMap(({ seq, similarity }) => {
    const row = found.get(seq);
    return row && !row.isPrivate && row.status !== "not_a_request" && row.status !== "cancelled"
      ? [{ ...row, likeness: similarity }]
      : [];
  });
}

/** Matches of one search of the index, and requests of one query. */
const matchesPerSearch = 16;
const requestsPerQuery = 4;

/** Which similar requests are wanted. */
export interface SimilarRequestFilter {
  limit: number;
  /** Requester whose requests are excluded, as in an offer of an introduction. */
  excludedRequester?: string;
}

/**
 * Finds the requests most similar to a need, without the request itself, its merged, private and
 * cancelled requests and those that are none. Each connection `read` has its own index.
 */
export async function findSimilarRequests(
  read: Reader,
  workspace: string,
  { request, ...need }: NeedText & { request?: string },
  { limit, excludedRequester }: SimilarRequestFilter,
): Promise<SimilarRequest[]> {
  return findRequestsNearVector(
    read,
    workspace,
    embedNeed(need),
    (row) =>
      row.request !== request &&
      row.requester !== excludedRequester &&
      (!row.mergedInto || row.mergedInto !== request),
    limit,
  );
}

type MatchedRequest = Awaited<ReturnType<typeof readMatches>>[number];

/** Finds the requests most similar to an embedding, as far as the filter allows. */
export async function findRequestsNearVector(
  read: Reader,
  workspace: string,
  point: Int8Array,
  isWanted: (row: MatchedRequest) => boolean,
  limit: number,
): Promise<SimilarRequest[]> {
  const index = await upToDate(read, workspace);
  const found: SimilarRequest[] = [];
  const pageSize = Math.max(matchesPerSearch, limit);
  let last: VectorMatch | undefined;
  do {
    const near = await index.points.nearest(point, similarityThreshold, pageSize, last);
    last = near.length === pageSize ? near.at(-1) : undefined;
    for (let from = 0; from < near.length && found.length < limit; from += requestsPerQuery) {
      const page = near.slice(from, from + requestsPerQuery);
      for (const row of await readMatches(read, workspace, index, page)) {
        const { request, number, title, requester, group, likeness } = row;
        const { status, createdAt, deliveredAt, outcome } = row;
        if (isWanted(row))
          found.push({
            request,
            number,
            title: title ?? "",
            requester,
            group,
            ...{ status, createdAt, deliveredAt, outcome },
            similarity: likeness,
          });
      }
    }
  } while (last && found.length < limit);
  return found.slice(0, limit);
}
