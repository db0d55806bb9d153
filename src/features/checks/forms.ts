/** The forms behind the buttons of the check. */

import type { Words } from "../../lib/i18n.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { Reader } from "../../storage/store.ts";
import { readGroups } from "../workspace/groups.ts";
import { chainForm, validateChainForm } from "./chain/editor.ts";
import { type CheckCommand, type CheckVerb, encodeCheckAction } from "./command.ts";
import { readCheckLocalDate, readEnrolment } from "./schedule/enrolments.ts";
import { formatWeekdays, noTeamValue, parseCheckSettingsForm, parsePauseEnd } from "./settings.ts";

interface Ask {
  workspace: string;
  person: string;
  errand: CheckCommand;
  words: Words;
}

async function settingsFields(on: Reader, { workspace, person, words }: Ask): Promise<FormField[]> {
  const now = await readEnrolment(on, workspace, person);
  const groups = await readGroups(on, workspace);
  const label = (key: string): string => words.plain(`check.form.${key}`);
  const option = (value: string, key: string) => ({ value, label: label(key) });
  return [
    { name: "time", label: label("time"), value: now?.at ?? "15:00", required: true },
    {
      name: "days",
      label: label("days"),
      value: formatWeekdays(now?.days ?? "12345", words),
      required: true,
    },
    {
      name: "often",
      label: label("often"),
      kind: "choice",
      options: [option("daily", "daily"), option("weekly", "weekly")],
      value: now?.weekly ? "weekly" : "daily",
      required: true,
    },
    {
      name: "zone",
      label: label("zone"),
      hint: label("zone.hint"),
      ...(now?.zone && { value: now.zone }),
    },
    {
      name: "region",
      label: label("region"),
      hint: label("region.hint"),
      ...(now?.region && { value: now.region }),
    },
    ...(groups.length > 0
      ? [
          {
            name: "group",
            label: label("group"),
            kind: "choice" as const,
            options: [
              option(noTeamValue, "no_group"),
              ...groups.map(({ id, name }) => ({ value: id, label: name })),
            ],
            value: now?.group ?? noTeamValue,
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

const framed = (verb: CheckVerb, words: Words, fields: FormField[]): Form => ({
  id: encodeCheckAction(verb),
  title: words.plain(`check.form.${verb}.title`),
  submit: words.plain(verb === "mine" ? "check.form.show" : "check.form.save"),
  cancel: words.plain("check.form.cancel"),
  intro: words(`check.form.${verb}.intro`),
  fields,
});

/** Undefined where there is nothing to fill in. */
export async function buildCheckForm(on: Reader, ask: Ask): Promise<Form | undefined> {
  const { errand: command, words } = ask;
  switch (command.verb) {
    case "settings":
      return framed("settings", words, await settingsFields(on, ask));
    case "pause":
      return framed("pause", words, [
        { name: "until", label: words.plain("check.form.until"), kind: "date", required: true },
      ]);
    case "mine":
      return framed("mine", words, [
        { name: "from", label: words.plain("check.form.from"), kind: "date" },
        { name: "to", label: words.plain("check.form.to"), kind: "date" },
      ]);
    case "edit_chain":
      return command.subject ? chainForm(on, ask, command.subject) : undefined;
    default:
      return undefined;
  }
}

/** What is wrong with a form, by field: keys of sentences. */
export async function validateCheckForm(
  on: Reader,
  { workspace, person, errand: command }: Omit<Ask, "words">,
  now: Date,
): Promise<Record<string, string>> {
  const values = command.values ?? {};
  switch (command.verb) {
    case "settings":
      return parseCheckSettingsForm(values).mistakes;
    case "pause":
      return parsePauseEnd(
        values.until ?? "",
        (await readCheckLocalDate(on, workspace, person, now)).date,
      )
        ? {}
        : { until: "until" };
    case "mine":
      return values.from && values.to && values.from > values.to ? { to: "backwards" } : {};
    case "edit_chain":
      return validateChainForm(values);
    default:
      return {};
  }
}
