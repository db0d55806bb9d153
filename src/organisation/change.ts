/** A setting is changed: written, and on record with who, when and why. */
import { type Kind, kinds } from "../judgement/judge.ts";
import type { Writer } from "../storage/store.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import { languages } from "../words.ts";
import { record } from "./changes.ts";
import type { Errand, Verb } from "./errand.ts";
import { keep } from "./people.ts";
import { models, type Settings, writeSettings } from "./settings.ts";

/** Where, when and by whom. */
export interface Scene {
  w: Writer;
  workspace: string;
  at: Date;
  by: Person;
  newId(): string;
}

/** What is said of an errand: a sentence by its key, and what one might want to see or fill in next. */
export interface Reply {
  key: string;
  values?: Record<string, Prose | string | number>;
  next?: { verb: Verb; of?: string; form?: true };
}

export const whyIn = ({ values }: Errand): Prose | undefined => (values?.why?.trim() ? [values.why.trim()] : undefined);

/** A setting before and after; undefined where nothing changes. */
interface Changed {
  what: string;
  settings: Settings;
  before: Json;
  after: Json;
}

/** Those who are asked, after one came and one went. */
const without = (people: readonly string[], { add = "", drop = "" }: Record<string, string>): string[] => [
  ...new Set([...people.filter((id) => id !== drop), ...(add.trim() ? [add.trim()] : [])]),
];

/** A number of four digits at most; 0 for none, which is no limit. Undefined for anything else. */
export const capacityIn = (text: string): number | undefined => (/^(?:[1-9]\d{0,3})?$/.test(text.trim()) ? Number(text) : undefined);

/** What a change makes of the settings. Pure. */
function changed(settings: Settings, { verb, of, values = {} }: Errand): Changed | undefined {
  const to = (what: string, before: Json | undefined, after: Json | undefined, more: Partial<Settings>): Changed | undefined =>
    JSON.stringify(before) === JSON.stringify(after) ? undefined : { what, before: before ?? null, after: after ?? null, settings: { ...settings, ...more } };
  const { model, capacity, approvals, nudge, ownWay, language } = settings;
  switch (verb) {
    case "model": {
      const chosen = models.find((each) => each === values.model);
      return chosen && to("model", model, chosen, { model: chosen });
    }
    case "capacity": {
      const number = capacityIn(values.capacity ?? "");
      if (number === undefined) return undefined;
      const { capacity: _, ...rest } = settings;
      const after = number === 0 ? undefined : number;
      const made = to("capacity", capacity, after, {});
      return made && { ...made, settings: { ...rest, ...(after !== undefined && { capacity: after }) } };
    }
    case "approval": {
      const kind = kinds.find((each): each is Kind => each === of);
      if (!kind) return undefined;
      const before = approvals[kind];
      const people = without(before?.people ?? [], values);
      const after = people.length === 0 ? undefined : { people, all: values.all === "all" };
      const { [kind]: _, ...others } = approvals;
      return to(`approval ${kind}`, before, after, { approvals: { ...others, ...(after && { [kind]: after }) } });
    }
    case "nudge":
      return to("nudge", nudge, of === "on", { nudge: of === "on" });
    case "house_language": {
      const chosen = languages.find((each) => each === values.language);
      return chosen === undefined ? undefined : to("language", language, chosen, { language: chosen });
    }
    case "own_way": {
      const text = values.text?.trim();
      const { ownWay: _, ...rest } = settings;
      const made = to("own_way", ownWay, text || undefined, {});
      return made && { ...made, settings: { ...rest, ...(text && { ownWay: text }) } };
    }
    default:
      return undefined;
  }
}

/** Changes a setting; tells whether there was anything to change. */
export async function changeSetting({ w, workspace, at, by, newId }: Scene, settings: Settings, errand: Errand): Promise<Reply> {
  const next = { verb: "settings" as const };
  const made = changed(settings, errand);
  if (!made) return { key: "same", next };
  if (errand.verb === "model" && !whyIn(errand)) return { key: "model.why", next: { verb: "model", form: true } };
  await writeSettings(w, workspace, made.settings);
  await record(w, { id: newId(), workspace, what: made.what, before: made.before, after: made.after, by: by.id, at, why: whyIn(errand) });
  return { key: errand.verb === "model" ? `changed.model.${made.settings.model}` : "changed", next };
}

/** Names somebody an admin, or takes that back; one stays. */
export async function changeAdmins({ w, workspace, at, by, newId }: Scene, admins: readonly Person[], errand: Errand): Promise<Reply> {
  const before = admins.map(({ id }) => id);
  const { add = "", drop = "" } = errand.values ?? {};
  const after = without(before, { add, drop });
  if (after.length === 0) return { key: "last_admin", next: { verb: "settings" } };
  if (JSON.stringify(before) === JSON.stringify(after)) return { key: "same", next: { verb: "settings" } };
  if (add.trim()) await keep(w, workspace, add.trim(), { admin: true });
  if (before.includes(drop) && drop !== add) await keep(w, workspace, drop, { admin: false });
  await record(w, { id: newId(), workspace, what: "admins", before, after, by: by.id, at, why: whyIn(errand) });
  return { key: "changed", next: { verb: "settings" } };
}

/** Who administers the workspace on its platform is an admin here as soon as they come to look, on record. */
export async function welcomeAdmin({ w, workspace, at, by, newId }: Scene, admins: readonly Person[]): Promise<Person[]> {
  const before = admins.map(({ id }) => id);
  await keep(w, workspace, by.id, { admin: true });
  await record(w, { id: newId(), workspace, what: "admins", before, after: [...before, by.id], by: "entwine", at });
  return [...admins, by];
}
