/**
 * What the team sees of a request in its intake channel: one card that shows how it stands now, and
 * a thread under it that nobody else reads.
 */

import type { UnitOfWork } from "../../core/turn-context.ts";
import type { Card } from "../../platform/card.ts";
import {
  briefChannelOf,
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import * as conversations from "../../storage/conversations.ts";
import { readPersonNames } from "../../storage/directory.ts";
import * as jobs from "../../storage/queue/jobs.ts";
import * as outbox from "../../storage/queue/outbox.ts";
import { readChainLinks } from "../checks/chain/chain.ts";
import { readGroup } from "../workspace/groups.ts";
import { readWorkspaceSettings } from "../workspace/settings.ts";
import { teamCard, teamThreadNote } from "./cards/team-card.ts";
import { type Case, findBlockingRequest, type HistoryEntry } from "./case.ts";
import { listMergedRequests } from "./merged-requests.ts";
import { countTeamLoad, listVisibleTitles } from "./queries/case-lists.ts";
import { nextMonday, weeklyReportJob } from "./report/team-report.ts";
import { readCase } from "./repository.ts";

/** What is needed of a turn to show something. */
export type TeamChannelContext = Pick<UnitOfWork, "w" | "services" | "workspace" | "outgoing">;

/**
 * Brings the card in the intake channel to the present state, and posts it where there is none yet.
 * With `all` it shows every button that there is.
 */
export async function syncTeamCard(
  { w, services, workspace, outgoing }: TeamChannelContext,
  one: Case,
  { all = false } = {},
): Promise<void> {
  const old = await outbox.newestRequestMessage(w, workspace, one.request, "intake");
  const place = old?.place ?? briefChannelOf(services.briefChannels, workspace, one.place.surface);
  if (!place) return;
  const { approvals } = await readWorkspaceSettings(w, workspace);
  const merged = (await listMergedRequests(w, workspace, one.request)).map(
    ({ requester }) => requester,
  );
  const numberOf = async (request: string | undefined): Promise<number | undefined> =>
    request === undefined ? undefined : (await readCase(w, workspace, request))?.number;
  const into = await numberOf(one.mergedInto);
  const first = await numberOf(one.status === "accepted" ? findBlockingRequest(one) : undefined);
  const { broken } = await countTeamLoad(w, workspace);
  const group = one.group ? await readGroup(w, workspace, one.group) : undefined;
  const card = teamCard(one, {
    words: services.workspace,
    approval: one.kind && approvals[one.kind],
    broken: Math.max(0, broken - (one.kind === "factory_issue" ? 1 : 0)),
    mergedRequesters: [...new Set(merged)].map(await readPersonNames(w, workspace, merged)),
    similar: await listVisibleTitles(w, workspace, one.interview.alike ?? []),
    ...(group && { group }),
    chain: await readChainLinks(w, workspace, one.group ?? null),
    ...(into !== undefined && { into }),
    ...(first !== undefined && { first }),
    showAllButtons: all,
  });
  if (old) outgoing.revise(old, card);
  else {
    outgoing.post({ place: withoutThread(place), card, request: one.request, question: "intake" });
    await ensureWeekly({ w, services, workspace }, withoutThread(place));
  }
}

/** From the first brief on, the team hears once a week of needs that several share. */
async function ensureWeekly(
  { w, services, workspace }: Pick<TeamChannelContext, "w" | "services" | "workspace">,
  place: ConversationRef,
): Promise<void> {
  const at = services.now();
  await conversations.ensureConversationRow(w, workspace, place, at);
  await jobs.ensureJob(w, {
    id: services.newId(),
    workspace,
    kind: weeklyReportJob,
    subject: place.surface,
    conversation: conversationKey(place),
    dueAt: nextMonday(at),
  });
}

/** A word in the thread under the team's card. Without an id it stays as it is. */
export async function postTeamNote(
  { w, workspace, outgoing }: TeamChannelContext,
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
  outgoing.post({ ...where, card, request, ...(id !== undefined && { id }) });
}

/**
 * A step as the team reads of it there; the note has the step's id, through which it changes when
 * its words do.
 */
export const postHistoryNote = (
  showing: TeamChannelContext,
  one: Case,
  step: HistoryEntry,
): Promise<void> =>
  postTeamNote(
    showing,
    one.request,
    teamThreadNote(one, step, showing.services.workspace),
    step.id,
  );

/** Words in steps were edited or taken back: what the team sees of them follows. */
export async function syncAmendedHistory(
  showing: TeamChannelContext,
  steps: readonly { request: string; step: string }[],
): Promise<void> {
  const { w, services, workspace, outgoing } = showing;
  for (const { request, step: id } of steps) {
    const one = await readCase(w, workspace, request);
    const step = one?.history.find((each) => each.id === id);
    if (!one || !step) continue;
    await syncTeamCard(showing, one);
    outgoing.revise(
      await outbox.outboxRowById(w, workspace, id),
      teamThreadNote(one, step, services.workspace),
    );
  }
}
