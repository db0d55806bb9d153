/** Parts of the page of the flow that show single requests. */
import type { PageRequest } from "../../../core/web-page.ts";
import { workingMsBetween } from "../../../lib/dates/working-time.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import { statusLabel } from "../../cases/cards/case-list-card.ts";
import { readWorkCalendars } from "../../checks/schedule/calendar.ts";
import { countRequests, type Percentiles } from "../figures.ts";
import {
  type BackReason,
  backReasons,
  readDeliveries,
  readOldestOpen,
  readReasons,
} from "../flow-rows.ts";
import { scatter } from "../html/charts.ts";
import { dayText, withinText } from "../html/components.ts";
import { dataTable } from "../html/data-table.ts";
import { requestHref } from "../html/request-rows.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";

/** Renders each delivery by its day and the time that it took, with the 85th percentile. */
export async function leadTimes(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  delivered: RequestFilter,
  { p85 }: Percentiles,
): Promise<HtmlMarkup | ""> {
  if (p85 === undefined) return "";
  const deliveries = await readDeliveries(read, viewer, delivered);
  return scatter(
    {
      title: words.plain("ledger.chart.leads"),
      description: words.plain("ledger.chart.leads.about"),
      columns: ["first", "when", "time"].map((name) => words.plain(`ledger.chart.leads.${name}`)),
      line: {
        value: p85,
        label: words.plain("ledger.chart.leads.line", { time: withinText(p85, words) ?? "" }),
      },
      points: deliveries.map(({ number, title, at, lead }) => ({
        x: at.getTime(),
        y: lead,
        cells: [
          html`<a href="${requestHref(number)}">R-${number} ${shownTitle(title, words)}</a>`,
          dayText(at, viewer.zone, words),
          withinText(lead, words) ?? "",
        ],
      })),
    },
    words,
  );
}

/** Renders the open requests that came first, and marks those older than most deliveries. */
export async function ageing(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  scope: RequestFilter,
  { p85 }: Percentiles,
): Promise<HtmlMarkup | ""> {
  const rows = await readOldestOpen(read, viewer, scope);
  if (rows.length === 0) return "";
  const calendarOf = await readWorkCalendars(
    read,
    viewer.workspace,
    rows.map(({ row }) => row.requester),
  );
  return html`<h2>${words.plain("ledger.flow.oldest_open")}</h2>
${dataTable(
  ["request", "state", "age"].map((name) => words.plain(`ledger.flow.column.${name}`)),
  rows.map(({ row, item }) => {
    const minutes = Math.floor(
      workingMsBetween(row.createdAt, viewer.now, calendarOf(row.requester)) / 60_000,
    );
    return [
      html`<a href="${requestHref(row.number)}">R-${row.number} ${shownTitle(row.title, words)}</a>`,
      statusLabel(item, words),
      html`${withinText(minutes, words)}${p85 !== undefined && minutes > p85 ? html`<p class="mark">${words.plain("ledger.flow.old")}</p>` : ""}`,
    ];
  }),
)}
<p><a href="${filterHref({ ...scope, state: "open" })}">${words.plain("ledger.flow.all_open")}</a></p>`;
}

/** Renders why deliveries had gone back: how many, and the newest words of each sort. */
export async function reasons(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  delivered: RequestFilter,
): Promise<HtmlMarkup | ""> {
  const sorts = Object.keys(backReasons) as BackReason[];
  const filterOf = (sort: BackReason) => ({ ...delivered, back: sort });
  const counts = await countRequests(
    read,
    viewer,
    {},
    Object.fromEntries(sorts.map((sort) => [sort, filterOf(sort)])) as Record<
      BackReason,
      RequestFilter
    >,
  );
  const shown = sorts.filter((sort) => counts[sort] > 0).toSorted((a, b) => counts[b] - counts[a]);
  if (shown.length === 0) return "";
  const parts: HtmlMarkup[] = [];
  for (const sort of shown) {
    const said = await readReasons(read, viewer, filterOf(sort), sort);
    parts.push(html`<h3>${words.plain(`ledger.flow.back.${sort}`)} <a href="${filterHref(filterOf(sort))}">${counts[sort]}</a></h3>
<ul class="plain">${said.map(({ number, why }) => html`<li><a href="${requestHref(number)}">R-${number}</a> <q>${renderRichTextHtml(why)}</q></li>`)}</ul>`);
  }
  return html`<h2>${words.plain("ledger.flow.back")}</h2>${parts}`;
}
