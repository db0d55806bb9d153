/** How the workspace works, for everybody to read; whoever may change it finds a button at each line. */
import { kinds } from "../judgement/judge.ts";
import type { Button, Card, Element } from "../surface/card.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import { nameOf, type Words } from "../words.ts";
import type { DaysOff } from "./days-off.ts";
import { daysOffLine } from "./days-off-card.ts";
import { pathTo, type Verb } from "./errand.ts";
import { ownWay } from "./own-way.ts";
import type { Settings } from "./settings.ts";
import { termsOf } from "./terms.ts";

export const mention = ({ id, name }: Person): Prose => [{ person: id, ...(name && { name }) }];

export const listOf = (people: readonly Person[]): Prose => people.flatMap((person, index) => [...(index > 0 ? [", "] : []), ...mention(person)]);

/** What somebody reads who may not change how the workspace works. */
export const mayNot = (admins: readonly Person[], words: Words): Prose =>
  admins.length > 0 ? words("organisation.may_not", { who: listOf(admins) }) : words("organisation.admins.how");

export interface SettingsView {
  settings: Settings;
  admins: readonly Person[];
  /** Names for the ids in the settings. */
  person(id: string): Person;
  /** The last change of the engagement model. */
  chosen?: { by: Person; at: Date; why: Prose | null } | undefined;
  /** To come. */
  daysOff: readonly DaysOff[];
  mayChange: boolean;
  mayName: boolean;
}

export function settingsCard({ settings, admins, person, chosen, daysOff, mayChange, mayName }: SettingsView, words: Words): Card {
  const { model, capacity, approvals, nudge, language = "en" } = settings;
  const line = (verb: Verb, text: Prose, more: { note?: Prose; of?: string; key?: string; form?: false; may?: boolean; press?: string } = {}): Element => {
    const { note, of, key = "change", form, may = mayChange, press = pathTo(verb, of) } = more;
    const button: Button = { label: words.label(`organisation.button.${key}`), press, ...(form !== false && { opensForm: true }) };
    return { kind: "item", text, ...(note && { note }), ...(may && { button }) };
  };
  const approval = (kind: (typeof kinds)[number]): Element => {
    const { people = [], all = false } = approvals[kind] ?? {};
    const who = listOf(people.map(person));
    const label = words.label(`requests.choice.${kind}`);
    const text =
      people.length === 0
        ? words("organisation.approval.nobody", { kind: label })
        : words("organisation.approval", { kind: label, who, all: `${all && people.length > 1}` });
    return line("approval", text, { of: kind });
  };
  const { requests, retrospectives, checks } = termsOf(settings);
  const kept = {
    requests: words.label("keep.years", { count: requests }),
    retrospectives: words.label("keep.years", { count: retrospectives }),
    checks: words.label("keep.months", { count: checks }),
  };
  const by = chosen && words(chosen.why ? "organisation.chosen.why" : "organisation.chosen", { by: mention(chosen.by), at: chosen.at, why: chosen.why ?? "" });
  return [
    { kind: "heading", text: words("organisation.settings") },
    line("model", words(`organisation.model.${model}`), by ? { note: by } : {}),
    ...(model === "customer" ? [line("own_way", words("organisation.settings.own_way"), { note: [ownWay(settings, words)] })] : []),
    line("capacity", words(capacity === undefined ? "organisation.capacity.none" : "organisation.capacity", { capacity: capacity ?? 0 })),
    { kind: "text", text: words("organisation.approvals") },
    ...kinds.map(approval),
    ...(model === "partner"
      ? [line("nudge", words(`organisation.nudge.${nudge ? "on" : "off"}`), { of: nudge ? "off" : "on", key: nudge ? "off" : "on", form: false })]
      : []),
    line("house_language", words("organisation.language.house", { language: nameOf(language) })),
    line("settings", words("organisation.kept", kept), { press: "keep/change" }),
    line("holidays", daysOffLine(daysOff, words), { key: "show", form: false, may: true }),
    line("admins", admins.length === 0 ? words("organisation.admins.none") : words("organisation.admins", { who: listOf(admins) }), { may: mayName }),
    ...(mayChange ? [] : [{ kind: "note" as const, text: mayNot(admins, words) }]),
    {
      kind: "buttons",
      buttons: [
        { label: words.label("organisation.button.groups"), press: pathTo("groups") },
        { label: words.label("organisation.button.language"), press: pathTo("language") },
        ...(mayChange ? [{ label: words.label("organisation.button.audit"), press: pathTo("audit") }] : []),
      ],
    },
  ];
}

/** In the team's channel, when the whole organisation changes its way of working. */
export const announcement = (model: Settings["model"], by: Person, why: Prose, words: Words): Card => [
  { kind: "text", text: words(`organisation.announced.${model}`, { by: mention(by) }) },
  { kind: "quote", text: why },
  { kind: "note", text: words("organisation.announced.all") },
];
