/** Tables of the ledger's pages, whose rows become blocks on a narrow screen. */
import { type HtmlMarkup, html } from "../../../lib/html.ts";

/**
 * Renders a table; the first cell of each row is its heading.
 * @param names of the columns, as people read them
 */
export const dataTable = (
  names: readonly string[],
  rows: readonly (readonly (HtmlMarkup | string | number)[])[],
): HtmlMarkup => html`<table class="stacks" role="table">
<thead role="rowgroup"><tr role="row">${names.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
  ([heading, ...cells]) => html`<tr role="row">
<th role="rowheader" scope="row">${heading}</th>
${cells.map((cell, index) => html`<td role="cell" data-label="${names[index + 1] ?? ""}">${cell}</td>`)}
</tr>`,
)}</tbody>
</table>`;
