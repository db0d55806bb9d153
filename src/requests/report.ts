/** What the team reads of its requests as a whole: needs that several groups share, once a week and when asked for, and the danger zone. */
import type { Feature, Office } from "../feature.ts";
import { readSettings } from "../organisation/settings.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card, Element } from "../surface/card.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { aWorkdayMorning } from "../working-time.ts";
import { type DangerZone, dangerZone } from "./danger-zone.ts";
import { type SharedNeed, sharedNeeds } from "./shared-needs.ts";

/** `report/weekly`, the duty by which the team hears of shared needs; its subject is the surface. */
export const weekly = "report/weekly";

const day = 86_400_000;
const week = 7 * day;
/** What is looked back on when somebody asks, in days. */
const quarter = 90;

type Found = { needs: SharedNeed[] } | { zone: DangerZone } | undefined;

const subjects = ["needs", "danger"] as const;

function askedFor(arrival: Arrival): (typeof subjects)[number] | "weekly" | undefined {
  if (arrival.kind === "due") return "weekly";
  const said =
    arrival.kind === "press" ? arrival.press.split("/")[1] : arrival.kind === "command" ? plain(arrival.text).trim().split(/\s+/)[0]?.toLowerCase() : "";
  return subjects.find((subject) => subject === said);
}

/** Ten in the morning of the Monday after. UTC: the channel is several people's. */
export function nextMonday(after: Date): Date {
  const days = (8 - after.getUTCDay()) % 7 || 7;
  return aWorkdayMorning(new Date(after.getTime() + days * day).toISOString().slice(0, 10), "UTC");
}

/** `/entwine needs`, `/entwine danger`, and Monday mornings in the intake channel. */
export const openReport = (): Feature => ({
  name: "report",
  commands: { entwine: subjects },

  async prepare({ read, now }, arrival): Promise<Found> {
    const asked = askedFor(arrival);
    if (asked === "danger") return { zone: await dangerZone(read, arrival.workspace, new Date(now().getTime() - quarter * day)) };
    if (!asked) return undefined;
    return { needs: await sharedNeeds(read, arrival.workspace, new Date(now().getTime() - (asked === "weekly" ? week : quarter * day))) };
  },

  async turn(office, arrival, _, known) {
    const found = known as Found;
    if (arrival.kind === "due") await planWeekly(office, arrival.subject);
    if (!found) return undefined;
    if ("zone" in found) {
      const { model } = await readSettings(office.w, office.workspace);
      office.post({ card: zoneCard(found.zone, model, office.words) });
    } else if (found.needs.length > 0 || arrival.kind !== "due") office.post({ card: needsCard(found.needs, arrival.kind === "due", office.words) });
    return undefined;
  },
});

const planWeekly = ({ plan, at }: Office, surface: string): Promise<void> => plan({ kind: weekly, subject: surface, dueAt: nextMonday(at) });

const named = ({ number, title }: { number: number; title: string }): string => `R-${number} ${title}`.trim();

function needsCard(needs: readonly SharedNeed[], ofWeek: boolean, words: Words): Card {
  if (needs.length === 0) return [{ kind: "text", text: words("report.needs.none") }];
  return [
    { kind: "heading", text: words(ofWeek ? "report.needs.week" : "report.needs") },
    ...needs.map(
      ({ title, requests, groups }): Element => ({
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

function zoneCard({ refused, demands, models }: DangerZone, model: string, words: Words): Card {
  const title = { kind: "heading" as const, text: words("report.danger") };
  if (refused.length + demands.length + models.length === 0) return [title, { kind: "text", text: words("report.danger.none") }];
  const part = (key: string, items: Element[]): Element[] => (items.length > 0 ? [{ kind: "text", text: words(`report.danger.${key}`) }, ...items] : []);
  return [
    title,
    ...part(
      "refused",
      refused.map((one) => ({ kind: "item", text: [named(one)], note: one.reason })),
    ),
    ...part(
      "demands",
      demands.map(({ free, demand }) => ({ kind: "item", text: [named(demand)], note: words("report.danger.after", { free: named(free) }) })),
    ),
    ...(models.length > 1
      ? [{ kind: "text" as const, text: words("report.danger.models", { models: models.map((each) => words.label(`report.model.${each}`)).join(" → ") }) }]
      : []),
    { kind: "note", text: words("report.danger.model", { model: words.label(`report.model.${model}`) }) },
  ];
}
