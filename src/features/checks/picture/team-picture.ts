/** The team's picture, built from counted weeks and never from answers. */

import {
  addDays,
  localDateAt,
  mondayOf,
  noonOf,
  utcDateAt,
} from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { and, asc, desc, eq, gte, isNotNull } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroup, readGroups } from "../../workspace/groups.ts";
import { everyoneGroup } from "../check.ts";
import { type CheckContext, postCheckCard, postCheckText } from "../daily-question.ts";
import type { Figure } from "./anonymity.ts";
import { countWeeks } from "./count-weeks.ts";

const trendWeeks = 8;
const maxTeamsInDigest = 15;

/** A counted week that may be shown. */
interface Week {
  /** ISO date of its Monday. */
  from: string;
  groupSize: number;
  glad: Figure;
}

interface Picture {
  group: string;
  /** Oldest first; a week that may not be shown is missing. */
  weeks: Week[];
  /** Themes of the newest block of four weeks, from its Monday on. */
  block?: { from: string; themes: string[] };
}

/** Reads the counted weeks of a group, or of everyone, from a Monday (ISO) on. */
async function readPicture(
  { db, t }: Reader,
  workspace: string,
  group: string,
  since: string,
): Promise<Picture> {
  const { pictures } = t;
  const isOurs = and(eq(pictures.workspace, workspace), eq(pictures.group, group));
  const rows = await db
    .select({ from: pictures.from, groupSize: pictures.crowd, glad: pictures.glad })
    .from(pictures)
    .where(and(isOurs, eq(pictures.weeks, 1), gte(pictures.from, since), isNotNull(pictures.glad)))
    .orderBy(asc(pictures.from));
  const [block] = await db
    .select({ from: pictures.from, themes: pictures.themes })
    .from(pictures)
    .where(and(isOurs, eq(pictures.weeks, 4), gte(pictures.from, since)))
    .orderBy(desc(pictures.from))
    .limit(1);
  return {
    group,
    weeks: rows.map(({ from, groupSize, glad }) => ({
      from,
      groupSize: groupSize ?? 0,
      glad: glad!,
    })),
    block: block && block.themes.length > 0 ? block : undefined,
  };
}

/** Returns a share as people read it: "about 80 %", "80 % or more". */
export const shareText = ({ percent, edge }: Figure, words: Words): RichText =>
  words("check.figure", { percent, edge: edge ?? "none" });

/**
 * Returns the picture of a team: the last week in words, the trend as a chart, and the themes of
 * answers that were not `happy`.
 */
function pictureCard({ weeks, block }: Picture, name: string, today: string, words: Words): Card {
  const last = weeks.at(-1);
  if (!last)
    return [
      textElement(words("check.team.nothing", { team: name })),
      noteElement(words("check.team.counted")),
    ];
  const day = (date: string): string => words.plain("check.date", { date: noonOf(date) });
  const recent = last.from === addDays(mondayOf(today), -7);
  const themes = block?.themes.map((theme) => words.plain(`check.theme.${theme}`)).join(", ") ?? "";
  const until = noonOf(addDays(block?.from ?? today, 27));
  return [
    headingElement(words("check.team.title", { team: name })),
    textElement(
      words(recent ? "check.team.last" : "check.team.week", {
        share: shareText(last.glad, words),
        crowd: last.groupSize,
        date: noonOf(last.from),
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
          ...shareText(glad, words),
        ],
      ),
    },
    ...(block ? [textElement(words("check.team.themes", { themes, until }))] : []),
    noteElement(words("check.team.counted")),
  ];
}

const trendStart = (today: string): string => addDays(mondayOf(today), -7 * trendWeeks);

/**
 * Returns a line about a team's weeks since an instant, for its retrospective; `undefined` where
 * nothing may be shown.
 */
export async function checkTrendLine(
  reader: Reader,
  {
    workspace,
    group,
    since,
    words,
  }: { workspace: string; group: string | null; since: Date; words: Words },
): Promise<string | undefined> {
  const { weeks } = await readPicture(
    reader,
    workspace,
    group ?? everyoneGroup,
    mondayOf(utcDateAt(since)),
  );
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last) return undefined;
  const values = {
    first: shareText(first.glad, words),
    last: shareText(last.glad, words),
    from: noonOf(first.from),
    to: noonOf(last.from),
  };
  return words.plain(first === last ? "check.trend.week" : "check.trend", values);
}

/** Published figures of a team. */
export interface TeamPicture {
  /** Missing for everyone. */
  name?: string | undefined;
  weeks: Week[];
  /** Themes of the newest block of four weeks, until its last day (ISO). */
  block?: { themes: string[]; until: string } | undefined;
}

/**
 * Lists what is published about everyone and each group, as counted so far.
 * @param today ISO date
 */
export async function listTeamPictures(
  reader: Reader,
  workspace: string,
  today: string,
): Promise<TeamPicture[]> {
  const teams: { id: string; name?: string }[] = [
    { id: everyoneGroup },
    ...(await readGroups(reader, workspace)),
  ];
  const pictures: TeamPicture[] = [];
  for (const { id, name } of teams) {
    const { weeks, block } = await readPicture(reader, workspace, id, trendStart(today));
    pictures.push({
      ...{ name, weeks },
      block: block && { themes: block.themes, until: addDays(block.from, 27) },
    });
  }
  return pictures;
}

/** Runs `/check team`. */
export async function runTeamPictureCommand(
  context: CheckContext,
  named: string | undefined,
): Promise<void> {
  const { ctx, group: own, today } = context;
  const { w, workspace, words } = ctx;
  const group = named
    ? await readGroup(w, workspace, named)
    : own
      ? await readGroup(w, workspace, own)
      : undefined;
  if (named && !group) return void postCheckText(context, "no_group", { group: named });
  await countWeeks(w, workspace, ctx.at);
  const name = group?.name ?? words.plain("check.team.everyone");
  postCheckCard(
    context,
    pictureCard(
      await readPicture(w, workspace, group?.id ?? everyoneGroup, trendStart(today)),
      name,
      today,
      words,
    ),
  );
}

/** Posts the week's digest in the brief channel, unless nothing may be shown. */
export async function postWeeklyDigest(
  { ctx, today }: CheckContext,
  briefChannel: ConversationRef | undefined,
): Promise<void> {
  const { w, workspace, workspaceWords: words } = ctx;
  await countWeeks(w, workspace, ctx.at);
  if (!briefChannel) return;
  const lastWeek = addDays(mondayOf(today), -7);
  const everybody = await readPicture(w, workspace, everyoneGroup, trendStart(today));
  const lines: CardElement[] = [];
  for (const { id, name } of (await readGroups(w, workspace)).slice(0, maxTeamsInDigest)) {
    const week = (await readPicture(w, workspace, id, lastWeek)).weeks.at(-1);
    if (week)
      lines.push(
        itemElement(
          words("check.team.line", {
            team: name,
            share: shareText(week.glad, words),
            crowd: week.groupSize,
          }),
        ),
      );
  }
  if (everybody.weeks.at(-1)?.from !== lastWeek && lines.length === 0) return;
  const card = pictureCard(everybody, words.plain("check.team.everyone"), today, words);
  const footnote = card.at(-1)!;
  ctx.post({ place: briefChannel, card: [...card.slice(0, -1), ...lines, footnote] });
}

/**
 * Returns when the next digest is due: Monday at ten in a time zone, though not before the week is
 * over in UTC.
 */
export function nextDigestAt(now: Date, zone: string): Date {
  for (
    let monday = Temporal.PlainDate.from(mondayOf(localDateAt(now, zone)));
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
