/** Services that requests are about: what each is asked for, what it cost, and whether it helped. */
import type { WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html } from "../../../lib/html.ts";
import { countHidden, countRequests } from "../figures.ts";
import { definitions, downloads, hiddenNote } from "../html/components.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { type FileRow, isListFormat, listFile } from "../list-file.ts";
import { sinceDays } from "../periods.ts";
import { filterHref, none } from "../request-filter.ts";
import {
  readServices,
  type ServiceFigures,
  serviceFilters,
  serviceHref,
  serviceMarks,
} from "../services.ts";

const days = 365;

/** The list of services. */
export const servicesPage: WebPage = {
  path: "/services",
  nav: "ledger.nav.services",
  async render(page) {
    const { read, words, query } = page;
    const viewer = await readLedgerViewer(page);
    const created = sinceDays(days, viewer.now, viewer.zone);
    const filters = serviceFilters(created);
    const services = await readServices(read, viewer, created);
    const format = query.get("format");
    if (isListFormat(format)) return listFile("services", services.map(fileRow), format);
    const nameless = { created, service: none };
    const { without } = await countRequests(read, viewer, {}, { without: nameless });
    const body = html`<h1>${words.plain("ledger.services")}</h1>
<p class="lead">${words.plain("ledger.services.about")}</p>
${
  services.length === 0
    ? html`<p class="empty">${words.plain("ledger.services.none")}</p>`
    : html`<table class="stacks" role="table">
<thead role="rowgroup"><tr role="row">${["service", "came", "open", "repairs", "helped", "effort"].map((column) => html`<th role="columnheader" scope="col">${words.plain(`ledger.services.${column}`)}</th>`)}</tr></thead>
<tbody role="rowgroup">${services.map((each) => {
        const { service } = each;
        const link = (name: keyof typeof filters): HtmlMarkup =>
          html`<a href="${filterHref({ service, ...filters[name] })}">${each[name]}</a>`;
        const cell = (column: string, content: HtmlMarkup): HtmlMarkup =>
          html`<td role="cell" data-label="${words.plain(`ledger.services.${column}`)}">${content}</td>`;
        const verdict = (name: "yes" | "partly" | "no"): HtmlMarkup =>
          html`${words.plain(`life.verdict.${name}`)} ${link(name)}`;
        return html`<tr role="row">
<th role="rowheader" scope="row"><a href="${serviceHref(service)}">${service}</a>${serviceMarks(each).map((mark) => html`<p class="mark">${words.plain(`ledger.mark.${mark}`)}</p>`)}</th>
${cell("came", html`<a href="${filterHref({ service, created })}">${each.came}</a>${each.groups > 1 ? html` <span class="quiet">${words.plain("ledger.services.groups", { count: each.groups })}</span>` : ""}`)}
${cell("open", link("open"))}
${cell("repairs", link("repairs"))}
${cell("helped", html`${verdict("yes")} · ${verdict("partly")} · ${verdict("no")}`)}
${cell("effort", html`${each.hours > 0 ? words.plain("ledger.hours", { hours: each.hours }) : html`<span class="quiet">${words.plain("ledger.not_known")}</span>`}`)}
</tr>`;
      })}</tbody>
</table>`
}
${without === 0 ? "" : html`<p><a href="${filterHref(nameless)}">${words.plain("ledger.services.without", { count: without })}</a></p>`}
${hiddenNote(await countHidden(read, viewer, { created }), words)}
${definitions(words, ["services", "effort"])}
${services.length === 0 ? "" : downloads((each) => `/ledger/services?format=${each}`, words)}`;
    return { title: words.plain("ledger.services"), body };
  },
};

const fileRow = ({ came, unknown, hours, ...row }: ServiceFigures): FileRow => ({
  ...row,
  requests: came,
  customer_unknown: unknown,
  effort_hours: hours,
  marks: serviceMarks({ came, unknown, hours, ...row }).join(" ") || null,
});
