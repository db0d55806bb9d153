/** `/entwine`: how the workspace works, its business groups, and what somebody would rather not hear. */
import type { Feature, Means, Office } from "../feature.ts";
import { namesOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { intakeOf, type Person, type Place } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { auditCard } from "./audit-card.ts";
import { changeAdmins, changeSetting, type Reply, type Scene, welcomeAdmin, whyIn } from "./change.ts";
import { lastChange, recentChanges } from "./changes.ts";
import { type Errand, errandOf, isSaid, name, pathTo, readPath, type Verb } from "./errand.ts";
import { formOf, mistakesIn, type Standing, sorry } from "./forms.ts";
import { groupCard, groupsCard } from "./group-card.ts";
import { changeGroup } from "./group-change.ts";
import { type Group, groupsOf, membersOf, readGroup, replaceMembers } from "./groups.ts";
import { chooseLanguage } from "./own-language.ts";
import { adminsOf, keep, preferencesOf } from "./people.ts";
import { changes, may } from "./rights.ts";
import { holdWorkspace, readSettings } from "./settings.ts";
import { announcement, listOf, settingsCard } from "./settings-card.ts";

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

async function run(office: Office, { by, place }: Arrival, errand: Errand, known: Known): Promise<Card> {
  const { w, workspace, words, at } = office;
  const { verb, of } = errand;
  const scene: Scene = { w, workspace, at, by, newId: office.newId };
  if (changes(verb)) await holdWorkspace(w, workspace);
  let admins = await adminsOf(w, workspace);
  if (known.platformAdmin && !admins.some(({ id }) => id === by.id)) admins = await welcomeAdmin(scene, admins);
  const group = of === undefined ? undefined : await readGroup(w, workspace, of);
  const standing = { person: by.id, admins: admins.map(({ id }) => id), trusted: known.trusted, advocate: group?.advocate?.id };
  if (!may(verb, standing)) return reply({ key: admins.length > 0 ? "may_not" : "admins.how", values: { who: listOf(admins) } }, words);
  const settings = await readSettings(w, workspace);
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
          ],
        },
      ];
    case "unknown":
      return reply({ key: "unknown" }, words);
    case "settings": {
      const people = Object.values(settings.approvals).flatMap((approval) => approval?.people ?? []);
      const person = await namesOf(w, workspace, people);
      const chosen = await lastChange(w, workspace, "model");
      return settingsCard({ settings, admins, person, chosen, mayChange: may("model", standing), mayName: may("admins", standing) }, words);
    }
    case "audit":
      return auditCard(await recentChanges(w, workspace, audited), words);
    case "language":
      return chooseLanguage(office, by.id, of);
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
  if (errand.values === undefined && verb !== "nudge") return reply({ key: "fill_in", next: { verb, ...(of !== undefined && { of }), form: true } }, words);
  if (verb === "admins") return reply(await changeAdmins(scene, admins, errand), words);
  if (verb === "new_group" || verb === "edit_group" || verb === "members" || verb === "delete_group") {
    const done = await changeGroup(scene, errand, platformOf(place), known.told);
    if (done.group && done.group.source.kind !== "list") await planRefresh(office, done.group);
    return reply(done, words);
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

/** What the ledger holds for the forms. */
async function standingFor(on: Reader, workspace: string, { verb, of }: Errand, { surface }: Place): Promise<Standing> {
  const settings = await readSettings(on, workspace);
  const approval = verb === "approval" ? settings.approvals[of as keyof typeof settings.approvals] : undefined;
  const people = approval?.people ?? [];
  const group = of === undefined || verb === "approval" ? undefined : await readGroup(on, workspace, of);
  return {
    settings,
    surface,
    admins: await adminsOf(on, workspace),
    asked: people.map(await namesOf(on, workspace, people)),
    members: group ? await membersOf(on, workspace, group.id) : [],
    ...(group && { group }),
  };
}

export const organisation: Feature = {
  name,
  spoken: isSaid,
  prepare,
  turn,
  async form(on, { workspace, by, place, press, words }) {
    const errand = readPath(press);
    if (!errand) return undefined;
    const standing = await standingFor(on, workspace, errand, place);
    const { admins, group } = standing;
    // Whether the team's channel was the place shows when the form comes back.
    const allowed = may(errand.verb, { person: by.id, admins: admins.map(({ id }) => id), trusted: true, advocate: group?.advocate?.id });
    if (allowed) return formOf(errand, standing, words);
    return sorry(admins.length > 0 ? words("organisation.may_not", { who: listOf(admins) }) : words("organisation.admins.how"), words);
  },
  async mistakes(on, submitted, words) {
    const errand = errandOf(submitted);
    if (!errand) return undefined;
    const { workspace, place } = submitted;
    const standing = await standingFor(on, workspace, errand, place);
    const given = (errand.values?.name ?? "").trim();
    const same = given === "" ? undefined : await readGroup(on, workspace, given);
    const found = Object.entries(mistakesIn(errand, standing, same !== undefined && same.id !== errand.of));
    return found.length > 0 ? Object.fromEntries(found.map(([field, key]) => [field, words.label(`organisation.mistake.${key}`)])) : undefined;
  },
};
