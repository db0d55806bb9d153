/** The value report of a month as a card: five figures, a year's chart, stories, and failures. */
import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  type Chart,
  headingElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { Reader } from "../../../storage/store.ts";
import { countOutcomesByMonth, kindsOfWork } from "../aggregates.ts";
import { countRequests, type Percentiles, readMinutes } from "../figures.ts";
import { portionText, withinText } from "../html/components.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { monthAfter, monthName } from "../periods.ts";
import { type OutcomeStory, type PeriodStories, readStories, storyElements } from "./stories.ts";

/** Months of the chart. */
const monthsShown = 6;

/** Figures and stories of a month. */
export interface MonthReport {
  month: string;
  /** Deliveries of the month by what became of them, and what came in. */
  counts: Record<
    | "delivered"
    | "answered"
    | "yes"
    | "partly"
    | "failed"
    | "came"
    | "repairs"
    | "wishes"
    | "known",
    number
  >;
  lead: Percentiles;
  /** Outcomes of the last months by the month of delivery. */
  outcomes: { month: string; helped: number; failed: number; open: number }[];
  stories: PeriodStories;
}

/** @param month in the notation `2026-11` */
export async function readMonthReport(
  on: Reader,
  viewer: LedgerViewer,
  month: string,
): Promise<MonthReport> {
  const delivered = { delivered: month };
  const failed = { delivered: month, outcome: "no" };
  const { no, not_needed, ...counts } = await countRequests(
    on,
    viewer,
    {},
    {
      delivered,
      answered: { ...delivered, outcome: "answered" },
      yes: { ...delivered, outcome: "yes" },
      partly: { ...delivered, outcome: "partly" },
      no: failed,
      not_needed: { ...delivered, outcome: "not_needed" },
      came: { created: month },
      repairs: { created: month, kind: "factory_issue" },
      wishes: { created: month, kind: kindsOfWork.partner },
      known: { created: month, kind: kindsOfWork.partner, customer: "known" },
    },
  );
  const months = Array.from({ length: monthsShown }, (_, index) =>
    monthAfter(month, index - monthsShown + 1),
  );
  const outcomes = await countOutcomesByMonth(on, viewer, months);
  return {
    month,
    counts: { ...counts, failed: no + not_needed },
    lead: (await readMinutes(on, viewer, delivered, ["lead"])).lead,
    outcomes: months.map((each, index) => {
      const {
        yes,
        partly,
        no: useless,
        not_needed: needless,
        open,
        not_answered,
      } = outcomes[index]!;
      return {
        month: each,
        helped: yes + partly,
        failed: useless + needless,
        open: open + not_answered,
      };
    }),
    stories: await readStories(on, viewer, month),
  };
}

/** Returns the chart of outcomes, if anything was delivered. */
function outcomesChart({ outcomes }: MonthReport, words: Words): Chart | undefined {
  const first = outcomes.findIndex(({ helped, failed, open }) => helped + failed + open > 0);
  if (first < 0) return undefined;
  const shown = outcomes.slice(first);
  const short = new Intl.DateTimeFormat(words.locale, {
    month: "short",
    year: "2-digit",
    timeZone: "UTC",
  });
  return {
    kind: "chart",
    chart: "bar",
    title: words.plain("ledger.chart.outcomes"),
    labels: shown.map(({ month }) => short.format(new Date(`${month}-15T12:00:00Z`))),
    series: (["helped", "failed", "open"] as const).map((name) => ({
      name: words.plain(`report.outcome.${name}`),
      values: shown.map((each) => each[name]),
    })),
    text: shown.flatMap(({ month, ...counts }, index) => [
      ...(index > 0 ? ["\n"] : []),
      ...words("report.value.month", { month: monthName(month, words.locale), ...counts }),
    ]),
  };
}

/** Renders the report; figures may be unknown, and stories missing. */
export function monthReportCard(report: MonthReport, words: Words): Card {
  const { counts, lead, stories } = report;
  const month = monthName(report.month, words.locale);
  const unknown = words.plain("ledger.not_known");
  const facts: [label: string, value: string][] = [
    ["delivered", String(counts.delivered)],
    ["answered", String(counts.answered)],
    ["p50", withinText(lead.p50, words) ?? unknown],
    ["customer_share", portionText(counts.known, counts.wishes, words) ?? unknown],
    ["repair_share", portionText(counts.repairs, counts.came, words) ?? unknown],
  ];
  const chart = outcomesChart(report, words);
  const part = (key: string, some: readonly OutcomeStory[]): CardElement[] =>
    some.length > 0 ? [textElement(words(key, { month })), ...storyElements(some, words)] : [];
  const title = headingElement(words("ledger.value.title", { month }));
  const sentence = textElement(
    words("ledger.value.sentence", {
      ...{ month, delivered: counts.delivered, answered: counts.answered },
      ...{ yes: counts.yes, partly: counts.partly, no: counts.failed },
    }),
  );
  if (counts.delivered + counts.came === 0) return [title, sentence];
  return [
    title,
    sentence,
    {
      kind: "facts",
      facts: facts.map(([name, value]) => ({
        label: words.plain(`ledger.figure.${name}`),
        value: [value],
      })),
    },
    ...(chart ? [chart] : []),
    ...part("report.value.said", stories.helped),
    ...part("report.value.failed", stories.failed),
    noteElement(words("report.left_out")),
  ];
}
