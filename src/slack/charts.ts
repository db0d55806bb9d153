/** Charts in Slack's own block, which its types do not know yet. [docs.slack.dev/reference/block-kit/blocks/data-visualization-block] */
import type { KnownBlock } from "@slack/types";
import type { Chart } from "../surface/picture.ts";
import { cut } from "./text.ts";

/** Of one message. */
export const mostCharts = 2;
const titleLength = 50;
const labelLength = 20;
const mostSeries = 6;

/** Labels name the points, so that no two may be the same after they were cut. */
function shortened(labels: readonly string[]): string[] {
  const short = labels.map((label) => cut(label, labelLength));
  return short.map((label, index) => (short.indexOf(label) === index ? label : `${index + 1} ${cut(label, labelLength - 4)}`));
}

export function chartBlock({ chart, title, labels, series }: Chart): KnownBlock {
  const categories = shortened(labels);
  const block = {
    type: "data_visualization",
    title: cut(title, titleLength),
    chart: {
      type: chart,
      series: series.slice(0, mostSeries).map(({ name, values }) => ({
        name: cut(name, labelLength),
        data: categories.map((label, index) => ({ label, value: values[index] ?? 0 })),
      })),
      axis_config: { categories },
    },
  };
  return block as unknown as KnownBlock;
}
