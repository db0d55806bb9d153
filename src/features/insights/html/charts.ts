/**
 * Charts as SVG with a table of the same numbers. Own code, since bars are all that the pages draw;
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
<details><summary>${words.plain("ledger.chart.numbers")}</summary><div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr><td></td>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${labels.map((label, index) => html`<tr><th scope="row">${label}</th>${series.map(({ values }) => html`<td>${values[index] ?? "–"}</td>`)}</tr>`)}</tbody>
</table></div></details></figure>`;
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
