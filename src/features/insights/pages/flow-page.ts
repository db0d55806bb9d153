/** Flow of requests: where their time goes until delivery, and what went back. */
import type { PageFile, PageRequest, RenderedPage, WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html } from "../../../lib/html.ts";
import { countByName } from "../aggregates.ts";
import { countHidden, countOpenBySteps, countRequests, readMinutes } from "../figures.ts";
import { shareBar } from "../html/charts.ts";
import {
  dayText,
  definitions,
  downloads,
  figureList,
  hiddenNote,
  measuredNote,
  percentOf,
  portionText,
  withinText,
} from "../html/components.ts";
import { type LedgerViewer, readLedgerViewer } from "../ledger-viewer.ts";
import { isListFormat } from "../list-file.ts";
import { sinceDays } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { requestListFile } from "../request-list.ts";
import { type FlowStep, flowSteps } from "../request-states.ts";
import { serviceHref } from "../services.ts";
import { ageing, leadTimes, reasons } from "./flow-parts.ts";

const days = 90;

/** The flow as a whole, and that of a service or value stream. */
export const flowPage: WebPage = {
  path: "/flow",
  nav: "ledger.nav.flow",
  async render(page) {
    const viewer = await readLedgerViewer(page);
    return renderFlow(page, viewer, {}, await partLinks(page, viewer));
  },
};

/** Flow of one value stream or service. */
export const partFlowPage: WebPage = {
  path: "/flow/:name",
  async render(page) {
    const viewer = await readLedgerViewer(page);
    const { name = "" } = page.params;
    for (const scope of [{ stream: name }, { service: name }]) {
      const { all } = await countRequests(page.read, viewer, {}, { all: scope });
      if (all > 0) return renderFlow(page, viewer, scope, "", name);
    }
    return undefined;
  },
};

/** Renders links to the value streams, and to the services with most deliveries. */
async function partLinks(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
): Promise<HtmlMarkup | ""> {
  const delivered = { delivered: sinceDays(days, viewer.now, viewer.zone) };
  const parts = [
    { key: "streams", names: await countByName(read, viewer, "stream", delivered) },
    { key: "services", names: await countByName(read, viewer, "service", delivered) },
  ].filter(({ names }) => names.length > 0);
  if (parts.length === 0) return "";
  return html`<h2>${words.plain("insights.flow.parts")}</h2>
${parts.map(
  ({ key, names }) => html`<h3>${words.plain(`insights.flow.parts.${key}`)}</h3>
<ul class="links">${names.map(({ name, count }) => html`<li><a href="/ledger/flow/${encodeURIComponent(name)}">${name}</a> <span class="count">${count}</span></li>`)}</ul>`,
)}`;
}

/**
 * Renders the flow of the requests of a filter.
 * @param name of the part that the filter selects; missing for all requests
 */
async function renderFlow(
  page: PageRequest,
  viewer: LedgerViewer,
  scope: RequestFilter,
  parts: HtmlMarkup | "",
  name?: string,
): Promise<RenderedPage | PageFile> {
  const { read, words, query } = page;
  const delivered: RequestFilter = {
    ...scope,
    delivered: sinceDays(days, viewer.now, viewer.zone),
  };
  const format = query.get("format");
  if (isListFormat(format)) return requestListFile(read, viewer, delivered, format);
  const asked = { ...delivered, back: "asked" };
  const reopened = { ...delivered, back: "reopened" };
  const counts = await countRequests(
    read,
    viewer,
    {},
    {
      delivered,
      asked,
      reopened,
    },
  );
  const spent = await readMinutes(read, viewer, delivered, [...flowSteps, "lead", "closed"]);
  const { lead } = spent;
  const inStep = await countOpenBySteps(read, viewer, scope);
  const open = lead.sum - spent.closed.sum;
  const isEnough = lead.p50 !== undefined;
  const stayed = (count: number): string | undefined =>
    portionText(counts.delivered - count, counts.delivered, words);
  const time = (count: number, minutes: number | undefined): string =>
    count === 0 ? "–" : (withinText(minutes, words) ?? words.plain("ledger.too_few"));
  const stepName = (step: FlowStep) => words.plain(`ledger.flow.${step}`);
  const title = name ? words.plain("insights.flow.of", { name }) : words.plain("ledger.flow");
  const body = html`${name ? html`<p class="over"><a href="/ledger/flow">${words.plain("ledger.flow")}</a></p>` : ""}<h1>${title}</h1>
<p class="lead">${
    lead.count === 0
      ? words.plain("ledger.flow.none")
      : words.plain(isEnough ? "ledger.flow.sentence" : "ledger.flow.sentence.few", {
          count: lead.count,
          time: withinText(lead.p50, words) ?? "",
          share: percentOf(spent.hand.sum, open) ?? "",
        })
  }</p>
${figureList(
  [
    {
      label: words.plain("ledger.figure.p50"),
      value: withinText(lead.p50, words),
      href: filterHref(delivered),
      note: measuredNote(lead, words),
    },
    {
      label: words.plain("ledger.figure.p85"),
      value: withinText(lead.p85, words),
      href: filterHref(delivered),
    },
    {
      label: words.plain("ledger.figure.efficiency"),
      value: isEnough ? percentOf(spent.hand.sum, open) : undefined,
      note: measuredNote(lead, words),
    },
    {
      label: words.plain("ledger.figure.unasked"),
      value: isEnough ? stayed(counts.asked) : undefined,
      href: filterHref(asked),
      note: words.plain("ledger.flow.asked", { count: counts.asked }),
    },
    {
      label: words.plain("ledger.figure.stayed"),
      value: isEnough ? stayed(counts.reopened) : undefined,
      href: filterHref(reopened),
      note: words.plain("ledger.flow.reopened", { count: counts.reopened }),
    },
  ],
  words,
)}
${
  viewer.capacity === undefined || name
    ? ""
    : html`<p><a href="${filterHref({ state: "hand" })}">${words.plain("ledger.flow.load", { hand: inStep.hand.count })}</a> ${words.plain("ledger.flow.capacity", { capacity: viewer.capacity })}</p>`
}
<h2>${words.plain("ledger.flow.where", { days })}</h2>
${
  !isEnough || open === 0
    ? html`<p class="empty">${words.plain(lead.count === 0 ? "ledger.flow.none" : "ledger.too_few")}</p>`
    : shareBar(
        flowSteps
          .filter((step) => spent[step].sum > 0)
          .map((step) => ({
            name: stepName(step),
            count: spent[step].sum,
            text: percentOf(spent[step].sum, open) ?? "",
          })),
      )
}
<h2>${words.plain("ledger.flow.steps")}</h2>
<table class="stacks" role="table">
<thead role="rowgroup"><tr role="row">${["step", "half", "most", "now"].map((column) => html`<th role="columnheader" scope="col">${words.plain(`ledger.flow.column.${column}`)}</th>`)}</tr></thead>
<tbody role="rowgroup">${flowSteps.map((step) => {
    const { count, p50, p85 } = spent[step];
    const { oldest, count: now } = inStep[step];
    return html`<tr role="row">
<th role="rowheader" scope="row">${stepName(step)}</th>
<td role="cell" data-label="${words.plain("ledger.flow.column.half")}">${time(count, p50)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.most")}">${time(count, p85)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.now")}"><a href="${filterHref({ ...scope, state: step })}">${now}</a>${
      oldest
        ? html` <span class="quiet">${words.plain("ledger.flow.oldest", { date: dayText(oldest, viewer.zone, words) })}</span>`
        : ""
    }</td>
</tr>`;
  })}</tbody>
</table>
${await leadTimes(page, viewer, delivered, lead)}
${await ageing(page, viewer, scope, lead)}
${await reasons(page, viewer, delivered)}
${parts}
${scope.service ? html`<p><a href="${serviceHref(scope.service)}">${words.plain("insights.service.all", { service: scope.service })}</a></p>` : ""}
${definitions(words, ["lead", "percentiles", "efficiency", "unasked", "stayed"])}
${hiddenNote(await countHidden(read, viewer, delivered), words)}
${downloads((format) => filterHref(delivered, { format }), words)}`;
  return { title, body };
}
