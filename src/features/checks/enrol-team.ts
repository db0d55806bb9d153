/**
 * Enrolment of a team by its lead. Each member is notified in private with the lead's name and can
 * leave with one button; a person who has left is not enrolled again.
 */

import { asFormButton } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { personMention } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import { recordAuditEntry } from "../workspace/audit-log.ts";
import { readGroup, readGroupMembers } from "../workspace/groups.ts";
import { hasPermission } from "../workspace/permissions.ts";
import { readAdmins } from "../workspace/preferences.ts";
import { checkActions } from "./actions.ts";
import { checkButton } from "./cards.ts";
import { type CheckContext, postCheckText } from "./daily-question.ts";
import { defaultCheckTime, enrolPerson, readEnrolment } from "./schedule/enrolments.ts";

/** Enrols the members of a group who are not enrolled. */
export async function enrolTeam(context: CheckContext, named: string): Promise<void> {
  const { ctx, who } = context;
  const { w, workspace, at } = ctx;
  const group = await readGroup(w, workspace, named);
  if (!group) return void postCheckText(context, "no_group", { group: named });
  const admins = (await readAdmins(w, workspace)).map(({ id }) => id);
  if (!hasPermission("enrol", { person: who.id, admins, advocate: group.advocate?.id }))
    return void postCheckText(context, "enrol.may_not", { group: group.name });
  const members = await readGroupMembers(w, workspace, group.id);
  for (const { id: person } of members) {
    const before = await readEnrolment(w, workspace, person);
    if (before && !before.stoppedAt) continue;
    const place: ConversationRef = {
      platform: context.place.platform,
      kind: "personal",
      id: person,
    };
    const added = await enrolPerson(w, {
      workspace,
      person,
      place,
      by: who.id,
      now: at,
      group: group.id,
    });
    if (added && person !== who.id)
      await ctx.enqueueEvent({
        id: ctx.newId(),
        place,
        job: checkActions.encode("enrolled"),
        subject: who.id,
      });
  }
  if (members.length > 0)
    await recordAuditEntry(w, {
      id: ctx.newId(),
      workspace,
      what: `check ${group.name}`,
      before: null,
      after: { group: group.id },
      by: who.id,
      at,
    });
  // no number: with the size of the group it would tell who has left
  postCheckText(context, members.length === 0 ? "enrol.nobody" : "enrol.done", {
    group: group.name,
  });
}

/** Tells a member who enrolled them. */
export async function notifyEnrolled(context: CheckContext, lead: string): Promise<void> {
  const { ctx } = context;
  const { words, w, workspace } = ctx;
  const leadPerson = (await readPersonNames(w, workspace, [lead]))(lead);
  const time = context.enrolment?.at ?? defaultCheckTime;
  postCheckText(
    context,
    "enrolled",
    { lead: personMention(leadPerson), time },
    checkButton(words, "off_please", "off"),
    asFormButton(checkButton(words, "settings", "settings")),
    checkButton(words, "help", "help"),
  );
}
