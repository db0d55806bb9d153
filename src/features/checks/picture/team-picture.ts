/** The team's picture, from the weeks that were counted: never from answers. */

import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { and, asc, desc, eq, gte, isNotNull } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroup, readGroups } from "../../workspace/groups.ts";
import { type CheckContext, postCheckCard, postCheckText } from "../daily-question.ts";
import { addDays, localNoon, mondayOf } from "../dates.ts";
import type { Figure } from "../tables.ts";
import { countWeeks, everyoneGroup } from "./count-weeks.ts";

/** Weeks that the trend goes back. */
const trend = 8;
/** Teams that a digest names. */
const mostTeams = 15;

interface Week {
  /** Its Monday (ISO). */
  from: string;
  crowd: number;
  glad: Figure;
}

interface Picture {
  group: string;
  /** Oldest first; a week that may not be shown is missing. */
  weeks: Week[];
  /** Of the last four weeks that are over together, from that Monday on. */
  block?: { from: string; themes: string[] };
}

/**
 * What is shown of a group, or of `everyone`: what was counted at the ends of the weeks from a
 * Monday (ISO) on.
 */
async function pictureOf(
  { db, t }: Reader,
  workspace: string,
  group: string,
  since: string,
): Promise<Picture> {
  const { pictures } = t;
  const ours = and(eq(pictures.workspace, workspace), eq(pictures.group, group));
  const rows = await db
    .select({ from: pictures.from, crowd: pictures.crowd, glad: pictures.glad })
    .from(pictures)
    .where(and(ours, eq(pictures.weeks, 1), gte(pictures.from, since), isNotNull(pictures.glad)))
    .orderBy(asc(pictures.from));
  const [block] = await db
    .select({ from: pictures.from, themes: pictures.themes })
    .from(pictures)
    .where(and(ours, eq(pictures.weeks, 4), gte(pictures.from, since)))
    .orderBy(desc(pictures.from))
    .limit(1);
  return {
    group,
    weeks: rows.map(({ from, crowd, glad }) => ({ from, crowd: crowd ?? 0, glad: glad! })),
    ...(block && block.themes.length > 0 && { block }),
  };
}

const share = ({ percent, edge }: Figure, words: Words): RichText =>
  words("check.figure", { percent, edge: edge ?? "none" });

/**
 * The picture of a team as a card: the last week in words, the trend as a chart, and what the
 * uneasy answers were about.
 */
function pictureCard({ weeks, block }: Picture, name: string, today: string, words: Words): Card {
  const last = weeks.at(-1);
  if (!last)
    return [
      textElement(words("check.team.nothing", { team: name })),
      noteElement(words("check.team.counted")),
    ];
  const day = (date: string): string => words.plain("check.date", { date: localNoon(date) });
  const recent = last.from === addDays(mondayOf(today), -7);
  const themes = block?.themes.map((theme) => words.plain(`check.theme.${theme}`)).join(", ") ?? "";
  const until = localNoon(addDays(block?.from ?? today, 27));
  return [
    headingElement(words("check.team.title", { team: name })),
    textElement(
      words(recent ? "check.team.last" : "check.team.week", {
        share: share(last.glad, words),
        crowd: last.crowd,
        date: localNoon(last.from),
      }),
    ),
    {
      kind: "chart",
      chart: "bar",
      title: words.plain("check.team.chart"),
      labels: weeks.map(({ from }) => day(from)),
      series: [
        { name: words.plain("check.button.happy"), values: weeks.map(({ glad }) => glad.percent) },
      ],
      most: 100,
      unit: " %",
      text: weeks.flatMap(
        ({ from, glad }, index): RichText => [
          ...(index > 0 ? ["; "] : []),
          `${day(from)}: `,
          ...share(glad, words),
        ],
      ),
    },
    ...(block ? [textElement(words("check.team.themes", { themes, until }))] : []),
    noteElement(words("check.team.counted")),
  ];
}

const since = (today: string): string => addDays(mondayOf(today), -7 * trend);

/**
 * A line on how a team's weeks went in a time, for its retrospective; undefined where nothing may
 * be shown.
 */
export async function checkTrendLine(
  on: Reader,
  {
    workspace,
    group,
    since: from,
    words,
  }: { workspace: string; group: string | null; since: Date; words: Words },
): Promise<string | undefined> {
  const { weeks } = await pictureOf(
    on,
    workspace,
    group ?? everyoneGroup,
    mondayOf(from.toISOString().slice(0, 10)),
  );
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last) return undefined;
  const values = {
    first: share(first.glad, words),
    last: share(last.glad, words),
    from: localNoon(first.from),
    to: localNoon(last.from),
  };
  return words.plain(first === last ? "check.trend.week" : "check.trend", values);
}

/** `/check team`. */
export async function runTeamPictureCommand(
  scene: CheckContext,
  named: string | undefined,
): Promise<void> {
  const { ctx, group: own, today } = scene;
  const { w, workspace, words } = ctx;
  const group = named
    ? await readGroup(w, workspace, named)
    : own
      ? await readGroup(w, workspace, own)
      : undefined;
  if (named && !group) return void postCheckText(scene, "no_group", { group: named });
  await countWeeks(w, workspace, ctx.at);
  const name = group?.name ?? words.plain("check.team.everyone");
  postCheckCard(
    scene,
    pictureCard(
      await pictureOf(w, workspace, group?.id ?? everyoneGroup, since(today)),
      name,
      today,
      words,
    ),
  );
}

/** The week's digest, where the team reads its briefs; nothing where nothing may be shown. */
export async function postWeeklyDigest(
  { ctx, today }: CheckContext,
  intake: ConversationRef | undefined,
): Promise<void> {
  const { w, workspace, workspaceWords: words } = ctx;
  await countWeeks(w, workspace, ctx.at);
  if (!intake) return;
  const lastWeek = addDays(mondayOf(today), -7);
  const everybody = await pictureOf(w, workspace, everyoneGroup, since(today));
  const lines: CardElement[] = [];
  for (const { id, name } of (await readGroups(w, workspace)).slice(0, mostTeams)) {
    const week = (await pictureOf(w, workspace, id, lastWeek)).weeks.at(-1);
    if (week)
      lines.push({
        kind: "item",
        text: words("check.team.line", {
          team: name,
          share: share(week.glad, words),
          crowd: week.crowd,
        }),
      });
  }
  if (everybody.weeks.at(-1)?.from !== lastWeek && lines.length === 0) return;
  const card = pictureCard(everybody, words.plain("check.team.everyone"), today, words);
  const small = card.at(-1)!;
  ctx.post({ place: intake, card: [...card.slice(0, -1), ...lines, small] });
}

/**
 * Monday at ten on a zone's wall, or when the week is over everywhere west to UTC: the next one
 * after an instant.
 */
export function nextDigestAt(now: Date, zone: string): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  for (
    let monday = Temporal.PlainDate.from(mondayOf(here.toPlainDate().toString()));
    ;
    monday = monday.add({ days: 7 })
  ) {
    const at = Math.max(
      monday.toZonedDateTime({ timeZone: zone, plainTime: "10:00" }).epochMilliseconds,
      monday.toZonedDateTime({ timeZone: "UTC", plainTime: "00:05" }).epochMilliseconds,
    );
    if (at > now.getTime()) return new Date(at);
  }
}
