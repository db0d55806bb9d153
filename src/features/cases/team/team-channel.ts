/**
 * Team's view of a request in the brief channel: a card with its current state, and a thread below
 * it that only the team reads.
 */
import type { Feature, TurnContext, TurnInput } from "../../../core/feature.ts";
import { settlePressedCard } from "../../../core/settled-card.ts";
import { type Card, textElement } from "../../../platform/card.ts";
import {
  briefChannelOf,
  type ConversationRef,
  conversationKey,
  type Person,
  parseConversationKey,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import {
  personMention,
  personMentionList,
  type RichText,
  toPlainText,
} from "../../../platform/rich-text.ts";
import * as conversations from "../../../storage/conversations.ts";
import { readPersonNames } from "../../../storage/directory.ts";
import { endBlockedMessage } from "../../../storage/queue/blocked-messages.ts";
import * as jobs from "../../../storage/queue/jobs.ts";
import * as outbox from "../../../storage/queue/outbox.ts";
import { outboxRowById } from "../../../storage/queue/outbox.ts";
import { findAssignment } from "../../workspace/assignment-rules.ts";
import { readGroup } from "../../workspace/groups.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../../workspace/settings.ts";
import { assignedNames } from "../../workspace/settings-card.ts";
import { type CasesAction, caseActions } from "../actions.ts";
import { teamButtons, teamCard } from "../cards/team-card.ts";
import { teamThreadNote } from "../cards/team-note.ts";
import {
  type Case,
  findApprovalRule,
  findBlockingRequest,
  type HistoryEntry,
} from "../lifecycle/case.ts";
import type { CaseActor } from "../lifecycle/permissions.ts";
import { listVisibleTitles } from "../queries/case-lists.ts";
import { countTeamLoad, type TeamLoad } from "../queries/team-load.ts";
import { type CaseListener, listMergedRequests } from "../rows/merged-requests.ts";
import { readCase } from "../rows/repository.ts";
import {
  monthlyReportJob,
  morningLineJob,
  nextMonday,
  nextMonthsMorning,
  untakenIncidentJob,
  weeklyReportJob,
} from "./team-report.ts";
import { firstIncidentPauseMs, nextMorning } from "./waiting-requests.ts";

/** Stored facts about a case that decisions and the team's card need. */
export interface CaseFacts {
  settings: WorkspaceSettings;
  load: TeamLoad;
  /** Requests merged into it, directly or indirectly. */
  merged: readonly CaseListener[];
}

/** Reads what a team's card shows beside the case. */
export async function readCaseFacts(
  { w, workspace }: Pick<TurnContext, "w" | "workspace">,
  { request }: Pick<Case, "request">,
): Promise<CaseFacts> {
  return {
    settings: await readWorkspaceSettings(w, workspace),
    load: await countTeamLoad(w, workspace),
    merged: await listMergedRequests(w, workspace, request),
  };
}

/**
 * Updates the team's card to the current state, or posts it.
 * @param given facts that the caller has read; `showAllButtons` shows the rarer ones too; `again`
 * posts it in any case
 */
export async function syncTeamCard(
  ctx: TurnContext,
  one: Case,
  {
    showAllButtons = false,
    facts,
    again = false,
  }: { showAllButtons?: boolean; facts?: CaseFacts; again?: boolean } = {},
): Promise<void> {
  const { w, workspace } = ctx;
  const channelNow = briefChannelOf(ctx.briefChannels, workspace, one.place.platform);
  const old = again
    ? undefined
    : await outbox.newestRequestMessage(w, workspace, one.request, "intake");
  const place = old?.place ?? channelNow;
  if (!place) return;
  const { settings, merged } = facts ?? (await readCaseFacts(ctx, one));
  const requesters = merged.map(({ requester }) => requester);
  const numberOf = async (request: string | undefined): Promise<number | undefined> =>
    request === undefined ? undefined : (await readCase(w, workspace, request))?.number;
  const card = teamCard(one, {
    words: ctx.workspaceWords,
    approval: findApprovalRule(one, settings.approvals),
    mergedRequesters: [...new Set(requesters)].map(await readPersonNames(w, workspace, requesters)),
    similar: await listVisibleTitles(w, workspace, one.interview.alike ?? []),
    assigned: one.status === "new" ? await readAssigned(ctx, one, settings) : undefined,
    group: one.group ? await readGroup(w, workspace, one.group) : undefined,
    chain: await ctx.readCustomerChain(one.group ?? null),
    into: await numberOf(one.mergedInto),
    first: await numberOf(one.status === "accepted" ? findBlockingRequest(one) : undefined),
    showAllButtons,
  });
  if (old) return ctx.revise(old, card);
  const { request } = one;
  const channel = withoutThread(place);
  ctx.post({ place: channel, conversation: ctx.conversation, card, request, question: "intake" });
  await ensureReports(ctx, channel, settings);
  if (one.security)
    await jobs.ensureJob(w, {
      id: ctx.newId(),
      workspace,
      kind: untakenIncidentJob,
      subject: request,
      conversation: conversationKey(channel),
      dueAt: new Date(ctx.at.getTime() + firstIncidentPauseMs),
    });
}

/** Returns who is named on the card by the settings. */
async function readAssigned(
  { w, workspace }: TurnContext,
  { kind, interview, title, group }: Case,
  { assignments }: WorkspaceSettings,
): Promise<RichText | undefined> {
  const text = `${title} ${toPlainText(interview.text)}`;
  const { person, team } = findAssignment(assignments, { kind, text, group }) ?? {};
  const names = assignedNames({
    person:
      person === undefined ? undefined : (await readPersonNames(w, workspace, [person]))(person),
    team: team && (await readGroup(w, workspace, team))?.name,
  });
  return names.length > 0 ? names : undefined;
}

/** Schedules the reports and the morning line, from the first brief on. */
async function ensureReports(
  { w, workspace, at, newId }: TurnContext,
  place: ConversationRef,
  settings: WorkspaceSettings,
): Promise<void> {
  await conversations.ensureConversationRow(w, workspace, place, at);
  const dueAt = {
    [weeklyReportJob]: nextMonday(at),
    [monthlyReportJob]: nextMonthsMorning(at, settings),
    [morningLineJob]: nextMorning(at, settings),
  };
  for (const [kind, due] of Object.entries(dueAt))
    await jobs.ensureJob(w, {
      id: newId(),
      workspace,
      kind,
      subject: place.platform,
      conversation: conversationKey(place),
      dueAt: due,
    });
}

/** Posts a note in the thread under the team's card. Without an id it is never updated. */
export async function postTeamNote(
  { w, workspace, conversation, post }: TurnContext,
  request: string,
  card: Card,
  id?: string,
): Promise<void> {
  const under = await outbox.newestRequestMessage(w, workspace, request, "intake");
  if (!under) return;
  const place = withoutThread(under.place);
  const where = under.message
    ? { place: { ...place, thread: under.message } }
    : { place, target: under.id };
  post({ ...where, conversation, card, request, id });
}

/**
 * Changes a pressed card, except the team's card, which always shows the current state. Returns
 * whether it did.
 */
export async function changeRequestCard(
  ctx: TurnContext,
  { place, card: message }: Pick<InboundEventOf<"press">, "place" | "card">,
  changed: (card: Card) => Card,
): Promise<boolean> {
  if (message === undefined) return false;
  const old = await outbox.outboxRowByMessage(ctx.w, ctx.workspace, place, message);
  if (!old || old.card.length === 0 || old.question === "intake") return false;
  await ctx.revise(old, changed(old.card));
  return true;
}

/** Shows the rarer buttons of the team on the pressed card, or hides them. */
export async function toggleTeamButtons(
  ctx: TurnContext,
  event: Pick<InboundEventOf<"press">, "place" | "card">,
  one: Case,
  showAllButtons: boolean,
): Promise<void> {
  const facts = await readCaseFacts(ctx, one);
  const approval = findApprovalRule(one, facts.settings.approvals);
  const buttons = teamButtons(one, { words: ctx.words, approval, showAllButtons });
  const isChanged = await changeRequestCard(ctx, event, (card) => [
    ...card.filter(({ kind }) => kind !== "buttons"),
    ...buttons,
  ]);
  if (!isChanged) await syncTeamCard(ctx, one, { showAllButtons, facts });
}

/** Takes the buttons from a pressed card, and shows what was chosen. */
export async function settleRequestCard(
  ctx: TurnContext,
  event: Pick<InboundEventOf<"press">, "place" | "card" | "press" | "by">,
): Promise<void> {
  await changeRequestCard(ctx, event, (card) =>
    settlePressedCard(card, event.press, event.by, ctx.actorWords),
  );
}

/** Posts a history entry for the team; the note has the entry's id and is updated with its text. */
export const postHistoryNote = (ctx: TurnContext, one: Case, step: HistoryEntry): Promise<void> =>
  postTeamNote(ctx, one.request, teamThreadNote(one, step, ctx.workspaceWords), step.id);

/** Tells the team that the message of a request was deleted, whose card is then without its words. */
export const postDeletionNote = (ctx: TurnContext, request: string, by: Person): Promise<void> =>
  postTeamNote(ctx, request, [
    textElement(ctx.workspaceWords("life.team.deleted", { by: personMention(by) })),
  ]);

/** Updates the team's card and notes after history entries were edited or withdrawn. */
export async function syncAmendedHistory(
  ctx: TurnContext,
  steps: readonly { request: string; step: string }[],
): Promise<void> {
  for (const { request, step: id } of steps) {
    const one = await readCase(ctx.w, ctx.workspace, request);
    const step = one?.history.find((each) => each.id === id);
    if (!one || !step) continue;
    await syncTeamCard(ctx, one);
    await ctx.revise(id, teamThreadNote(one, step, ctx.workspaceWords));
  }
}

/**
 * Returns the place of the reply: where the person acted, in the team's channel the thread under
 * the card, and for a job the conversation's place.
 */
export async function caseReplyPlace(
  { w, workspace, place }: TurnContext,
  { event, action }: TurnInput<CasesAction>,
  { team }: CaseActor,
): Promise<ConversationRef> {
  if (event.kind === "due") return place;
  const { place: actedAt } = event;
  if (!team || actedAt.thread) return actedAt;
  const request = event.kind === "submitted" ? action?.args[0] : undefined;
  const under =
    event.kind === "press"
      ? event.card
      : request && (await outbox.newestRequestMessage(w, workspace, request, "intake"))?.message;
  return under ? { ...actedAt, thread: under } : actedAt;
}

// Delivery of the team's card. While its channel takes no messages, the requester reads that the
// team does not have the request yet, and later that it has. A card that cannot be changed any more
// is posted again.

type CardJob = "card_waits" | "card_arrived" | "card_again";

const noticeId = (verb: CardJob, card: string): string => `${verb}/${card}`;

/** Stores an event in the requester's conversation about what became of the team's card. */
export const watchTeamCard: NonNullable<Feature["onDeliveryChange"]> = async (
  { w, workspace, briefChannels, enqueueEvent },
  { id, kind, question, request, place, target, conversation },
  change,
) => {
  if (question !== "intake" || request === null) return;
  const isTold = async (card: string) =>
    (await outboxRowById(w, workspace, noticeId("card_waits", card))) !== undefined;
  const store = (verb: CardJob, card: string) =>
    enqueueEvent({
      id: `${verb}/${card}`,
      place: parseConversationKey(conversation),
      conversation,
      job: caseActions.encode(verb),
      subject: card,
    });
  if (change.is === "gone") return void (target && (await store("card_again", target)));
  if (kind !== "post") return;
  if (change.is === "late") return void ((await isTold(id)) && (await store("card_arrived", id)));
  const channel = briefChannelOf(briefChannels, workspace, place.platform);
  if (channel && channel.id !== place.id) await store("card_again", id);
  else if (!(await isTold(id))) await store("card_waits", id);
};

/** Performs the job of such an event. */
export async function continueTeamCard(
  ctx: TurnContext,
  verb: CardJob,
  card: string,
  contacts: readonly Person[] = [],
): Promise<void> {
  const { w, workspace, words, conversation, place } = ctx;
  const row = await outboxRowById(w, workspace, card);
  const one = row?.request ? await readCase(w, workspace, row.request) : undefined;
  if (!row || !one) return;
  if (verb === "card_again") {
    await endBlockedMessage(w, workspace, card);
    return syncTeamCard(ctx, one, { again: true });
  }
  const { request, number } = one;
  const tell = (key: string, who: RichText = []) =>
    ctx.post({
      id: noticeId(verb, card),
      place,
      conversation,
      request,
      card: [textElement(words(`life.${key}`, { number, who }))],
    });
  if (verb === "card_arrived") return void (one.status === "new" && tell("reached"));
  if (row.message !== null) return;
  const told = contacts.filter(({ id }) => id !== one.requester.id);
  tell(told.length > 0 ? "unreached" : "unreached.nobody", personMentionList(told));
}
