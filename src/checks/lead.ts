/** A lead has their team asked: each is told in private by whom, and leaves with one tap; who left is not asked for again. */
import { record } from "../organisation/changes.ts";
import { membersOf, readGroup } from "../organisation/groups.ts";
import { adminsOf } from "../organisation/people.ts";
import { may } from "../organisation/rights.ts";
import { namesOf } from "../storage/places.ts";
import type { Place } from "../surface/place.ts";
import { opens, press } from "./cards.ts";
import { plainly, type Scene } from "./day.ts";
import { enrol, enrolmentOf } from "./enrolments.ts";
import { pathTo } from "./errand.ts";

/** Enrols those of a group who are not asked yet. */
export async function enrolGroup(scene: Scene, named: string): Promise<void> {
  const { office, who } = scene;
  const { w, workspace, at } = office;
  const group = await readGroup(w, workspace, named);
  if (!group) return void plainly(scene, "no_group", { group: named });
  const admins = (await adminsOf(w, workspace)).map(({ id }) => id);
  if (!may("enrol", { person: who.id, admins, advocate: group.advocate?.id })) return void plainly(scene, "enrol.may_not", { group: group.name });
  const members = await membersOf(w, workspace, group.id);
  for (const { id: person } of members) {
    const before = await enrolmentOf(w, workspace, person);
    if (before && !before.stoppedAt) continue;
    const place: Place = { surface: scene.place.surface, kind: "personal", id: person };
    const added = await enrol(w, { workspace, person, place, by: who.id, now: at, group: group.id });
    if (added && person !== who.id) await office.arrive({ id: office.newId(), place, duty: pathTo("enrolled"), subject: who.id });
  }
  if (members.length > 0)
    await record(w, { id: office.newId(), workspace, what: `check ${group.name}`, before: null, after: { group: group.id }, by: who.id, at });
  // Not how many: with the size of the group that would tell who left.
  plainly(scene, members.length === 0 ? "enrol.nobody" : "enrol.done", { group: group.name });
}

/** One of them hears of it. */
export async function tellEnrolled(scene: Scene, lead: string): Promise<void> {
  const { office } = scene;
  const { words, w, workspace } = office;
  const { id, name } = (await namesOf(w, workspace, [lead]))(lead);
  const time = scene.enrolment?.at ?? "15:00";
  plainly(
    scene,
    "enrolled",
    { lead: [{ person: id, ...(name && { name }) }], time },
    press(words, "off_please", "off"),
    opens(press(words, "settings", "settings")),
    press(words, "help", "help"),
  );
}
