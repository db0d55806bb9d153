/** Reports to the team: the week, the month, shared needs, the danger zone, and what waits. */
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { Feature, PrepareContext, TurnContext } from "../../../core/feature.ts";
import { dayMs, localDateAt, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { weekCalendar } from "../../../lib/dates/work-calendar.ts";
import { workdayMorningOn } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { PlatformName } from "../../../platform/conversation-ref.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../../workspace/settings.ts";
import { shownTitle } from "../brief/request-title.ts";
import { type DangerZone, readDangerZone } from "../queries/danger-zone.ts";
import { type SharedNeed, sharedNeeds } from "../similar/shared-needs.ts";
import { nameUntakenIncident, nameWaitingRequests, nextMorning } from "./waiting-requests.ts";

const actions = defineActions("report", {
  needs: {},
  danger: {},
  weekly: { jobOnly: true },
  monthly: { jobOnly: true },
  morning: { jobOnly: true },
  incident: { jobOnly: true },
});
type ReportAction = ActionIn<typeof actions>;

/** Kind of the job on Monday mornings that posts the digest; its subject is the platform. */
export const weeklyReportJob = actions.encode("weekly");

/** Kind of the job on a month's first working day that posts the value report, likewise. */
export const monthlyReportJob = actions.encode("monthly");

/** Kind of the daily job that names what waits; its subject is the platform. */
export const morningLineJob = actions.encode("morning");

/** Kind of the job that names an incident until somebody takes it; its subject is the request. */
export const untakenIncidentJob = actions.encode("incident");

const weekDays = 7;
/** Period (days) of a report on demand. */
const onDemandDays = 90;

/** What a report is made from. */
export type ReportAsked = Pick<PrepareContext, "read" | "words"> & {
  workspace: string;
  platform: PlatformName;
  now: Date;
};

/** Cards of the ledger's figures, without private requests and incidents. */
export interface TeamReports {
  /** Returns the digest of the last week, with `more` in it; `more` alone if nothing happened. */
  readWeek(asked: ReportAsked, more: Card): Promise<Card>;
  /** Returns the value report of the last month. */
  readMonth(asked: ReportAsked): Promise<Card>;
}

type Found = { card: Card } | { zone: DangerZone } | undefined;

const typedVerbs = ["needs", "danger"] as const;

/** Returns 10:00 UTC of the next Monday; UTC, because the channel has several readers. */
export function nextMonday(after: Date): Date {
  const days = (8 - after.getUTCDay()) % 7 || 7;
  return workdayMorningOn(utcDateAt(new Date(after.getTime() + days * dayMs)), weekCalendar("UTC"));
}

/** Returns the next month's first working day at 10:00, in the workspace's time zone. */
export function nextMonthsMorning(
  after: Date,
  { zone = "UTC" }: Pick<WorkspaceSettings, "zone">,
): Date {
  const month = Temporal.PlainYearMonth.from(localDateAt(after, zone)).add({ months: 1 });
  return workdayMorningOn(`${month}-01`, weekCalendar(zone));
}

/** Creates `/entwine needs`, `/entwine danger`, and the reports in the brief channel. */
export const createTeamReport = (
  reports: TeamReports,
): Feature<undefined, Found, ReportAction> => ({
  name: actions.feature,
  actions,
  commands: { entwine: typedVerbs },

  parseCommand(text, from) {
    if (from === "message") return undefined;
    const word = /^\s*(\w+)/.exec(toPlainText(text))?.[1]?.toLowerCase();
    const verb = typedVerbs.find((each) => each === word);
    return verb && actions.create(verb);
  },

  async prepare({ read, readAside, words, now }, { event: { workspace, place }, action }) {
    const asked: ReportAsked = {
      read: readAside,
      words,
      workspace,
      platform: place.platform,
      now: now(),
    };
    const since = (days: number): Date => new Date(asked.now.getTime() - days * dayMs);
    const settings = await readWorkspaceSettings(read, workspace);
    switch (action?.verb) {
      case "needs":
        return {
          card: needsCard(await sharedNeeds(read, workspace, since(onDemandDays)), false, words),
        };
      case "danger":
        return { zone: await readDangerZone(read, workspace, { from: since(onDemandDays) }) };
      case "weekly": {
        if (!settings.digest) return undefined;
        const needs = await sharedNeeds(read, workspace, since(weekDays));
        const more = needs.length > 0 ? needsCard(needs, true, words) : [];
        return { card: await reports.readWeek(asked, more) };
      }
      case "monthly":
        return settings.valueReport ? { card: await reports.readMonth(asked) } : undefined;
      default:
        return undefined;
    }
  },

  async turn(ctx, { action }, _, found) {
    if (action?.verb === "morning") {
      await nameWaitingRequests(ctx);
      await ctx.scheduleJob({
        kind: morningLineJob,
        subject: action.subject ?? "",
        dueAt: nextMorning(ctx.at, await readWorkspaceSettings(ctx.w, ctx.workspace)),
      });
    }
    if (action?.verb === "incident") {
      const subject = action.subject ?? "";
      const dueAt = await nameUntakenIncident(ctx, subject);
      if (dueAt) await ctx.scheduleJob({ kind: untakenIncidentJob, subject, dueAt });
    }
    if (action?.verb === "weekly") await planWeekly(ctx, action.subject ?? "");
    if (action?.verb === "monthly")
      await ctx.scheduleJob({
        kind: monthlyReportJob,
        subject: action.subject ?? "",
        dueAt: nextMonthsMorning(ctx.at, await readWorkspaceSettings(ctx.w, ctx.workspace)),
      });
    if (!found) return undefined;
    if ("zone" in found) {
      const { model } = await readWorkspaceSettings(ctx.w, ctx.workspace);
      ctx.post({ card: dangerZoneCard(found.zone, model, ctx.words) });
    } else if (found.card.length > 0) ctx.post({ card: found.card });
    return undefined;
  },
});

const planWeekly = ({ scheduleJob, at }: TurnContext, platform: string): Promise<void> =>
  scheduleJob({ kind: weeklyReportJob, subject: platform, dueAt: nextMonday(at) });

const named = ({ number, title }: { number: number; title: string }): string =>
  `R-${number} ${title}`.trim();

function needsCard(needs: readonly SharedNeed[], ofWeek: boolean, words: Words): Card {
  if (needs.length === 0) return [textElement(words("report.needs.none"))];
  return [
    headingElement(words(ofWeek ? "report.needs.week" : "report.needs")),
    ...needs.map(
      ({ need, requests, groups }): CardElement =>
        itemElement([{ bold: shownTitle(need, words) }], {
          note: words("report.needs.one", {
            requests: requests
              .map(({ number, title }) => named({ number, title: title === need ? "" : title }))
              .join("; "),
            groups: Math.max(
              groups.length,
              new Set(requests.map(({ requester }) => requester)).size,
            ),
          }),
        }),
    ),
    noteElement(words("report.needs.how")),
  ];
}

function dangerZoneCard(
  { refusedAlternatives, demandsAfterSelfService, models }: DangerZone,
  model: string,
  words: Words,
): Card {
  const title = headingElement(words("report.danger"));
  if (refusedAlternatives.length + demandsAfterSelfService.length + models.length === 0)
    return [title, textElement(words("report.danger.none"))];
  const part = (key: string, items: CardElement[]): CardElement[] =>
    items.length > 0 ? [textElement(words(`report.danger.${key}`)), ...items] : [];
  return [
    title,
    ...part(
      "refused",
      refusedAlternatives.map((one) => itemElement([named(one)], { note: one.reason })),
    ),
    ...part(
      "demands",
      demandsAfterSelfService.map(({ free, demand }) =>
        itemElement([named(demand)], { note: words("report.danger.after", { free: named(free) }) }),
      ),
    ),
    ...(models.length > 1
      ? [
          textElement(
            words("report.danger.models", {
              models: models.map((each) => words.plain(`report.model.${each}`)).join(" → "),
            }),
          ),
        ]
      : []),
    noteElement(words("report.danger.model", { model: words.plain(`report.model.${model}`) })),
  ];
}
