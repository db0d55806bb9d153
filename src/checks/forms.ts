/** The forms behind the buttons of the check. */
import { groupsOf } from "../organisation/groups.ts";
import type { Reader } from "../storage/store.ts";
import type { Field, Form } from "../surface/form.ts";
import type { Words } from "../words.ts";
import { chainForm, chainMistakes } from "./chain-talk.ts";
import { enrolmentOf, todayOf } from "./enrolments.ts";
import { type Errand, pathTo, type Verb } from "./errand.ts";
import { choicesIn, daysInWords, noTeam, pauseIn } from "./times.ts";

interface Ask {
  workspace: string;
  person: string;
  errand: Errand;
  words: Words;
}

async function settingsFields(on: Reader, { workspace, person, words }: Ask): Promise<Field[]> {
  const now = await enrolmentOf(on, workspace, person);
  const groups = await groupsOf(on, workspace);
  const label = (key: string): string => words.label(`check.form.${key}`);
  const option = (value: string, key: string) => ({ value, label: label(key) });
  return [
    { name: "time", label: label("time"), value: now?.at ?? "15:00", required: true },
    { name: "days", label: label("days"), value: daysInWords(now?.days ?? "12345", words), required: true },
    {
      name: "often",
      label: label("often"),
      kind: "choice",
      options: [option("daily", "daily"), option("weekly", "weekly")],
      value: now?.weekly ? "weekly" : "daily",
      required: true,
    },
    { name: "zone", label: label("zone"), hint: label("zone.hint"), ...(now?.zone && { value: now.zone }) },
    { name: "region", label: label("region"), hint: label("region.hint"), ...(now?.region && { value: now.region }) },
    ...(groups.length > 0
      ? [
          {
            name: "group",
            label: label("group"),
            kind: "choice" as const,
            options: [option(noTeam, "no_group"), ...groups.map(({ id, name }) => ({ value: id, label: name }))],
            value: now?.group ?? noTeam,
          },
        ]
      : []),
    {
      name: "count",
      label: label("count"),
      kind: "choice",
      options: [option("yes", "counts"), option("no", "observer")],
      value: now?.observer ? "no" : "yes",
      required: true,
    },
  ];
}

const framed = (verb: Verb, words: Words, fields: Field[]): Form => ({
  id: pathTo(verb),
  title: words.label(`check.form.${verb}.title`),
  submit: words.label(verb === "mine" ? "check.form.show" : "check.form.save"),
  cancel: words.label("check.form.cancel"),
  intro: words(`check.form.${verb}.intro`),
  fields,
});

/** Undefined where there is nothing to fill in. */
export async function formOf(on: Reader, ask: Ask): Promise<Form | undefined> {
  const { errand, words } = ask;
  switch (errand.verb) {
    case "settings":
      return framed("settings", words, await settingsFields(on, ask));
    case "pause":
      return framed("pause", words, [{ name: "until", label: words.label("check.form.until"), kind: "date", required: true }]);
    case "mine":
      return framed("mine", words, [
        { name: "from", label: words.label("check.form.from"), kind: "date" },
        { name: "to", label: words.label("check.form.to"), kind: "date" },
      ]);
    case "edit_chain":
      return errand.of ? chainForm(on, ask, errand.of) : undefined;
    default:
      return undefined;
  }
}

/** What is wrong with a form, by field: keys of sentences. */
export async function mistakesOf(on: Reader, { workspace, person, errand }: Omit<Ask, "words">, now: Date): Promise<Record<string, string>> {
  const values = errand.values ?? {};
  switch (errand.verb) {
    case "settings":
      return choicesIn(values).mistakes;
    case "pause":
      return pauseIn(values.until ?? "", (await todayOf(on, workspace, person, now)).date) ? {} : { until: "until" };
    case "mine":
      return values.from && values.to && values.from > values.to ? { to: "backwards" } : {};
    case "edit_chain":
      return chainMistakes(values);
    default:
      return {};
  }
}
