/** Cards of the workspace's settings; each line has a button for those who may change it. */

import { defaultLanguage, languageName, type Words } from "../../lib/i18n.ts";
import { requestKinds } from "../../nlu/judge.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  type CardElement,
  headingElement,
  itemElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../platform/card.ts";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";
import { personMention, personMentionList, type RichText } from "../../platform/rich-text.ts";
import { type WorkspaceVerb, workspaceActions } from "./actions.ts";
import { type AssignmentRule, maxAssignmentRules } from "./assignment-rules.ts";
import { type DaysOffPeriod, daysOffLine } from "./days-off.ts";
import { retentionTermsOf } from "./retention-terms.ts";
import { ownWayText, type WorkspaceSettings } from "./settings.ts";
import type { WorkspaceReply } from "./update-setting.ts";
import { hourlyRateText } from "./update-setting.ts";

/** Tells who may change settings, or how somebody is named who may. */
export function notAllowedText(
  admins: readonly Person[],
  { platform }: Pick<ConversationRef, "platform">,
  words: Words,
): RichText {
  if (admins.length > 0) return words("organisation.may_not", { who: personMentionList(admins) });
  const how = words("organisation.admins.how");
  return platform === "slack" ? [...how, " ", ...words("organisation.admins.how.slack")] : how;
}

/** The settings with what their card needs. */
export interface WorkspaceSettingsView {
  settings: WorkspaceSettings;
  admins: readonly Person[];
  /** Returns the person with an id in the settings. */
  person(id: string): Person;
  /** Returns the name of a business group. */
  groupName(id: string): string;
  /** The last change of the engagement model. */
  lastModelChange?: { by: Person; at: Date; why: RichText | null } | undefined;
  /** Upcoming periods. */
  daysOff: readonly DaysOffPeriod[];
  mayChange: boolean;
  mayNameAdmins: boolean;
  /** Conversation in which it is shown. */
  place: ConversationRef;
}

/** Renders the settings. */
export function workspaceSettingsCard(
  {
    settings,
    admins,
    person,
    groupName,
    lastModelChange,
    daysOff,
    mayChange,
    mayNameAdmins,
    place,
  }: WorkspaceSettingsView,
  words: Words,
): Card {
  const { model, capacity, approvals, nudge, language = defaultLanguage, hourlyRate } = settings;
  const line = (
    verb: WorkspaceVerb,
    text: RichText,
    {
      note,
      of,
      key = `change.${verb}`,
      kind = "",
      opensForm = true,
      hasButton = mayChange,
      press = workspaceActions.encode(verb, of),
    }: {
      note?: RichText | undefined;
      of?: string;
      key?: string;
      kind?: string;
      opensForm?: boolean;
      hasButton?: boolean;
      press?: string;
    } = {},
  ): CardElement => {
    const button = { label: words.plain(`organisation.button.${key}`, { kind }), press };
    return itemElement(text, {
      note,
      button: hasButton ? (opensForm ? asFormButton(button) : button) : undefined,
    });
  };
  const approval = (kind: (typeof requestKinds)[number]): CardElement => {
    const { people = [], all = false } = approvals[kind] ?? {};
    const who = personMentionList(people.map(person));
    const label = words.plain(`requests.choice.${kind}`);
    const text =
      people.length === 0
        ? words("organisation.approval.nobody", { kind: label })
        : words("organisation.approval", { kind: label, who, all: `${all && people.length > 1}` });
    return line("approval", text, { of: kind, kind });
  };
  /** Returns the line of a setting that is on or off, with a button that changes it. */
  const switched = (
    verb: "nudge" | "digest" | "value_report",
    isOn: boolean,
    textOf: (state: "on" | "off") => RichText,
  ): CardElement => {
    const [state, other] = isOn ? (["on", "off"] as const) : (["off", "on"] as const);
    return line(verb, textOf(state), { of: other, key: other, opensForm: false });
  };
  const { requests, retrospectives, checks } = retentionTermsOf(settings);
  const kept = {
    requests: words.plain("keep.years", { count: requests }),
    retrospectives: words.plain("keep.years", { count: retrospectives }),
    checks: words.plain("keep.months", { count: checks }),
  };
  const modelNote =
    lastModelChange &&
    words(lastModelChange.why ? "organisation.chosen.why" : "organisation.chosen", {
      by: personMention(lastModelChange.by),
      at: lastModelChange.at,
      why: lastModelChange.why ?? "",
    });
  return [
    headingElement(words("organisation.settings")),
    line("model", words(`organisation.model.${model}`), { note: modelNote }),
    ...(model === "customer"
      ? [
          line("own_way", words("organisation.settings.own_way"), {
            note: [ownWayText(settings, words)],
          }),
        ]
      : []),
    line(
      "capacity",
      words(capacity === undefined ? "organisation.capacity.none" : "organisation.capacity", {
        capacity: capacity ?? 0,
      }),
    ),
    line(
      "rate",
      hourlyRate
        ? words("organisation.rate", { rate: hourlyRateText(hourlyRate) })
        : words("organisation.rate.none"),
    ),
    line("untaken", words("organisation.untaken", { days: settings.untakenDays })),
    line(
      "assign",
      words(
        settings.assignments.length === 0
          ? "organisation.assignments.none"
          : "organisation.assignments",
      ),
      { hasButton: mayChange && settings.assignments.length < maxAssignmentRules },
    ),
    ...settings.assignments.map((rule, index) =>
      line("unassign", assignmentText(rule, { person, groupName }, words), {
        of: rule.id,
        kind: `${index + 1}`,
        opensForm: false,
      }),
    ),
    ...(mayChange || requestKinds.some((kind) => approvals[kind]?.people.length)
      ? [textElement(words("organisation.approvals")), ...requestKinds.map(approval)]
      : [textElement(words("organisation.approvals.none"))]),
    switched("digest", settings.digest, (state) => words(`organisation.digest.${state}`)),
    switched("value_report", settings.valueReport, (state) =>
      words(`organisation.value_report.${state}`),
    ),
    ...(model === "partner"
      ? [switched("nudge", nudge, (state) => words(`organisation.nudge.${state}`))]
      : []),
    line(
      "house_language",
      words("organisation.language.house", { language: languageName(language) }),
    ),
    line("settings", words("organisation.kept", kept), { press: "keep/change" }),
    line("holidays", daysOffLine(daysOff, words), {
      key: "holidays",
      opensForm: false,
      hasButton: true,
    }),
    ...(admins.length > 0 || mayNameAdmins
      ? [
          line(
            "admins",
            admins.length === 0
              ? words("organisation.admins.none")
              : words("organisation.admins", { who: personMentionList(admins) }),
            { hasButton: mayNameAdmins },
          ),
        ]
      : []),
    ...(mayChange ? [] : [noteElement(notAllowedText(admins, place, words))]),
    buttonRow(
      {
        label: words.plain("organisation.button.groups"),
        press: workspaceActions.encode("groups"),
      },
      {
        label: words.plain("organisation.button.language"),
        press: workspaceActions.encode("language"),
      },
      mayChange && {
        label: words.plain("organisation.button.audit"),
        press: workspaceActions.encode("audit"),
      },
    ),
  ];
}

/** Returns a rule in words: its conditions, and who is named. */
function assignmentText(
  { kind, words: phrases, group, person, team }: AssignmentRule,
  names: Pick<WorkspaceSettingsView, "person" | "groupName">,
  words: Words,
): RichText {
  const conditions = [
    ...(kind ? [words.plain(`requests.choice.${kind}`)] : []),
    ...(phrases
      ? [words.plain("organisation.assignment.words", { words: phrases.join(", ") })]
      : []),
    ...(group
      ? [words.plain("organisation.assignment.group", { group: names.groupName(group) })]
      : []),
  ];
  return words("organisation.assignment", {
    conditions: conditions.join(" · "),
    who: assignedNames({
      person: person === undefined ? undefined : names.person(person),
      team: team && names.groupName(team),
    }),
  });
}

/** Returns who is named on a card: a person, a group, or both. */
export const assignedNames = ({
  person,
  team,
}: {
  person?: Person | undefined;
  team?: string | undefined;
}): RichText => [
  ...(person ? personMention(person) : []),
  ...(person && team ? [", "] : []),
  ...(team ? [team] : []),
];

/** Announces a change of the engagement model in the brief channel. */
export const modelAnnouncementCard = (
  model: WorkspaceSettings["model"],
  by: Person,
  why: RichText,
  words: Words,
): Card => [
  textElement(words(`organisation.announced.${model}`, { by: personMention(by) })),
  quoteElement(why),
  noteElement(words("organisation.announced.all")),
];

/** Returns a reply, with a button for what may come next. */
export function replyCard({ key, values = {}, next }: WorkspaceReply, words: Words): Card {
  const button = next && {
    label: words.plain(`organisation.button.${next.form ? "form" : next.verb}`),
    press: workspaceActions.encode(next.verb, next.of),
  };
  return [
    textElement(words(`organisation.${key}`, values)),
    ...(button ? [buttonRow(next.form ? asFormButton(button) : button)] : []),
  ];
}
