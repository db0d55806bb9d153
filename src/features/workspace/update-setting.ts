/** Changes of settings and admins, each recorded in the audit log. */

import type { TurnContext } from "../../core/feature.ts";
import { availableLanguages, defaultLanguage } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { WorkspaceAction, WorkspaceVerb } from "./actions.ts";
import { assignmentMistakes, parseAssignmentForm } from "./assignment-rules.ts";
import { recordAuditEntry } from "./audit-log.ts";
import { savePreferences } from "./preferences.ts";
import { engagementModels, type WorkspaceSettings, writeWorkspaceSettings } from "./settings.ts";

/** What a change of a setting needs. */
export interface SettingChangeContext
  extends Pick<TurnContext, "w" | "workspace" | "at" | "newId" | "scheduleJob"> {
  by: Person;
}

/** Reply to an action: the sentence `organisation.<key>`, and a button for what may come next. */
export interface WorkspaceReply {
  key: string;
  values?: Record<string, RichText | string | number>;
  next?: { verb: WorkspaceVerb; of?: string | undefined; form?: true };
}

/** Returns the reason that was given for a change. */
export const changeReason = ({ values }: WorkspaceAction): RichText | undefined =>
  values?.why?.trim() ? [values.why.trim()] : undefined;

interface SettingChange {
  /** Name of the setting in the audit log. */
  what: string;
  settings: WorkspaceSettings;
  before: Json;
  after: Json;
}

/** Returns the people after one was added and one removed. */
const updatePeople = (
  people: readonly string[],
  { add = "", drop = "" }: Record<string, string>,
): string[] => [
  ...new Set([...people.filter((id) => id !== drop), ...(add.trim() ? [add.trim()] : [])]),
];

/** Parses a number of at most four digits; 0 means no limit. */
export const parseCapacity = (text: string): number | undefined =>
  /^(?:[1-9]\d{0,3})?$/.test(text.trim()) ? Number(text) : undefined;

type HourlyRate = NonNullable<WorkspaceSettings["hourlyRate"]>;

/** Parses an amount and a currency ("85 EUR"); null means no rate. */
export function parseHourlyRate(text: string): HourlyRate | null | undefined {
  if (text.trim() === "") return null;
  const [, amount = "", currency = ""] =
    /^(\d{1,5}(?:[.,]\d{1,2})?)\s*([a-z]{3})$/i.exec(text.trim()) ?? [];
  const rate = { amount: Number(amount.replace(",", ".")), currency: currency.toUpperCase() };
  return rate.amount > 0 && Intl.supportedValuesOf("currency").includes(rate.currency)
    ? rate
    : undefined;
}

/** Returns an hourly rate in words. */
export const hourlyRateText = ({ amount, currency }: HourlyRate): string => `${amount} ${currency}`;

/** Parses working days, at most thirty. */
export const parseUntakenDays = (text: string): number | undefined =>
  /^(?:[12]?\d|30)$/.test(text.trim()) ? Number(text) : undefined;

/**
 * Returns the change of a setting; `undefined` where nothing changes. Pure.
 * @param newId id of a rule that it adds
 */
function settingChange(
  settings: WorkspaceSettings,
  action: WorkspaceAction,
  newId: string,
): SettingChange | undefined {
  const changeOf = (
    what: string,
    before: Json | undefined,
    after: Json | undefined,
    changed: Partial<WorkspaceSettings>,
  ): SettingChange | undefined =>
    JSON.stringify(before) === JSON.stringify(after)
      ? undefined
      : {
          what,
          before: before ?? null,
          after: after ?? null,
          settings: { ...settings, ...changed },
        };
  const { model, capacity, approvals, nudge, ownWay, language, hourlyRate } = settings;
  const { values = {} } = action;
  switch (action.verb) {
    case "model": {
      const chosen = engagementModels.find((each) => each === values.model);
      return chosen && changeOf("model", model, chosen, { model: chosen });
    }
    case "capacity": {
      const number = parseCapacity(values.capacity ?? "");
      if (number === undefined) return undefined;
      const after = number || undefined;
      return changeOf("capacity", capacity, after, { capacity: after });
    }
    case "rate": {
      const rate = parseHourlyRate(values.rate ?? "");
      if (rate === undefined) return undefined;
      const before = hourlyRate && hourlyRateText(hourlyRate);
      const after = rate ? hourlyRateText(rate) : undefined;
      return changeOf("rate", before, after, { hourlyRate: rate ?? undefined });
    }
    case "approval": {
      const [kind] = action.args;
      const before = approvals[kind];
      const people = updatePeople(before?.people ?? [], values);
      const after = people.length === 0 ? undefined : { people, all: values.all === "all" };
      return changeOf(`approval ${kind}`, before, after, {
        approvals: { ...approvals, [kind]: after },
      });
    }
    case "nudge": {
      const isOn = action.args[0] === "on";
      return changeOf("nudge", nudge, isOn, { nudge: isOn });
    }
    case "digest": {
      const isOn = action.args[0] === "on";
      return changeOf("digest", settings.digest, isOn, { digest: isOn });
    }
    case "value_report": {
      const isOn = action.args[0] === "on";
      return changeOf("value_report", settings.valueReport, isOn, { valueReport: isOn });
    }
    case "untaken": {
      const days = parseUntakenDays(values.days ?? "");
      return days === undefined
        ? undefined
        : changeOf("untaken", settings.untakenDays, days, { untakenDays: days });
    }
    case "assign": {
      const rule = parseAssignmentForm(values, newId);
      if (Object.keys(assignmentMistakes(rule, settings.assignments)).length > 0) return undefined;
      const after = [...settings.assignments, rule];
      return changeOf("assignments", settings.assignments as Json, after as Json, {
        assignments: after,
      });
    }
    case "unassign": {
      const [id] = action.args;
      const after = settings.assignments.filter((rule) => rule.id !== id);
      return changeOf("assignments", settings.assignments as Json, after as Json, {
        assignments: after,
      });
    }
    case "house_language": {
      const chosen = availableLanguages.find((each) => each === values.language);
      return chosen === undefined
        ? undefined
        : changeOf("language", language ?? defaultLanguage, chosen, { language: chosen });
    }
    case "own_way": {
      const text = values.text?.trim() || undefined;
      return changeOf("own_way", ownWay, text, { ownWay: text });
    }
    default:
      return undefined;
  }
}

/** Changes a setting, and replies whether there was anything to change. */
export async function updateSetting(
  { w, workspace, at, by, newId }: SettingChangeContext,
  settings: WorkspaceSettings,
  action: WorkspaceAction,
): Promise<WorkspaceReply> {
  const next = { verb: "settings" as const };
  const change = settingChange(settings, action, newId());
  if (!change) return { key: "same", next };
  if (action.verb === "model" && !changeReason(action))
    return { key: "model.why", next: { verb: "model", form: true } };
  await writeWorkspaceSettings(w, workspace, change.settings);
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: change.what,
    before: change.before,
    after: change.after,
    by: by.id,
    at,
    why: changeReason(action),
  });
  return {
    key: action.verb === "model" ? `changed.model.${change.settings.model}` : "changed",
    next,
  };
}

/** Adds or removes an admin; the last one cannot be removed. */
export async function updateAdmins(
  { w, workspace, at, by, newId }: SettingChangeContext,
  admins: readonly Person[],
  action: WorkspaceAction,
): Promise<WorkspaceReply> {
  const before = admins.map(({ id }) => id);
  const { add = "", drop = "" } = action.values ?? {};
  const after = updatePeople(before, { add, drop });
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

/** Makes the person an admin who administers the workspace on its platform, and records it. */
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
