/** A business group is made, edited or taken away, on record. */
import type { Person } from "../surface/place.ts";
import type { Json } from "../surface/surface.ts";
import { type Reply, type Scene, whyIn } from "./change.ts";
import { record } from "./changes.ts";
import type { Errand } from "./errand.ts";
import { addMembers, deleteGroup, type Group, groupsOf, readGroup, removeMembers, replaceMembers, type Source, writeGroup } from "./groups.ts";

/** What the record keeps of a group. */
const onRecord = ({ name, advocate, strategy, source }: Group): Json => ({
  name,
  advocate: advocate?.id ?? null,
  strategy: (strategy ?? null) as Json,
  source,
});

/** The group that a form describes. Where its source is not asked for, it stays. */
function described({ values = {} }: Errand, platform: "slack" | "teams" | undefined, old: Group | undefined, id: string): Group {
  const given = (field: string): string => (values[field] ?? "").trim();
  const source: Source =
    values.source === undefined ? (old?.source ?? { kind: "list" }) : given("source") && platform ? { kind: platform, id: given("source") } : { kind: "list" };
  return {
    id,
    name: given("name"),
    source,
    ...(given("advocate") && { advocate: { id: given("advocate") } }),
    ...(given("strategy") && { strategy: [given("strategy")] }),
  };
}

/** `platform` is whose groups may give the members; `told` are those of the group's source, as far as the platform told them. */
export async function changeGroup(
  scene: Scene,
  errand: Errand,
  platform: "slack" | "teams" | undefined,
  told: readonly Person[] | undefined,
): Promise<Reply & { group?: Group }> {
  const { w, workspace, at, by, newId } = scene;
  const { verb, of = "", values = {} } = errand;
  const old = verb === "new_group" ? undefined : await readGroup(w, workspace, of);
  const gone: Reply = { key: "no_group", next: { verb: "groups" } };
  if (verb !== "new_group" && !old) return gone;
  const keepRecord = (group: Group, before: Json, after: Json): Promise<void> =>
    record(w, { id: newId(), workspace, what: `group ${group.name}`, before, after, by: by.id, at, why: whyIn(errand) });

  if (verb === "delete_group" && old) {
    await deleteGroup(w, workspace, old.id);
    await keepRecord(old, onRecord(old), null);
    return { key: "group.deleted", values: { group: old.name }, next: { verb: "groups" } };
  }
  if (verb === "members" && old) {
    const [add, drop] = [values.add?.trim(), values.drop?.trim()];
    if (drop) await removeMembers(w, workspace, old.id, [drop]);
    if (add) await addMembers(w, workspace, old.id, [add]);
    await keepRecord(old, drop ? { member: drop } : null, add ? { member: add } : null);
    return { key: "changed", next: { verb: "group", of: old.id } };
  }
  const group = described(errand, platform, old, old?.id ?? newId());
  const taken = (await groupsOf(w, workspace)).some(({ id, name }) => id !== group.id && name.toLowerCase() === group.name.toLowerCase());
  if (group.name === "" || taken) return { key: group.name === "" ? "mistake.name" : "mistake.taken", next: { verb: "groups" } };
  await writeGroup(w, workspace, group, at);
  if (group.source.kind !== "list" && told) await replaceMembers(w, workspace, group.id, told);
  await keepRecord(group, old ? onRecord(old) : null, onRecord(group));
  const unread = group.source.kind !== "list" && !told;
  return { key: unread ? "group.unread_source" : old ? "changed" : "group.made", values: { group: group.name }, next: { verb: "group", of: group.id }, group };
}
