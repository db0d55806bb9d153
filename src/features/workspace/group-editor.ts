/** Business groups: their cards, changes by forms, and members taken from a platform's group. */

import type { TurnContext } from "../../core/feature.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import {
  asFormButton,
  type Button,
  buttonRow,
  type Card,
  factsElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { GroupPlatform, Person } from "../../platform/conversation-ref.ts";
import {
  personMention,
  personMentionList,
  type RichText,
  toPlainText,
  truncateText,
} from "../../platform/rich-text.ts";
import { groupOf, type WorkspaceAction, workspaceActions } from "./actions.ts";
import { withoutFromRules } from "./assignment-rules.ts";
import { recordAuditEntry } from "./audit-log.ts";
import {
  addGroupMembers,
  deleteGroup,
  type Group,
  type MemberSource,
  readGroup,
  readGroupMembers,
  readGroups,
  removeGroupMembers,
  replaceGroupMembers,
  writeGroup,
} from "./groups.ts";
import { hasPermission, type PermissionSet } from "./permissions.ts";
import { readPreferences } from "./preferences.ts";
import { readWorkspaceSettings, writeWorkspaceSettings } from "./settings.ts";
import { changeReason, type SettingChangeContext, type WorkspaceReply } from "./update-setting.ts";

const maxGroupsListed = 20;
const maxMembersListed = 40;
/** Characters of a strategy in the list of groups; the group's own card has all of it. */
const maxStrategyCharacters = 140;
const memberRefreshMs = dayMs;

const shortenStrategy = (strategy: RichText): string =>
  truncateText(toPlainText(strategy).replaceAll(/\s+/g, " ").trim(), maxStrategyCharacters);

/** Renders the list of groups. */
export function groupsCard(
  groups: readonly (Group & { members: number })[],
  mayAdd: boolean,
  words: Words,
): Card {
  const rest = groups.length - maxGroupsListed;
  const addButton = asFormButton({
    label: words.plain("organisation.button.new_group"),
    press: workspaceActions.encode("new_group"),
  });
  return [
    textElement(words("organisation.groups", { count: groups.length })),
    ...groups.slice(0, maxGroupsListed).map(({ id, name, advocate, strategy, members }) =>
      itemElement(words("organisation.group.line", { name, count: members }), {
        note: [
          ...(advocate
            ? words("organisation.group.line.advocate", { advocate: personMention(advocate) })
            : words("organisation.group.line.nobody")),
          ...(strategy ? [" ", shortenStrategy(strategy)] : []),
        ],
        button: {
          label: words.plain("organisation.button.show"),
          press: workspaceActions.encode("group", id),
        },
      }),
    ),
    ...(rest > 0 ? [noteElement(words("organisation.groups.more", { count: rest }))] : []),
    ...(mayAdd ? [buttonRow(addButton)] : []),
  ];
}

/** A group with what its card needs. */
export interface GroupView {
  group: Group;
  members: readonly Person[];
  /** Whether the platform was asked for the members but did not answer. */
  membersUnknown: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  /** Whether the advocate gets each brief; only where the advocate is the reader. */
  hearsBriefs?: boolean | undefined;
}

/** Renders a group. */
export function groupCard(
  { group, members, membersUnknown, mayEdit, mayDelete, hearsBriefs }: GroupView,
  words: Words,
): Card {
  const { id, name, advocate, strategy, source } = group;
  const nobody: RichText = [{ italic: words.plain("organisation.group.nobody") }];
  const rest = members.length - maxMembersListed;
  const memberList = [
    ...personMentionList(members.slice(0, maxMembersListed)),
    ...(rest > 0 ? words("organisation.group.more", { count: rest }) : []),
  ];
  const formButton = (verb: "edit_group" | "members" | "delete_group"): Button =>
    asFormButton({
      label: words.plain(`organisation.button.${verb}`),
      press: workspaceActions.encode(verb, id),
    });
  const briefSwitch = hearsBriefs ? "off" : "on";
  const buttons = [
    mayEdit && formButton("edit_group"),
    mayEdit && source.kind === "list" && formButton("members"),
    hearsBriefs !== undefined && {
      label: words.plain(`organisation.button.briefs.${briefSwitch}`),
      press: workspaceActions.encode("briefs", briefSwitch),
    },
    mayDelete && formButton("delete_group"),
  ].filter((button) => button !== false);
  return [
    headingElement([name]),
    factsElement([
      {
        label: words.plain("organisation.group.advocate"),
        value: advocate ? personMention(advocate) : nobody,
      },
      {
        label: words.plain("organisation.group.strategy"),
        value: strategy ?? [{ italic: words.plain("organisation.group.no_strategy") }],
      },
      {
        label: words.plain("organisation.group.members", { count: members.length }),
        value: members.length > 0 ? memberList : nobody,
      },
    ]),
    ...(source.kind === "list"
      ? []
      : [
          noteElement(
            words(
              membersUnknown
                ? "organisation.group.unread"
                : `organisation.group.source.${source.kind}`,
            ),
          ),
        ]),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ];
}

/**
 * Returns the card of a group, after refreshing its members.
 * @param platformMembers members of the platform's group, if it answered
 */
export async function readGroupCard(
  ctx: TurnContext,
  group: Group,
  platformMembers: readonly Person[] | undefined,
  permissions: PermissionSet,
): Promise<Card> {
  const { w, workspace, words } = ctx;
  const { person } = permissions;
  await refreshGroupMembers(ctx, group, platformMembers);
  const view: GroupView = {
    group,
    members: await readGroupMembers(w, workspace, group.id),
    membersUnknown: group.source.kind !== "list" && !platformMembers,
    mayEdit: hasPermission("edit_group", permissions),
    mayDelete: hasPermission("delete_group", permissions),
    hearsBriefs:
      group.advocate?.id === person
        ? !(await readPreferences(w, workspace, person)).unbriefed
        : undefined,
  };
  return groupCard(view, words);
}

/** Stores the platform's members, and schedules the next refresh. */
export async function refreshGroupMembers(
  ctx: TurnContext,
  group: Group,
  platformMembers: readonly Person[] | undefined,
): Promise<void> {
  if (group.source.kind === "list") return;
  if (platformMembers) await replaceGroupMembers(ctx.w, ctx.workspace, group.id, platformMembers);
  await scheduleMemberRefresh(ctx, group);
}

const scheduleMemberRefresh = (
  { at, scheduleJob }: Pick<TurnContext, "at" | "scheduleJob">,
  group: Group,
): Promise<void> =>
  scheduleJob({
    kind: workspaceActions.encode("refresh"),
    subject: group.id,
    dueAt: new Date(at.getTime() + memberRefreshMs),
  });

/** Returns the value of a group in the audit log. */
const auditValue = ({ name, advocate, strategy, source }: Group): Json => ({
  name,
  advocate: advocate?.id ?? null,
  strategy: (strategy ?? null) as Json,
  source,
});

/** Parses a group from a form; a source that the form does not contain stays. */
function parseGroupForm(
  { values = {} }: WorkspaceAction,
  platform: GroupPlatform | undefined,
  before: Group | undefined,
  id: string,
): Group {
  const given = (field: string): string => (values[field] ?? "").trim();
  const source: MemberSource =
    values.source === undefined
      ? (before?.source ?? { kind: "list" })
      : given("source") && platform
        ? { kind: platform, id: given("source") }
        : { kind: "list" };
  return {
    id,
    name: given("name"),
    source,
    advocate: given("advocate") ? { id: given("advocate") } : undefined,
    strategy: given("strategy") ? [given("strategy")] : undefined,
  };
}

/**
 * Creates, changes or deletes a group, and records it.
 *
 * @param platform - The platform whose groups can give members.
 * @param platformMembers - Members of the group's source, where the platform answered.
 */
export async function updateGroup(
  context: SettingChangeContext,
  action: WorkspaceAction,
  platform: GroupPlatform | undefined,
  platformMembers: readonly Person[] | undefined,
): Promise<WorkspaceReply> {
  const { w, workspace, at, by, newId } = context;
  const { verb, values = {} } = action;
  const before =
    verb === "new_group" ? undefined : await readGroup(w, workspace, groupOf(action) ?? "");
  if (verb !== "new_group" && !before) return { key: "no_group", next: { verb: "groups" } };
  const record = (group: Group, from: Json, to: Json): Promise<void> =>
    recordAuditEntry(w, {
      id: newId(),
      workspace,
      what: `group ${group.name}`,
      before: from,
      after: to,
      by: by.id,
      at,
      why: changeReason(action),
    });

  if (verb === "delete_group" && before) {
    await deleteGroup(w, workspace, before.id);
    const settings = await readWorkspaceSettings(w, workspace);
    const assignments = withoutFromRules(settings.assignments, { group: before.id });
    await writeWorkspaceSettings(w, workspace, { ...settings, assignments });
    await record(before, auditValue(before), null);
    return { key: "group.deleted", values: { group: before.name }, next: { verb: "groups" } };
  }
  if (verb === "members" && before) {
    const [add, drop] = [values.add?.trim(), values.drop?.trim()];
    if (drop) await removeGroupMembers(w, workspace, before.id, [drop]);
    if (add) await addGroupMembers(w, workspace, before.id, [add]);
    await record(before, drop ? { member: drop } : null, add ? { member: add } : null);
    return { key: "changed", next: { verb: "group", of: before.id } };
  }
  const group = parseGroupForm(action, platform, before, before?.id ?? newId());
  const isNameTaken = (await readGroups(w, workspace)).some(
    ({ id, name }) => id !== group.id && name.toLowerCase() === group.name.toLowerCase(),
  );
  if (group.name === "" || isNameTaken)
    return { key: group.name === "" ? "mistake.name" : "mistake.taken", next: { verb: "groups" } };
  await writeGroup(w, workspace, group, at);
  const isFromPlatform = group.source.kind !== "list";
  if (isFromPlatform && platformMembers)
    await replaceGroupMembers(w, workspace, group.id, platformMembers);
  await record(group, before ? auditValue(before) : null, auditValue(group));
  if (isFromPlatform) await scheduleMemberRefresh(context, group);
  return {
    key:
      isFromPlatform && !platformMembers
        ? "group.unread_source"
        : before
          ? "changed"
          : "group.made",
    values: { group: group.name },
    next: { verb: "group", of: group.id },
  };
}
