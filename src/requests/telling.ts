/** What somebody is told who asks where requests are, and what a requester may settle about who sees theirs. Pure. */
import type { ArrivalOf } from "../surface/arrival.ts";
import { barredHere, type Draft, talkOf } from "./draft.ts";

/** The page of somebody's own requests. */
export function listMine({ says, context: { mine, backlog } }: Draft): void {
  says.push({ say: "mine", requests: mine, ...(backlog && { backlog }) });
}

export function listWork({ says, context: { work = [], backlog } }: Draft, of: "team" | "backlog"): void {
  says.push({ say: "work", of, requests: work, ...(backlog && { backlog }) });
}

/** The one that was asked for; says so where there is nothing to show. */
export function tellStory({ says, context: { story, unknown } }: Draft): void {
  if (story) says.push({ say: "story", request: story.one.request, story });
  else if (unknown === undefined) says.push({ say: "plain", key: "no_form" });
  else says.push({ say: "no_story", number: unknown });
}

/** "Where is my request?": the one that the question names, else all of them. */
export function tellWhere(draft: Draft): void {
  const { story, unknown, mine } = draft.context;
  if (story || unknown !== undefined) tellStory(draft);
  else draft.says.push({ say: "mine", requests: mine });
}

/** Keeps a request private, or shows it to everybody again. Whether they may is settled on the ledger. */
export function seclude(draft: Draft, request: string, secluded: boolean, { card, press }: ArrivalOf<"press">): void {
  const talk = talkOf(draft, request);
  if (talk && !barredHere(draft, talk, "seclude")) talk.secluded = secluded;
  draft.effects.push({ do: "seclude", request, secluded, press, ...(card !== undefined && { card }) });
}
