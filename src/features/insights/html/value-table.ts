/** Table of deliveries: need, customer, measure, delivery, and what their requesters said. */
import { noonOf } from "../../../lib/dates/calendar-dates.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { customerName } from "../../cases/brief/about.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import { workingTimeText } from "../../cases/lifecycle/waiting-time.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { wishKinds } from "../request-filter.ts";
import type { ValueRow } from "../value-rows.ts";
import { dayText } from "./components.ts";
import { kindName, requestHref } from "./request-rows.ts";

const columns = ["need", "customer", "measure", "delivered", "said"] as const;

/** Renders deliveries with their need, customer, measure and outcome. */
export const valueTable = (
  rows: readonly ValueRow[],
  viewer: Pick<LedgerViewer, "zone">,
  words: Words,
): HtmlMarkup => html`<table class="stacks wide" role="table">
<thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${words.plain(`ledger.column.${name}`)}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((each) => tableRow(each, viewer, words))}</tbody>
</table>`;

function tableRow(each: ValueRow, { zone }: Pick<LedgerViewer, "zone">, words: Words): HtmlMarkup {
  const { row, need, customerWords, lens, measure, asksOn, said, answeredAt } = each;
  const isAsked = wishKinds.some((kind) => kind === row.kind);
  const unknown = html`<span class="quiet">${
    isAsked
      ? words.plain("ledger.not_known")
      : words.plain("ledger.not_asked", { kind: kindName(row, words) ?? "" })
  }</span>`;
  const customer = row.customer && customerName(row.customer, words);
  const text = (prose: RichText | undefined) => (prose ? renderRichTextHtml(prose) : unknown);
  const day = (at: Date) => dayText(at, zone, words);
  const details = [
    row.times && workingTimeText(row.times.lead * 60_000, words, Math.round),
    row.service,
    row.effort && words.plain(`life.effort.${row.effort}`),
  ].filter(Boolean);
  const cells: Record<(typeof columns)[number], HtmlMarkup> = {
    need: html`<p><a href="${requestHref(row.number)}">R-${row.number} ${shownTitle(row.title, words)}</a></p>${need ? html`<p>${renderRichTextHtml(need)}</p>` : ""}`,
    customer: html`${customer ? html`<p><strong>${customer}</strong></p>` : ""}<p>${text(customerWords)}</p>${lens ? html`<p class="quiet">${words.plain(`requests.lens.${lens}`)}</p>` : ""}`,
    measure: html`<p>${text(measure)}</p>`,
    delivered: html`<p>${row.deliveredAt ? day(row.deliveredAt) : unknown}</p><p class="quiet">${details.join(" · ")}</p>`,
    said: html`<p><strong>${
      row.outcome ? words.plain(`life.verdict.${row.outcome}`) : words.plain("ledger.outcome.open")
    }</strong>${answeredAt && row.outcome ? html` <span class="quiet">${day(answeredAt)}</span>` : ""}</p>${said.map((one) => html`<q>${renderRichTextHtml(one.text)}</q>`)}${
      asksOn
        ? html`<p class="quiet">${words.plain("ledger.value.asks_on", { date: dayText(noonOf(asksOn), zone, words) })}</p>`
        : ""
    }`,
  };
  return html`<tr role="row">${columns.map((name) => html`<td role="cell" data-label="${words.plain(`ledger.column.${name}`)}">${cells[name]}</td>`)}</tr>`;
}
