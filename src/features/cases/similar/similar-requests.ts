/** Search for requests with a similar need, by any requester and for any product. */

import { and, asc, eq, gt, inArray, sql } from "../../../storage/drizzle.ts";
import { prepared, preparedList } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import { decodeEmbedding, embedNeed, type NeedText } from "./need-embedding.ts";
import { createVectorIndex, type VectorIndex, type VectorMatch } from "./vector-index.ts";

export interface SimilarRequest {
  request: string;
  number: number;
  title: string;
  requester: string;
  group: string | null;
  status: string;
  createdAt: Date;
  /** `alike` to 1. */
  similarity: number;
}

/**
 * From here on two needs are called similar: of the pairs that
 * `tests/features/cases/similar-pairs.jsonl` labels, 95 in 100 found are right then and 66 in 100
 * similar ones are found, across languages as within one. Of needs about things that
 * `prompts/needs` has no words for, few are.
 */
export const similarityThreshold = 0.58;

/** Rows read at once. */
const page = 5_000;

/**
 * On PostgreSQL a row may be committed after one with a later number: so many numbers are looked at
 * again. In the few milliseconds of a turn's write, that many other briefs would have to go out for
 * one to be missed.
 */
const overlap = 200;

interface Index {
  points: VectorIndex;
  /** The latest row that was read. */
  last: number;
  /** The rows read among the last `overlap` numbers. */
  recent: Set<number>;
}

/** A workspace's needs, by the connection that they are read on. */
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
    .limit(page),
);

/** The workspace's index, with all that is committed in it. */
async function upToDate(read: Reader, workspace: string): Promise<Index> {
  const index = indexes
    .getOrInsertComputed(read.db, () => new Map<string, Index>())
    .getOrInsertComputed(workspace, () => ({
      points: createVectorIndex(),
      last: 0,
      recent: new Set(),
    }));
  for (;;) {
    const rows = await newer(read, { workspace, after: index.last - overlap });
    for (const { seq, meaning } of rows) {
      // another search read it meanwhile
      if (index.recent.has(seq) || seq <= index.last - overlap) continue;
      const point = decodeEmbedding(meaning);
      if (point) index.points.add(seq, point);
      index.recent.add(seq);
      index.last = Math.max(index.last, seq);
    }
    for (const seq of index.recent) if (seq <= index.last - overlap) index.recent.delete(seq);
    if (rows.length < page) return index;
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
      secluded: requests.secluded,
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

/**
 * What the ledger says now of the requests behind these points; what is no longer there leaves the
 * index.
 */
async function standing(
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
    return row && !row.secluded && row.status !== "not_a_request" && row.status !== "cancelled"
      ? [{ ...row, likeness: similarity }]
      : [];
  });
}

/** Requests that are looked up at once. */
const batch = 16;

export interface SimilarRequestFilter {
  limit: number;
  /** A person whose own requests are of no interest: who is offered company wants others. */
  excludedRequester?: string;
}

/**
 * The requests nearest to a need, likest first. Left out: the request itself and what was merged
 * into it, secluded requests, and what was cancelled or no request.
 * `read` is the store's: each connection has an index of its own.
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

type Standing = Awaited<ReturnType<typeof standing>>[number];

/** The requests nearest to a point, as far as they are wanted. */
export async function findRequestsNearVector(
  read: Reader,
  workspace: string,
  point: Int8Array,
  isWanted: (row: Standing) => boolean,
  limit: number,
): Promise<SimilarRequest[]> {
  const index = await upToDate(read, workspace);
  const near = index.points.nearest(point, similarityThreshold);
  const found: SimilarRequest[] = [];
  for (let from = 0; from < near.length && found.length < limit; from += batch)
    for (const row of await standing(read, workspace, index, near.slice(from, from + batch))) {
      const { request, number, title, requester, group, status, createdAt, likeness } = row;
      if (isWanted(row))
        found.push({
          request,
          number,
          title: title ?? "",
          requester,
          group,
          status,
          createdAt,
          similarity: likeness,
        });
    }
  return found.slice(0, limit);
}
