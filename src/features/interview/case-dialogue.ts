/**
 * Dialogue about requests that the team has: buttons, forms and words on them, as decided by the
 * open questions of the conversation. Pure; the ledger decides whether it can still be done.
 */

import type { InboundEventOf } from "../../platform/event.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import type { RequestAction } from "../cases/action-codec.ts";
import type { Case, CaseActionType } from "../cases/case.ts";
import { caseActionFromForm } from "../cases/forms/action-forms.ts";
import type { OpenQuestion } from "../cases/interview-state.ts";
import {
  closeSettledQuestions,
  decideCaseButton,
  decideKeptWordsAsAnswer,
  decideNotice,
  decideOutcomeQuestion,
  decideQuestionReply,
  type OpenQuestionDecision,
  operationAnswering,
  releaseKeptWords,
} from "../cases/open-questions.ts";
import { checkInterviewAccess, type InterviewDraft } from "./turn-draft.ts";

const openQuestions = ({ conversation: { open = [] } }: InterviewDraft): readonly OpenQuestion[] =>
  open;

function keepOpen({ conversation }: InterviewDraft, open: readonly OpenQuestion[]): void {
  conversation.open = [...open];
  if (open.length === 0) delete conversation.open;
}

/** Takes over a decision. The pressed card, where there is one, shows that its action was done. */
function apply(
  draft: InterviewDraft,
  { open, actions, replies }: OpenQuestionDecision,
  { card, press }: { card?: string | undefined; press?: string } = {},
): void {
  keepOpen(draft, open);
  draft.replies.push(...replies);
  draft.effects.push(
    ...actions.map((deed, index) =>
      index === 0 && card !== undefined && press !== undefined
        ? ({ do: "act", deed, card, press } as const)
        : ({ do: "act", deed } as const),
    ),
  );
}

/** Tells whether the person who speaks was asked. */
export const isAskedInOpenQuestion = (draft: InterviewDraft, question: OpenQuestion): boolean =>
  !checkInterviewAccess(
    draft,
    { request: question.request, requester: { id: question.of } },
    operationAnswering(question),
  );

/** Handles a button of the team's card, or of what the requester was told. */
export function requestCaseAction(
  draft: InterviewDraft,
  { request, act, choice }: Extract<RequestAction, { verb: "act" }>,
  { by, card, press }: InboundEventOf<"press">,
): void {
  const action = { request, act, by, ...(choice && { verdict: choice }) };
  apply(draft, decideCaseButton(openQuestions(draft), action, draft.context.now), { card, press });
}

/** Shows every button of the team's card. */
export function showAllTeamActions(draft: InterviewDraft, request: string): void {
  if (draft.context.team) draft.effects.push({ do: "unfold", request });
  else draft.replies.push({ say: "life", request, key: "refused.not_team", values: {} });
}

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

export function onCaseActionForm(
  draft: InterviewDraft,
  { request, act }: { request: string; act: CaseActionType },
  event: InboundEventOf<"submitted">,
): void {
  const action = caseActionFromForm(request, act, event);
  apply(draft, decideCaseButton(openQuestions(draft), action, draft.context.now));
}

/** Handles words where the team, or the bot on its behalf, has asked something. */
export function onOpenQuestionReply(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  question: OpenQuestion,
  isDoubtful: boolean,
): void {
  const { readings, now } = draft.context;
  const control = readings.text?.control?.label;
  const reading = { control, isDoubtful, now };
  apply(draft, decideQuestionReply(openQuestions(draft), question, message, reading));
}

/** Takes the kept words as an answer to the team. */
export function acceptKeptWordsAsAnswer(draft: InterviewDraft, request: string): void {
  apply(draft, decideKeptWordsAsAnswer(openQuestions(draft), request, draft.event.by));
}

/** Takes out the kept words, which are about something new. */
export function takeKeptWords(
  draft: InterviewDraft,
  request: string,
): { text: RichText; message: string } | undefined {
  const { open, words } = releaseKeptWords(openQuestions(draft), request, draft.event.by.id);
  keepOpen(draft, open);
  return words;
}

/** Closes what was answered somewhere else; `subject` is the request and the action. */
export function onSettledElsewhere(draft: InterviewDraft, subject: string): void {
  const [request = "", act] = subject.split("/");
  keepOpen(draft, closeSettledQuestions(openQuestions(draft), request, act as CaseActionType));
}

/** Tells the requester of what happened, which may ask something. */
export function notifyRequester(draft: InterviewDraft): void {
  const { notice } = draft.context;
  if (notice) apply(draft, decideNotice(openQuestions(draft), notice));
}

/** Asks for the outcome when its date has come. */
export function askForOutcome(draft: InterviewDraft): void {
  const { due, now, zone } = draft.context;
  if (!due) return;
  const decision = decideOutcomeQuestion(openQuestions(draft), due, { now: new Date(now), zone });
  apply(draft, decision);
  if (decision.askAgainAt)
    draft.effects.push({
      do: "ask_outcome",
      request: due.request,
      at: decision.askAgainAt.getTime(),
    });
}
