/**
 * A brief goes to others than the team: to those who have to agree to it, and to the advocate of
 * its group.
 */

import type { UnitOfWork } from "../../core/turn-context.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import * as inbox from "../../storage/queue/inbox.ts";
import { advocateNotifications, approvalRequests, type CaseNotification } from "./approvals.ts";
import { type Case, caseSystemActor } from "./case.ts";
import type { CaseReply } from "./reply.ts";

type Post = Pick<UnitOfWork, "w" | "services" | "workspace" | "at">;

/**
 * Leaves word for them in their own conversations; gives what is to be taken there. Whoever heard
 * of it before does not hear again.
 */
export async function notifyCalledPeople(
  { w, services, workspace, at }: Post,
  calls: readonly CaseNotification[],
): Promise<inbox.InboxEntry[]> {
  const stored: inbox.InboxEntry[] = [];
  for (const { id, place, job, subject } of calls) {
    const event = {
      id,
      workspace,
      at: at.getTime(),
      by: caseSystemActor,
      place,
      kind: "due" as const,
      duty: job,
      subject,
    };
    const kept = await inbox.storeEvent(
      w,
      event,
      conversationKey(place),
      null,
      services.holder,
      at,
    );
    if (kept) stored.push(kept);
  }
  return stored;
}

/** The brief has just gone to the team. Its requester hears whose agreement it waits for. */
export async function notifyAboutNewBrief(ctx: UnitOfWork, one: Case): Promise<CaseReply[]> {
  const { w, workspace, followUpEvents } = ctx;
  const calls = await approvalRequests(w, workspace, one);
  const asked = await notifyCalledPeople(ctx, calls);
  followUpEvents.push(
    ...asked,
    ...(await notifyCalledPeople(ctx, await advocateNotifications(w, workspace, one))),
  );
  if (asked.length === 0) return [];
  const ids = calls.map(({ person }) => person);
  const people = ids.map(await readPersonNames(w, workspace, ids));
  const who = people.flatMap(
    (person, index): RichText => [...(index > 0 ? [", "] : []), ...personMention(person)],
  );
  return [{ say: "life", request: one.request, key: "approval.waits", values: { who } }];
}
