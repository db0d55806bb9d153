/**
 * What the team reads of its requests as a whole: needs that several groups share, once a week and
 * when asked for, and the danger zone.
 */
import type { Feature, TurnContext } from "../../../core/feature.ts";
import { workdayMorningOn } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { Card, CardElement } from "../../../platform/card.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { type SharedNeed, sharedNeeds } from "../similar/shared-needs.ts";
import { type DangerZone, readDangerZone } from "./danger-zone.ts";

/**
 * `report/weekly`, the duty by which the team hears of shared needs; its subject is the surface.
 */
export const weeklyReportJob = "report/weekly";

const day = 86_400_000;
const week = 7 * day;
/** What is looked back on when somebody asks, in days. */
const quarter = 90;

type Found = { needs: SharedNeed[] } | { zone: DangerZone } | undefined;

const subjects = ["needs", "danger"] as const;

function askedFor(event: InboundEvent): (typeof subjects)[number] | "weekly" | undefined {
  if (event.kind === "due") return "weekly";
  const said =
    event.kind === "press"
      ? event.press.split("/")[1]
      : event.kind === "command"
        ? toPlainText(event.text).trim().split(/\s+/)[0]?.toLowerCase()
        : "";
  return subjects.find((subject) => subject === said);
}

/** Ten in the morning of the Monday after. UTC: the channel is several people's. */
export function nextMonday(after: Date): Date {
  const days = (8 - after.getUTCDay()) % 7 || 7;
  return workdayMorningOn(new Date(after.getTime() + days * day).toISOString().slice(0, 10), "UTC");
}

/** `/entwine needs`, `/entwine danger`, and Monday mornings in the intake channel. */
export const createTeamReport = (): Feature => ({
  name: "report",
  commands: { entwine: subjects },

  async prepare({ read, now }, event): Promise<Found> {
    const asked = askedFor(event);
    if (asked === "danger")
      return {
        zone: await readDangerZone(
          read,
          event.workspace,
          new Date(now().getTime() - quarter * day),
        ),
      };
    if (!asked) return undefined;
    return {
      needs: await sharedNeeds(
        read,
        event.workspace,
        new Date(now().getTime() - (asked === "weekly" ? week : quarter * day)),
      ),
    };
  },

  async turn(ctx, event, _, known) {
    const found = known as Found;
    if (event.kind === "due") await planWeekly(ctx, event.subject);
    if (!found) return undefined;
    if ("zone" in found) {
      const { model } = await readWorkspaceSettings(ctx.w, ctx.workspace);
      ctx.post({ card: zoneCard(found.zone, model, ctx.words) });
    } else if (found.needs.length > 0 || event.kind !== "due")
      ctx.post({ card: needsCard(found.needs, event.kind === "due", ctx.words) });
    return undefined;
  },
});

const planWeekly = ({ scheduleJob, at }: TurnContext, surface: string): Promise<void> =>
  scheduleJob({ kind: weeklyReportJob, subject: surface, dueAt: nextMonday(at) });

const named = ({ number, title }: { number: number; title: string }): string =>
  `R-${number} ${title}`.trim();

function needsCard(needs: readonly SharedNeed[], ofWeek: boolean, words: Words): Card {
  if (needs.length === 0) return [{ kind: "text", text: words("report.needs.none") }];
  return [
    { kind: "heading", text: words(ofWeek ? "report.needs.week" : "report.needs") },
    ...needs.map(
      ({ title, requests, groups }): CardElement => ({
        kind: "item",
        text: [{ bold: title }],
        note: words("report.needs.one", {
          requests: requests.map(named).join("; "),
          groups: Math.max(groups.length, new Set(requests.map(({ requester }) => requester)).size),
        }),
      }),
    ),
    { kind: "note", text: words("report.needs.how") },
  ];
}

function zoneCard(
  { refusedAlternatives, demandsAfterSelfService, models }: DangerZone,
  model: string,
  words: Words,
): Card {
  const title = { kind: "heading" as const, text: words("report.danger") };
  if (refusedAlternatives.length + demandsAfterSelfService.length + models.length === 0)
    return [title, { kind: "text", text: words("report.danger.none") }];
  const part = (key: string, items: CardElement[]): CardElement[] =>
    items.length > 0 ? [{ kind: "text", text: words(`report.danger.${key}`) }, ...items] : [];
  return [
    title,
    ...part(
      "refused",
      refusedAlternatives.map((one) => ({ kind: "item", text: [named(one)], note: one.reason })),
    ),
    ...part(
      "demands",
      demandsAfterSelfService.map(({ free, demand }) => ({
        kind: "item",
        text: [named(demand)],
        note: words("report.danger.after", { free: named(free) }),
      })),
    ),
    ...(models.length > 1
      ? [
          {
            kind: "text" as const,
            text: words("report.danger.models", {
              models: models.map((each) => words.plain(`report.model.${each}`)).join(" → "),
            }),
          },
        ]
      : []),
    {
      kind: "note",
      text: words("report.danger.model", { model: words.plain(`report.model.${model}`) }),
    },
  ];
}
