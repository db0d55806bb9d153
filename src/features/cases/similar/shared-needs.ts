/** Needs that several groups have independently at the same time. */
import { setImmediate } from "node:timers/promises";
import { truncateText } from "../../../platform/rich-text.ts";
import { and, desc, eq, gte } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readNeeds } from "../queries/case-lists.ts";
import { decodeEmbedding } from "./need-embedding.ts";
import { findRequestsNearVector, type SimilarRequest } from "./similar-requests.ts";

/** A need that several requests have. */
export interface SharedNeed {
  /** Need of the central request in its requester's words; else its title. */
  need: string;
  /** The central request first, then the most similar. */
  requests: SimilarRequest[];
  /** Business groups, if known. */
  groups: string[];
}

/** Shared needs in the report. */
const maxShown = 5;
const needMaxCharacters = 140;

/**
 * Newest requests of the period that are tried as centre; each is compared with all others (10 ms
 * among 100,000).
 */
const maxCandidates = 500;

/** Similar requests considered for one centre. */
const maxSimilarPerCandidate = 100;

/** Groups, or people without a known group. */
const parties = (requests: readonly SimilarRequest[]) =>
  new Set(
    requests.map(({ group, requester }) =>
      group === null ? `person ${requester}` : `group ${group}`,
    ),
  );

const isShared = (requests: readonly SimilarRequest[]): boolean =>
  parties(requests).size > 1 && new Set(requests.map(({ requester }) => requester)).size > 1;

const byWeight = (a: readonly SimilarRequest[], b: readonly SimilarRequest[]): number =>
  parties(b).size - parties(a).size || b.length - a.length;

/**
 * Finds needs of requests since a date that other groups share, those of most groups first; each
 * request occurs once.
 */
export async function sharedNeeds(
  read: Reader,
  workspace: string,
  since: Date,
): Promise<SharedNeed[]> {
  const { requests, needEmbeddings } = read.t;
  const recent = await read.db
    .select({ request: requests.id, meaning: needEmbeddings.meaning })
    .from(requests)
    .innerJoin(needEmbeddings, eq(needEmbeddings.request, requests.id))
    .where(
      and(
        eq(requests.workspace, workspace),
        gte(requests.createdAt, since),
        eq(requests.isPrivate, false),
      ),
    )
    .orderBy(desc(requests.number))
    .limit(maxCandidates);

  const around: SimilarRequest[][] = [];
  for (const { request, meaning } of recent) {
    const point = decodeEmbedding(meaning);
    const near = point
      ? await findRequestsNearVector(read, workspace, point, () => true, maxSimilarPerCandidate)
      : [];
    const middle = near.find((each) => each.request === request);
    if (middle) around.push([middle, ...near.filter((each) => each !== middle)]);
    await setImmediate(); // lets people's events go first
  }

  const shared: SharedNeed[] = [];
  const taken = new Set<string>();
  while (shared.length < maxShown) {
    const [best] = around
      .filter(([middle]) => middle && !taken.has(middle.request))
      .map((each) => each.filter(({ request }) => !taken.has(request)))
      .filter(isShared)
      .sort(byWeight);
    if (!best?.[0]) break;
    for (const { request } of best) taken.add(request);
    const needs = await readNeeds(read, workspace, [best[0].request]);
    shared.push({
      need: truncateText(needs.get(best[0].request) ?? best[0].title, needMaxCharacters),
      requests: best,
      groups: [...new Set(best.flatMap(({ group }) => group ?? []))],
    });
  }
  return shared;
}
