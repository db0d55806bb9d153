/** Dialogue about requests. Pure: state, event and lookups give next state, replies, effects. */

import type { TurnInput } from "../../../core/feature.ts";
import { oneWorkingDayAfter } from "../../../lib/dates/working-time.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../../platform/event.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import type { CaseAction } from "../../cases/lifecycle/case.ts";
import { settleUntapped } from "../held/hold-message.ts";
import { type InterviewAction, interviewActions } from "../model/actions.ts";
import { currentInterview, type InterviewConversation } from "../model/interview-state.ts";
import { type InterviewQuestion, interviewQuestions } from "../model/questions.ts";
import {
  continueInterview,
  finishInterview,
  scheduleAnswerReminder,
} from "../questions/next-question.ts";
import { adoptAnswer, recordGivenAnswer } from "../questions/take-answer.ts";
import { openRequestHere, openRequests } from "../requests/open-request.ts";
import type { RequestCommand } from "../requests/request-command.ts";
import { onDeleted, onEdited } from "./amended-message.ts";
import {
  replyCaseDetail,
  replyInTeamThread,
  replyOwnCases,
  replyTeamCases,
} from "./case-dialogue.ts";
import { applyControl } from "./controls.ts";
import { onInterviewAction } from "./on-action.ts";
import { onInterviewMessage } from "./on-message.ts";
import type { Reply } from "./reply.ts";
import { tellOfPassword } from "./small-talk.ts";
import {
  checkInterviewAccess,
  copyData,
  enterPhase,
  findInterview,
  type InterviewContext,
  type InterviewDraft,
  type InterviewEffect,
  refuseAccess,
} from "./turn-draft.ts";

/** What a turn of the interview decides: the conversation, the replies and the effects. */
export interface InterviewTurn {
  conversation: InterviewConversation;
  replies: Reply[];
  effects: InterviewEffect[];
  /** Actions on requests that are with the team, from text or from an ended interview. */
  caseActions: CaseAction[];
}

/** Runs one turn of a conversation. */
export function runInterviewTurn(
  before: InterviewConversation,
  { event, action }: TurnInput<InterviewAction | RequestCommand>,
  context: InterviewContext,
): InterviewTurn {
  const draft: InterviewDraft = {
    conversation: copyData(before),
    replies: [],
    effects: [],
    caseActions: [],
    event,
    action: action?.feature === "interview" ? action : undefined,
    context,
  };
  respond(draft, event, action?.feature === "request" ? action : undefined);
  const { conversation, replies, effects, caseActions } = draft;
  return { conversation, replies, effects, caseActions };
}

function respond(
  draft: InterviewDraft,
  event: InboundEvent,
  command: RequestCommand | undefined,
): void {
  const { beneath } = draft.context;
  if (beneath && event.kind !== "press" && event.kind !== "submitted" && event.kind !== "due")
    return replyInTeamThread(draft, beneath);
  switch (event.kind) {
    case "message":
      tellOfPassword(draft, event);
      return onInterviewMessage(draft, event);
    case "press":
      return onInterviewAction(draft, event);
    case "submitted":
      tellOfPassword(draft, event);
      return submitted(draft, event);
    case "command":
      return command && onRequestCommand(draft, command);
    case "pointed":
      return pointed(draft, event);
    case "approved":
      return approved(draft, event);
    case "edited":
      return onEdited(draft, event);
    case "deleted":
      return onDeleted(draft, event);
    case "opened":
      return opened(draft, event);
    case "joined":
      return event.place.kind === "personal"
        ? greet(draft, event.by)
        : void draft.replies.push({ say: "plain", key: "joined" });
    case "due":
      return due(draft, event);
  }
}

function submitted(draft: InterviewDraft, event: InboundEventOf<"submitted">): void {
  const { values, by } = event;
  const { action } = draft;
  if (action?.verb === "ask") return openRequestHere(draft, { by });
  const interview = action?.verb === "form" && findInterview(draft, action.args[0]);
  if (!interview) return void draft.replies.push({ say: "plain", key: "no_form" });
  const why = checkInterviewAccess(draft, interview, "form");
  if (why) return refuseAccess(draft, interview, why);
  if (draft.conversation.doubt?.request === interview.request && draft.conversation.doubt.meant)
    delete draft.conversation.doubt; // the form decides the ambiguity
  const asked = interviewQuestions.filter((question) => values[question] !== undefined);
  let broke = false;
  for (const question of asked) {
    const value = values[question]!;
    const before = interview.answers[question]?.text;
    if (value.trim() === "" || value.trim() === (before && toPlainText(before))) continue;
    broke =
      recordGivenAnswer(draft, interview, question, {
        text: [value.trim()],
        by,
        readings: draft.context.readings[question],
      }) || broke;
  }
  if (broke) draft.replies.push({ say: "breakage", request: interview.request, isHeard: true });
  else
    for (const question of asked)
      if (!interview.answers[question]) keepOpen(draft, interview.request, question);
  continueInterview(draft, interview);
}

/** Skips the question of an empty form field. */
function keepOpen(draft: InterviewDraft, request: string, question: InterviewQuestion): void {
  const interview = findInterview(draft, request)!;
  interview.answers[question] = { by: draft.event.by };
  draft.effects.push({ do: "answer", request, question, answer: { by: draft.event.by } });
}

function onRequestCommand(draft: InterviewDraft, command: RequestCommand): void {
  const { replies, event, context } = draft;
  switch (command.verb) {
    case "help":
      if (context.mine.length > 0) replies.push({ say: "mine", requests: context.mine });
      return void replies.push({ say: "plain", key: "what_is_it" });
    case "mine":
      return replyOwnCases(draft);
    case "team":
    case "backlog":
      return replyTeamCases(draft, command.verb);
    case "detail":
      return replyCaseDetail(draft);
    case "find":
      return void replies.push({ say: "found", requests: context.found, words: [...command.args] });
    case "cancel":
      return cancelTyped(draft, command.args[0]);
    case "open":
      return openRequestHere(draft, { by: event.by });
  }
}

/** Cancels the request that a typed command names, or the one under discussion. */
function cancelTyped(draft: InterviewDraft, named: number | undefined): void {
  const interview =
    named === undefined
      ? currentInterview(draft.conversation)
      : draft.conversation.interviews.find(({ number }) => number === named);
  const { detail } = draft.context;
  if (!interview && named !== undefined && detail) {
    const { request } = detail.requestCase;
    return void draft.caseActions.push({ request, act: "withdraw", by: draft.event.by });
  }
  if (!interview) return void draft.replies.push({ say: "plain", key: "nothing_open" });
  const why = checkInterviewAccess(draft, interview, "cancel");
  if (why) refuseAccess(draft, interview, why);
  else applyControl(draft, interview, "cancel");
}

/**
 * Handles "Ask the partner questions" on a message: the request belongs to its author, or to the
 * colleague who used the action if the author is an outsider.
 */
function pointed(
  draft: InterviewDraft,
  { author, by, message, outside }: InboundEventOf<"pointed">,
): void {
  const { parts } = draft.context;
  if (parts.length === 0) return void draft.replies.push({ say: "plain", key: "unreadable" });
  if (draft.conversation.interviews.some((interview) => interview.message === message)) return;
  if (adoptAnswer(draft, { author, message }, parts)) return;
  openRequests(draft, { by: author, raisedBy: by, message, outside }, parts);
}

/** Confirms the brief to which its requester reacted with a thumbs-up. Others are ignored. */
function approved(draft: InterviewDraft, { message, by }: InboundEventOf<"approved">): void {
  const { approved: request } = draft.context;
  const interview = request === undefined ? undefined : findInterview(draft, request);
  if (interview?.phase !== "confirming" || interview.requester.id !== by.id) return;
  finishInterview(draft, interview, true);
  const press = interviewActions.encode("right", interview.request);
  draft.effects.push({ do: "settle", card: message, press, by });
}

function opened(draft: InterviewDraft, { tab, by }: InboundEventOf<"opened">): void {
  if (tab === "home") {
    draft.conversation.home = true;
    return replyOwnCases(draft);
  }
  greet(draft, by);
}

/** Greets a person once. */
function greet(draft: InterviewDraft, person: Person): void {
  if (draft.context.welcomed) return;
  draft.replies.push({ say: "plain", key: "welcome" });
  draft.effects.push({ do: "welcome", person });
}

/**
 * Handles silence: after a working day one reminder; after another the request is parked, or an
 * uncorrected brief goes to the team. The working days start again while the requester is away; the
 * reminder waits for the end of their do-not-disturb.
 */
function due(draft: InterviewDraft, { subject }: InboundEventOf<"due">): void {
  if (draft.action?.verb === "settle_held") return settleUntapped(draft);
  if (draft.action?.verb !== "silence") return;
  const interview = findInterview(draft, subject);
  const since = interview?.waitingSince;
  if (!interview || since === undefined) return;
  delete interview.waitingSince;
  if (interview.phase === "done" || interview.phase === "waiting") return;
  const { now, calendar, isAway, quietUntil = now } = draft.context;
  if (isAway && !(interview.reminded && interview.phase === "confirming")) {
    interview.waitingSince = now;
    draft.effects.push({ do: "remind", request: subject, since: now });
  } else if (oneWorkingDayAfter(new Date(since), calendar).getTime() > now) {
    interview.waitingSince = since;
    draft.effects.push({ do: "remind", request: subject, since });
  } else if (!interview.reminded && quietUntil > now) {
    interview.waitingSince = since;
    draft.effects.push({ do: "remind", request: subject, since, at: quietUntil });
  } else if (!interview.reminded) {
    interview.reminded = true;
    draft.replies.push({ say: "reminder", request: subject });
    if (interview.phase !== "parked") scheduleAnswerReminder(draft, interview);
  } else if (interview.phase === "confirming") finishInterview(draft, interview, false);
  else if (interview.phase === "asking")
    for (const other of draft.conversation.interviews)
      if (other.phase === "asking" || other.phase === "waiting") enterPhase(draft, other, "parked");
}
