/**
 * Counts the weeks that are over, for all groups of a workspace at once and once for good: see
 * `figures.ts` for why so.
 */

import { toPlainText } from "../../../platform/rich-text.ts";
import {
  and,
  asc,
  between,
  eq,
  gte,
  isNotNull,
  isNull,
  lt,
  min,
  or,
  sql,
} from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { addDays, fourWeekBlockOf, mondayOf } from "../dates.ts";
import {
  createFigureHistory,
  type FigureHistory,
  figureMemoryWeeks,
  findExposedPeople,
  groupSizeBand,
  minFigurePeople,
  roundFigure,
} from "./anonymity.ts";
import { findThemes } from "./themes.ts";

/** Stands for all groups together, and whoever is in none. */
export const everyoneGroup = "*";

/** Weeks that nobody looked at for longer are not counted any more. */
const furthest = 12;

/**
 * A person's group, and the share (0 to 1) of their answers that the paying customer would be
 * happy.
 */
interface Voice {
  group: string;
  share: number;
}

/**
 * Counts every week that is over and was not counted, oldest first, and gives back how many those
 * were. A week is over when it is in UTC.
 */
export async function countWeeks(w: Writer, workspace: string, now: Date): Promise<number> {
  const thisWeek = mondayOf(now.toISOString().slice(0, 10));
  const [first] = await w.db
    .select({ date: min(w.t.checks.date) })
    .from(w.t.checks)
    .where(
      and(
        eq(w.t.checks.workspace, workspace),
        gte(w.t.checks.date, addDays(thisWeek, -7 * furthest)),
        isNotNull(w.t.checks.answer),
      ),
    );
  if (!first?.date) return 0;
  let counted = 0;
  for (let week = mondayOf(first.date); week < thisWeek; week = addDays(week, 7)) {
    if (await count(w, workspace, week, 1)) counted += 1;
    const block = fourWeekBlockOf(week);
    if (addDays(block, 21) === week) await count(w, workspace, block, 4);
  }
  return counted;
}

/**
 * Whether a date's week was counted already, so that an answer comes too late for the team's
 * picture.
 */
export async function isWeekCounted(
  { db, t }: Reader,
  workspace: string,
  date: string,
): Promise<boolean> {
  const [row] = await db
    .select({ from: t.pictures.from })
    .from(t.pictures)
    .where(
      and(
        eq(t.pictures.workspace, workspace),
        eq(t.pictures.from, mondayOf(date)),
        eq(t.pictures.weeks, 1),
        eq(t.pictures.group, everyoneGroup),
      ),
    );
  return row !== undefined;
}

/**
 * Counts a time once: of two replicas the first to write the row of `everyone` does, and the other
 * waits for it and returns false.
 */
async function count(w: Writer, workspace: string, from: string, weeks: 1 | 4): Promise<boolean> {
  const { db, t } = w;
  const mine = await db
    .insert(t.pictures)
    .values({ workspace, group: everyoneGroup, from, weeks, people: [] })
    .onConflictDoNothing()
    .returning({ from: t.pictures.from });
  if (mine.length === 0) return false;
  const to = addDays(from, 7 * weeks - 1);
  const locales = await listen(w, workspace, from, to);
  const themes =
    weeks === 4 ? await readThemes(w, workspace, from, to) : new Map<string, ReadonlySet<string>>();
  const groups = Map.groupBy(locales.keys(), (person) => locales.get(person)!.group);
  const peopleOf = (group: string): Set<string> => new Set(groups.get(group));
  const history = await published(w, workspace, from);
  const shown: ReadonlySet<string>[] = [];

  // Small teams come first: they can do most about what they see.
  const teams = [...groups.keys()]
    .filter((group) => group !== "")
    .sort((a, b) => peopleOf(a).size - peopleOf(b).size || (a < b ? -1 : 1));
  // nobody counts for two teams
  for (const group of teams) await keep(group, history.publishable(peopleOf(group)));
  await keep(everyoneGroup, ofEveryone());
  await forget(w, workspace, from);
  return true;

  /**
   * The people of the figure about everyone: without those few about whom it would tell beside this
   * time's teams.
   */
  function ofEveryone(): ReadonlySet<string> | undefined {
    let people = history.publishable(new Set(locales.keys()));
    while (people) {
      const exposed = findExposedPeople([...shown, people]).intersection(people);
      if (exposed.size === 0) return people;
      people = history.publishable(people.difference(exposed));
    }
    return undefined;
  }

  async function keep(group: string, people: ReadonlySet<string> | undefined): Promise<void> {
    if (people) {
      shown.push(people);
      history.add(people);
    }
    const counted = [...(people ?? [])].sort();
    const row = {
      people: counted,
      crowd: people ? groupSizeBand(people.size) : null,
      glad:
        (weeks === 1 && roundFigure(counted.map((person) => locales.get(person)!.share))) || null,
      themes: common(counted.map((person) => themes.get(person) ?? new Set())),
    };
    await db
      .insert(t.pictures)
      .values({ workspace, group, from, weeks, ...row })
      .onConflictDoUpdate({
        target: [t.pictures.workspace, t.pictures.from, t.pictures.weeks, t.pictures.group],
        set: row,
      });
  }
}

/**
 * Themes that five or more wrote about, and that five or more did not: what all of a team write
 * about tells of each.
 */
function common(all: readonly ReadonlySet<string>[]): string[] {
  const named = new Map<string, number>();
  for (const themes of all)
    for (const theme of themes) named.set(theme, (named.get(theme) ?? 0) + 1);
  return [...named]
    .filter(([, people]) => people >= minFigurePeople && all.length - people >= minFigurePeople)
    .map(([theme]) => theme)
    .sort();
}

/** What counts between two dates: of people who are no observers. */
const counts = (
  { t: { checks, enrolments } }: Reader,
  workspace: string,
  from: string,
  to: string,
) =>
  and(
    eq(checks.workspace, workspace),
    between(checks.date, from, to),
    isNotNull(checks.answer),
    or(isNull(enrolments.observer), eq(enrolments.observer, false)),
  );

const enrolled = ({ t: { checks, enrolments } }: Reader) =>
  and(eq(enrolments.workspace, checks.workspace), eq(enrolments.person, checks.person));

/**
 * Everybody's share of good answers, worked out by the database: a hundred thousand people are half
 * a million answers a week. Whoever changed teams counts for one of them.
 */
async function listen(
  on: Reader,
  workspace: string,
  from: string,
  to: string,
): Promise<Map<string, Voice>> {
  const { checks, enrolments } = on.t;
  const rows = await on.db
    .select({
      person: checks.person,
      group: sql<string | null>`max(${checks.group})`,
      share: sql<number>`avg(case when ${checks.answer} = 'happy' then 1.0 else 0.0 end)`,
    })
    .from(checks)
    .leftJoin(enrolments, enrolled(on))
    .where(counts(on, workspace, from, to))
    .groupBy(checks.person);
  return new Map(
    rows.map(({ person, group, share }) => [person, { group: group ?? "", share: Number(share) }]),
  );
}

/** What people's words were about, by person. */
async function readThemes(
  on: Reader,
  workspace: string,
  from: string,
  to: string,
): Promise<Map<string, ReadonlySet<string>>> {
  const { checks, enrolments } = on.t;
  const rows = await on.db
    .select({ person: checks.person, working: checks.working, pledge: checks.pledge })
    .from(checks)
    .leftJoin(enrolments, enrolled(on))
    .where(and(counts(on, workspace, from, to), isNotNull(checks.pledge)));
  return new Map(
    [...Map.groupBy(rows, ({ person }) => person)].map(([person, theirs]) => [
      person,
      new Set(
        theirs.flatMap(({ working, pledge }) => [
          ...findThemes(toPlainText([...(working ?? []), " ", ...(pledge ?? [])])),
        ]),
      ),
    ]),
  );
}

/**
 * Reads who was counted in each figure that a new one of a time from a Monday on is held apart
 * from; a week at once, since a year of a large company is much.
 */
async function published(
  { db, t }: Reader,
  workspace: string,
  from: string,
): Promise<FigureHistory> {
  const history = createFigureHistory();
  const { pictures } = t;
  const ours = and(
    eq(pictures.workspace, workspace),
    isNotNull(pictures.crowd),
    gte(pictures.from, addDays(from, -7 * figureMemoryWeeks)),
  );
  const times = await db
    .select({ from: pictures.from })
    .from(pictures)
    .where(ours)
    .groupBy(pictures.from)
    .orderBy(asc(pictures.from));
  for (const time of times) {
    const rows = await db
      .select({ people: pictures.people })
      .from(pictures)
      .where(and(ours, eq(pictures.from, time.from)));
    for (const { people } of rows) history.add(people);
  }
  return history;
}

/** Empties who was counted so long ago that no figure is held apart from it. */
async function forget({ db, t }: Writer, workspace: string, from: string): Promise<void> {
  await db
    .update(t.pictures)
    .set({ people: [] })
    .where(
      and(
        eq(t.pictures.workspace, workspace),
        lt(t.pictures.from, addDays(from, -7 * (figureMemoryWeeks + 4))),
      ),
    );
}
