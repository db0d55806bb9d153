/** When somebody is asked: shown as it stands, and changed by a word, a button or a form. */

import { readDate } from "../judgement/dates.ts";
import { readGroup } from "../organisation/groups.ts";
import { isRegion } from "../public-holidays.ts";
import type { Card } from "../surface/card.ts";
import { withoutThread } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import { normaliseZone } from "../time-zone.ts";
import type { Words } from "../words.ts";
import { isDate } from "../working-time.ts";
import { opens, press } from "./cards.ts";
import { plainly, type Scene, say } from "./day.ts";
import { type Choices, change, enrol, enrolmentOf, leave, todayOf } from "./enrolments.ts";
import type { Errand } from "./errand.ts";
import { readDays, readTime } from "./said.ts";
import { noon } from "./weeks.ts";

/** Stands for no team among the teams of a form. */
export const noTeam = "none";

/** What a form says, as choices; or what of it is not understood, by field: keys of sentences. */
export function choicesIn(values: Record<string, string>): { choices: Choices; mistakes: Record<string, string> } {
  const given = (field: string): string => (values[field] ?? "").trim();
  const [at, days] = [readTime(given("time")), readDays(given("days"))];
  const [zone, region] = [normaliseZone(given("zone")), given("region").toUpperCase()];
  const mistakes = {
    ...(at === undefined && { time: "time" }),
    ...(days === undefined && { days: "days" }),
    ...(given("zone") !== "" && !zone && { zone: "zone" }),
    ...(region !== "" && !isRegion(region) && { region: "region" }),
  };
  const choices: Choices = {
    ...(at !== undefined && { at }),
    ...(days !== undefined && { days }),
    zone: zone ?? null,
    region: region && isRegion(region) ? region : null,
    weekly: given("often") === "weekly",
    observer: given("count") === "no",
    ...(values.group !== undefined && { group: given("group") === noTeam ? null : given("group") || null }),
  };
  return { choices, mistakes };
}

/** The day until which somebody names a pause; undefined where it is none to come. */
export function pauseIn(text: string, today: string): string | undefined {
  const date = isDate(text.trim())
    ? text.trim()
    : readDate(/^\d+|^(?:an?|one|two|three|four|five|six)\s/i.test(text.trim()) && /\b(?:day|week|month)/i.test(text) ? `in ${text}` : text, today);
  return date && date > today ? date : undefined;
}

/** ISO weekdays as people read them: "Monday to Friday", "Monday, Wednesday". */
export function daysInWords(days: string, words: Words): string {
  const names = [...days].map((day) => words.label("check.day", { day: noon(`2027-03-0${day}`) })); // 1 March 2027 is a Monday
  const inARow = days.length > 2 && "1234567".includes(days);
  return inARow ? words.label("check.days.row", { first: names[0] ?? "", last: names.at(-1) ?? "" }) : names.join(", ");
}

async function settingsCard({ office, enrolment, zone, today }: Scene, words: Words): Promise<Card> {
  if (!enrolment || enrolment.stoppedAt)
    return [
      { kind: "text", text: words("check.settings.off") },
      {
        kind: "buttons",
        buttons: [
          { ...press(words, "on", "on"), style: "primary" },
          press(words, "mine", "mine"),
          press(words, "team", "team"),
          press(words, "chain", "chain"),
        ],
      },
    ];
  const { at, days, region, weekly, observer, pausedUntil, group } = enrolment;
  const team = group === null ? undefined : await readGroup(office.w, office.workspace, group);
  const paused = pausedUntil !== null && pausedUntil > today;
  const fact = (key: string, value: Prose) => ({ label: words.label(`check.settings.${key}`), value });
  return [
    { kind: "text", text: paused ? words("check.settings.paused", { date: noon(pausedUntil) }) : words("check.settings.on") },
    {
      kind: "facts",
      facts: [
        fact("time", words("check.settings.at", { time: at, zone })),
        fact("days", [daysInWords(days, words)]),
        fact("often", words(`check.settings.${weekly ? "weekly" : "daily"}`)),
        fact("region", region ? [region] : words("check.settings.no_region")),
        fact("group", [team?.name ?? words.label("check.settings.no_team")]),
        fact("count", words(`check.settings.${observer ? "observer" : "counts"}`)),
      ],
    },
    {
      kind: "buttons",
      buttons: [
        opens(press(words, "settings", "settings")),
        paused ? press(words, "back", "back") : opens(press(words, "pause", "pause")),
        press(words, "mine", "mine"),
        press(words, "team", "team"),
        press(words, "chain", "chain"),
        press(words, "off", "off"),
      ],
    },
  ];
}

const changed = async (scene: Scene, choices: Choices): Promise<void> =>
  change(scene.office.w, scene.whose.workspace, scene.whose.person, choices, scene.office.at);

/** Turns the check on for somebody by themselves; whoever paused it is back with that. */
async function turnOn(scene: Scene): Promise<void> {
  const { office, whose, place, group, enrolment, today } = scene;
  const { words } = office;
  if (enrolment && !enrolment.stoppedAt) {
    if (enrolment.pausedUntil && enrolment.pausedUntil > today) return endPause(scene);
    return void plainly(scene, "on.already", {}, press(words, "see_settings", "settings"));
  }
  await enrol(office.w, { ...whose, place: withoutThread(place), by: whose.person, now: office.at, group });
  const days = daysInWords(enrolment?.days ?? "12345", words);
  plainly(
    scene,
    "on",
    { time: enrolment?.at ?? "15:00", days },
    press(words, "now", "now"),
    opens(press(words, "settings", "settings")),
    press(words, "off", "off"),
  );
}

async function endPause(scene: Scene): Promise<void> {
  const { words } = scene.office;
  await changed(scene, { pausedUntil: null });
  plainly(scene, "back", {}, press(words, "now", "now"), press(words, "see_settings", "settings"));
}

/** What somebody changes about when they are asked. */
export async function timesErrand(scene: Scene, { verb, of = "", choice, values }: Errand): Promise<void> {
  const { office, whose, enrolment, today } = scene;
  const { words, w } = office;
  const seen = press(words, "see_settings", "settings");
  if (verb === "on") return turnOn(scene);
  if (verb === "settings" && !values) return void say(scene, await settingsCard(scene, words));
  if (!enrolment || enrolment.stoppedAt) return void plainly(scene, verb === "off" ? "off.already" : "not_enrolled", {}, press(words, "on", "on"));
  switch (verb) {
    case "off":
      await leave(w, whose.workspace, whose.person, office.at);
      return void plainly(scene, "off", {}, press(words, "on", "on"));
    case "settings": {
      const { choices, mistakes } = choicesIn(values ?? {});
      if (Object.keys(mistakes).length > 0) return void plainly(scene, "fill_in", {}, opens(press(words, "settings", "settings")));
      await changed(scene, choices);
      return show();
    }
    case "time": {
      const at = readTime(of);
      if (!at) return void plainly(scene, "which_time", {}, seen);
      await changed(scene, { at });
      return void plainly(scene, "changed.time", { time: at }, seen);
    }
    case "days": {
      const days = readDays(of);
      if (!days) return void plainly(scene, "which_days", {}, seen);
      await changed(scene, { days });
      return void plainly(scene, "changed.days", { days: daysInWords(days, words) }, seen);
    }
    case "zone": {
      const zone = normaliseZone(of);
      if (of && !zone) return void plainly(scene, "which_zone", {}, seen);
      await changed(scene, { zone: zone ?? null });
      return show();
    }
    case "region": {
      const region = of.toUpperCase();
      if (/^(?:none|off|no)$/i.test(of)) await changed(scene, { region: null });
      else if (!isRegion(region)) return void plainly(scene, "which_region", {}, seen);
      else await changed(scene, { region });
      return void plainly(scene, /^(?:none|off|no)$/i.test(of) ? "changed.no_region" : "changed.region", { region }, seen);
    }
    case "pause": {
      const until = pauseIn(values?.until ?? of, today);
      if (!until) return void plainly(scene, "until_when", {}, opens(press(words, "pause", "pause")));
      await changed(scene, { pausedUntil: until });
      return void plainly(scene, "paused", { date: noon(until) }, press(words, "back", "back"));
    }
    case "back":
      return endPause(scene);
    case "daily":
    case "weekly":
      await changed(scene, { weekly: verb === "weekly", misses: 0 });
      return void plainly(scene, `changed.${verb}`, {}, verb === "weekly" ? press(words, "daily", "daily") : seen);
    case "count":
      await changed(scene, { observer: (choice ?? of) === "no" });
      return show();
    default:
  }

  async function show(): Promise<void> {
    const { zone, date } = await todayOf(w, whose.workspace, whose.person, office.at);
    say(scene, await settingsCard({ ...scene, enrolment: await enrolmentOf(w, whose.workspace, whose.person), zone, today: date }, words));
  }
}
