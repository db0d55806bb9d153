/** The forms behind the settings and the groups, and what of them is not accepted. */
import { kinds } from "../judgement/judge.ts";
import type { Field, Form, Option } from "../surface/form.ts";
import type { Person, SurfaceName } from "../surface/place.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { languages, nameOf, type Words } from "../words.ts";
import { capacityIn } from "./change.ts";
import { readDaysOff } from "./days-off-change.ts";
import { type Errand, pathTo, type Verb } from "./errand.ts";
import type { Group } from "./groups.ts";
import { ownWay } from "./own-way.ts";
import { models, type Settings } from "./settings.ts";

/** What stands in the ledger that a form shows. */
export interface Standing {
  settings: Settings;
  admins: readonly Person[];
  /** Of an approval: who is asked. */
  asked: readonly Person[];
  group?: Group;
  /** Of the group. */
  members: readonly Person[];
  surface: SurfaceName;
  /** ISO date where whoever fills it in is. */
  today: string;
}

const called = ({ id, name = id }: Person): string => name;

/** A choice shows no more than these on Slack; in a longer list one is looked for like anybody else. */
const mostOptions = 100;

/** A list is changed one person at a time: a field for somebody new, and one for whoever leaves it. */
function drop(people: readonly Person[], label: string): Field[] {
  if (people.length === 0) return [];
  if (people.length > mostOptions) return [{ name: "drop", label, kind: "person" }];
  return [{ name: "drop", label, kind: "choice", options: people.map((person): Option => ({ value: person.id, label: called(person) })) }];
}

/** Undefined where there is nothing to fill in. */
export function formOf({ verb, of }: Errand, { settings, admins, asked, group, members, surface }: Standing, words: Words): Form | undefined {
  const label = (key: string, values?: Parameters<Words>[1]): string => words.label(`organisation.form.${verb}.${key}`, values);
  const about = { group: group?.name ?? "" };
  const why: Field = { name: "why", label: words.label("organisation.form.why"), multiline: true };
  const groupFields = (): Field[] => [
    { name: "name", label: words.label("organisation.form.group.name"), required: true, ...(group && { value: group.name }) },
    {
      name: "advocate",
      label: words.label("organisation.form.group.advocate"),
      hint: words.label("organisation.form.group.advocate.hint"),
      kind: "person",
      ...(group?.advocate && { value: group.advocate.id }),
    },
    {
      name: "strategy",
      label: words.label("organisation.form.group.strategy"),
      hint: words.label("organisation.form.group.strategy.hint"),
      multiline: true,
      ...(group?.strategy && { value: plain(group.strategy) }),
    },
    ...(surface === "terminal"
      ? []
      : [
          {
            name: "source",
            label: words.label("organisation.form.group.source"),
            hint: words.label(`organisation.form.group.source.${surface}`),
            ...(group && group.source.kind !== "list" && { value: group.source.id }),
          } satisfies Field,
        ]),
  ];
  const fields: Partial<Record<Verb, () => Field[]>> = {
    model: () => [
      {
        name: "model",
        label: label("model"),
        kind: "choice",
        options: models.map((value) => ({ value, label: words.label(`organisation.model.${value}.choice`) })),
        value: settings.model,
        required: true,
      },
      { ...why, label: label("why"), required: true },
    ],
    capacity: () => [
      { name: "capacity", label: label("capacity"), hint: label("capacity.hint"), ...(settings.capacity && { value: `${settings.capacity}` }) },
      why,
    ],
    approval: () => [
      { name: "add", label: label("add"), kind: "person" },
      ...drop(asked, label("drop")),
      {
        name: "all",
        label: label("all"),
        kind: "choice",
        options: (["any", "all"] as const).map((value) => ({ value, label: label(`all.${value}`) })),
        value: settings.approvals[of as keyof Settings["approvals"]]?.all ? "all" : "any",
        required: true,
      },
      why,
    ],
    house_language: () => [
      {
        name: "language",
        label: label("language"),
        kind: "choice",
        options: languages.map((value) => ({ value, label: nameOf(value) })),
        value: settings.language ?? "en",
        required: true,
      },
      why,
    ],
    own_way: () => [{ name: "text", label: label("text"), multiline: true, value: ownWay(settings, words) }, why],
    admins: () => [{ name: "add", label: label("add"), kind: "person" }, ...drop(admins, label("drop")), why],
    add_days_off: () => [
      { name: "first", label: label("first"), kind: "date", required: true },
      { name: "last", label: label("last"), hint: label("last.hint"), kind: "date" },
      { name: "name", label: label("name"), required: true },
      { name: "region", label: label("region"), hint: label("region.hint") },
    ],
    new_group: groupFields,
    edit_group: () => (group ? groupFields() : []),
    members: () => [{ name: "add", label: label("add"), kind: "person" }, ...drop(members, label("drop"))],
    delete_group: () => [why],
  };
  const asks = fields[verb]?.();
  if (!asks || asks.length === 0 || ((verb === "members" || verb === "delete_group") && !group)) return undefined;
  if (verb === "approval" && !kinds.some((each) => each === of)) return undefined;
  const kind = verb === "approval" ? words.label(`requests.choice.${of}`) : "";
  return {
    id: pathTo(verb, of),
    title: label("title", about),
    submit: words.label(verb === "delete_group" ? "organisation.form.delete" : "organisation.form.save"),
    cancel: words.label("organisation.form.cancel"),
    ...(intros.has(verb) && { intro: words(`organisation.form.${verb}.intro`, { ...about, kind }) }),
    fields: asks,
  };
}

const intros = new Set<Verb>(["model", "capacity", "approval", "own_way", "house_language", "admins", "add_days_off", "delete_group"]);

/** A form that only says something: who may change this. */
export const sorry = (said: Prose, words: Words): Form => ({
  id: pathTo("read"),
  title: words.label("organisation.form.sorry.title"),
  submit: words.label("organisation.form.sorry.read"),
  cancel: words.label("organisation.form.cancel"),
  intro: said,
  fields: [],
});

/** What is wrong with a form, by field: keys of sentences. `taken` tells whether another group has that name. */
export function mistakesIn({ verb, values = {} }: Errand, { settings, admins, asked, members, today }: Standing, taken: boolean): Record<string, string> {
  const given = (field: string): string => (values[field] ?? "").trim();
  const person = given("add");
  switch (verb) {
    case "model":
      if (given("model") === settings.model) return { model: "same" };
      return given("why") === "" ? { why: "why" } : {};
    case "capacity":
      return capacityIn(given("capacity")) === undefined ? { capacity: "number" } : {};
    case "approval":
      return asked.some(({ id }) => id === person) ? { add: "already" } : {};
    case "members":
      if (person === "" && given("drop") === "") return { add: "somebody" };
      return members.some(({ id }) => id === person) ? { add: "already" } : {};
    case "admins":
      if (person === "" && given("drop") === "") return { add: "somebody" };
      if (admins.some(({ id }) => id === person)) return { add: "already" };
      return person === "" && admins.length === 1 && given("drop") === admins[0]?.id ? { drop: "last_admin" } : {};
    case "add_days_off": {
      const read = readDaysOff(values, today);
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
