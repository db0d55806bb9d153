/** The organisation's days off come and go, on record. */
import { isHolidayRegion } from "../../lib/dates/public-holidays.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import type { WorkspaceAction } from "./actions.ts";
import { recordAuditEntry } from "./audit-log.ts";
import { addDaysOff, type DaysOffPeriod, removeDaysOff } from "./days-off.ts";
import type { SettingChangeContext, WorkspaceReply } from "./update-setting.ts";

/**
 * Longer is a slip of the year rather than a holiday, and would leave everybody unasked unnoticed.
 * Days.
 */
const longest = 60;

const dateIn = (text: string): Temporal.PlainDate | undefined =>
  isIsoDate(text) ? Temporal.PlainDate.from(text) : undefined;

/**
 * What the form says; or what of it is not accepted, by field: keys of sentences. `today` is an ISO
 * date.
 */
export function parseDaysOffForm(
  values: Record<string, string>,
  today: string,
): { period: DaysOffPeriod } | { mistakes: Record<string, string> } {
  const given = (field: string): string => (values[field] ?? "").trim();
  const [name, region] = [given("name"), given("region").toUpperCase()];
  const first = dateIn(given("first"));
  const last = given("last") === "" ? first : dateIn(given("last"));
  const mistakes: Record<string, string> = {
    ...(!first ? { first: "date" } : first.toString() < today && { first: "past" }),
    ...(!last
      ? { last: "date" }
      : first &&
        (last.since(first).days < 0
          ? { last: "backwards" }
          : last.since(first).days >= longest && { last: "long" })),
    ...(name === "" && { name: "name" }),
    ...(region !== "" && !isHolidayRegion(region) && { region: "region" }),
  };
  return first && last && Object.keys(mistakes).length === 0
    ? { period: { first: first.toString(), last: last.toString(), name, region } }
    : { mistakes };
}

/** Adds days or takes them away; those that went by stay as they were. */
export async function updateDaysOff(
  scene: SettingChangeContext,
  action: WorkspaceAction,
  today: string,
): Promise<WorkspaceReply & { changed?: true }> {
  const { w, workspace, at, by, newId } = scene;
  const next = { verb: "holidays" as const };
  const same: WorkspaceReply = { key: "same", next };
  const keepRecord = ({ name, ...days }: DaysOffPeriod, came: boolean): Promise<void> => {
    const what = `day_off ${name}, ${days.first}${days.last === days.first ? "" : `/${days.last}`}`;
    return recordAuditEntry(w, {
      id: newId(),
      workspace,
      what,
      before: came ? null : days,
      after: came ? days : null,
      by: by.id,
      at,
    });
  };
  if (action.verb === "drop_days_off") {
    const [first, last, region = ""] = action.args;
    const days = { first: first < today ? today : first, last, region };
    const name = await removeDaysOff(w, workspace, days);
    if (name === undefined) return same;
    await keepRecord({ ...days, name }, false);
    return { key: "changed", next, changed: true };
  }
  const read = parseDaysOffForm(action.values ?? {}, today);
  if ("mistakes" in read) return { key: "fill_in", next: { verb: "add_days_off", form: true } };
  if (!(await addDaysOff(w, workspace, read.period, by.id))) return same;
  await keepRecord(read.period, true);
  const { name, region } = read.period;
  return {
    key: "days_off.added",
    values: { name, place: region && ` (${region})` },
    next,
    changed: true,
  };
}
