/** Atom feed of a list of requests: the newest, each with a link to its story, without people. */
import { html } from "../../lib/html.ts";
import type { Reader } from "../../storage/store.ts";
import { readNeeds } from "../cases/queries/case-lists.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterHref, type RequestFilter } from "./request-filter.ts";
import { readLedgerRows } from "./request-list.ts";

const maxEntries = 50;

/** Removes characters that XML does not allow. */
const xmlText = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\t\n\r\u{20}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");

/**
 * Yields the feed. Addresses are relative to its own, so that it works behind any proxy.
 * [datatracker.ietf.org/doc/html/rfc4287]
 */
export async function* requestFeed(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): AsyncGenerator<string> {
  const rows = await readLedgerRows(on, viewer, filter, { limit: maxEntries });
  const needs = await readNeeds(
    on,
    viewer.workspace,
    rows.map(({ row }) => row.id),
  );
  const newest = Math.max(0, ...rows.map(({ row }) => row.updatedAt.getTime()));
  const id = (name: string): string =>
    `urn:entwine:${encodeURIComponent(viewer.workspace)}:${name}`;
  const list = filterHref(filter);
  const entries = rows.map(({ row, item }) => {
    const { number, title, kind, service } = row;
    const name = `R-${number}`;
    return html`<entry>
<id>${id(name)}</id>
<title>${xmlText(`${name} ${title ?? ""}`.trim())}</title>
<link href="/ledger/requests/${name}"/>
<published>${row.createdAt.toISOString()}</published>
<updated>${row.updatedAt.toISOString()}</updated>
${[kind, item.status, service].map((term) => (term ? html`<category term="${xmlText(term)}"/>` : ""))}
<summary>${xmlText(needs.get(row.id) ?? "")}</summary>
</entry>
`;
  });
  yield String(
    await html`<feed xmlns="http://www.w3.org/2005/Atom">
<id>${id(list)}</id>
<title>Entwine</title>
<author><name>Entwine</name></author>
<link href="${list}"/>
<updated>${new Date(newest).toISOString()}</updated>
${entries}</feed>
`,
  );
}
