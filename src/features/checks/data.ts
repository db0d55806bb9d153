/** Data of the paying-customer check: enrolments, checks, chains and the counts of teams. */
import {
  type ExportRow,
  type FeatureData,
  isoInstantOrNull,
  markdownOf,
  plainTextOrNull,
} from "../../core/feature-data.ts";
import { dateMonthsBefore } from "../../lib/dates/calendar-dates.ts";
import { and, asc, eq, isNotNull, lt, min, or } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import {
  columnContains,
  escapedInJson,
  lockTableRows,
  updateTableRow,
} from "../../storage/table-rows.ts";
import type { Figure } from "./picture/anonymity.ts";
import { checkTables } from "./tables.ts";

const pictureKeys = ["workspace", "from", "weeks", "group"];

const figureText = (figure: Figure | null): string | null =>
  figure && `${figure.percent} %${figure.edge ? ` ${figure.edge.replace("_", " ")}` : ""}`;

/**
 * Yields the figures that teams were shown, by week, oldest first, without answers, text or names.
 * `people` is the lower end of a band; groups have their present names.
 */
async function* exportRows({ db, t }: Reader, workspace: string): AsyncGenerator<ExportRow> {
  const { pictures, groups } = t;
  const rows = await db
    .select({
      from: pictures.from,
      weeks: pictures.weeks,
      people: pictures.crowd,
      glad: pictures.glad,
      themes: pictures.themes,
      group: groups.name,
    })
    .from(pictures)
    .leftJoin(groups, and(eq(groups.workspace, pictures.workspace), eq(groups.id, pictures.group)))
    .where(
      and(eq(pictures.workspace, workspace), or(isNotNull(pictures.crowd), eq(pictures.weeks, 4))),
    )
    .orderBy(asc(pictures.from), asc(pictures.weeks), asc(pictures.group));
  // A row of four weeks without themes would only reveal that five people wrote.
  for (const { from, weeks, people, glad, themes, group } of rows)
    if (weeks === 1 ? people !== null : themes.length > 0)
      yield {
        type: "check_weeks",
        workspace,
        group: group ?? "everyone",
        from,
        weeks,
        people,
        glad: figureText(glad),
        themes: themes.join(", "),
      };
}

async function* personalRows(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  const { enrolments, checks, groups, pictures, chains } = t;
  const enrolled = await db
    .select({ row: enrolments, group: groups.name })
    .from(enrolments)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, enrolments.group)))
    .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
  for (const { row, group } of enrolled)
    yield {
      type: "enrolment",
      workspace,
      group,
      time: row.at,
      days: row.days,
      zone: row.zone,
      region: row.region,
      weekly: row.weekly,
      observer: row.observer,
      misses: row.misses,
      snoozed_date: row.snoozedDate,
      in_zone: row.inZone,
      paused_until: row.pausedUntil,
      enrolled_by: row.enrolledBy,
      snoozed_until: isoInstantOrNull(row.snoozedUntil),
      quiet_until: isoInstantOrNull(row.quietUntil),
      next_at: isoInstantOrNull(row.nextAt),
      through: isoInstantOrNull(row.through),
      created_at: isoInstantOrNull(row.createdAt),
      stopped_at: isoInstantOrNull(row.stoppedAt),
      looked_at: isoInstantOrNull(row.lookedAt),
    };
  const asked = await db
    .select({ row: checks, group: groups.name })
    .from(checks)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, checks.group)))
    .where(and(eq(checks.workspace, workspace), eq(checks.person, person)))
    .orderBy(asc(checks.date));
  for (const { row, group } of asked)
    yield {
      type: "check",
      workspace,
      group,
      date: row.date,
      asked_at: isoInstantOrNull(row.askedAt),
      late: row.late,
      skipped: row.skipped,
      answer: row.answer,
      answered_at: isoInstantOrNull(row.answeredAt),
      text: plainTextOrNull(row.working),
      pledge: plainTextOrNull(row.pledge),
      pledge_asked: row.pledgeAsked,
      kept: row.pledgeKept,
      for_retro: row.forRetro,
    };
  const counted = await db
    .select({
      from: pictures.from,
      weeks: pictures.weeks,
      people: pictures.people,
      group: groups.name,
    })
    .from(pictures)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, pictures.group)))
    .where(
      and(
        eq(pictures.workspace, workspace),
        columnContains(pictures.people, escapedInJson(person)),
      ),
    )
    .orderBy(asc(pictures.from));
  for (const { from, weeks, people, group } of counted)
    if (people.includes(person))
      yield { type: "counted_in", workspace, group: group ?? "everyone", from, weeks };
  const drawn = await db
    .select({ group: groups.name, links: chains.links, at: chains.at })
    .from(chains)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, chains.group)))
    .where(and(eq(chains.workspace, workspace), eq(chains.by, person)));
  for (const { group, links, at } of drawn)
    yield { type: "chain", workspace, group, text: links.join(" → "), at: isoInstantOrNull(at) };
}

/** What checks store, and how it is erased, kept and exported. */
export const checkData: FeatureData = {
  tables: checkTables,
  personalData: {
    enrolments: {
      keyColumns: ["workspace", "person"],
      ownerColumn: "person",
      personalColumns: { enrolledBy: "id" },
      impersonalColumns: [
        "workspace",
        "place",
        "conversation",
        "at",
        "days",
        "zone",
        "region",
        "pausedUntil",
        "snoozedDate",
        "group",
        "inZone",
      ],
    },
    checks: {
      keyColumns: ["workspace", "person", "date"],
      ownerColumn: "person",
      personalColumns: { working: "json", pledge: "json" },
      impersonalColumns: [
        "workspace",
        "date",
        "group",
        "outbox",
        "skipped",
        "answer",
        "message",
        "pledgeAsked",
        "pledgeKept",
      ],
    },
    chains: {
      keyColumns: ["workspace", "group"],
      personalColumns: { links: "json", by: "id" },
      impersonalColumns: ["workspace", "group"],
    },
    pictures: {
      keyColumns: pictureKeys,
      personalColumns: { people: "apart" },
      impersonalColumns: ["workspace", "group", "from", "glad", "themes"],
    },
  },
  erasure: {
    sharedJobs: ["check/digest"],
    /**
     * Replaces the person among the counted people of a picture by an id of no person, because
     * removing them would let the next picture reveal the difference.
     */
    async eraseApart({ w, workspace, person, newId }) {
      const counted = columnContains(w.t.pictures.people, `"${escapedInJson(person)}"`);
      for (const row of await lockTableRows(w, "pictures", workspace, counted))
        await updateTableRow(w, "pictures", pictureKeys, row, {
          people: (row.people as string[]).map((one) =>
            one === person ? `erased/${newId()}` : one,
          ),
        });
      return 0;
    },
  },
  retention: {
    subjects: [{ name: "checks" }, { name: "pictures" }],
    policy: {
      /** A person who opted out stays listed, so that they are not enrolled again. */
      enrolments: "people",
      checks: "checks",
      chains: "organisation",
      pictures: "pictures",
    },
    chosenRules: [
      /** A day at a time, the earliest first. */
      async ({ db, t: { checks } }, { workspace, now }, { checks: months }) => {
        if (!months) return undefined;
        const from = dateMonthsBefore(now, months);
        const [first] = await db
          .select({ date: min(checks.date) })
          .from(checks)
          .where(and(eq(checks.workspace, workspace), lt(checks.date, from)));
        return first?.date
          ? { table: "checks", key: checks.person, day: eq(checks.date, first.date), repeat: true }
          : undefined;
      },
    ],
  },
  export: {
    rows: exportRows,
    personalRows,
    markdown: {
      check_weeks: (row) =>
        `- ${markdownOf(row.group)}, ${row.weeks === 1 ? "week" : "four weeks"} from ${row.from}: ${row.glad ? `${row.glad} glad, ${row.people} people or more` : row.themes ? ` about ${row.themes}` : ""}\n`,
    },
  },
  pageSections: { checks: ["enrolment", "check", "counted_in"], organisation: ["chain"] },
};
