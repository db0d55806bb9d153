/** Decisions which request goes first: what waited, who chose, and what became of both. */
import type { WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import { statusLabel } from "../../cases/cards/case-list-card.ts";
import {
  choiceLinks,
  dayText,
  definitions,
  downloads,
  hiddenNote,
  pager,
} from "../html/components.ts";
import { dataTable } from "../html/data-table.ts";
import { requestHref } from "../html/request-rows.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { type FileRow, isListFormat, listFile } from "../list-file.ts";
import type { LedgerRow } from "../request-list.ts";
import {
  countTradeOffs,
  readTradeOffs,
  type TradeOffRow,
  type TradeOffSide,
} from "../trade-offs.ts";

const rowsPerPage = 25;
/** Rows of a file at most. */
const fileRows = 5_000;
const sides = ["requester", "team"] as const satisfies readonly TradeOffSide[];

/** Returns the address of the page with its choices. */
const href = (choices: Record<string, string>): string => {
  const query = new URLSearchParams(choices).toString();
  return query ? `/ledger/tradeoffs?${query}` : "/ledger/tradeoffs";
};

/** What was put first, and what waited for it. */
export const tradeOffsPage: WebPage = {
  path: "/tradeoffs",
  nav: "insights.nav.tradeoffs",
  async render(page) {
    const { read, words, query } = page;
    const viewer = await readLedgerViewer(page);
    const side = sides.find((each) => each === query.get("side"));
    const kept: Record<string, string> = side ? { side } : {};
    const format = query.get("format");
    if (isListFormat(format)) {
      const rows = await readTradeOffs(read, viewer, { side, limit: fileRows, offset: 0 });
      return listFile("tradeoffs", rows.map(fileRow), format);
    }
    const counts = await countTradeOffs(read, viewer);
    const all = counts.requester + counts.team;
    const pages = Math.max(1, Math.ceil((side ? counts[side] : all) / rowsPerPage));
    const asked = Number(query.get("page"));
    const number = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1;
    const rows = await readTradeOffs(read, viewer, {
      ...{ side, limit: rowsPerPage, offset: (number - 1) * rowsPerPage },
    });
    const day = (at: Date) => dayText(at, viewer.zone, words);
    const body = html`<h1>${words.plain("insights.tradeoffs")}</h1>
<p class="lead">${words.plain("insights.tradeoffs.about")}</p>
${
  all === 0
    ? html`<p class="empty">${words.plain("insights.tradeoffs.none")}</p>`
    : html`${choiceLinks(words.plain("insights.column.side"), [
        { label: words.plain("ledger.state.all"), href: href({}), isCurrent: !side, count: all },
        ...sides.map((each) => ({
          label: words.plain(`insights.side.${each}`),
          href: href({ side: each }),
          isCurrent: side === each,
          count: counts[each],
        })),
      ])}
${dataTable(
  ["first", "waits", "side", "became"].map((name) => words.plain(`insights.column.${name}`)),
  rows.map((row) => [
    requestCell(row.first, words),
    waitingCell(row, words),
    html`${words.plain(`insights.side.${row.side}`)}<p class="quiet">${day(row.at)}</p>`,
    html`<p>${standing(row.first, words)}</p>${row.waits ? html`<p class="quiet">${words.plain("insights.tradeoffs.waiting", { state: standing(row.waits, words) })}</p>` : ""}`,
  ]),
)}`
}
${pager(number, pages, (other) => href({ ...kept, page: String(other) }), words)}
${hiddenNote(counts.hidden, words)}
${definitions(words, ["tradeoffs"])}
${all === 0 ? "" : downloads((each) => href({ ...kept, format: each }), words)}`;
    return { title: words.plain("insights.tradeoffs"), body };
  },
};

const requestCell = ({ row }: LedgerRow, words: Words): HtmlMarkup =>
  html`<a href="${requestHref(row.number)}">R-${row.number} ${shownTitle(row.title, words)}</a>`;

/** Renders what waits: a request, other things in words, or nothing. */
function waitingCell({ waits, isWaitHidden, words: said }: TradeOffRow, words: Words): HtmlMarkup {
  if (waits) return requestCell(waits, words);
  if (isWaitHidden)
    return html`<span class="quiet">${words.plain("insights.tradeoffs.hidden")}</span>`;
  return toPlainText(said).trim()
    ? renderRichTextHtml(said)
    : html`<span class="quiet">${words.plain("insights.tradeoffs.nothing")}</span>`;
}

/** Returns what became of a request: the verdict on its outcome, else its status. */
const standing = ({ row, item }: LedgerRow, words: Words): string =>
  row.outcome
    ? words.plain("insights.tradeoffs.outcome", {
        verdict: words.plain(`life.verdict.${row.outcome}`),
      })
    : statusLabel(item, words);

const fileRow = ({ at, side, first, waits, words: said }: TradeOffRow): FileRow => ({
  at: at.toISOString(),
  chosen_by: side,
  first: `R-${first.row.number}`,
  first_title: first.row.title,
  first_status: first.item.status,
  first_outcome: first.row.outcome,
  waits: waits ? `R-${waits.row.number}` : null,
  waits_title: waits?.row.title ?? (toPlainText(said).trim() || null),
  waits_status: waits?.item.status ?? null,
  waits_outcome: waits?.row.outcome ?? null,
});
