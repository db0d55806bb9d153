import { expect, it } from "vitest";
import { plainCard } from "../../src/surface/card.ts";
import { barsOf, type Chart, chainText } from "../../src/surface/picture.ts";

const chart: Chart = {
  ...{ kind: "chart", chart: "bar", title: "Glad", labels: ["1 March", "15 March"], unit: " %", most: 100 },
  ...{ series: [{ name: "Glad", values: [55, 100] }], text: ["55 % on 1 March, 100 % on 15 March"] },
};

it("draws a bar for each value, with its number", () => {
  expect(barsOf(chart)).toEqual(["1 March   █████▌░░░░ 55 %", "15 March  ██████████ 100 %"]);
});

it("stays inside its width, whatever the values are", () => {
  const wild = { ...chart, series: [{ name: "Glad", values: [-5, 900] }] };
  expect(barsOf(wild).map((line) => line.match(/[█░▉-▏]+/u)?.[0].length)).toEqual([10, 10]);
});

it("names each series where there are several", () => {
  expect(barsOf({ ...chart, series: [...chart.series, { name: "Kept", values: [0, 0] }] })).toContain("Kept");
});

it("says a chart in words to whoever cannot see it", () => {
  expect(plainCard([chart])).toBe("Glad\n55 % on 1 March, 100 % on 15 March");
});

it("draws a chain as a line, and a long one downwards", () => {
  expect(chainText(["Platform", "Field sales", "Dealers"])).toBe("Platform → Field sales → Dealers");
  expect(chainText(["Platform engineering", "Order management", "The sales people in the field", "Dealers"])).toBe(
    "Platform engineering\n↓ Order management\n↓ The sales people in the field\n↓ Dealers",
  );
});
