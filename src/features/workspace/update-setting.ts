/** A setting is changed: written, and on record with who, when and why. */

import { availableLanguages } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Writer } from "../../storage/store.ts";
import type { WorkspaceAction, WorkspaceVerb } from "./actions.ts";
import { recordAuditEntry } from "./audit-log.ts";
import { savePreferences } from "./preferences.ts";
import { engagementModels, type WorkspaceSettings, writeWorkspaceSettings } from "./settings.ts";

/** Where, when and by whom. */
export interface SettingChangeContext {
  w: Writer;
  workspace: string;
  at: Date;
  by: Person;
  newId(): string;
}

/**
 * What is said of an errand: a sentence by its key, and what one might want to see or fill in next.
 */
export interface WorkspaceReply {
  key: string;
  values?: Record<string, RichText | string | number>;
  next?: { verb: WorkspaceVerb; of?: string | undefined; form?: true };
}

export const changeReason = ({ values }: WorkspaceAction): RichText | undefined =>
  values?.why?.trim() ? [values.why.trim()] : undefined;

/** A setting before and after; undefined where nothing changes. */
interface Changed {
  what: string;
  settings: WorkspaceSettings;
  before: Json;
  after: Json;
}

/** Those who are asked, after one came and one went. */
const without = (
  people: readonly string[],
  { add = "", drop = "" }: Record<string, string>,
): string[] => [
  ...new Set([...people.filter((id) => id !== drop), ...(add.trim() ? [add.trim()] : [])]),
];

/** A number of four digits at most; 0 for none, which is no limit. Undefined for anything else. */
export const parseCapacity = (text: string): number | undefined =>
  /^(?:[1-9]\d{0,3})?$/.test(text.trim()) ? Number(text) : undefined;

/** What a change makes of the settings. Pure. */
function changed(settings: WorkspaceSettings, action: WorkspaceAction): Changed | undefined {
  const to = (
    what: string,
    before: Json | undefined,
    after: Json | undefined,
    more: Partial<WorkspaceSettings>,
  ): Changed | undefined =>
    JSON.stringify(before) === JSON.stringify(after)
      ? undefined
      : { what, before: before ?? null, after: after ?? null, settings: { ...settings, ...more } };
  const { model, capacity, approvals, nudge, ownWay, language } = settings;
  const { values = {} } = action;
  switch (action.verb) {
    case "model": {
      const chosen = engagementModels.find((each) => each === values.model);
      return chosen && to("model", model, chosen, { model: chosen });
    }
    case "capacity": {
      const number = parseCapacity(values.capacity ?? "");
      if (number === undefined) return undefined;
      const { capacity: _, ...rest } = settings;
      const after = number === 0 ? undefined : number;
      const made = to("capacity", capacity, after, {});
      return (
        made && { ...made, settings: { ...rest, ...(after !== undefined && { capacity: after }) } }
      );
    }
    case "approval": {
      const [kind] = action.args;
      const before = approvals[kind];
      const people = without(before?.people ?? [], values);
      const after = people.length === 0 ? undefined : { people, all: values.all === "all" };
      const { [kind]: _, ...others } = approvals;
      return to(`approval ${kind}`, before, after, {
        approvals: { ...others, ...(after && { [kind]: after }) },
      });
    }
    case "nudge": {
      const isOn = action.args[0] === "on";
      return to("nudge", nudge, isOn, { nudge: isOn });
    }
    case "house_language": {
      const chosen = availableLanguages.find((each) => each === values.language);
      return chosen === undefined
        ? undefined
        : to("language", language, chosen, { language: chosen });
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
export async function updateSetting(
  { w, workspace, at, by, newId }: SettingChangeContext,
  settings: WorkspaceSettings,
  action: WorkspaceAction,
): Promise<WorkspaceReply> {
  const next = { verb: "settings" as const };
  const made = changed(settings, action);
  if (!made) return { key: "same", next };
  if (action.verb === "model" && !changeReason(action))
    return { key: "model.why", next: { verb: "model", form: true } };
  await writeWorkspaceSettings(w, workspace, made.settings);
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: made.what,
    before: made.before,
    after: made.after,
    by: by.id,
    at,
    why: changeReason(action),
  });
  return {
    key: action.verb === "model" ? `changed.model.${made.settings.model}` : "changed",
    next,
  };
}

/** Names somebody an admin, or takes that back; one stays. */
export async function updateAdmins(
  { w, workspace, at, by, newId }: SettingChangeContext,
  admins: readonly Person[],
  action: WorkspaceAction,
): Promise<WorkspaceReply> {
  const before = admins.map(({ id }) => id);
  const { add = "", drop = "" } = action.values ?? {};
  const after = without(before, { add, drop });
  if (after.length === 0) return { key: "last_admin", next: { verb: "settings" } };
  if (JSON.stringify(before) === JSON.stringify(after))
    return { key: "same", next: { verb: "settings" } };
  if (add.trim()) await savePreferences(w, workspace, add.trim(), { admin: true });
  if (before.includes(drop) && drop !== add)
    await savePreferences(w, workspace, drop, { admin: false });
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: "admins",
    before,
    after,
    by: by.id,
    at,
    why: changeReason(action),
  });
  return { key: "changed", next: { verb: "settings" } };
}

/**
 * Who administers the workspace on its platform is an admin here as soon as they come to look, on
 * record.
 */
export async function addPlatformAdmin(
  { w, workspace, at, by, newId }: SettingChangeContext,
  admins: readonly Person[],
): Promise<Person[]> {
  const before = admins.map(({ id }) => id);
  await savePreferences(w, workspace, by.id, { admin: true });
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: "admins",
    before,
    after: [...before, by.id],
    by: "entwine",
    at,
  });
  return [...admins, by];
}
