import { expect, it } from "vitest";
import {
  type Chart,
  cardToPlainText,
  chainToText,
  chartToTextBars,
} from "../../src/platform/card.ts";

const chart: Chart = {
  ...{
    kind: "chart",
    chart: "bar",
    title: "Glad",
    labels: ["1 March", "15 March"],
    unit: " %",
    most: 100,
  },
  ...{
    series: [{ name: "Glad", values: [55, 100] }],
    text: ["55 % on 1 March, 100 % on 15 March"],
  },
};

it("draws a bar for each value, with its number", () => {
  expect(chartToTextBars(chart)).toEqual([
    "1 March   █████▌░░░░ 55 %",
    "15 March  ██████████ 100 %",
  ]);
});

it("stays within its width for any values", () => {
  const wild = { ...chart, series: [{ name: "Glad", values: [-5, 900] }] };
  expect(chartToTextBars(wild).map((line) => line.match(/[█░▉-▏]+/u)?.[0].length)).toEqual([
    10, 10,
  ]);
});

it("names each series when there are several", () => {
  expect(
    chartToTextBars({ ...chart, series: [...chart.series, { name: "Kept", values: [0, 0] }] }),
  ).toContain("Kept");
});

it("describes a chart in words for screen readers", () => {
  expect(cardToPlainText([chart])).toBe("Glad\n55 % on 1 March, 100 % on 15 March");
});

it("draws a chain as a line, and a long one downwards", () => {
  expect(chainToText(["Platform", "Field sales", "Dealers"])).toBe(
    "Platform → Field sales → Dealers",
  );
  expect(
    chainToText([
      "Platform engineering",
      "Order management",
      "The sales people in the field",
      "Dealers",
    ]),
  ).toBe("Platform engineering\n↓ Order management\n↓ The sales people in the field\n↓ Dealers");
});
