/**
 * Charts as SVG with a table of the same numbers. Own code, since bars and dots are all that the pages draw;
 * a library would need a DOM or 1 MB of script for them.
 */
import { type HtmlMarkup, html } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";

interface BarChart {
  title: string;
  /** One sentence that says what the bars show. */
  description: string;
  /** Names of the bars, such as months. */
  labels: readonly string[];
  /** A value that is not known has no bar. */
  series: readonly { name: string; values: readonly (number | undefined)[] }[];
  /** Value at the top; missing: the highest bar. */
  most?: number;
}

const width = 720;
const height = 180;
const gap = 0.3;
/** Height for the labels below the bars. */
const footer = 22;

/** Renders stacked bars, one for each label. */
export function stackedBars(
  { title, description, labels, series, most }: BarChart,
  words: Words,
): HtmlMarkup {
  const sums = labels.map((_, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const highest = most ?? Math.max(1, ...sums);
  const step = width / Math.max(1, labels.length);
  const scale = (height - footer) / highest;
  const bars = labels.flatMap((_, index) => {
    let top = height - footer;
    return series.map(({ values }, which) => {
      const size = (values[index] ?? 0) * scale;
      top -= size;
      return size > 0
        ? html`<rect class="s${which + 1}" x="${(index * step + (step * gap) / 2).toFixed(1)}" y="${top.toFixed(1)}" width="${(step * (1 - gap)).toFixed(1)}" height="${size.toFixed(1)}"/>`
        : html``;
    });
  });
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<ul class="legend" aria-hidden="true">${series.map(({ name }, which) => html`<li><span class="s${which + 1}"></span>${name}</li>`)}</ul>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">
<line x1="0" x2="${width}" y1="${height - footer}" y2="${height - footer}"/>
${bars}
${labels.map((label, index) => html`<text x="${((index + 0.5) * step).toFixed(1)}" y="${height - 6}">${label}</text>`)}
</svg>
${numbersTable(
  title,
  html`<table>
<thead><tr><td></td>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${labels.map((label, index) => html`<tr><th scope="row">${label}</th>${series.map(({ values }) => html`<td>${values[index] ?? "–"}</td>`)}</tr>`)}</tbody>
</table>`,
  words,
)}</figure>`;
}

/** Renders the table with a chart's numbers, collapsed. */
const numbersTable = (title: string, table: HtmlMarkup, words: Words): HtmlMarkup =>
  html`<details><summary>${words.plain("ledger.chart.numbers")}</summary><div class="scroll" role="region" aria-label="${title}" tabindex="0">${table}</div></details>`;

interface ScatterChart {
  title: string;
  description: string;
  /** Names of the table's columns. */
  columns: readonly string[];
  /** Dots, with the cells of their row in the table. */
  points: readonly { x: number; y: number; cells: readonly (HtmlMarkup | string)[] }[];
  /** Height that is marked by a line. */
  line: { value: number; label: string };
}

const radius = 4;

/** Renders a dot for each point, and a line across them. */
export function scatter(
  { title, description, columns, points, line }: ScatterChart,
  words: Words,
): HtmlMarkup {
  const xs = points.map(({ x }) => x);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const highest = Math.max(line.value, ...points.map(({ y }) => y), 1);
  const inside = (size: number) => size - 2 * radius;
  const left = (x: number) =>
    (radius + (inside(width) * (x - first)) / Math.max(1, last - first)).toFixed(1);
  const top = (y: number) => (radius + inside(height) * (1 - y / highest)).toFixed(1);
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<p class="legend">${line.label}</p>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">
<line x1="0" x2="${width}" y1="${height}" y2="${height}"/>
<line class="limit" x1="0" x2="${width}" y1="${top(line.value)}" y2="${top(line.value)}"/>
${points.map(({ x, y }) => html`<circle class="s1" cx="${left(x)}" cy="${top(y)}" r="${radius}"/>`)}
</svg>
${numbersTable(
  title,
  html`<table>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${points.map(({ cells: [name, ...cells] }) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table>`,
  words,
)}</figure>`;
}

interface Share {
  name: string;
  count: number;
  /** What is written instead of the number. */
  text?: string;
  /** Address of the rows that it counts. */
  href?: string;
}

/** Renders one bar of shares, with their numbers as a list below it. */
export function shareBar(parts: readonly Share[]): HtmlMarkup {
  const sum = parts.reduce((all, { count }) => all + count, 0);
  let left = 0;
  return html`<div class="shares">${
    sum === 0
      ? ""
      : html`<svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">${parts.map(
          ({ count }, which) => {
            const x = left;
            left += (100 * count) / sum;
            return html`<rect class="s${which + 1}" x="${x.toFixed(2)}" y="0" width="${((100 * count) / sum).toFixed(2)}" height="3"/>`;
          },
        )}</svg>`
  }<ul class="legend">${parts.map(({ name, count, text = String(count), href }, which) => html`<li><span class="s${which + 1}" aria-hidden="true"></span>${name} ${href ? html`<a href="${href}" aria-label="${name}: ${text}">${text}</a>` : text}</li>`)}</ul></div>`;
}
