/** Counts the weeks that are over, for all groups of a workspace at once and once for good: see `figures.ts` for why so. */
import { createHash } from "node:crypto";
import { and, asc, between, desc, eq, gte, isNotNull, isNull, lt, min, or, sql } from "../storage/drizzle.ts";
import type { Reader, Writer } from "../storage/store.ts";
import type { Figure } from "../storage/tables/pictures.ts";
import { plain } from "../surface/prose.ts";
import { cohort, crowdOf, fewest, figureOf, memory, near, revealing } from "./figures.ts";
import { themesOf } from "./themes.ts";
import { addDays, blockOf, weekOf } from "./weeks.ts";

/** Stands for all groups together, and whoever is in none. */
export const everyone = "*";

/** Weeks that nobody looked at for longer are not counted any more. */
const furthest = 12;

/** What one person said in a time. */
interface Voice {
  group: string;
  /** Of the answers that the paying customer would be happy; in four weeks, of the pledges that were kept. 0 to 1; missing where there were none. */
  share?: number;
  themes: ReadonlySet<string>;
}

type Voices = Map<string, Voice>;

/** What is shown of some people, or that nothing is. */
interface Shown {
  people: ReadonlySet<string>;
  figure?: Figure | undefined;
}

/** Counts every week that is over and was not counted, oldest first, and gives back how many those were. A week is over when it is in UTC. */
export async function countWeeks(w: Writer, workspace: string, now: Date, newId: () => string): Promise<number> {
  const thisWeek = weekOf(now.toISOString().slice(0, 10));
  const [first] = await w.db
    .select({ date: min(w.t.checks.date) })
    .from(w.t.checks)
    .where(and(eq(w.t.checks.workspace, workspace), gte(w.t.checks.date, addDays(thisWeek, -7 * furthest)), isNotNull(w.t.checks.answer)));
  if (!first?.date) return 0;
  let counted = 0;
  for (let week = weekOf(first.date); week < thisWeek; week = addDays(week, 7)) {
    if (await count(w, workspace, week, 1, newId())) counted += 1;
    const block = blockOf(week);
    if (addDays(block, 21) === week) await count(w, workspace, block, 4, newId());
  }
  return counted;
}

/** Whether a date's week was counted already, so that an answer comes too late for the team's picture. */
export async function isCounted({ db, t }: Reader, workspace: string, date: string): Promise<boolean> {
  const [row] = await db
    .select({ from: t.pictures.from })
    .from(t.pictures)
    .where(and(eq(t.pictures.workspace, workspace), eq(t.pictures.from, weekOf(date)), eq(t.pictures.weeks, 1), eq(t.pictures.group, everyone)));
  return row !== undefined;
}

/** Whoever writes the row of everybody first counts; on two replicas the other waits for it, and has nothing to do. */
async function count(w: Writer, workspace: string, from: string, weeks: 1 | 4, salt: string): Promise<boolean> {
  const { db, t } = w;
  const mine = await db
    .insert(t.pictures)
    .values({ workspace, group: everyone, from, weeks, people: [] })
    .onConflictDoNothing()
    .returning({ from: t.pictures.from });
  if (mine.length === 0) return false;
  const voices = await (weeks === 1 ? listen : readPledges)(w, workspace, from, addDays(from, 7 * weeks - 1));
  const shareOf = (person: string): number => voices.get(person)?.share ?? 0;
  const groups = Map.groupBy(
    [...voices.keys()].filter((person) => voices.get(person)?.share !== undefined),
    (person) => voices.get(person)!.group,
  );
  const lot = (person: string): string => createHash("sha256").update(`${salt} ${person}`).digest("base64");
  const spoken = Map.groupBy(voices.values(), ({ group }) => group);
  const shown: ReadonlySet<string>[] = [];
  const earlier = await before(w, workspace, from, weeks);
  const pictures = earlier.map(({ people }) => people);
  const withPerson = new Map<string, ReadonlySet<string>[]>();
  for (const people of pictures) for (const person of people) withPerson.getOrInsertComputed(person, () => []).push(people);
  const sharing = (people: ReadonlySet<string>): ReadonlySet<string>[] => [...new Set([...people].flatMap((person) => withPerson.get(person) ?? []))];
  const lasts = new Map(earlier.toReversed().map(({ group, people }) => [group, people]));

  function show(counted: ReadonlySet<string> | undefined): Shown {
    if (!counted) return { people: new Set() };
    shown.push(counted);
    return { people: counted, figure: figureOf([...counted].map(shareOf)) };
  }

  // Small teams come first: they can do most about what they see.
  const teams = [...groups].filter(([group]) => group !== "").sort(([a, these], [b, those]) => these.length - those.length || (a < b ? -1 : 1));
  const rest = new Set(groups.get("") ?? []);
  for (const [group, people] of teams) {
    const theirs = new Set(people);
    const picture = show(cohort(theirs, { last: lasts.get(group), before: sharing(theirs), lot })); // nobody counts for two teams
    if (picture.people.size === 0) for (const person of people) rest.add(person);
    await keep(group, picture);
  }
  // Whoever is in no team's picture counts for everybody's with enough others, or not at all: else everybody less the teams would be them.
  const inTeams = new Set(shown.flatMap((set) => [...set]));
  const candidates = [inTeams.union(rest), inTeams].filter((people) => people.size >= fewest && !pictures.some((each) => near(each, people)));
  await keep(everyone, show(candidates.find((people) => !revealing([...shown, people]))));
  await forget(w, workspace, from);
  return true;

  async function keep(group: string, { people, figure }: Shown): Promise<void> {
    const themes = weeks === 4 ? common(group === everyone ? [...voices.values()] : (spoken.get(group) ?? [])) : [];
    const row = { people: [...people].sort(), crowd: figure ? crowdOf(people.size) : null, [weeks === 1 ? "glad" : "kept"]: figure ?? null, themes };
    await db
      .insert(t.pictures)
      .values({ workspace, group, from, weeks, ...row })
      .onConflictDoUpdate({ target: [t.pictures.workspace, t.pictures.from, t.pictures.weeks, t.pictures.group], set: row });
  }
}

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

/** What at least five of them wrote about. */
function common(voices: readonly Voice[]): string[] {
  const named = new Map<string, number>();
  for (const { themes } of voices) for (const theme of themes) named.set(theme, (named.get(theme) ?? 0) + 1);
  return [...named]
    .filter(([, people]) => people >= fewest)
    .map(([theme]) => theme)
    .sort();
}

/** What counts between two dates: of people who are no observers. */
const counts = ({ t: { checks, enrolments } }: Reader, workspace: string, from: string, to: string) =>
  and(
    eq(checks.workspace, workspace),
    between(checks.date, from, to),
    isNotNull(checks.answer),
    or(isNull(enrolments.observer), eq(enrolments.observer, false)),
  );

const enrolled = ({ t: { checks, enrolments } }: Reader) => and(eq(enrolments.workspace, checks.workspace), eq(enrolments.person, checks.person));

/** Everybody's share of good answers, worked out by the database: a hundred thousand people are half a million answers a week. Whoever changed teams counts for one of them. */
async function listen(on: Reader, workspace: string, from: string, to: string): Promise<Voices> {
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
  return new Map(rows.map(({ person, group, share }) => [person, { group: group ?? "", share: Number(share), themes: new Set() }]));
}

/** Everybody's share of pledges that were kept, and what their words were about. */
async function readPledges(on: Reader, workspace: string, from: string, to: string): Promise<Voices> {
  const { checks, enrolments } = on.t;
  const rows = await on.db
    .select({ person: checks.person, group: checks.group, working: checks.working, pledge: checks.pledge, kept: checks.pledgeKept })
    .from(checks)
    .leftJoin(enrolments, enrolled(on))
    .where(and(counts(on, workspace, from, to), isNotNull(checks.pledge)))
    .orderBy(asc(checks.date));
  return new Map(
    [...Map.groupBy(rows, ({ person }) => person)].map(([person, theirs]): [string, Voice] => {
      const ends = theirs.flatMap(({ kept }) => (kept ? [kept === "yes" ? 1 : 0] : []));
      const themes = new Set(theirs.flatMap(({ working, pledge }) => [...themesOf(plain([...(working ?? []), " ", ...(pledge ?? [])]))]));
      return [person, { group: theirs.at(-1)?.group ?? "", themes, ...(ends.length > 0 && { share: mean(ends) }) }];
    }),
  );
}

/** Who was counted in the pictures that a new one is to be kept apart from, newest first. */
async function before({ db, t }: Reader, workspace: string, from: string, weeks: number): Promise<{ group: string; people: ReadonlySet<string> }[]> {
  const { group, people } = t.pictures;
  const rows = await db
    .select({ group, people })
    .from(t.pictures)
    .where(
      and(
        eq(t.pictures.workspace, workspace),
        eq(t.pictures.weeks, weeks),
        gte(t.pictures.from, addDays(from, -7 * memory * weeks)),
        lt(t.pictures.from, from),
        isNotNull(t.pictures.crowd),
      ),
    )
    .orderBy(desc(t.pictures.from));
  return rows.map((row) => ({ group: row.group, people: new Set(row.people) }));
}

/** Nobody needs to know any more who was counted so long ago. */
async function forget({ db, t }: Writer, workspace: string, from: string): Promise<void> {
  await db
    .update(t.pictures)
    .set({ people: [] })
    .where(and(eq(t.pictures.workspace, workspace), lt(t.pictures.from, addDays(from, -7 * memory * 4))));
}
