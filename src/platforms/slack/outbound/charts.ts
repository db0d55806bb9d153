/**
 * Charts in Slack's own block, which its types do not know yet.
 * [docs.slack.dev/reference/block-kit/blocks/data-visualization-block]
 */
import type { KnownBlock } from "@slack/types";
import type { Chart } from "../../../platform/chart.ts";
import { truncateSlackText } from "./text-objects.ts";

/** Of one message. */
export const messageMaxCharts = 2;
const titleLength = 50;
const labelLength = 20;
const mostSeries = 6;

/** Labels name the points, so that no two may be the same after they were cut. */
function shortened(labels: readonly string[]): string[] {
  const short = labels.map((label) => truncateSlackText(label, labelLength));
  return short.map((label, index) =>
    short.indexOf(label) === index
      ? label
      : `${index + 1} ${truncateSlackText(label, labelLength - 4)}`,
  );
}

export function renderChartBlock({ chart, title, labels, series }: Chart): KnownBlock {
  const categories = shortened(labels);
  const block = {
    type: "data_visualization",
    title: truncateSlackText(title, titleLength),
    chart: {
      type: chart,
      series: series.slice(0, mostSeries).map(({ name, values }) => ({
        name: truncateSlackText(name, labelLength),
        data: categories.map((label, index) => ({ label, value: values[index] ?? 0 })),
      })),
      axis_config: { categories },
    },
  };
  return block as unknown as KnownBlock;
}
