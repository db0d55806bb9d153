/** Forms of settings and groups, and their validation. */

import { availableLanguages, languageName, type Words } from "../../lib/i18n.ts";
import {
  groupPlatformOf,
  type Person,
  type PlatformName,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Form, FormField, FormOption } from "../../platform/form.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import type { Reader } from "../../storage/store.ts";
import { groupOf, type WorkspaceAction, type WorkspaceVerb, workspaceActions } from "./actions.ts";
import { assignmentFields, assignmentMistakes, parseAssignmentForm } from "./assignment-rules.ts";
import { parseDaysOffForm, readWorkspaceToday } from "./days-off.ts";
import { type Group, readGroup, readGroupMembers, readGroups } from "./groups.ts";
import { readAdmins } from "./preferences.ts";
import {
  engagementModels,
  ownWayText,
  readWorkspaceSettings,
  type WorkspaceSettings,
} from "./settings.ts";
import {
  hourlyRateText,
  parseCapacity,
  parseHourlyRate,
  parseUntakenDays,
} from "./update-setting.ts";

/** Stored values that a form shows. */
export interface WorkspaceFormData {
  settings: WorkspaceSettings;
  admins: readonly Person[];
  /** People who are asked for an approval. */
  approvers: readonly Person[];
  group: Group | undefined;
  /** Business groups, for the choices of a rule. */
  groups: readonly Group[];
  /** Members of the group. */
  members: readonly Person[];
  platform: PlatformName;
  /** ISO date in the time zone of the person who fills it in. */
  today: string;
}

/** Reads what the form of an action shows. */
export async function readWorkspaceFormData(
  reader: Reader,
  { workspace, by, place }: Pick<InboundEvent, "workspace" | "by" | "place">,
  action: WorkspaceAction,
  now: Date,
): Promise<WorkspaceFormData> {
  const settings = await readWorkspaceSettings(reader, workspace);
  const approval = action.verb === "approval" ? settings.approvals[action.args[0]] : undefined;
  const approvers = approval?.people ?? [];
  const groupId = groupOf(action);
  const group = groupId === undefined ? undefined : await readGroup(reader, workspace, groupId);
  return {
    settings,
    platform: place.platform,
    today: await readWorkspaceToday(reader, workspace, by.id, now),
    admins: await readAdmins(reader, workspace),
    approvers: approvers.map(await readPersonNames(reader, workspace, approvers)),
    members: group ? await readGroupMembers(reader, workspace, group.id) : [],
    group,
    groups: action.verb === "assign" ? await readGroups(reader, workspace) : [],
  };
}

/** Limit of a choice on Slack; from a longer list people are picked like anybody else. */
const maxOptions = 100;

/** Field for the person to remove from a list; none where the list is empty. */
function dropFields(people: readonly Person[], label: string): FormField[] {
  if (people.length === 0) return [];
  if (people.length > maxOptions) return [{ name: "drop", label, kind: "person" }];
  return [
    {
      name: "drop",
      label,
      kind: "choice",
      options: people.map(({ id, name = id }): FormOption => ({ value: id, label: name })),
    },
  ];
}

/** Builds the form of an action; `undefined` where it has none. */
export function buildWorkspaceForm(
  action: WorkspaceAction,
  { settings, admins, approvers, group, groups, members, platform }: WorkspaceFormData,
  words: Words,
): Form | undefined {
  const { verb } = action;
  const groupPlatform = groupPlatformOf(platform);
  const approved = verb === "approval" ? action.args[0] : undefined;
  const label = (key: string, values?: Parameters<Words>[1]): string =>
    words.plain(`organisation.form.${verb}.${key}`, values);
  const about = { group: group?.name ?? "" };
  const why: FormField = {
    name: "why",
    label: words.plain("organisation.form.why"),
    multiline: true,
  };
  const groupFields = (): FormField[] => [
    {
      name: "name",
      label: words.plain("organisation.form.group.name"),
      required: true,
      value: group?.name,
    },
    {
      name: "advocate",
      label: words.plain("organisation.form.group.advocate"),
      hint: words.plain("organisation.form.group.advocate.hint"),
      kind: "person",
      value: group?.advocate?.id,
    },
    {
      name: "strategy",
      label: words.plain("organisation.form.group.strategy"),
      hint: words.plain("organisation.form.group.strategy.hint"),
      multiline: true,
      value: group?.strategy && toPlainText(group.strategy),
    },
    ...(groupPlatform
      ? [
          {
            name: "source",
            label: words.plain("organisation.form.group.source"),
            hint: words.plain(`organisation.form.group.source.${groupPlatform}`),
            value: group && group.source.kind !== "list" ? group.source.id : undefined,
          },
        ]
      : []),
  ];
  const fields: Partial<Record<WorkspaceVerb, () => FormField[]>> = {
    model: () => [
      {
        name: "model",
        label: label("model"),
        kind: "choice",
        options: engagementModels.map((value) => ({
          value,
          label: words.plain(`organisation.model.${value}.choice`),
        })),
        value: settings.model,
        required: true,
      },
      { ...why, label: label("why"), required: true },
    ],
    rate: () => [
      {
        name: "rate",
        label: label("rate"),
        hint: label("rate.hint"),
        value: settings.hourlyRate && hourlyRateText(settings.hourlyRate),
      },
    ],
    capacity: () => [
      {
        name: "capacity",
        label: label("capacity"),
        hint: label("capacity.hint"),
        value: settings.capacity ? `${settings.capacity}` : undefined,
      },
      why,
    ],
    untaken: () => [
      {
        name: "days",
        label: label("days"),
        hint: label("days.hint"),
        value: `${settings.untakenDays}`,
        required: true,
      },
      why,
    ],
    assign: () => [...assignmentFields(groups, label, words), why],
    approval: () => [
      { name: "add", label: label("add"), kind: "person" },
      ...dropFields(approvers, label("drop")),
      {
        name: "all",
        label: label("all"),
        kind: "choice",
        options: (["any", "all"] as const).map((value) => ({
          value,
          label: label(`all.${value}`),
        })),
        value: approved && settings.approvals[approved]?.all ? "all" : "any",
        required: true,
      },
      why,
    ],
    house_language: () => [
      {
        name: "language",
        label: label("language"),
        kind: "choice",
        options: availableLanguages.map((value) => ({ value, label: languageName(value) })),
        value: settings.language ?? "en",
        required: true,
      },
      why,
    ],
    own_way: () => [
      { name: "text", label: label("text"), multiline: true, value: ownWayText(settings, words) },
      why,
    ],
    admins: () => [
      { name: "add", label: label("add"), kind: "person" },
      ...dropFields(admins, label("drop")),
      why,
    ],
    add_days_off: () => [
      { name: "first", label: label("first"), kind: "date", required: true },
      { name: "last", label: label("last"), hint: label("last.hint"), kind: "date" },
      { name: "name", label: label("name"), required: true },
      { name: "region", label: label("region"), hint: label("region.hint") },
    ],
    new_group: groupFields,
    edit_group: () => (group ? groupFields() : []),
    members: () => [
      { name: "add", label: label("add"), kind: "person" },
      ...dropFields(members, label("drop")),
    ],
    delete_group: () => [why],
  };
  const formFields = fields[verb]?.();
  if (
    !formFields ||
    formFields.length === 0 ||
    ((verb === "members" || verb === "delete_group") && !group)
  )
    return undefined;
  const kind = approved ? words.plain(`requests.choice.${approved}`) : "";
  return {
    id: workspaceActions.encode(verb, action.args[0]),
    title: label("title", about),
    submit: words.plain(
      verb === "delete_group" ? "organisation.form.delete" : "organisation.form.save",
    ),
    cancel: words.plain("organisation.form.cancel"),
    intro: verbsWithIntro.has(verb)
      ? words(`organisation.form.${verb}.intro`, { ...about, kind })
      : undefined,
    fields: formFields,
  };
}

const verbsWithIntro = new Set<WorkspaceVerb>([
  "model",
  "capacity",
  "rate",
  "untaken",
  "assign",
  "approval",
  "own_way",
  "house_language",
  "admins",
  "add_days_off",
  "delete_group",
]);

/** Builds a form without fields, which only says who may change this. */
export const notAllowedForm = (intro: RichText, words: Words): Form => ({
  id: workspaceActions.encode("read"),
  title: words.plain("organisation.form.sorry.title"),
  submit: words.plain("organisation.form.sorry.read"),
  cancel: words.plain("organisation.form.cancel"),
  intro,
  fields: [],
});

/**
 * Returns the mistakes in a form as keys of sentences, by field.
 *
 * @param isNameTaken - Whether another group has the name.
 */
export function validateWorkspaceForm(
  { verb, values = {} }: WorkspaceAction,
  { settings, admins, approvers, members, today }: WorkspaceFormData,
  isNameTaken: boolean,
): Record<string, string> {
  const given = (field: string): string => (values[field] ?? "").trim();
  const person = given("add");
  switch (verb) {
    case "model":
      if (given("model") === settings.model) return { model: "same" };
      return given("why") === "" ? { why: "why" } : {};
    case "capacity":
      return parseCapacity(given("capacity")) === undefined ? { capacity: "number" } : {};
    case "rate":
      return parseHourlyRate(given("rate")) === undefined ? { rate: "rate" } : {};
    case "untaken":
      return parseUntakenDays(given("days")) === undefined ? { days: "untaken_days" } : {};
    case "assign":
      return assignmentMistakes(parseAssignmentForm(values, ""), settings.assignments);
    case "approval":
      return approvers.some(({ id }) => id === person) ? { add: "already" } : {};
    case "members":
      if (person === "" && given("drop") === "") return { add: "somebody" };
      return members.some(({ id }) => id === person) ? { add: "already" } : {};
    case "admins":
      if (person === "" && given("drop") === "") return { add: "somebody" };
      if (admins.some(({ id }) => id === person)) return { add: "already" };
      return person === "" && admins.length === 1 && given("drop") === admins[0]?.id
        ? { drop: "last_admin" }
        : {};
    case "add_days_off": {
      const parsed = parseDaysOffForm(values, today);
      return "mistakes" in parsed ? parsed.mistakes : {};
    }
    case "new_group":
    case "edit_group":
      if (given("name") === "") return { name: "name" };
      return isNameTaken ? { name: "taken" } : {};
    default:
      return {};
  }
}
