/** `/entwine`: how the workspace works, its business groups, and what somebody would rather not hear. */
import type { Feature, Means, Office } from "../feature.ts";
import { namesOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { intakeOf, type Person, type Place, withoutThread } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { auditCard } from "./audit-card.ts";
import { changeAdmins, changeSetting, type Reply, type Scene, welcomeAdmin, whyIn } from "./change.ts";
import { lastChange, recentChanges } from "./changes.ts";
import { daysOffFrom, todayOf } from "./days-off.ts";
import { daysOffCard } from "./days-off-card.ts";
import { changeDaysOff } from "./days-off-change.ts";
import { type Errand, errandOf, isOwnErrand, isSaid, name, pathTo, readPath, type Verb } from "./errand.ts";
import { formOf, mistakesIn, type Standing, sorry } from "./forms.ts";
import { groupCard, groupsCard } from "./group-card.ts";
import { changeGroup } from "./group-change.ts";
import { type Group, groupsOf, membersOf, readGroup, replaceMembers } from "./groups.ts";
import { chooseLanguage } from "./own-language.ts";
import { adminsOf, keep, preferencesOf } from "./people.ts";
import { changes, may } from "./rights.ts";
import { holdWorkspace, readSettings } from "./settings.ts";
import { announcement, mayNot, settingsCard } from "./settings-card.ts";

/** What was looked up before the turn. */
interface Known {
  errand: Errand | undefined;
  /** The platform says that whoever asks administers the workspace there. */
  platformAdmin: boolean;
  /** See `rights.ts`. */
  trusted: boolean;
  /** Where the team reads its briefs. */
  intake: Place | undefined;
  /** The platform's members of the group that it is about; undefined where it did not tell. */
  told: Person[] | undefined;
}

const day = 86_400_000;

/** So many of the latest changes are shown. */
const audited = 20;

/** Verbs whose button has done its work once it is pressed. */
const settled = new Set<Verb>(["wording", "briefs", "language"]);

/** The platform whose groups can give members. */
const platformOf = ({ surface }: Place): "slack" | "teams" | undefined => (surface === "terminal" ? undefined : surface);

async function prepare({ read, surfaces, intake }: Means, arrival: Arrival): Promise<Known> {
  const { workspace, by, place } = arrival;
  const errand = errandOf(arrival);
  const surface = surfaces.get(place.surface);
  const known = arrival.kind === "due" || (await adminsOf(read, workspace)).some(({ id }) => id === by.id);
  const told = known ? undefined : await surface?.isAdmin?.(workspace, by.id);
  const at = intakeOf(intake, workspace, place.surface);
  const source = errand && (await sourceOf(read, workspace, errand));
  return {
    errand,
    intake: at,
    platformAdmin: told === true,
    trusted: told === undefined && at?.id === place.id,
    told: source === undefined ? undefined : await surface?.membersOf?.(workspace, source),
  };
}

/** The platform's group whose members an errand wants to know. */
async function sourceOf(read: Reader, workspace: string, { verb, of, values }: Errand): Promise<string | undefined> {
  if (values?.source?.trim()) return values.source.trim();
  if (verb !== "group" && verb !== "refresh") return undefined;
  const source = (await readGroup(read, workspace, of ?? ""))?.source;
  return source && source.kind !== "list" ? source.id : undefined;
}

async function turn(office: Office, arrival: Arrival, _: unknown, found: unknown): Promise<undefined> {
  const known = found as Known;
  if (arrival.kind === "press" && known.errand && settled.has(known.errand.verb)) await office.settle(arrival);
  const card = known.errand ? await run(office, arrival, known.errand, known) : undefined;
  if (card && card.length > 0) office.post({ card });
}

async function run(office: Office, arrival: Arrival, errand: Errand, known: Known): Promise<Card> {
  const { by, place } = arrival;
  const { w, workspace, words, at } = office;
  const { verb, of } = errand;
  const scene: Scene = { w, workspace, at, by, newId: office.newId };
  if (changes(verb)) await holdWorkspace(w, workspace);
  let admins = await adminsOf(w, workspace);
  if (known.platformAdmin && !admins.some(({ id }) => id === by.id)) admins = await welcomeAdmin(scene, admins);
  const group = of === undefined ? undefined : await readGroup(w, workspace, of);
  const standing = { person: by.id, admins: admins.map(({ id }) => id), trusted: known.trusted, advocate: group?.advocate?.id };
  if (!may(verb, standing)) return [{ kind: "text", text: mayNot(admins, words) }];
  const settings = await readSettings(w, workspace);
  const today = await todayOf(w, workspace, by.id, at);
  switch (verb) {
    case "help":
      return [
        { kind: "text", text: words("requests.plain.help") },
        { kind: "text", text: words("organisation.help") },
        {
          kind: "buttons",
          buttons: [
            { label: words.label("requests.button.mine"), press: "mine" },
            { label: words.label("check.button.check"), press: "check/settings" },
            { label: words.label("organisation.button.settings"), press: pathTo("settings") },
            { label: words.label("organisation.button.groups"), press: pathTo("groups") },
            { label: words.label("organisation.button.language"), press: pathTo("language") },
            { label: words.label("web.button.ledger"), press: "ledger/ledger" },
            { label: words.label("privacy.button.privacy"), press: "privacy" },
          ],
        },
      ];
    case "unknown":
      return reply({ key: "unknown" }, words);
    case "settings": {
      const people = Object.values(settings.approvals).flatMap((approval) => approval?.people ?? []);
      const person = await namesOf(w, workspace, people);
      const chosen = await lastChange(w, workspace, "model");
      const daysOff = await daysOffFrom(w, workspace, today);
      return settingsCard({ settings, admins, person, chosen, daysOff, mayChange: may("model", standing), mayName: may("admins", standing) }, words);
    }
    case "audit":
      return auditCard(await recentChanges(w, workspace, audited), words);
    case "language":
      return chooseLanguage(office, by.id, of);
    case "holidays":
      return daysOffCard(await daysOffFrom(w, workspace, today), may("add_days_off", standing), words);
    case "groups":
      return groupsCard(await groupsOf(w, workspace), may("new_group", standing), words);
    case "group":
      return group ? await show(office, group, known, standing) : reply({ key: "no_group", next: { verb: "groups" } }, words);
    case "refresh":
      if (group) await refresh(office, group, known.told);
      return [];
    case "tell":
      return [
        { kind: "text", text: words("organisation.wording") },
        { kind: "buttons", buttons: [{ label: words.label("organisation.button.wording.off"), press: pathTo("wording", "off") }] },
      ];
    case "wording":
    case "briefs":
      await keep(w, workspace, by.id, verb === "wording" ? { unnudged: of === "off" } : { unbriefed: of === "off" });
      return reply({ key: verb === "wording" ? `wording.${of === "off" ? "off" : "on"}` : `briefs.${of === "off" ? "off" : "on"}` }, words);
    case "read":
      return [];
    default:
  }
  if (errand.values === undefined && verb !== "nudge" && verb !== "drop_days_off")
    return reply({ key: "fill_in", next: { verb, ...(of !== undefined && { of }), form: true } }, words);
  if (verb === "admins") return reply(await changeAdmins(scene, admins, errand), words);
  if (verb === "new_group" || verb === "edit_group" || verb === "members" || verb === "delete_group") {
    const done = await changeGroup(scene, errand, platformOf(place), known.told);
    if (done.group && done.group.source.kind !== "list") await planRefresh(office, done.group);
    return reply(done, words);
  }
  if (verb === "add_days_off" || verb === "drop_days_off") {
    const done = await changeDaysOff(scene, errand, today);
    // Who is asked when was worked out before.
    if (done.changed) await office.arrive({ id: office.newId(), place: withoutThread(place), duty: "check/replan", subject: "" });
    const list = arrival.kind === "press" ? await office.pressed(arrival) : undefined;
    if (!list) return reply(done, words);
    await office.revise(list, daysOffCard(await daysOffFrom(w, workspace, today), true, words));
    return [];
  }
  const done = await changeSetting(scene, settings, errand);
  const { model } = await readSettings(w, workspace);
  if (model === settings.model || !known.intake) return reply(done, words);
  office.post({ place: known.intake, card: announcement(model, by, whyIn(errand) ?? [], office.common) });
  return [{ kind: "text", text: [...words(`organisation.${done.key}`), " ", ...words("organisation.changed.announced")] }, ...reply(done, words).slice(1)];
}

async function show(office: Office, group: Group, { told }: Known, standing: Parameters<typeof may>[1]): Promise<Card> {
  const { w, workspace, words } = office;
  if (group.source.kind !== "list") await refresh(office, group, told);
  const isAdvocate = group.advocate?.id === standing.person;
  const view = {
    ...{ group, members: await membersOf(w, workspace, group.id), unread: group.source.kind !== "list" && !told },
    ...{ mayEdit: may("edit_group", standing), mayDelete: may("delete_group", standing) },
    ...(isAdvocate && { briefs: !(await preferencesOf(w, workspace, standing.person)).unbriefed }),
  };
  return groupCard(view, words);
}

/** What the platform told last is what counts, and it is asked again in a day. */
async function refresh(office: Office, group: Group, told: readonly Person[] | undefined): Promise<void> {
  if (group.source.kind === "list") return;
  if (told) await replaceMembers(office.w, office.workspace, group.id, told);
  await planRefresh(office, group);
}

const planRefresh = (office: Office, group: Group): Promise<void> =>
  office.plan({ kind: pathTo("refresh"), subject: group.id, dueAt: new Date(office.at.getTime() + day) });

function reply({ key, values = {}, next }: Reply, words: Words): Card {
  const button = next && {
    label: words.label(`organisation.button.${next.form ? "form" : next.verb}`),
    press: pathTo(next.verb, next.of),
    ...(next.form && { opensForm: true as const }),
  };
  return [{ kind: "text", text: words(`organisation.${key}`, values) }, ...(button ? [{ kind: "buttons" as const, buttons: [button] }] : [])];
}

/** Who fills in a form, and where. */
type Asking = Pick<Arrival, "workspace" | "by" | "place">;

/** What the ledger holds for the forms. */
async function standingFor(on: Reader, { workspace, by, place }: Asking, { verb, of }: Errand, now: Date): Promise<Standing> {
  const settings = await readSettings(on, workspace);
  const approval = verb === "approval" ? settings.approvals[of as keyof typeof settings.approvals] : undefined;
  const people = approval?.people ?? [];
  const group = of === undefined || verb === "approval" ? undefined : await readGroup(on, workspace, of);
  return {
    settings,
    surface: place.surface,
    today: await todayOf(on, workspace, by.id, now),
    admins: await adminsOf(on, workspace),
    asked: people.map(await namesOf(on, workspace, people)),
    members: group ? await membersOf(on, workspace, group.id) : [],
    ...(group && { group }),
  };
}

/** Whether somebody may run an errand; only the turn can ask the platform who administers the workspace there. */
const isAllowed = ({ by, team }: Asking & { team: boolean }, { verb }: Errand, { admins, group }: Standing): boolean =>
  may(verb, { person: by.id, admins: admins.map(({ id }) => id), trusted: team, advocate: group?.advocate?.id });

export const organisation: Feature = {
  name,
  spoken: isSaid,
  forGuests: isOwnErrand,
  prepare,
  turn,
  async form(on, { press, words, now, ...asking }) {
    const errand = readPath(press);
    if (!errand) return undefined;
    const standing = await standingFor(on, asking, errand, now);
    return isAllowed(asking, errand, standing) ? formOf(errand, standing, words) : sorry(mayNot(standing.admins, words), words);
  },
  async mistakes(on, submitted, words, now) {
    const errand = errandOf(submitted);
    if (!errand) return undefined;
    const standing = await standingFor(on, submitted, errand, now);
    if (!isAllowed(submitted, errand, standing)) return { "": plain(mayNot(standing.admins, words)) };
    const given = (errand.values?.name ?? "").trim();
    const same = given === "" ? undefined : await readGroup(on, submitted.workspace, given);
    const found = Object.entries(mistakesIn(errand, standing, same !== undefined && same.id !== errand.of));
    return found.length > 0 ? Object.fromEntries(found.map(([field, key]) => [field, words.label(`organisation.mistake.${key}`)])) : undefined;
  },
};
