/** A person's settings of the check: shown, and changed by commands, buttons and a form. */

import { noonOf, zonedDateTimeAt } from "../../lib/dates/calendar-dates.ts";
import { isHolidayRegion } from "../../lib/dates/public-holidays.ts";
import { normaliseTimeZone, zonesOfAbbreviation } from "../../lib/dates/time-zone.ts";
import { workdaysOfZone } from "../../lib/dates/work-calendar.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  factsElement,
  headingElement,
  textElement,
} from "../../platform/card.ts";
import { withoutThread } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import { readGroup } from "../workspace/groups.ts";
import { type CheckAction, checkActions } from "./actions.ts";
import { checkButton } from "./cards.ts";
import { type CheckContext, postCheckCard, postCheckText } from "./daily-question.ts";
import { parsePauseEnd, parseTimeOfDay, parseWeekdays } from "./parse-times.ts";
import {
  defaultCheckTime,
  type EnrolmentChoices,
  enrolPerson,
  readCheckLocalDate,
  readCheckZone,
  readEnrolment,
  stopEnrolment,
  updateEnrolment,
} from "./schedule/enrolments.ts";

/** Value of a form's choice for no team. */
export const noTeamValue = "none";

/** Parses the settings form. `mistakes` has the keys of sentences by field. */
export function parseCheckSettingsForm(values: Record<string, string>): {
  choices: EnrolmentChoices;
  mistakes: Record<string, string>;
} {
  const given = (field: string): string => (values[field] ?? "").trim();
  const [at, days] = [parseTimeOfDay(given("time")), parseWeekdays(given("days"))];
  const [zone, region] = [normaliseTimeZone(given("zone")), given("region").toUpperCase()];
  const mistakes = {
    ...(at === undefined && { time: "time" }),
    ...(days === undefined && { days: "days" }),
    ...(given("zone") !== "" && !zone && { zone: "zone" }),
    ...(zonesOfAbbreviation(given("zone")).length > 0 && { zone: "zone.shared" }),
    ...(region !== "" && !isHolidayRegion(region) && { region: "region" }),
  };
  const choices: EnrolmentChoices = {
    ...(at !== undefined && { at }),
    ...(days !== undefined && { days }),
    zone: zone ?? null,
    region: region && isHolidayRegion(region) ? region : null,
    weekly: given("often") === "weekly",
    observer: given("count") === "no",
    ...(values.group !== undefined && {
      group: given("group") === noTeamValue ? null : given("group") || null,
    }),
  };
  return { choices, mistakes };
}

/** Two weeks of ISO weekdays, in which a row of days may go over a Sunday. */
const twoWeeks = "12345671234567";

/** Formats ISO weekdays as "Monday to Friday", "Sunday to Thursday" or "Monday, Wednesday". */
export function formatWeekdays(days: string, words: Words): string {
  const row =
    days.length > 2
      ? [...days]
          .map((_, at) => days.slice(at) + days.slice(0, at))
          .find((rotated) => twoWeeks.includes(rotated))
      : undefined;
  const names = [...(row ?? days)].map((day) =>
    words.plain("check.day", { day: noonOf(`2027-03-0${day}`) }),
  ); // 1 March 2027 is a Monday
  return row
    ? words.plain("check.days.row", { first: names[0] ?? "", last: names.at(-1) ?? "" })
    : names.join(", ");
}

async function settingsCard(
  { ctx, enrolment, zone, today }: CheckContext,
  words: Words,
): Promise<Card> {
  if (!enrolment || enrolment.stoppedAt)
    return [
      textElement(words("check.settings.off")),
      buttonRow(
        { ...checkButton(words, "on", "on"), style: "primary" },
        checkButton(words, "mine", "mine"),
        checkButton(words, "team", "team"),
        checkButton(words, "chain", "chain"),
      ),
    ];
  const { at, days, region, weekly, observer, pausedUntil, group } = enrolment;
  const team = group === null ? undefined : await readGroup(ctx.w, ctx.workspace, group);
  const paused = pausedUntil !== null && pausedUntil > today;
  const fact = (key: string, value: RichText) => ({
    label: words.plain(`check.settings.${key}`),
    value,
  });
  return [
    textElement(
      paused
        ? words("check.settings.paused", { date: noonOf(pausedUntil) })
        : words("check.settings.on"),
    ),
    factsElement([
      fact("time", words("check.settings.at", { time: at, zone })),
      fact("days", [formatWeekdays(days, words)]),
      fact("often", words(`check.settings.${weekly ? "weekly" : "daily"}`)),
      fact("region", region ? [region] : words("check.settings.no_region")),
      fact("group", [team?.name ?? words.plain("check.settings.no_team")]),
      fact("count", words(`check.settings.${observer ? "observer" : "counts"}`)),
    ]),
    buttonRow(
      asFormButton(checkButton(words, "settings", "settings")),
      paused
        ? checkButton(words, "back", "back")
        : asFormButton(checkButton(words, "pause", "pause")),
      checkButton(words, "mine", "mine"),
      checkButton(words, "team", "team"),
      checkButton(words, "chain", "chain"),
      checkButton(words, "off", "off"),
    ),
  ];
}

const changeSettings = async (context: CheckContext, choices: EnrolmentChoices): Promise<void> =>
  updateEnrolment(
    context.ctx.w,
    context.personKey.workspace,
    context.personKey.person,
    choices,
    context.ctx.at,
  );

/** Returns the daily question on a person's home page: when it comes next. */
export async function checkHomeSection(
  on: Reader,
  { workspace, person }: { workspace: string; person: string },
  words: Words,
): Promise<Card> {
  const enrolment = await readEnrolment(on, workspace, person);
  const zone = await readCheckZone(on, workspace, person);
  const next = enrolment && !enrolment.stoppedAt ? enrolment.nextAt : null;
  const local = next && zonedDateTimeAt(next, zone);
  return [
    headingElement(words("check.button.check")),
    textElement(
      local
        ? words("check.home.next", {
            date: noonOf(local.toPlainDate().toString()),
            time: local.toPlainTime().toString({ smallestUnit: "minute" }),
            zone,
          })
        : words("check.settings.off"),
    ),
    buttonRow(checkButton(words, "mine", "mine"), checkButton(words, "chain", "chain")),
  ];
}

/** Turns the check on for the person who asks; ends a pause. */
async function turnOn(context: CheckContext): Promise<void> {
  const { ctx, personKey, place, group, enrolment, today, zone } = context;
  const { words } = ctx;
  if (enrolment && !enrolment.stoppedAt) {
    if (enrolment.pausedUntil && enrolment.pausedUntil > today) return endPause(context);
    return void postCheckText(
      context,
      "on.already",
      {},
      checkButton(words, "see_settings", "settings"),
    );
  }
  await enrolPerson(ctx.w, {
    ...personKey,
    place: withoutThread(place),
    by: personKey.person,
    now: ctx.at,
    group,
  });
  const days = formatWeekdays(enrolment?.days ?? workdaysOfZone(zone), words);
  postCheckText(
    context,
    zone === "UTC" ? "on.utc" : "on",
    { time: enrolment?.at ?? defaultCheckTime, days },
    checkButton(words, "now", "now"),
    asFormButton(checkButton(words, "settings", "settings")),
    checkButton(words, "off", "off"),
  );
}

async function endPause(context: CheckContext): Promise<void> {
  const { words } = context.ctx;
  await changeSettings(context, { pausedUntil: null });
  postCheckText(
    context,
    "back",
    {},
    checkButton(words, "now", "now"),
    checkButton(words, "see_settings", "settings"),
  );
}

/** Runs a command, button or form that changes a person's settings. */
export async function runCheckSettingsCommand(
  context: CheckContext,
  action: CheckAction,
): Promise<void> {
  const { verb, values } = action;
  const { ctx, personKey, enrolment, today } = context;
  const { words, w } = ctx;
  const seen = checkButton(words, "see_settings", "settings");
  if (verb === "on") return turnOn(context);
  if (verb === "settings" && !values)
    return void postCheckCard(context, await settingsCard(context, words));
  if (!enrolment || enrolment.stoppedAt)
    return void postCheckText(
      context,
      verb === "off" ? "off.already" : "not_enrolled",
      {},
      checkButton(words, "on", "on"),
    );
  switch (action.verb) {
    case "off":
      await stopEnrolment(w, personKey.workspace, personKey.person, ctx.at);
      return void postCheckText(context, "off", {}, checkButton(words, "on", "on"));
    case "settings": {
      const { choices, mistakes } = parseCheckSettingsForm(values ?? {});
      if (Object.keys(mistakes).length > 0)
        return void postCheckText(
          context,
          "fill_in",
          {},
          asFormButton(checkButton(words, "settings", "settings")),
        );
      await changeSettings(context, choices);
      return show();
    }
    case "time": {
      const at = parseTimeOfDay(action.args[0] ?? "");
      if (!at) return void postCheckText(context, "which_time", {}, seen);
      await changeSettings(context, { at });
      return void postCheckText(context, "changed.time", { time: at }, seen);
    }
    case "days": {
      const days = parseWeekdays(action.args[0] ?? "");
      if (!days) return void postCheckText(context, "which_days", {}, seen);
      await changeSettings(context, { days });
      return void postCheckText(
        context,
        "changed.days",
        { days: formatWeekdays(days, words) },
        seen,
      );
    }
    case "zone": {
      const meant = zonesOfAbbreviation(action.args[0] ?? "").map((name) => ({
        label: name.split("/").at(-1)!.replaceAll("_", " "),
        press: checkActions.encode("zone", name),
      }));
      if (meant.length > 0) return void postCheckText(context, "which_zone.shared", {}, ...meant);
      const zone = normaliseTimeZone(action.args[0]);
      if (action.args[0] && !zone) return void postCheckText(context, "which_zone", {}, seen);
      await changeSettings(context, { zone: zone ?? null });
      return show();
    }
    case "region": {
      const region = (action.args[0] ?? "").toUpperCase();
      const isNone = /^(?:NONE|OFF|NO)$/.test(region);
      if (isNone) await changeSettings(context, { region: null });
      else if (!isHolidayRegion(region))
        return void postCheckText(context, "which_region", {}, seen);
      else await changeSettings(context, { region });
      return void postCheckText(
        context,
        isNone ? "changed.no_region" : "changed.region",
        { region },
        seen,
      );
    }
    case "pause": {
      const until = parsePauseEnd(values?.until ?? action.args[0] ?? "", today);
      if (!until)
        return void postCheckText(
          context,
          "until_when",
          {},
          asFormButton(checkButton(words, "pause", "pause")),
        );
      await changeSettings(context, { pausedUntil: until });
      return void postCheckText(
        context,
        "paused",
        { date: noonOf(until) },
        checkButton(words, "back", "back"),
      );
    }
    case "back":
      return endPause(context);
    case "daily":
    case "weekly":
      await changeSettings(context, { weekly: verb === "weekly", misses: 0 });
      return void postCheckText(
        context,
        `changed.${verb}`,
        {},
        verb === "weekly" ? checkButton(words, "daily", "daily") : seen,
      );
    default:
  }

  async function show(): Promise<void> {
    const { zone, date } = await readCheckLocalDate(
      w,
      personKey.workspace,
      personKey.person,
      ctx.at,
    );
    postCheckCard(
      context,
      await settingsCard(
        {
          ...context,
          enrolment: await readEnrolment(w, personKey.workspace, personKey.person),
          zone,
          today: date,
        },
        words,
      ),
    );
  }
}
