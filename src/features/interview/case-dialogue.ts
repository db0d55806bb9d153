/**
 * Dialogue about requests that the team has: words that answer an open question, and questions about
 * where requests stand. Pure; the ledger decides whether an action can still be done.
 */

import type { InboundEventOf } from "../../platform/event.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import type { Case } from "../cases/case.ts";
import type { OpenQuestion } from "../cases/interview-state.ts";
import {
  decideQuestionReply,
  operationAnswering,
  releaseKeptWords,
} from "../cases/open-questions.ts";
import { checkInterviewAccess, type InterviewDraft } from "./turn-draft.ts";

function keepOpen({ conversation }: InterviewDraft, open: readonly OpenQuestion[]): void {
  conversation.open = [...open];
  if (open.length === 0) delete conversation.open;
}

/** Tells whether the person who speaks was asked. */
export const isAskedInOpenQuestion = (draft: InterviewDraft, question: OpenQuestion): boolean =>
  !checkInterviewAccess(
    draft,
    { request: question.request, requester: { id: question.of } },
    operationAnswering(question),
  );

/**
 * Answers words in the thread under the team's card, which stay with the team: nobody else is told
 * of them, and they begin nothing.
 */
export function replyInTeamThread(draft: InterviewDraft, { request, requester }: Case): void {
  const { event } = draft;
  const isAddressed =
    event.kind === "message"
      ? event.addressed
      : event.kind === "command" || event.kind === "pointed";
  if (isAddressed)
    draft.replies.push({
      say: "life",
      request,
      key: "team_only",
      values: { requester: personMention(requester) },
    });
}

/** Handles words where the team, or the bot on its behalf, has asked something. */
export function onOpenQuestionReply(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  question: OpenQuestion,
  isDoubtful: boolean,
  control: string | undefined = draft.context.readings.text?.control?.label,
): void {
  const { now } = draft.context;
  const { open, actions, replies } = decideQuestionReply(
    draft.conversation.open ?? [],
    question,
    message,
    { control, isDoubtful, now },
  );
  keepOpen(draft, open);
  draft.replies.push(...replies);
  draft.caseActions.push(...actions);
}

/** Takes out the kept words, which are about something new. */
export function takeKeptWords(
  draft: InterviewDraft,
  request: string,
): { text: RichText; message: string } | undefined {
  const { conversation, event } = draft;
  const { open, words } = releaseKeptWords(conversation.open ?? [], request, event.by.id);
  keepOpen(draft, open);
  return words;
}

/** Shows the page of somebody's own requests. */
export function replyOwnCases({ replies, context: { mine, backlog } }: InterviewDraft): void {
  replies.push({ say: "mine", requests: mine, backlog });
}

export function replyTeamCases(
  { replies, context: { work = [], backlog } }: InterviewDraft,
  of: "team" | "backlog",
): void {
  replies.push({ say: "work", of, requests: work, backlog });
}

/** Shows the request that was asked for; says so where there is nothing to show. */
export function replyCaseDetail({ replies, context: { story, unknown } }: InterviewDraft): void {
  if (story) replies.push({ say: "story", request: story.requestCase.request, story });
  else if (unknown === undefined) replies.push({ say: "plain", key: "no_form" });
  else replies.push({ say: "no_story", number: unknown });
}

/** Answers "where is my request?": the one that the question names, else all of them. */
export function replyCaseStatus(draft: InterviewDraft): void {
  const { story, unknown, mine } = draft.context;
  if (story || unknown !== undefined) replyCaseDetail(draft);
  else draft.replies.push({ say: "mine", requests: mine });
}
