/**
 * Dialogue about requests that are with the team: replies to open questions, and status questions.
 * Pure; the stored state decides whether an action is still possible.
 */

import { asksNextStep } from "../../../nlu/rules/faults/security-incident.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { personMention, type RichText, toPlainText } from "../../../platform/rich-text.ts";
import type { Case } from "../../cases/lifecycle/case.ts";
import {
  decideCaseButton,
  decideQuestionReply,
  operationAnswering,
  releaseKeptWords,
} from "../../cases/requester/open-questions.ts";
import type { OpenQuestion } from "../model/interview-state.ts";
import { checkInterviewAccess, type InterviewDraft } from "./turn-draft.ts";

function keepOpen({ conversation }: InterviewDraft, open: readonly OpenQuestion[]): void {
  conversation.open = [...open];
  if (open.length === 0) delete conversation.open;
}

/** Returns whether the author of the message was asked. */
export const isAskedInOpenQuestion = (draft: InterviewDraft, question: OpenQuestion): boolean =>
  !checkInterviewAccess(
    draft,
    { request: question.request, requester: { id: question.of } },
    operationAnswering(question),
  );

/**
 * Replies in the thread under the team's card. Text there stays with the team and starts nothing.
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

/** Handles text beside an open question of the team, or of the bot on its behalf. */
export function onOpenQuestionReply(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  question: OpenQuestion,
  control: string | undefined = draft.context.readings.text?.control?.label,
): void {
  const { now } = draft.context;
  const { open, actions, replies } = decideQuestionReply(
    draft.conversation.open ?? [],
    question,
    message,
    { control, now },
  );
  keepOpen(draft, open);
  draft.replies.push(...replies);
  draft.caseActions.push(...actions);
}

/** Handles a refusal of an offer with its reason, as the button's form does. */
export function onObjection(
  draft: InterviewDraft,
  { text, by, message }: InboundEventOf<"message">,
  { request }: OpenQuestion,
): void {
  const action = { request, act: "object", by, why: text, message } as const;
  const { open, actions, replies } = decideCaseButton(
    draft.conversation.open ?? [],
    action,
    draft.context.now,
  );
  keepOpen(draft, open);
  draft.replies.push(...replies);
  draft.caseActions.push(...actions);
}

/** Removes the stored text, which is about something new. */
export function takeKeptWords(
  draft: InterviewDraft,
  request: string,
): { text: RichText; message: string } | undefined {
  const { conversation, event } = draft;
  const { open, words } = releaseKeptWords(conversation.open ?? [], request, event.by.id);
  keepOpen(draft, open);
  return words;
}

/** Shows the page of a person's own requests. */
export function replyOwnCases({ replies, context: { mine, backlog } }: InterviewDraft): void {
  replies.push({ say: "mine", requests: mine, backlog });
}

/** Replies to a question about requests of the team. */
export function replyTeamCases(
  { replies, context: { work = [], backlog } }: InterviewDraft,
  of: "team" | "backlog",
): void {
  replies.push({ say: "work", of, requests: work, backlog });
}

/** Shows the requested detail, or says that there is none. */
export function replyCaseDetail({ replies, context: { detail, unknown } }: InterviewDraft): void {
  if (detail) replies.push({ say: "detail", request: detail.requestCase.request, detail });
  else if (unknown === undefined) replies.push({ say: "plain", key: "no_form" });
  else replies.push({ say: "no_story", number: unknown });
}

/**
 * Answers "where is my request?" with the named request, else with all; "what now?" after a security
 * incident with the next step.
 */
export function replyCaseStatus(draft: InterviewDraft): void {
  const { event } = draft;
  const { detail, unknown, mine } = draft.context;
  const asksOn = event.kind === "message" && asksNextStep(toPlainText(event.text));
  const incident = asksOn ? mine.find(({ security }) => security) : undefined;
  if (incident) draft.replies.push({ say: "next_step", incident });
  else if (detail || unknown !== undefined) replyCaseDetail(draft);
  else draft.replies.push({ say: "mine", requests: mine });
}
