/** Requests as rows of a page: title, state, and what they are about. */
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { customerName } from "../../cases/brief/about.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import { caseListNote, statusLabel } from "../../cases/cards/case-list-card.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import type { LedgerRow } from "../request-list.ts";

/** Returns the address of a request's page. */
export const requestHref = (number: number): string => `/ledger/requests/R-${number}`;

/** Returns the kind of a request; a security incident is a kind of its own. */
export const kindName = (
  { kind, security }: { kind?: string | null | undefined; security?: boolean | undefined },
  words: Words,
): string | undefined =>
  security
    ? words.plain("requests.kind.incident")
    : kind
      ? words.plain(`requests.kind.${kind}`)
      : undefined;

/** Renders requests, two lines each. */
export const requestRows = (
  rows: readonly LedgerRow[],
  viewer: Pick<LedgerViewer, "isTeam" | "person">,
  words: Words,
): HtmlMarkup =>
  html`<ul class="requests">${rows.map(({ row, item, group }) => {
    const isOwn = row.requester === viewer.person || row.raisedBy === viewer.person;
    const about = [
      kindName(row, words),
      group,
      row.service,
      row.customer && customerName(row.customer, words),
    ].filter(Boolean);
    const eyes = viewer.isTeam ? "team" : isOwn ? "own" : "others";
    return html`<li>
<p class="state ${row.status}">${row.outcome ? words.plain(`life.verdict.${row.outcome}`) : statusLabel(item, words)}</p>
<p class="title"><span class="number">R-${row.number}</span> <a href="${requestHref(row.number)}">${shownTitle(row.title, words)}</a></p>
<p class="quiet">${renderRichTextHtml(caseListNote(item, eyes, words))}</p>
${about.length > 0 ? html`<p class="quiet">${about.join(" · ")}</p>` : ""}
</li>`;
  })}</ul>`;
