/** Needs that several groups have at the same time without knowing of one another. */
import { setImmediate } from "node:timers/promises";
import { truncateText } from "../../../platform/rich-text.ts";
import { and, desc, eq, gte } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readNeeds } from "../queries/case-lists.ts";
import { decodeEmbedding } from "./need-embedding.ts";
import { findRequestsNearVector, type SimilarRequest } from "./similar-requests.ts";

export interface SharedNeed {
  /** What the request in the middle is for, in its requester's words; else its title. */
  need: string;
  /** That one first, then the likest. */
  requests: SimilarRequest[];
  /** Business groups, as far as they are known. */
  groups: string[];
}

/** So many are shown. */
const most = 5;
const needMaxCharacters = 140;

/**
 * Requests of the period that may be the middle of a shared need, newest first: each is looked at
 * beside all others (10 ms among 100,000).
 */
const seeds = 500;

/** So many around one are looked at. */
const company = 100;

/** A group where it is known, else the person. */
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
 * The needs of the requests since then that another group has too, those of most groups first; each
 * request is in one.
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
        eq(requests.secluded, false),
      ),
    )
    .orderBy(desc(requests.number))
    .limit(seeds);

  const around: SimilarRequest[][] = [];
  for (const { request, meaning } of recent) {
    const point = decodeEmbedding(meaning);
    const near = point
      ? await findRequestsNearVector(read, workspace, point, () => true, company)
      : [];
    const middle = near.find((each) => each.request === request);
    if (middle) around.push([middle, ...near.filter((each) => each !== middle)]);
    await setImmediate(); // people's messages go first
  }

  const shared: SharedNeed[] = [];
  const taken = new Set<string>();
  while (shared.length < most) {
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
