/** The forms behind the settings and the groups, and what of them is not accepted. */

import { availableLanguages, languageName, type Words } from "../../lib/i18n.ts";
import type { Person, PlatformName } from "../../platform/conversation-ref.ts";
import type { Form, FormField, FormOption } from "../../platform/form.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { type WorkspaceAction, type WorkspaceVerb, workspaceActions } from "./actions.ts";
import { parseDaysOffForm } from "./days-off-change.ts";
import type { Group } from "./groups.ts";
import { ownWayText } from "./own-way.ts";
import { engagementModels, type WorkspaceSettings } from "./settings.ts";
import { parseCapacity } from "./update-setting.ts";

/** What stands in the ledger that a form shows. */
export interface WorkspaceFormData {
  settings: WorkspaceSettings;
  admins: readonly Person[];
  /** Of an approval: who is asked. */
  approvers: readonly Person[];
  group: Group | undefined;
  /** Of the group. */
  members: readonly Person[];
  surface: PlatformName;
  /** ISO date where whoever fills it in is. */
  today: string;
}

const called = ({ id, name = id }: Person): string => name;

/**
 * A choice shows no more than these on Slack; in a longer list one is looked for like anybody else.
 */
const mostOptions = 100;

/**
 * A list is changed one person at a time: a field for somebody new, and one for whoever leaves it.
 */
function drop(people: readonly Person[], label: string): FormField[] {
  if (people.length === 0) return [];
  if (people.length > mostOptions) return [{ name: "drop", label, kind: "person" }];
  return [
    {
      name: "drop",
      label,
      kind: "choice",
      options: people.map((person): FormOption => ({ value: person.id, label: called(person) })),
    },
  ];
}

/** Undefined where there is nothing to fill in. */
export function buildWorkspaceForm(
  action: WorkspaceAction,
  { settings, admins, approvers, group, members, surface }: WorkspaceFormData,
  words: Words,
): Form | undefined {
  const { verb } = action;
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
      ...(group && { value: group.name }),
    },
    {
      name: "advocate",
      label: words.plain("organisation.form.group.advocate"),
      hint: words.plain("organisation.form.group.advocate.hint"),
      kind: "person",
      ...(group?.advocate && { value: group.advocate.id }),
    },
    {
      name: "strategy",
      label: words.plain("organisation.form.group.strategy"),
      hint: words.plain("organisation.form.group.strategy.hint"),
      multiline: true,
      ...(group?.strategy && { value: toPlainText(group.strategy) }),
    },
    ...(surface === "terminal"
      ? []
      : [
          {
            name: "source",
            label: words.plain("organisation.form.group.source"),
            hint: words.plain(`organisation.form.group.source.${surface}`),
            ...(group && group.source.kind !== "list" && { value: group.source.id }),
          } satisfies FormField,
        ]),
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
    capacity: () => [
      {
        name: "capacity",
        label: label("capacity"),
        hint: label("capacity.hint"),
        ...(settings.capacity && { value: `${settings.capacity}` }),
      },
      why,
    ],
    approval: () => [
      { name: "add", label: label("add"), kind: "person" },
      ...drop(approvers, label("drop")),
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
      ...drop(admins, label("drop")),
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
      ...drop(members, label("drop")),
    ],
    delete_group: () => [why],
  };
  const asks = fields[verb]?.();
  if (!asks || asks.length === 0 || ((verb === "members" || verb === "delete_group") && !group))
    return undefined;
  const kind = approved ? words.plain(`requests.choice.${approved}`) : "";
  return {
    id: workspaceActions.encode(verb, action.args[0]),
    title: label("title", about),
    submit: words.plain(
      verb === "delete_group" ? "organisation.form.delete" : "organisation.form.save",
    ),
    cancel: words.plain("organisation.form.cancel"),
    ...(intros.has(verb) && {
      intro: words(`organisation.form.${verb}.intro`, { ...about, kind }),
    }),
    fields: asks,
  };
}

const intros = new Set<WorkspaceVerb>([
  "model",
  "capacity",
  "approval",
  "own_way",
  "house_language",
  "admins",
  "add_days_off",
  "delete_group",
]);

/** A form that only says something: who may change this. */
export const notAllowedForm = (said: RichText, words: Words): Form => ({
  id: workspaceActions.encode("read"),
  title: words.plain("organisation.form.sorry.title"),
  submit: words.plain("organisation.form.sorry.read"),
  cancel: words.plain("organisation.form.cancel"),
  intro: said,
  fields: [],
});

/**
 * What is wrong with a form, by field: keys of sentences. `taken` tells whether another group has
 * that name.
 */
export function validateWorkspaceForm(
  { verb, values = {} }: WorkspaceAction,
  { settings, admins, approvers, members, today }: WorkspaceFormData,
  taken: boolean,
): Record<string, string> {
  const given = (field: string): string => (values[field] ?? "").trim();
  const person = given("add");
  switch (verb) {
    case "model":
      if (given("model") === settings.model) return { model: "same" };
      return given("why") === "" ? { why: "why" } : {};
    case "capacity":
      return parseCapacity(given("capacity")) === undefined ? { capacity: "number" } : {};
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
      const read = parseDaysOffForm(values, today);
      return "mistakes" in read ? read.mistakes : {};
    }
    case "new_group":
    case "edit_group":
      if (given("name") === "") return { name: "name" };
      return taken ? { name: "taken" } : {};
    default:
      return {};
  }
}
