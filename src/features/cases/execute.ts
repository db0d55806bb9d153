/**
 * Something is done with a request that the team has: decided on the ledger as it stands now,
 * written down, shown on the team's card, and told to everybody it concerns.
 */

import { workdayMorningOn } from "../../lib/dates/working-time.ts";
import {
  type ConversationRef,
  conversationKey,
  isErasedId,
} from "../../platform/conversation-ref.ts";
import { personMention } from "../../platform/rich-text.ts";
import { readPerson } from "../../storage/directory.ts";
import * as inbox from "../../storage/queue/inbox.ts";
import * as jobs from "../../storage/queue/jobs.ts";
import type { Writer } from "../../storage/store.ts";
import { readWorkspaceSettings } from "../workspace/settings.ts";
import { approvalRequests } from "./approvals.ts";
import {
  type Case,
  type CaseAction,
  caseSystemActor,
  findBlockingRequest,
  type HistoryEntry,
  listUnansweredQuestions,
  nextOutcomeDate,
  openQuestionsSettledBy,
  outcomeDate,
} from "./case.ts";
import { checkActionAccess } from "./case-access.ts";
import { type CaseListener, listCaseListeners, listDirectlyMerged } from "./merged-requests.ts";
import { notifyCalledPeople } from "./notify.ts";
import type { CaseActor } from "./permissions.ts";
import { countTeamLoad } from "./queries/case-lists.ts";
import type { CaseReply } from "./reply.ts";
import { lockActionTarget, readCase, recordCaseAction } from "./repository.ts";
import { postHistoryNote, syncTeamCard, type TeamChannelContext } from "./team-channel.ts";
import { listRequestsWaitingFor, recordTradeOff } from "./trade-offs.ts";
import {
  type CaseTransition,
  decideCaseAction,
  isCaseRefusal,
  type TransitionTerms,
} from "./transitions.ts";

export interface CaseActionResult {
  /** It was done, and not refused. */
  done: boolean;
  /** It was not theirs to do: nothing that was asked is answered. */
  forbidden?: true;
  replies: CaseReply[];
  /** What other conversations are to hear. */
  followUpEvents: inbox.InboxEntry[];
}

interface Office extends TeamChannelContext {
  /** Where it is done, by its key. */
  conversation: string;
  at: Date;
}

/**
 * What the workspace has settled, as far as it concerns this request, and what else the decision
 * needs.
 */
async function termsOf(
  { w, workspace }: Office,
  one: Case,
  other: Case | undefined,
): Promise<TransitionTerms> {
  const { approvals, capacity } = await readWorkspaceSettings(w, workspace);
  const full =
    capacity !== undefined && (await countTeamLoad(w, workspace)).accepted >= capacity
      ? capacity
      : undefined;
  return { approval: one.kind && approvals[one.kind], full, other };
}

/**
 * Does a deed, where it can be done. `actor` is missing where no person does it: the clock, or what
 * follows from another deed.
 */
export async function executeCaseAction(
  ctx: Office,
  asked: CaseAction,
  actor?: CaseActor,
): Promise<CaseActionResult> {
  const { w, services, workspace, at } = ctx;
  const held = await lockActionTarget(w, workspace, asked);
  const bar = !held
    ? "unknown"
    : actor && (await checkActionAccess(w, workspace, asked.act, held, actor));
  if (!held || bar === "unknown")
    return {
      done: false,
      forbidden: true,
      replies: [{ say: "plain", key: "no_form" }],
      followUpEvents: [],
    };
  const { one, other } = held;
  const { request, number } = one;
  if (bar)
    return {
      done: false,
      forbidden: true,
      replies: [{ say: "refused", request, number, refusal: { why: bar } }],
      followUpEvents: [],
    };
  const open = listUnansweredQuestions(one);
  const question = asked.act === "answer" ? (asked.answers ?? open.at(-1)?.id) : undefined;
  const from = asked.act === "part" ? one.mergedInto : undefined;
  const action: CaseAction = {
    ...asked,
    request,
    ...(question && { answers: question }),
    ...(from && { into: from }),
  };
  const decision = decideCaseAction(one, action, await termsOf(ctx, one, other));
  if (isCaseRefusal(decision)) {
    // Whoever came to be asked since the brief was filed hears of it when the team is held up by
    // them.
    const arrived =
      decision.why === "unapproved"
        ? await notifyCalledPeople(ctx, await approvalRequests(w, workspace, one))
        : [];
    return {
      done: false,
      replies:
        action.by.id === caseSystemActor.id
          ? []
          : [{ say: "refused", request, number, refusal: decision }],
      followUpEvents: arrived,
    };
  }

  const id = services.newId();
  // the order of steps is that of their instants
  const later = new Date(Math.max(at.getTime(), (one.history.at(-1)?.at.getTime() ?? 0) + 1));
  await recordCaseAction(w, action, decision, { workspace, at: later, id });
  const now = (await readCase(w, workspace, request))!;
  const step = now.history.find((each) => each.id === id)!;
  const arrived: inbox.InboxEntry[] = [];
  const also = async (more: CaseAction): Promise<void> =>
    void arrived.push(...(await executeCaseAction(ctx, more)).followUpEvents);
  /** What waited for it, and still does, goes on. */
  const free = async (): Promise<void> => {
    for (const waiting of await listRequestsWaitingFor(w, workspace, request)) {
      const held = await readCase(w, workspace, waiting);
      if (held?.status === "accepted" && findBlockingRequest(held) === request)
        await also({ request: waiting, act: "free", by: caseSystemActor, into: request });
    }
  };
  await syncTeamCard(ctx, now);
  if (decision.notifies.includes("team")) await postHistoryNote(ctx, now, step);
  arrived.push(...(await tellRequesters(ctx, now, step, decision)));
  if (openQuestionsSettledBy[action.act])
    arrived.push(...(await settleElsewhere(ctx, now, step, asked.request)));
  await plan(ctx, now, action, asked.request);
  switch (action.act) {
    case "take":
    case "hand":
      if (action.waits) await recordTradeOff(w, tradeOf(ctx, action));
      if (action.waits?.request)
        await also({ request: action.waits.request, act: "yield", by: action.by, into: request });
      break;
    case "merge":
    case "part": {
      const lead =
        action.into === undefined ? undefined : await readCase(w, workspace, action.into);
      if (lead) await syncTeamCard(ctx, lead);
      break;
    }
    case "withdraw":
    case "disown": // what others asked for goes on
      for (const part of await listDirectlyMerged(w, workspace, request))
        await also({ request: part, act: "part", by: action.by });
      await free();
      break;
    case "deliver":
    case "decline":
    case "release":
    case "postpone":
      await free();
      break;
    case "answer":
      if (open.some(({ act: was }) => was === "please_change"))
        arrived.push(...(await notifyCalledPeople(ctx, await approvalRequests(w, workspace, now))));
      break;
  }
  return { done: true, replies: acknowledged(now, action, at), followUpEvents: arrived };
}

/** A word for whoever did it, where the card they pressed does not say enough. */
function acknowledged(
  { request, number, requester, history }: Case,
  { act: done, verdict, answers, by }: CaseAction,
  at: Date,
): CaseReply[] {
  const say = (
    key: string,
    values: Extract<CaseReply, { say: "life" }>["values"] = {},
  ): CaseReply[] => [{ say: "life", request, key, values: { number, ...values } }];
  const about = (key: Extract<CaseReply, { say: "about" }>["key"]): CaseReply[] => [
    { say: "about", key, request, number },
  ];
  switch (done) {
    case "answer": {
      const asker = history.find(({ id }) => id === answers)?.by;
      return asker
        ? say("relay.answered", { who: personMention(asker) })
        : say("relay.answered.team");
    }
    case "accept":
      return say("offer.accepted");
    case "object":
      return say("offer.objected");
    case "withdraw":
      return about("cancelled");
    case "disown":
      return about("no_request");
    case "restore":
      return about("restored");
    case "person":
      return about("person");
    case "outcome":
      return by.id === caseSystemActor.id
        ? []
        : say(`outcome.${verdict}`, { date: new Date(`${nextOutcomeDate(at)}T12:00:00Z`) });
    case "evidence":
      return say("outcome.evidence");
    case "approve":
      return say("approval.given");
    case "please_change":
      return say("approval.change", { requester: personMention(requester) });
    default:
      return [];
  }
}

/**
 * Those who hear of a request, each where they asked for theirs; of a private one that theirs
 * became part of in their direct messages.
 */
async function hearersOf(
  w: Writer,
  workspace: string,
  one: Case,
): Promise<Pick<CaseListener, "request" | "conversation" | "place">[]> {
  return (await listCaseListeners(w, workspace, one)).flatMap(
    ({ request, requester, conversation, place }) => {
      if (!one.secluded || request === one.request || place.kind === "personal")
        return [{ request, conversation, place }];
      const direct: ConversationRef = { surface: place.surface, kind: "personal", id: requester };
      return isErasedId(requester)
        ? []
        : [{ request, conversation: conversationKey(direct), place: direct }];
    },
  );
}

/**
 * Everybody who asked for it hears of it in the conversation that it was brought in, in that
 * conversation's own turn.
 */
async function tellRequesters(
  { w, services, workspace, at }: Office,
  one: Case,
  step: HistoryEntry,
  { notifies }: CaseTransition,
): Promise<inbox.InboxEntry[]> {
  const stored: inbox.InboxEntry[] = [];
  for (const { request, conversation, place } of await hearersOf(w, workspace, one)) {
    const own = request === one.request;
    if (!notifies.includes("requester") && (own || !notifies.includes("others"))) continue;
    if (step.act === "part" && !own) continue; // theirs stays with the one that it is part of
    const subject = `${step.id}/${request}`;
    const event = {
      id: `told:${subject}`,
      workspace,
      at: at.getTime(),
      by: caseSystemActor,
      place,
      kind: "due" as const,
      duty: "told",
      subject,
    };
    const kept = await inbox.storeEvent(w, event, conversation, null, services.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/**
 * What was asked of a requester is settled wherever it stands open, though they answered from
 * somewhere else (their home page, another place) or somebody else who asked for the same did.
 */
async function settleElsewhere(
  { w, services, workspace, conversation: here, at }: Office,
  one: Case,
  { id, act: done }: HistoryEntry,
  speaking: string,
): Promise<inbox.InboxEntry[]> {
  const stored: inbox.InboxEntry[] = [];
  for (const { request, conversation, place } of await hearersOf(w, workspace, one)) {
    if (
      (conversation === here && done !== "withdraw" && done !== "disown") ||
      (done === "outcome" && request !== speaking)
    )
      continue;
    const subject = `${request}/${done}`;
    const event = {
      id: `settled:${id}/${request}`,
      workspace,
      at: at.getTime(),
      by: caseSystemActor,
      place,
      kind: "due" as const,
      duty: "settled",
      subject,
    };
    const kept = await inbox.storeEvent(w, event, conversation, null, services.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/**
 * What is to happen later because of it. `speaking` is the request of whoever did it, which may
 * have become part of this one.
 */
async function plan(
  { w, services, workspace, at }: Office,
  one: Case,
  { act: done, until, verdict }: CaseAction,
  speaking: string,
): Promise<void> {
  const listeners = await listCaseListeners(w, workspace, one);
  const job = async (
    kind: string,
    date: string,
    {
      request,
      conversation,
      requester,
    }: Pick<CaseListener, "request" | "conversation" | "requester">,
  ): Promise<void> => {
    const zone = (await readPerson(w, workspace, requester))?.zone ?? "UTC";
    await jobs.scheduleJob(w, {
      id: services.newId(),
      workspace,
      kind,
      subject: request,
      conversation,
      dueAt: workdayMorningOn(date, zone),
    });
  };
  if (done === "postpone" && until)
    await job("wake", until, { ...one, requester: one.requester.id });
  else if (one.status !== "postponed") await jobs.cancelJob(w, workspace, "wake", one.request);
  for (const listener of listeners) {
    const { request } = listener;
    if (done === "deliver") await job("outcome", outcomeDate(one), listener);
    else if (done === "outcome" && verdict === "too_early")
      await (request === speaking && job("outcome", nextOutcomeDate(at), listener));
    else if (
      done === "outcome"
        ? request === speaking
        : one.status !== "delivered" && one.status !== "outcome_known"
    )
      await jobs.cancelJob(w, workspace, "outcome", request);
  }
}

/** What the team chose to wait, being full. */
const tradeOf = ({ services, workspace, at }: Office, { request, by, waits }: CaseAction) => ({
  ...{
    id: services.newId(),
    workspace,
    first: request,
    waits: waits?.request,
    words: waits?.words,
    side: "team" as const,
    by: by.id,
    at,
  },
});
