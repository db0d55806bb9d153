/** Forms of the check, and their validation. */

import { workdaysOfZone } from "../../lib/dates/work-calendar.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Form, FormField } from "../../platform/form.ts";
import type { Reader } from "../../storage/store.ts";
import { readGroups } from "../workspace/groups.ts";
import { type CheckAction, type CheckVerb, checkActions } from "./actions.ts";
import { chainForm, validateChainForm } from "./chain-editor.ts";
import { parsePauseEnd } from "./parse-times.ts";
import {
  defaultCheckTime,
  readCheckLocalDate,
  readCheckZone,
  readEnrolment,
} from "./schedule/enrolments.ts";
import { formatWeekdays, noTeamValue, parseCheckSettingsForm } from "./settings.ts";

interface FormRequest {
  workspace: string;
  person: string;
  action: CheckAction;
  words: Words;
}

async function settingsFields(
  reader: Reader,
  { workspace, person, words }: FormRequest,
): Promise<FormField[]> {
  const enrolment = await readEnrolment(reader, workspace, person);
  const zone = await readCheckZone(reader, workspace, person);
  const groups = await readGroups(reader, workspace);
  const label = (key: string): string => words.plain(`check.form.${key}`);
  const option = (value: string, key: string) => ({ value, label: label(key) });
  return [
    {
      name: "time",
      label: label("time"),
      value: enrolment?.at ?? defaultCheckTime,
      required: true,
    },
    {
      name: "days",
      label: label("days"),
      value: formatWeekdays(enrolment?.days ?? workdaysOfZone(zone), words),
      required: true,
    },
    {
      name: "often",
      label: label("often"),
      kind: "choice",
      options: [option("daily", "daily"), option("weekly", "weekly")],
      value: enrolment?.weekly ? "weekly" : "daily",
      required: true,
    },
    {
      name: "zone",
      label: label("zone"),
      hint: label("zone.hint"),
      value: enrolment?.zone ?? undefined,
    },
    {
      name: "region",
      label: label("region"),
      hint: label("region.hint"),
      value: enrolment?.region ?? undefined,
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
            value: enrolment?.group ?? noTeamValue,
          },
        ]
      : []),
    {
      name: "count",
      label: label("count"),
      kind: "choice",
      options: [option("yes", "counts"), option("no", "observer")],
      value: enrolment?.observer ? "no" : "yes",
      required: true,
    },
  ];
}

const formOf = (verb: CheckVerb, words: Words, fields: FormField[]): Form => ({
  id: checkActions.encode(verb),
  title: words.plain(`check.form.${verb}.title`),
  submit: words.plain(verb === "mine" ? "check.form.show" : "check.form.save"),
  cancel: words.plain("check.form.cancel"),
  intro: words(`check.form.${verb}.intro`),
  fields,
});

/** Builds the form of a button; `undefined` where the button has none. */
export async function buildCheckForm(
  reader: Reader,
  request: FormRequest,
): Promise<Form | undefined> {
  const { action, words } = request;
  switch (action.verb) {
    case "settings":
      return formOf("settings", words, await settingsFields(reader, request));
    case "pause":
      return formOf("pause", words, [
        { name: "until", label: words.plain("check.form.until"), kind: "date", required: true },
      ]);
    case "mine":
      return formOf("mine", words, [
        { name: "from", label: words.plain("check.form.from"), kind: "date" },
        { name: "to", label: words.plain("check.form.to"), kind: "date" },
      ]);
    case "edit_chain":
      return action.args[0] ? chainForm(reader, request, action.args[0]) : undefined;
    default:
      return undefined;
  }
}

/** Returns the mistakes in a form as keys of sentences, by field. */
export async function validateCheckForm(
  reader: Reader,
  { workspace, person, action }: Omit<FormRequest, "words">,
  now: Date,
): Promise<Record<string, string>> {
  const values = action.values ?? {};
  switch (action.verb) {
    case "settings":
      return parseCheckSettingsForm(values).mistakes;
    case "pause":
      return parsePauseEnd(
        values.until ?? "",
        (await readCheckLocalDate(reader, workspace, person, now)).date,
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
