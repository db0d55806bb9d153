/**
 * Charts and chains in Teams' own parts. A client that knows no charts shows the fallback: the same
 * in characters.
 */
import { type Chart, chartToTextBars } from "../../platform/chart.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { type CardNode, renderParagraphs } from "./text-runs.ts";

const container = (items: CardNode[], more: object = {}): CardNode =>
  ({ type: "Container", items, ...more }) as CardNode;

/**
 * [learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards]
 */
export function chartNodes(chart: Chart): CardNode[] {
  const { labels, series, title } = chart;
  const points = (values: number[]) => labels.map((x, index) => ({ x, y: values[index] ?? 0 }));
  const many = series.map(({ name, values }) => ({ legend: name, values: points(values) }));
  const drawn = chart.chart === "line" ? { type: "Chart.Line", data: many } : barChart();
  const bars = chartToTextBars(chart).map((line): RichText => [{ code: line }]);
  const fallback = container(bars.flatMap((line) => renderParagraphs(line)));
  return labels.length === 0
    ? []
    : [...renderParagraphs([{ bold: title }]), { ...drawn, fallback }];

  function barChart(): CardNode {
    return series.length === 1
      ? { type: "Chart.VerticalBar", showBarValues: true, data: points(series[0]!.values) }
      : { type: "Chart.VerticalBar.Grouped", data: many };
  }
}

/** More boxes than this beside one another are too narrow to read on a phone. */
const mostInRow = 3;

const box = (link: string): CardNode =>
  container(renderParagraphs([link], { horizontalAlignment: "center" }), { style: "emphasis" });
const arrow = (sign: string): CardNode[] =>
  renderParagraphs([sign], { horizontalAlignment: "center", isSubtle: true });

/**
 * Boxes with arrows between them: beside one another where they are few, else one under the other.
 */
export function chainNodes(links: readonly string[]): CardNode[] {
  if (links.length > mostInRow)
    return links.flatMap((link, index) => [...(index > 0 ? arrow("↓") : []), box(link)]);
  const columns = links.flatMap((link, index): CardNode[] => [
    ...(index > 0
      ? [{ type: "Column", width: "auto", verticalContentAlignment: "center", items: arrow("→") }]
      : []),
    { type: "Column", width: "stretch", items: [box(link)] },
  ]);
  return columns.length > 0 ? [{ type: "ColumnSet", columns }] : [];
}
