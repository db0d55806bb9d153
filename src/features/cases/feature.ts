/**
 * Feature "cases": buttons, forms and jobs of requests that are with the team. Stores the open
 * questions of a conversation in the interview's state, because free text may answer either.
 */
import type { Feature, TurnContext } from "../../core/feature.ts";
import { replaceCardButton } from "../../core/settled-card.ts";
import { localDateAt } from "../../lib/dates/calendar-dates.ts";
import { briefChannelOf } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { readPersonZone } from "../../storage/directory.ts";
import {
  emptyInterviewConversation,
  type InterviewConversation,
  parseStoredConversation,
} from "../interview/model/interview-state.ts";
import {
  type CaseActionCall,
  type CasesAction,
  caseActions,
  isCaseActionCall,
  legacyCaseAction,
} from "./actions.ts";
import { visibilityButton } from "./cards/case-detail-card.ts";
import { findSharableCases, teamQueueSection } from "./cards/case-list-card.ts";
import { renderCaseReplies } from "./cards/reply-card.ts";
import {
  caseActionFromForm,
  caseSearchForm,
  openCaseActionForm,
  validateCaseActionForm,
} from "./lifecycle/action-forms.ts";
import type { CaseAction, CaseActionType } from "./lifecycle/case.ts";
import { readCaseForAction } from "./lifecycle/case-access.ts";
import { type CaseActionsResult, executeCaseActions } from "./lifecycle/execute.ts";
import { postHomePage, raisedNotice } from "./lifecycle/notify.ts";
import { type CaseActor, isRequesterAction } from "./lifecycle/permissions.ts";
import { type CasesLookups, caseActorOf, lookUpForCases } from "./lookups.ts";
import type { CaseViewer } from "./queries/case-list-items.ts";
import { readTeamCasesPage } from "./queries/case-lists.ts";
import { listRecentRequests } from "./queries/recent-requests.ts";
import { hasTakenCases } from "./queries/team-load.ts";
import type { CaseReply } from "./reply.ts";
import {
  closeSettledQuestions,
  decideCaseButton,
  decideKeptWordsAsAnswer,
  decideNotice,
  type OpenQuestionDecision,
} from "./requester/open-questions.ts";
import { decideOutcomeQuestion } from "./requester/outcome-question.ts";
import { questionsAsked, settleShownCards } from "./requester/shown-cards.ts";
import { isMessageInCases } from "./rows/amend-message.ts";
import { readCase } from "./rows/repository.ts";
import { setRequestPrivate } from "./rows/request-rows.ts";
import {
  caseReplyPlace,
  changeRequestCard,
  continueTeamCard,
  settleRequestCard,
  syncTeamCard,
  toggleTeamButtons,
  watchTeamCard,
} from "./team/team-channel.ts";
import { offerReminder, untakenNotice } from "./team/waiting-requests.ts";

type State = InterviewConversation;

/** Result of a turn. */
interface Outcome {
  state: State;
  replies: readonly CaseReply[];
  /** Whether an opened home page shows the change. */
  showsAtHome?: boolean;
}

/** The feature of requests that are with the team. */
export const casesFeature: Feature<State, CasesLookups, CasesAction> = {
  name: caseActions.feature,
  sharesStateOf: "interview",
  actions: caseActions,
  legacyAction: legacyCaseAction,
  keepsMessage: isMessageInCases,
  recentRequests: listRecentRequests,
  onDeliveryChange: watchTeamCard,
  allowsGuests: ({ action }) =>
    !action ||
    (isCaseActionCall(action)
      ? isRequesterAction(action.verb)
      : !["more", "less", "backlog", "page"].includes(action.verb)),

  prepare: lookUpForCases,

  async turn(ctx, input, stored, known) {
    const before = stored ? parseStoredConversation(stored) : emptyInterviewConversation;
    const { event, action } = input;
    const actor = caseActorOf(event, ctx.workspace, ctx.briefChannels);
    const { state, replies, showsAtHome } = action
      ? await respond(ctx, event, action, before, { ...known, actor })
      : { state: before, replies: event.kind === "due" ? [] : noForm };
    const view = {
      conversation: state,
      words: ctx.words,
      place: ctx.place,
      reachesTeamChannel:
        briefChannelOf(ctx.briefChannels, ctx.workspace, ctx.place.platform) !== undefined,
    };
    const card = renderCaseReplies(replies, view);
    let message: string | undefined;
    if (card.length > 0) {
      const about = replies.findLast((reply) => "request" in reply);
      message = ctx.post({
        card,
        place: await caseReplyPlace(ctx, input, actor),
        conversation: ctx.conversation,
        request: about && "request" in about ? about.request : undefined,
      });
    }
    if (state.home && (event.kind === "due" || showsAtHome)) await postHomePage(ctx, view);
    const asks = replies.flatMap(questionsAsked);
    const { shown: _, ...rest } = state;
    return {
      ...rest,
      ...(await settleShownCards(ctx, event, {
        before,
        after: state,
        posted: message === undefined ? undefined : { message, card, asks },
        isLate: action?.verb === "ask_outcome",
      })),
    };
  },

  search: findSharableCases,

  async homeSection(on, { workspace, person, place, now }, words) {
    if (!(await hasTakenCases(on, workspace, person))) return [];
    const viewer: CaseViewer = { workspace, person, place, team: false, now };
    const { work } = await readTeamCasesPage(on, viewer, "team");
    return teamQueueSection(work, words);
  },

  async buildForm(on, { workspace, by, place, team, guest, now, words, action }) {
    if (action.verb === "find") return caseSearchForm(words);
    if (!isCaseActionCall(action)) return undefined;
    const viewer = { workspace, person: by.id, place, team, guest, now };
    const [request] = action.args;
    return openCaseActionForm(on, viewer, { request, act: action.verb }, words);
  },

  async validateForm(on, { workspace, by, place, team, guest, action, values }, words, now) {
    if (!isCaseActionCall(action)) return undefined;
    const about = { request: action.args[0], act: action.verb };
    const actor = { person: by.id, place, team, guest };
    if (!(await readCaseForAction(on, workspace, about, actor)))
      return { "": words.plain("requests.plain.no_form") };
    const today = localDateAt(now, await readPersonZone(on, workspace, by.id));
    const mistakes = Object.entries(validateCaseActionForm(about.act, values, today));
    return mistakes.length > 0
      ? Object.fromEntries(
          mistakes.map(([field, key]) => [field, words.plain(`life.mistake.${key}`)]),
        )
      : undefined;
  },
};

const noForm: readonly CaseReply[] = [{ say: "plain", key: "no_form" }];

function respond(
  ctx: TurnContext,
  event: InboundEvent,
  action: CasesAction,
  state: State,
  known: CasesLookups & { actor: CaseActor },
): Promise<Outcome> | Outcome {
  const { open = [] } = state;
  const { mine = [], work = [], found = [], backlog, detail, notice, due, actor } = known;
  const now = ctx.at;
  const unchanged: Outcome = { state, replies: [] };
  const act = (decision: OpenQuestionDecision): Promise<Outcome> =>
    perform(ctx, event, state, decision, actor);
  if (isCaseActionCall(action))
    return act(decideCaseButton(open, caseActionOf(action, event), now.getTime()));
  switch (action.verb) {
    case "show":
      return {
        state,
        replies: detail ? [{ say: "detail", request: detail.requestCase.request, detail }] : noForm,
      };
    case "mine":
      return { state, replies: [{ say: "mine", requests: mine, backlog }] };
    case "backlog":
    case "page": {
      const [of, before] = action.verb === "page" ? action.args : (["backlog", "0"] as const);
      return { state, replies: [{ say: "work", of, requests: work, backlog, from: +before || 0 }] };
    }
    case "remind_offer":
      return { state, replies: notice ? offerReminder(notice) : [] };
    case "closed":
      return { state, replies: [{ say: "closed", requests: mine }] };
    case "find": {
      const words = [action.values?.words ?? ""];
      return { state, replies: [{ say: "found", requests: found, words }] };
    }
    case "more":
    case "less":
      return toggleButtons(ctx, event, state, action, actor);
    case "hide":
    case "disclose":
      return setHidden(ctx, event, state, action.args[0], action.verb === "hide");
    case "as_answer":
      return act(decideKeptWordsAsAnswer(open, action.args[0], event.by));
    case "notify":
      return notice ? act(decideNotice(open, notice)) : { state, replies: [] };
    case "settle": {
      const [request = "", type] = (action.subject ?? "").split("/");
      const rest = closeSettledQuestions(open, request, type as CaseActionType);
      return { state: withOpen(state, rest), replies: [] };
    }
    case "reactivate_due": {
      const woken: CaseAction = { request: action.subject ?? "", act: "reactivate", by: event.by };
      return act({ open, actions: [woken], replies: [] });
    }
    case "tell_untaken":
      return untakenNotice(ctx, action.subject ?? "").then((replies) => ({ state, replies }));
    case "tell_raised":
      return raisedNotice(ctx, action.subject ?? "").then((replies) => ({ state, replies }));
    case "card_waits":
    case "card_arrived":
    case "card_again":
      return continueTeamCard(ctx, action.verb, action.subject ?? "", known.contacts).then(
        () => unchanged,
      );
    case "ask_outcome":
      return due ? askForOutcome(ctx, event, state, due) : { state, replies: [] };
  }
}

/** Returns the action of a button or a submitted form. */
function caseActionOf(call: CaseActionCall, event: InboundEvent): CaseAction {
  const [request, verdict] = call.args;
  return event.kind === "submitted"
    ? caseActionFromForm(request, call.verb, event)
    : { request, act: call.verb, by: event.by, verdict };
}

/** Returns the state with these open questions. */
function withOpen(state: State, open: readonly NonNullable<State["open"]>[number][]): State {
  const { open: _, ...rest } = state;
  return open.length > 0 ? { ...rest, open: [...open] } : rest;
}

/** Executes the decision. If the person was not allowed to act, no open question is answered. */
async function perform(
  ctx: TurnContext,
  event: InboundEvent,
  state: State,
  { open, actions, replies }: OpenQuestionDecision,
  actor: CaseActor,
): Promise<Outcome> {
  const by = event.kind === "due" ? undefined : actor;
  const done: CaseActionsResult = await executeCaseActions(ctx, actions, by);
  if (done.isFirstDone && event.kind === "press") await settleRequestCard(ctx, event);
  return {
    state: done.isForbidden ? state : withOpen(state, open),
    replies: [...replies, ...done.replies],
    showsAtHome: actions.length > 0,
  };
}

async function askForOutcome(
  ctx: TurnContext,
  event: InboundEvent,
  state: State,
  { one, calendar, quietUntil }: NonNullable<CasesLookups["due"]>,
): Promise<Outcome> {
  const plan = (dueAt: Date) =>
    ctx.scheduleJob({ kind: caseActions.encode("ask_outcome"), subject: one.request, dueAt });
  if (quietUntil && quietUntil > ctx.at) {
    await plan(quietUntil);
    return { state, replies: [] };
  }
  const decision = decideOutcomeQuestion(state.open ?? [], one, { now: ctx.at, calendar });
  if (decision.askAgainAt) await plan(decision.askAgainAt);
  return perform(ctx, event, state, decision, caseActorOf(event, ctx.workspace, ctx.briefChannels));
}

async function toggleButtons(
  ctx: TurnContext,
  event: InboundEvent,
  state: State,
  { verb, args: [request] }: Extract<CasesAction, { verb: "more" | "less" }>,
  { team }: CaseActor,
): Promise<Outcome> {
  if (!team)
    return { state, replies: [{ say: "life", request, key: "refused.not_team", values: {} }] };
  const one = await readCase(ctx.w, ctx.workspace, request);
  if (one && event.kind === "press") await toggleTeamButtons(ctx, event, one, verb === "more");
  return { state, replies: [] };
}

/** Makes a request private, or visible again, and toggles the pressed button. */
async function setHidden(
  ctx: TurnContext,
  event: InboundEvent,
  state: State,
  request: string,
  isPrivate: boolean,
): Promise<Outcome> {
  const { w, workspace } = ctx;
  const done = await setRequestPrivate(w, workspace, request, event.by.id, isPrivate);
  if (!done) return { state, replies: [{ say: "plain", key: "not_yours" }], showsAtHome: true };
  if (event.kind === "press")
    await changeRequestCard(ctx, event, (card) =>
      replaceCardButton(card, event.press, visibilityButton(request, isPrivate, ctx.words)),
    );
  const one = await readCase(w, workspace, request);
  if (one) await syncTeamCard(ctx, one);
  const interviews = state.interviews.map((interview) =>
    interview.request === request ? { ...interview, isPrivate } : interview,
  );
  return {
    state: { ...state, interviews },
    replies: [{ say: "visibility", request, number: done.number, isPrivate }],
    showsAtHome: true,
  };
}
