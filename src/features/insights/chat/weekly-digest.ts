/** The week in the team's channel: five numbers with their change, stories, and one question. */
import { addDays, localDateAt, mondayOf } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import { type Card, headingElement, noteElement, textElement } from "../../../platform/card.ts";
import { and, asc, eq } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { countRequests } from "../figures.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { filterCondition, isShown } from "../request-filter.ts";
import { type PeriodStories, readStories, requestName, storyElements } from "./stories.ts";

/** Numbers of a week, in the order of the card. */
const numbers = ["came", "repairs", "customers", "delivered", "helped"] as const;
type WeekNumbers = Record<(typeof numbers)[number], number>;

/** Figures and stories of a week. */
export interface WeeklyDigest {
  week: WeekNumbers;
  before: WeekNumbers;
  stories: PeriodStories;
  /** The request that has waited longest for somebody to take it. */
  oldest?: { number: number; title: string | null } | undefined;
}

const fullDays = 6;

/** Stories on the card; one that did not help is always among them. */
const maxStories = 3;

async function readWeek(on: Reader, viewer: LedgerViewer, monday: string): Promise<WeekNumbers> {
  const period = `${monday}..${addDays(monday, fullDays)}`;
  const { yes, partly, ...counts } = await countRequests(
    on,
    viewer,
    {},
    {
      came: { created: period },
      repairs: { created: period, kind: "factory_issue" },
      customers: { created: period, customer: "known" },
      delivered: { delivered: period },
      yes: { answered: period, outcome: "yes" },
      partly: { answered: period, outcome: "partly" },
    },
  );
  return { ...counts, helped: yes + partly };
}

/** Reads the week before the present one; `undefined` if nothing happened in it. */
export async function readWeeklyDigest(
  on: Reader,
  viewer: LedgerViewer,
): Promise<WeeklyDigest | undefined> {
  const monday = addDays(mondayOf(localDateAt(viewer.now, viewer.zone)), -7);
  const week = await readWeek(on, viewer, monday);
  if (Object.values(week).every((number) => number === 0)) return undefined;
  const { requests } = on.t;
  const [oldest] = await on.db
    .select({ number: requests.number, title: requests.title })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, { state: "queue" }),
        isShown(on, viewer),
      ),
    )
    .orderBy(asc(requests.number))
    .limit(1);
  return {
    week,
    before: await readWeek(on, viewer, addDays(monday, -7)),
    stories: await readStories(on, viewer, `${monday}..${addDays(monday, fullDays)}`),
    oldest,
  };
}

/** Repairs from which the question is about them. */
const manyRepairs = 3;

/** Returns the question for the team: about what the week shows most clearly. */
function questionOf({ week, stories, oldest }: WeeklyDigest, words: Words): string {
  const [failed] = stories.failed;
  if (failed) return words.plain("report.ask.failed", { request: requestName(failed, words) });
  if (week.repairs >= manyRepairs && week.repairs * 2 > week.came)
    return words.plain("report.ask.repairs", { repairs: week.repairs, came: week.came });
  if (oldest) return words.plain("report.ask.oldest", { request: requestName(oldest, words) });
  return words.plain(week.helped > 0 ? "report.ask.repeat" : "report.ask.customer");
}

/** Formats a number with its change from the week before: "12 (+3)". */
const withChange = (now: number, before: number, { locale }: Words): string =>
  `${now} (${new Intl.NumberFormat(locale, { signDisplay: "exceptZero" }).format(now - before)})`;

/** Renders the digest; `more` is what other features add, above the question. */
export function weeklyDigestCard(digest: WeeklyDigest, more: Card, words: Words): Card {
  const { week, before, stories } = digest;
  const failed = stories.failed.slice(0, 1);
  const shown = [...stories.helped.slice(0, maxStories - failed.length), ...failed];
  return [
    headingElement(words("report.week")),
    {
      kind: "facts",
      facts: numbers.map((name) => ({
        label: words.plain(`report.week.${name}`),
        value: [withChange(week[name], before[name], words)],
      })),
    },
    ...(shown.length > 0
      ? [textElement(words("report.week.said")), ...storyElements(shown, words)]
      : []),
    ...more,
    textElement([{ bold: questionOf(digest, words) }]),
    noteElement(words("report.week.note")),
  ];
}
