/** A business group is made, edited or taken away, on record. */

import type { Json } from "../../platform/adapter.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { groupOf, type WorkspaceAction } from "./actions.ts";
import { recordAuditEntry } from "./audit-log.ts";
import {
  addGroupMembers,
  deleteGroup,
  type Group,
  type MemberSource,
  readGroup,
  readGroups,
  removeGroupMembers,
  replaceGroupMembers,
  writeGroup,
} from "./groups.ts";
import { changeReason, type SettingChangeContext, type WorkspaceReply } from "./update-setting.ts";

/** What the record keeps of a group. */
const onRecord = ({ name, advocate, strategy, source }: Group): Json => ({
  name,
  advocate: advocate?.id ?? null,
  strategy: (strategy ?? null) as Json,
  source,
});

/** The group that a form describes. Where its source is not asked for, it stays. */
function described(
  { values = {} }: WorkspaceAction,
  platform: "slack" | "teams" | undefined,
  old: Group | undefined,
  id: string,
): Group {
  const given = (field: string): string => (values[field] ?? "").trim();
  const source: MemberSource =
    values.source === undefined
      ? (old?.source ?? { kind: "list" })
      : given("source") && platform
        ? { kind: platform, id: given("source") }
        : { kind: "list" };
  return {
    id,
    name: given("name"),
    source,
    ...(given("advocate") && { advocate: { id: given("advocate") } }),
    ...(given("strategy") && { strategy: [given("strategy")] }),
  };
}

/**
 * `platform` is whose groups may give the members; `told` are those of the group's source, as far
 * as the platform told them.
 */
export async function updateGroup(
  scene: SettingChangeContext,
  action: WorkspaceAction,
  platform: "slack" | "teams" | undefined,
  told: readonly Person[] | undefined,
): Promise<WorkspaceReply & { group?: Group }> {
  const { w, workspace, at, by, newId } = scene;
  const { verb, values = {} } = action;
  const old =
    verb === "new_group" ? undefined : await readGroup(w, workspace, groupOf(action) ?? "");
  const gone: WorkspaceReply = { key: "no_group", next: { verb: "groups" } };
  if (verb !== "new_group" && !old) return gone;
  const keepRecord = (group: Group, before: Json, after: Json): Promise<void> =>
    recordAuditEntry(w, {
      id: newId(),
      workspace,
      what: `group ${group.name}`,
      before,
      after,
      by: by.id,
      at,
      why: changeReason(action),
    });

  if (verb === "delete_group" && old) {
    await deleteGroup(w, workspace, old.id);
    await keepRecord(old, onRecord(old), null);
    return { key: "group.deleted", values: { group: old.name }, next: { verb: "groups" } };
  }
  if (verb === "members" && old) {
    const [add, drop] = [values.add?.trim(), values.drop?.trim()];
    if (drop) await removeGroupMembers(w, workspace, old.id, [drop]);
    if (add) await addGroupMembers(w, workspace, old.id, [add]);
    await keepRecord(old, drop ? { member: drop } : null, add ? { member: add } : null);
    return { key: "changed", next: { verb: "group", of: old.id } };
  }
  const group = described(action, platform, old, old?.id ?? newId());
  const taken = (await readGroups(w, workspace)).some(
    ({ id, name }) => id !== group.id && name.toLowerCase() === group.name.toLowerCase(),
  );
  if (group.name === "" || taken)
    return { key: group.name === "" ? "mistake.name" : "mistake.taken", next: { verb: "groups" } };
  await writeGroup(w, workspace, group, at);
  if (group.source.kind !== "list" && told) await replaceGroupMembers(w, workspace, group.id, told);
  await keepRecord(group, old ? onRecord(old) : null, onRecord(group));
  const unread = group.source.kind !== "list" && !told;
  return {
    key: unread ? "group.unread_source" : old ? "changed" : "group.made",
    values: { group: group.name },
    next: { verb: "group", of: group.id },
    group,
  };
}
