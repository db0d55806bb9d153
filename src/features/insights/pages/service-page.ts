/** One service: what it is asked for and by whom, what it cost, whether it helped, what was declined. */
import type { PageRequest, WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html } from "../../../lib/html.ts";
import { customerName } from "../../cases/brief/about.ts";
import { readGroups } from "../../workspace/groups.ts";
import { countByName, countOutcomesByMonth, countWorkByMonth, kindsOfWork } from "../aggregates.ts";
import { countHidden, countRequests, readMinutes } from "../figures.ts";
import {
  definitions,
  downloads,
  figureList,
  hiddenNote,
  measuredNote,
  portionFigure,
  withinText,
} from "../html/components.ts";
import { declinedTable } from "../html/declined-table.ts";
import { effortFigures } from "../html/effort-figures.ts";
import { outcomeChart, workChart } from "../html/month-charts.ts";
import { valueTable } from "../html/value-table.ts";
import { type LedgerViewer, readLedgerViewer } from "../ledger-viewer.ts";
import { isListFormat } from "../list-file.ts";
import { lastMonths, sinceDays } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { requestListFile } from "../request-list.ts";
import { readServices, serviceFilters, serviceHref, serviceMarks } from "../services.ts";
import { readValueRows } from "../value-rows.ts";

const days = 365;
/** Deliveries and declined requests that the page shows; the rest is behind a link. */
const shownRows = 10;

/** One service. */
export const servicePage: WebPage = {
  path: "/services/:service",
  async render(page) {
    const { read, words, params, query } = page;
    const service = params.service ?? "";
    const viewer = await readLedgerViewer(page);
    const { all } = await countRequests(read, viewer, {}, { all: { service } });
    if (all === 0) return undefined;
    const format = query.get("format");
    if (isListFormat(format)) return requestListFile(read, viewer, { service }, format);
    const since = sinceDays(days, viewer.now, viewer.zone);
    const delivered: RequestFilter = { service, delivered: since };
    const declined: RequestFilter = { service, state: "declined" };
    const months = lastMonths(viewer.now, viewer.zone);
    const outcomes = await countOutcomesByMonth(read, viewer, months, { service });
    const wishes = { ...delivered, kind: kindsOfWork.partner };
    const asked = await readValueRows(read, viewer, wishes, { limit: shownRows });
    const deliveries =
      asked.length > 0 ? asked : await readValueRows(read, viewer, delivered, { limit: shownRows });
    const refused = await readValueRows(read, viewer, declined, {
      ...{ limit: shownRows, isNewestFirst: true },
    });
    const body = html`<p class="over"><a href="/ledger/services">${words.plain("ledger.services")}</a></p>
<h1>${service}</h1>
${await figures(page, viewer, service, since)}
${await askers(page, viewer, service)}
<h2>${words.plain("insights.service.year")}</h2>
${workChart(months, await countWorkByMonth(read, viewer, months, { service }), words)}
${outcomes.some((each) => Object.values(each).some((count) => count > 0)) ? outcomeChart(months, outcomes, words) : ""}
<h2>${words.plain("insights.service.delivered")}</h2>
${deliveries.length === 0 ? html`<p class="empty">${words.plain("insights.service.none")}</p>` : valueTable(deliveries, viewer, words)}
<p><a href="${filterHref(delivered)}">${words.plain("insights.service.all_delivered")}</a></p>
<h2>${words.plain("insights.service.cost")}</h2>
${await effortFigures(page, viewer, delivered)}
${
  refused.length === 0
    ? ""
    : html`<h2>${words.plain("insights.service.declined")}</h2>
${declinedTable(refused, viewer, words)}
<p><a href="${filterHref(declined)}">${words.plain("insights.service.all_declined")}</a></p>`
}
${hiddenNote(await countHidden(read, viewer, { service }), words)}
${definitions(words, ["services", "lead", "percentiles", "repair_share", "effort"])}
<ul class="links"><li><a href="${filterHref({ service })}">${words.plain("ledger.story.more_of", { service })}</a></li><li><a href="/ledger/flow/${encodeURIComponent(service)}">${words.plain("insights.flow.of", { name: service })}</a></li></ul>
${downloads((each) => `${serviceHref(service)}?format=${each}`, words)}`;
    return { title: service, body };
  },
};

async function figures(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  service: string,
  since: string,
): Promise<HtmlMarkup> {
  const [sums] = await readServices(read, viewer, since, service);
  const { lead } = await readMinutes(read, viewer, { service, delivered: since }, ["lead"]);
  const filters = serviceFilters(since);
  const link = (name: "open" | "repairs") => filterHref({ service, ...filters[name] });
  const came = sums?.came ?? 0;
  const helped = (sums?.yes ?? 0) + (sums?.partly ?? 0);
  return html`${sums ? serviceMarks(sums).map((mark) => html`<p class="mark">${words.plain(`ledger.mark.${mark}`)}</p>`) : ""}
${figureList(
  [
    {
      label: words.plain("ledger.figure.came"),
      value: came,
      href: filterHref({ service, created: since }),
      note: words.plain("insights.service.last_year"),
    },
    { label: words.plain("ledger.services.open"), value: sums?.open ?? 0, href: link("open") },
    {
      label: words.plain("ledger.figure.repair_share"),
      ...portionFigure(sums?.repairs ?? 0, came, words),
      href: link("repairs"),
    },
    {
      label: words.plain("ledger.figure.p50"),
      value: withinText(lead.p50, words),
      href: filterHref({ service, delivered: since }),
      note: measuredNote(lead, words),
    },
    {
      label: words.plain("insights.figure.helped"),
      value: helped,
      href: filterHref({ service, created: since, outcome: "helped" }),
      note: words.plain("ledger.of_delivered", { count: sums?.delivered ?? 0 }),
    },
  ],
  words,
)}`;
}

/** Renders the groups that asked and the paying customers that requests name, as links. */
async function askers(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  service: string,
): Promise<HtmlMarkup | ""> {
  const nameOf = new Map(
    (await readGroups(read, viewer.workspace)).map(({ id, name }) => [id, name]),
  );
  const groups = (await countByName(read, viewer, "group", { service })).flatMap(
    ({ name: id, count }) => {
      const name = nameOf.get(id);
      return name ? [{ name, count, href: filterHref({ service, group: name }) }] : [];
    },
  );
  const customers = (await countByName(read, viewer, "customer", { service })).map(
    ({ name, count }) => ({
      name: customerName(name, words),
      count,
      href: filterHref({ service, customer: name }),
    }),
  );
  const part = (key: string, items: typeof customers): HtmlMarkup | "" =>
    items.length === 0
      ? ""
      : html`<h2>${words.plain(`insights.service.${key}`)}</h2>
<ul class="links">${items.map(({ name, count, href }) => html`<li><a href="${href}">${name}</a> <span class="count">${count}</span></li>`)}</ul>`;
  return html`${part("groups", groups)}${part("customers", customers)}`;
}
