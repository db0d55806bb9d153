/** Card on the flow of requests: five figures of the last 90 days, and where their time goes. */
import { workingDayMs } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { Reader } from "../../../storage/store.ts";
import { countRequests, readMinutes, type StateMinutes } from "../figures.ts";
import { percentOf, portionText, withinText } from "../html/components.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import { type FlowStep, flowSteps } from "../request-states.ts";

const days = 90;

interface FlowFigures {
  counts: Record<"delivered" | "asked" | "reopened", number>;
  /** Working minutes of the deliveries, in all and by state. */
  spent: Record<FlowStep | "lead" | "closed", StateMinutes>;
}

/** Reads the flow of what was delivered in the last 90 days. */
export async function readFlow(on: Reader, viewer: LedgerViewer): Promise<FlowFigures> {
  const delivered = { delivered: sinceDays(days, viewer.now, viewer.zone) };
  const filters = {
    delivered,
    asked: { ...delivered, back: "asked" },
    reopened: { ...delivered, back: "reopened" },
  };
  return {
    counts: await countRequests(on, viewer, {}, filters),
    spent: await readMinutes(on, viewer, delivered, [...flowSteps, "lead", "closed"]),
  };
}

/** Renders the figures; below five deliveries it says that they are too few. */
export function flowCard({ counts, spent }: FlowFigures, words: Words): Card {
  const { lead } = spent;
  const heading = headingElement(words("ledger.flow"));
  if (lead.count === 0) return [heading, textElement(words("ledger.flow.none"))];
  const share = percentOf(spent.hand.sum, lead.sum - spent.closed.sum);
  const isEnough = lead.p50 !== undefined && share !== undefined;
  const sentence = textElement(
    words(isEnough ? "ledger.flow.sentence" : "ledger.flow.sentence.few", {
      count: lead.count,
      share: share ?? "",
      time: withinText(lead.p50, words) ?? "",
    }),
  );
  if (!isEnough) return [heading, sentence];
  const stayed = (back: number) => portionText(counts.delivered - back, counts.delivered, words);
  const facts = [
    ["p50", withinText(lead.p50, words)],
    ["p85", withinText(lead.p85, words)],
    ["efficiency", share],
    ["unasked", stayed(counts.asked)],
    ["stayed", stayed(counts.reopened)],
  ] as const;
  return [
    heading,
    sentence,
    {
      kind: "facts",
      facts: facts.map(([name, value]) => ({
        label: words.plain(`ledger.figure.${name}`),
        value: [value ?? words.plain("ledger.not_known")],
      })),
    },
    whereChart(spent, words),
    noteElement(words("report.left_out")),
  ];
}

/** Returns the chart of where the time went, in working days. */
function whereChart(spent: FlowFigures["spent"], words: Words): CardElement {
  const shown = flowSteps.filter((step) => spent[step].sum > 0);
  const workingDays = (minutes: number): number =>
    Math.round((10 * minutes * 60_000) / workingDayMs) / 10;
  const names = shown.map((step) => words.plain(`ledger.flow.${step}`));
  const values = shown.map((step) => workingDays(spent[step].sum));
  const title = words.plain("report.flow.where");
  const number = new Intl.NumberFormat(words.locale);
  return {
    kind: "chart",
    chart: "bar",
    title,
    labels: names,
    series: [{ name: words.plain("report.flow.days"), values }],
    text: [names.map((name, index) => `${name}: ${number.format(values[index]!)}`).join("\n")],
  };
}
