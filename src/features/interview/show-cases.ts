/**
 * What somebody is told who asks where requests are, and what a requester may settle about who sees
 * theirs. Pure.
 */
import type { InboundEventOf } from "../../platform/event.ts";
import { checkInterviewAccess, findInterview, type InterviewDraft } from "./turn-draft.ts";

/** The page of somebody's own requests. */
export function replyOwnCases({ replies, context: { mine, backlog } }: InterviewDraft): void {
  replies.push({ say: "mine", requests: mine, ...(backlog && { backlog }) });
}

export function replyTeamCases(
  { replies, context: { work = [], backlog } }: InterviewDraft,
  of: "team" | "backlog",
): void {
  replies.push({ say: "work", of, requests: work, ...(backlog && { backlog }) });
}

/** The one that was asked for; says so where there is nothing to show. */
export function replyCaseDetail({ replies, context: { story, unknown } }: InterviewDraft): void {
  if (story) replies.push({ say: "story", request: story.requestCase.request, story });
  else if (unknown === undefined) replies.push({ say: "plain", key: "no_form" });
  else replies.push({ say: "no_story", number: unknown });
}

/** "Where is my request?": the one that the question names, else all of them. */
export function replyCaseStatus(draft: InterviewDraft): void {
  const { story, unknown, mine } = draft.context;
  if (story || unknown !== undefined) replyCaseDetail(draft);
  else draft.replies.push({ say: "mine", requests: mine });
}

/**
 * Keeps a request private, or shows it to everybody again. Whether they may is settled on the
 * ledger.
 */
export function requestVisibilityChange(
  draft: InterviewDraft,
  request: string,
  secluded: boolean,
  { card, press }: InboundEventOf<"press">,
): void {
  const talk = findInterview(draft, request);
  if (talk && !checkInterviewAccess(draft, talk, "seclude")) talk.secluded = secluded;
  draft.effects.push({
    do: "seclude",
    request,
    secluded,
    press,
    ...(card !== undefined && { card }),
  });
}
