/** Charts of a year's months: outcomes of what was delivered, and what came in. */
import type { HtmlMarkup } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type countOutcomesByMonth,
  type countWorkByMonth,
  kindsOfWork,
  outcomeCounts,
  type WorkSort,
} from "../aggregates.ts";
import { stackedBars } from "./charts.ts";

/** Returns the short names of months: "Nov". */
function monthLabels(months: readonly string[], { locale }: Words): string[] {
  const short = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
  return months.map((month) => short.format(new Date(`${month}-15T12:00:00Z`)));
}

/** Renders the deliveries of months by outcome. */
export const outcomeChart = (
  months: readonly string[],
  counts: Awaited<ReturnType<typeof countOutcomesByMonth>>,
  words: Words,
): HtmlMarkup =>
  stackedBars(
    {
      title: words.plain("ledger.chart.outcomes"),
      description: words.plain("ledger.chart.outcomes.about"),
      labels: monthLabels(months, words),
      series: outcomeCounts.map((name) => ({
        name: words.plain(name === "open" ? "ledger.outcome.open" : `life.verdict.${name}`),
        values: counts.map((each) => each[name]),
      })),
    },
    words,
  );

/** Renders what came in by month and sort of work. */
export const workChart = (
  months: readonly string[],
  counts: Awaited<ReturnType<typeof countWorkByMonth>>,
  words: Words,
): HtmlMarkup =>
  stackedBars(
    {
      title: words.plain("insights.chart.work"),
      description: words.plain("insights.chart.work.about"),
      labels: monthLabels(months, words),
      series: (Object.keys(kindsOfWork) as WorkSort[]).map((sort) => ({
        name: words.plain(`ledger.work.${sort}`),
        values: counts.map((each) => each[sort]),
      })),
    },
    words,
  );
