/** Table of requests that were not done: the need, what was offered instead, and what came of it. */
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import type { ValueRow } from "../value-rows.ts";
import { dayText } from "./components.ts";
import { dataTable } from "./data-table.ts";
import { requestHref } from "./request-rows.ts";

/** Renders declined requests. */
export const declinedTable = (
  rows: readonly ValueRow[],
  { zone }: Pick<LedgerViewer, "zone">,
  words: Words,
): HtmlMarkup => {
  const unknown = html`<span class="quiet">${words.plain("ledger.not_known")}</span>`;
  return dataTable(
    ["request", "need", "offered", "when"].map((name) => words.plain(`insights.column.${name}`)),
    rows.map(({ row, need, offered, isAccepted }) => [
      html`<a href="${requestHref(row.number)}">R-${row.number} ${shownTitle(row.title, words)}</a>`,
      need ? renderRichTextHtml(need) : unknown,
      offered
        ? html`<p>${renderRichTextHtml(offered)}</p>${isAccepted ? html`<p class="quiet">${words.plain("insights.offer.accepted")}</p>` : ""}`
        : html`<span class="quiet">${words.plain("insights.offer.none")}</span>`,
      dayText(row.updatedAt, zone, words),
    ]),
  );
};
