/** Earlier delivery for a similar need, offered to a person while they ask. */
import type { Words } from "../../../lib/i18n.ts";
import { type CardElement, itemElement } from "../../../platform/card.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroups } from "../../workspace/groups.ts";
import { caseActions } from "../actions.ts";
import { shownTitle } from "../brief/request-title.ts";
import type { NeedText } from "./need-embedding.ts";
import { findSimilarRequests, type SimilarRequest } from "./similar-requests.ts";

/** A delivered request that is similar to one that is being asked for. */
export interface KnownAnswer {
  request: string;
  number: number;
  title: string;
  /** When it was delivered. */
  since: Date;
  /** Name of the group that has it, if known. */
  group?: string | undefined;
  /** Number of groups that asked for something similar. */
  groups: number;
}

/** Similar requests among which an answer is looked for. */
const maxSimilar = 8;

const isHelpful = ({ deliveredAt, outcome }: SimilarRequest): boolean =>
  deliveredAt !== null && outcome !== "no" && outcome !== "not_needed";

/**
 * Finds the most similar request of others that was delivered and did not disappoint; `undefined`
 * if there is none. Private requests are never found.
 */
export async function findKnownAnswer(
  read: Reader,
  workspace: string,
  need: NeedText & { request: string },
  requester: string,
): Promise<KnownAnswer | undefined> {
  const similar = await findSimilarRequests(read, workspace, need, {
    ...{ limit: maxSimilar, excludedRequester: requester },
  });
  const found = similar.find(isHelpful);
  if (!found?.deliveredAt) return undefined;
  const { request, number, title, deliveredAt: since } = found;
  const groups = await readGroups(read, workspace);
  return {
    ...{ request, number, title, since },
    group: groups.find(({ id }) => id === found.group)?.name,
    groups: new Set(similar.flatMap(({ group }) => group ?? [])).size,
  };
}

/** Renders the offer to see it. */
export function knownAnswerElement(known: KnownAnswer, words: Words): CardElement {
  const { request, number, title, since, group, groups } = known;
  const values = { number, title: shownTitle(title, words), since, group: group ?? "", groups };
  return itemElement(words(group ? "requests.known.group" : "requests.known", values), {
    button: {
      label: words.plain("where.button.show", { number }),
      press: caseActions.encode("show", request),
    },
  });
}
