/**
 * Days on which the organisation does not work, besides the public holidays: stored, listed and
 * changed. The daily question skips them.
 */
import type { TurnContext } from "../../core/feature.ts";
import { addDays, localDateAt, noonOf } from "../../lib/dates/calendar-dates.ts";
import { isHolidayRegion, isPublicHoliday } from "../../lib/dates/public-holidays.ts";
import { type IsDayOff, type WorkCalendar, workCalendar } from "../../lib/dates/work-calendar.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  asFormButton,
  type Button,
  buttonRow,
  type Card,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { readPerson } from "../../storage/directory.ts";
import { and, asc, between, eq, gte, inArray } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { type WorkspaceAction, workspaceActions } from "./actions.ts";
import { recordAuditEntry } from "./audit-log.ts";
import { hasPermission, type PermissionSet } from "./permissions.ts";
import { readWorkspaceSettings } from "./settings.ts";
import type { SettingChangeContext, WorkspaceReply } from "./update-setting.ts";

/** Consecutive days; ISO dates, both included. */
export interface DaysOffPeriod {
  first: string;
  last: string;
  name: string;
  /** A country or a part of it (`DE-BY`); empty is everywhere. */
  region: string;
}

/** Maximum days of a period; catches a wrong year, which would silently stop the daily question. */
const maxPeriodDays = 60;
const maxPeriodsListed = 20;
const maxPeriodsInLine = 3;

/** Returns the ISO date in a person's time zone, else in the workspace's, else in UTC. */
export async function readWorkspaceToday(
  reader: Reader,
  workspace: string,
  person: string,
  now: Date,
): Promise<string> {
  const zone =
    (await readPerson(reader, workspace, person))?.zone ??
    (await readWorkspaceSettings(reader, workspace)).zone;
  return localDateAt(now, zone ?? "UTC");
}

/** Returns the periods from a date on; consecutive days of one name and region are one period. */
export async function readUpcomingDaysOff(
  { db, t: { daysOff } }: Reader,
  workspace: string,
  today: string,
): Promise<DaysOffPeriod[]> {
  const rows = await db
    .select()
    .from(daysOff)
    .where(and(eq(daysOff.workspace, workspace), gte(daysOff.date, today)))
    .orderBy(asc(daysOff.date), asc(daysOff.region));
  const periods: DaysOffPeriod[] = [];
  for (const { date, name, region } of rows) {
    const continued = periods.find(
      (period) =>
        period.name === name && period.region === region && addDays(period.last, 1) === date,
    );
    if (continued) continued.last = date;
    else periods.push({ first: date, last: date, name, region });
  }
  return periods;
}

/** Adds a period, and returns whether any of its days is new. */
async function addDaysOff(
  { db, t }: Writer,
  workspace: string,
  { first, last, name, region }: DaysOffPeriod,
  by: string,
): Promise<boolean> {
  const rows = [];
  for (let date = first; date <= last; date = addDays(date, 1))
    rows.push({ workspace, region, date, name, by });
  const added = await db
    .insert(t.daysOff)
    .values(rows)
    .onConflictDoNothing()
    .returning({ date: t.daysOff.date });
  return added.length > 0;
}

/** Removes the days of a region, and returns their name; `undefined` where there were none. */
async function removeDaysOff(
  { db, t: { daysOff } }: Writer,
  workspace: string,
  { first, last, region }: Omit<DaysOffPeriod, "name">,
): Promise<string | undefined> {
  const [removed] = await db
    .delete(daysOff)
    .where(
      and(
        eq(daysOff.workspace, workspace),
        eq(daysOff.region, region),
        between(daysOff.date, first, last),
      ),
    )
    .returning({ name: daysOff.name });
  return removed?.name;
}

const parseDate = (text: string): Temporal.PlainDate | undefined =>
  isIsoDate(text) ? Temporal.PlainDate.from(text) : undefined;

/**
 * Parses the form of a new period. `mistakes` has the keys of sentences by field.
 *
 * @param today - ISO date.
 */
export function parseDaysOffForm(
  values: Record<string, string>,
  today: string,
): { period: DaysOffPeriod } | { mistakes: Record<string, string> } {
  const given = (field: string): string => (values[field] ?? "").trim();
  const [name, region] = [given("name"), given("region").toUpperCase()];
  const first = parseDate(given("first"));
  const last = given("last") === "" ? first : parseDate(given("last"));
  const mistakes: Record<string, string> = {
    ...(!first ? { first: "date" } : first.toString() < today && { first: "past" }),
    ...(!last
      ? { last: "date" }
      : first &&
        (last.since(first).days < 0
          ? { last: "backwards" }
          : last.since(first).days >= maxPeriodDays && { last: "long" })),
    ...(name === "" && { name: "name" }),
    ...(region !== "" && !isHolidayRegion(region) && { region: "region" }),
  };
  return first && last && Object.keys(mistakes).length === 0
    ? { period: { first: first.toString(), last: last.toString(), name, region } }
    : { mistakes };
}

/**
 * Adds or removes days off, and records it; days in the past stay as they were.
 * @param unnamed name of days for which none is given
 */
export async function updateDaysOff(
  context: SettingChangeContext,
  action: WorkspaceAction,
  today: string,
  unnamed: string,
): Promise<WorkspaceReply & { changed?: true }> {
  const { w, workspace, at, by, newId } = context;
  const next = { verb: "holidays" as const };
  const same: WorkspaceReply = { key: "same", next };
  const record = ({ name, ...days }: DaysOffPeriod, isAdded: boolean): Promise<void> => {
    const dates = days.last === days.first ? days.first : `${days.first}/${days.last}`;
    return recordAuditEntry(w, {
      id: newId(),
      workspace,
      what: `day_off ${name}, ${dates}`,
      before: isAdded ? null : days,
      after: isAdded ? days : null,
      by: by.id,
      at,
    });
  };
  if (action.verb === "drop_days_off") {
    const [first, last, region = ""] = action.args;
    const days = { first: first < today ? today : first, last, region };
    const name = await removeDaysOff(w, workspace, days);
    if (name === undefined) return same;
    await record({ ...days, name }, false);
    return { key: "changed", next, changed: true };
  }
  const values = { ...action.values, name: action.values?.name || unnamed };
  const parsed = parseDaysOffForm(values, today);
  if ("mistakes" in parsed) return { key: "fill_in", next: { verb: "add_days_off", form: true } };
  if (!(await addDaysOff(w, workspace, parsed.period, by.id))) return same;
  await record(parsed.period, true);
  const { name, region } = parsed.period;
  return {
    key: "days_off.added",
    values: { name, place: region && ` (${region})` },
    next,
    changed: true,
  };
}

const formatPeriod = ({ first, last, name, region }: DaysOffPeriod, words: Words): RichText =>
  words(`organisation.days_off.${first === last ? "day" : "period"}`, {
    name,
    first: noonOf(first),
    last: noonOf(last),
    place: region && ` (${region})`,
  });

/** Formats the next periods in one line. */
export const daysOffLine = (periods: readonly DaysOffPeriod[], words: Words): RichText =>
  periods.length === 0
    ? words("organisation.days_off.line.none")
    : words("organisation.days_off.line", {
        days: periods
          .slice(0, maxPeriodsInLine)
          .flatMap((period, index) => [
            ...(index > 0 ? ["; "] : []),
            ...formatPeriod(period, words),
          ]),
        more: Math.max(0, periods.length - maxPeriodsInLine),
      });

/** Lists the periods, with buttons for those who may change them. */
export function daysOffCard(
  periods: readonly DaysOffPeriod[],
  mayChange: boolean,
  words: Words,
): Card {
  const dropButton = ({ first, last, region }: DaysOffPeriod): Button => ({
    label: words.plain("organisation.button.drop_days_off"),
    press: workspaceActions.encode("drop_days_off", first, last, region),
  });
  const rest = periods.length - maxPeriodsListed;
  const addButton = asFormButton({
    label: words.plain("organisation.button.add_days_off"),
    press: workspaceActions.encode("add_days_off"),
  });
  return [
    headingElement(words("organisation.days_off")),
    ...(periods.length === 0 ? [textElement(words("organisation.days_off.none"))] : []),
    ...periods.slice(0, maxPeriodsListed).map((period) =>
      itemElement(formatPeriod(period, words), {
        button: mayChange ? dropButton(period) : undefined,
      }),
    ),
    ...(rest > 0 ? [noteElement(words("organisation.days_off.more", { count: rest }))] : []),
    noteElement(words("organisation.days_off.all")),
    ...(mayChange ? [buttonRow(addButton)] : []),
  ];
}

/**
 * Returns the card of the upcoming periods, for a person with these permissions.
 * @param showsHow whether it says that it could not read typed ones, and how to type them
 */
export async function readDaysOffCard(
  { w, workspace, words, at }: TurnContext,
  permissions: PermissionSet,
  showsHow: boolean,
): Promise<Card> {
  const today = await readWorkspaceToday(w, workspace, permissions.person, at);
  const periods = await readUpcomingDaysOff(w, workspace, today);
  const card = daysOffCard(periods, hasPermission("add_days_off", permissions), words);
  const how = words("organisation.days_off.how");
  return showsHow ? [textElement(words("organisation.days_off.unread", { how })), ...card] : card;
}

/**
 * Reads the days off of some workspaces, and adds the public holidays. A day off in `DE` is one in
 * `DE-BY`, too.
 */
export async function readDayOffCalendars(
  { db, t }: Reader,
  workspaces: readonly string[],
): Promise<(workspace: string) => IsDayOff> {
  const rows =
    workspaces.length === 0
      ? []
      : await db
          .select()
          .from(t.daysOff)
          .where(inArray(t.daysOff.workspace, [...workspaces]));
  const regions = new Map<string, string[]>();
  for (const { workspace, date, region } of rows)
    regions.getOrInsertComputed(`${workspace} ${date}`, () => []).push(region);
  return (workspace) => (date, region) =>
    (regions
      .get(`${workspace} ${date}`)
      ?.some((off) => off === "" || `${region}-`.startsWith(`${off}-`)) ??
      false) ||
    (region !== null && isPublicHoliday(date, region));
}

/** Reads the working days of a workspace in a time zone, with the holidays of its country. */
export const readZoneCalendar = async (
  reader: Reader,
  workspace: string,
  zone: string,
): Promise<WorkCalendar> =>
  workCalendar(zone, null, (await readDayOffCalendars(reader, [workspace]))(workspace));
