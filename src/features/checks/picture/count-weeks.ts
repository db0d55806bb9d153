/**
 * Counts finished weeks for all groups of a workspace, each once; `anonymity.ts` gives the reason.
 */

import { addDays, daysBetween, mondayOf, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { tokenizeWords } from "../../../nlu/text/normalise.ts";
import { loadVocabulary, type Vocabulary } from "../../../nlu/text/vocabulary.ts";
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
import { everyoneGroup } from "../check.ts";
import {
  createFigureHistory,
  type FigureHistory,
  figureMemoryWeeks,
  findExposedPeople,
  groupSizeBand,
  minFigurePeople,
  roundFigure,
} from "./anonymity.ts";

/** Age up to which a week is counted. */
const maxWeeksBack = 12;

/** A person's group, and the share (0 to 1) of `happy` among their answers. */
interface PersonShare {
  group: string;
  share: number;
}

/** A Monday from which blocks of four weeks are counted. */
const firstMonday = "1970-01-05";

/** Returns the Monday on which a date's block of four weeks begins. Blocks do not overlap. */
export const fourWeekBlockOf = (date: string): string =>
  addDays(firstMonday, Math.floor(daysBetween(firstMonday, mondayOf(date)) / 28) * 28);

let vocabulary: Vocabulary | undefined;

/** Returns the themes of a text, by their names in `prompts/themes`. Uses no model. */
export function findThemes(text: string): Set<string> {
  if (text.trim() === "") return new Set();
  vocabulary ??= loadVocabulary(new URL("../../../../prompts/themes/", import.meta.url));
  return new Set(vocabulary.find(tokenizeWords(text)).flat());
}

/**
 * Counts every finished week that is not counted yet, oldest first, and returns their number. Weeks
 * end at midnight UTC.
 */
export async function countWeeks(w: Writer, workspace: string, now: Date): Promise<number> {
  const thisWeek = mondayOf(utcDateAt(now));
  const [first] = await w.db
    .select({ date: min(w.t.checks.date) })
    .from(w.t.checks)
    .where(
      and(
        eq(w.t.checks.workspace, workspace),
        gte(w.t.checks.date, addDays(thisWeek, -7 * maxWeeksBack)),
        isNotNull(w.t.checks.answer),
      ),
    );
  if (!first?.date) return 0;
  let counted = 0;
  for (let week = mondayOf(first.date); week < thisWeek; week = addDays(week, 7)) {
    if (await countPeriod(w, workspace, week, 1)) counted += 1;
    const block = fourWeekBlockOf(week);
    if (addDays(block, 21) === week) await countPeriod(w, workspace, block, 4);
  }
  return counted;
}

/**
 * Returns whether a date's week was counted, so that an answer is too late for the team's picture.
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
 * Counts the weeks from a Monday on, once: the replica that inserts the row of everyone first does,
 * and another one returns `false`.
 */
async function countPeriod(
  w: Writer,
  workspace: string,
  from: string,
  weeks: 1 | 4,
): Promise<boolean> {
  const { db, t } = w;
  const mine = await db
    .insert(t.pictures)
    .values({ workspace, group: everyoneGroup, from, weeks, people: [] })
    .onConflictDoNothing()
    .returning({ from: t.pictures.from });
  if (mine.length === 0) return false;
  const to = addDays(from, 7 * weeks - 1);
  const shares = await readShares(w, workspace, from, to);
  const themes =
    weeks === 4 ? await readThemes(w, workspace, from, to) : new Map<string, ReadonlySet<string>>();
  const groups = Map.groupBy(shares.keys(), (person) => shares.get(person)!.group);
  const peopleOf = (group: string): Set<string> => new Set(groups.get(group));
  const history = await readHistory(w, workspace, from);
  const published: ReadonlySet<string>[] = [];

  // small teams first: they can change most of what they see
  const teams = [...groups.keys()]
    .filter((group) => group !== "")
    .sort((a, b) => peopleOf(a).size - peopleOf(b).size || (a < b ? -1 : 1));
  // each person counts for one team
  for (const group of teams) await publish(group, history.publishable(peopleOf(group)));
  await publish(everyoneGroup, peopleOfEveryone());
  await eraseOldMembers(w, workspace, from);
  return true;

  /**
   * Returns the people of the figure about everyone, without the few about whom it would tell beside
   * the figures of the teams.
   */
  function peopleOfEveryone(): ReadonlySet<string> | undefined {
    let people = history.publishable(new Set(shares.keys()));
    while (people) {
      const exposed = findExposedPeople([...published, people]).intersection(people);
      if (exposed.size === 0) return people;
      people = history.publishable(people.difference(exposed));
    }
    return undefined;
  }

  async function publish(group: string, people: ReadonlySet<string> | undefined): Promise<void> {
    if (people) {
      published.push(people);
      history.add(people);
    }
    const counted = [...(people ?? [])].sort();
    const row = {
      people: counted,
      crowd: people ? groupSizeBand(people.size) : null,
      glad:
        (weeks === 1 && roundFigure(counted.map((person) => shares.get(person)!.share))) || null,
      themes: publishableThemes(counted.map((person) => themes.get(person) ?? new Set())),
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
 * Returns themes that five or more people wrote about, and five or more did not: a theme of the
 * whole team tells about each person.
 */
function publishableThemes(themesByPerson: readonly ReadonlySet<string>[]): string[] {
  const peopleByTheme = new Map<string, number>();
  for (const themes of themesByPerson)
    for (const theme of themes) peopleByTheme.set(theme, (peopleByTheme.get(theme) ?? 0) + 1);
  const everyone = themesByPerson.length;
  return [...peopleByTheme]
    .filter(([, people]) => people >= minFigurePeople && everyone - people >= minFigurePeople)
    .map(([theme]) => theme)
    .sort();
}

/** Condition on answers between two dates of people who are not observers. */
const isCounted = (
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

const isSamePerson = ({ t: { checks, enrolments } }: Reader) =>
  and(eq(enrolments.workspace, checks.workspace), eq(enrolments.person, checks.person));

/**
 * Reads each person's share of `happy` answers. The database computes it, since a hundred thousand
 * people give half a million answers a week. A person who changed teams counts for one of them.
 */
async function readShares(
  reader: Reader,
  workspace: string,
  from: string,
  to: string,
): Promise<Map<string, PersonShare>> {
  const { checks, enrolments } = reader.t;
  const rows = await reader.db
    .select({
      person: checks.person,
      group: sql<string | null>`max(${checks.group})`,
      share: sql<number>`avg(case when ${checks.answer} = 'happy' then 1.0 else 0.0 end)`,
    })
    .from(checks)
    .leftJoin(enrolments, isSamePerson(reader))
    .where(isCounted(reader, workspace, from, to))
    .groupBy(checks.person);
  return new Map(
    rows.map(({ person, group, share }) => [person, { group: group ?? "", share: Number(share) }]),
  );
}

/** Returns the themes of people's words, by person. */
async function readThemes(
  reader: Reader,
  workspace: string,
  from: string,
  to: string,
): Promise<Map<string, ReadonlySet<string>>> {
  const { checks, enrolments } = reader.t;
  const rows = await reader.db
    .select({ person: checks.person, working: checks.working, pledge: checks.pledge })
    .from(checks)
    .leftJoin(enrolments, isSamePerson(reader))
    .where(and(isCounted(reader, workspace, from, to), isNotNull(checks.pledge)));
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
 * Reads the people of each figure that a new one has to keep its distance from. Reads week by week,
 * since a year of a large company is a lot of data.
 */
async function readHistory(
  { db, t }: Reader,
  workspace: string,
  from: string,
): Promise<FigureHistory> {
  const history = createFigureHistory();
  const { pictures } = t;
  const isOurs = and(
    eq(pictures.workspace, workspace),
    isNotNull(pictures.crowd),
    gte(pictures.from, addDays(from, -7 * figureMemoryWeeks)),
  );
  const periods = await db
    .select({ from: pictures.from })
    .from(pictures)
    .where(isOurs)
    .groupBy(pictures.from)
    .orderBy(asc(pictures.from));
  for (const period of periods) {
    const rows = await db
      .select({ people: pictures.people })
      .from(pictures)
      .where(and(isOurs, eq(pictures.from, period.from)));
    for (const { people } of rows) history.add(people);
  }
  return history;
}

/** Deletes the counted people of figures that are too old to constrain new ones. */
async function eraseOldMembers({ db, t }: Writer, workspace: string, from: string): Promise<void> {
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
