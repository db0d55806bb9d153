/** Flow of requests: where their time goes until delivery, and what went back. */
import type { WebPage } from "../../../core/web-page.ts";
import { html } from "../../../lib/html.ts";
import { countHidden, countRequests, readMinutes, sumMinutes } from "../figures.ts";
import { shareBar } from "../html/charts.ts";
import {
  definitions,
  downloads,
  figureList,
  hiddenNote,
  minutesText,
  percentOf,
} from "../html/components.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { fewDeliveries, measuredNote } from "./home-page.ts";

const days = 90;

/** States of the way to delivery, and the requests that are in each now. */
const steps = {
  asking: "asking",
  queue: "queue",
  agreement: "agreement",
  requester: "requester",
  held: "held",
  postponed: "postponed",
  hand: "hand",
} as const;
type FlowStep = keyof typeof steps;
const flowSteps = Object.keys(steps) as FlowStep[];

export const flowPage: WebPage = {
  path: "/flow",
  nav: "ledger.nav.flow",
  async render(page) {
    const { read, words } = page;
    const viewer = await readLedgerViewer(page);
    const delivered: RequestFilter = { delivered: sinceDays(days, viewer.now, viewer.zone) };
    const asked = { ...delivered, back: "asked" };
    const reopened = { ...delivered, back: "reopened" };
    const counts = await countRequests(read, viewer, {}, {
      delivered,
      asked,
      reopened,
      ...Object.fromEntries(flowSteps.map((step) => [step, { state: steps[step] }])),
    } as Record<FlowStep | "delivered" | "asked" | "reopened", RequestFilter>);
    const lead = await readMinutes(read, viewer, delivered);
    const spent = await sumMinutes(read, viewer, delivered, [...flowSteps, "lead", "closed"]);
    const rows = [];
    for (const step of flowSteps)
      rows.push({ step, ...(await readMinutes(read, viewer, delivered, step)) });
    const open = spent.lead - spent.closed;
    const isEnough = lead.count >= fewDeliveries;
    const stayed = (count: number): string | undefined =>
      percentOf(counts.delivered - count, counts.delivered);
    const time = (minutes: number | undefined): string =>
      minutes === 0
        ? words.plain("ledger.flow.no_time")
        : (minutesText(minutes, words) ?? words.plain("ledger.not_known"));
    const name = (step: FlowStep) => words.plain(`ledger.flow.${step}`);
    const body = html`<h1>${words.plain("ledger.flow")}</h1>
<p class="lead">${
      lead.count === 0
        ? words.plain("ledger.flow.none")
        : words.plain(isEnough ? "ledger.flow.sentence" : "ledger.flow.sentence.few", {
            time: minutesText(lead.p50, words) ?? "",
            share: percentOf(spent.hand, open) ?? "",
          })
    }</p>
${figureList(
  [
    {
      label: words.plain("ledger.figure.p50"),
      value: minutesText(lead.p50, words),
      href: filterHref(delivered),
      note: measuredNote(lead.count, words),
    },
    {
      label: words.plain("ledger.figure.p85"),
      value: minutesText(lead.p85, words),
      href: filterHref(delivered),
    },
    {
      label: words.plain("ledger.figure.efficiency"),
      value: isEnough ? percentOf(spent.hand, open) : undefined,
      ...(!isEnough && { note: words.plain("ledger.too_few") }),
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
<h2>${words.plain("ledger.flow.where", { days })}</h2>
${
  open === 0
    ? html`<p class="empty">${words.plain("ledger.flow.none")}</p>`
    : shareBar(
        flowSteps
          .filter((step) => spent[step] > 0)
          .map((step) => ({
            name: name(step),
            count: spent[step],
            text: percentOf(spent[step], open) ?? "",
          })),
      )
}
<h2>${words.plain("ledger.flow.steps")}</h2>
<table class="stacks" role="table">
<thead role="rowgroup"><tr role="row">${["step", "half", "most", "now"].map((column) => html`<th role="columnheader" scope="col">${words.plain(`ledger.flow.column.${column}`)}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
      ({ step, p50, p85 }) => html`<tr role="row">
<th role="rowheader" scope="row">${name(step)}</th>
<td role="cell" data-label="${words.plain("ledger.flow.column.half")}">${time(p50)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.most")}">${time(p85)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.now")}"><a href="${filterHref({ state: steps[step] })}">${counts[step]}</a></td>
</tr>`,
    )}</tbody>
</table>
${definitions(words, ["lead", "percentiles", "efficiency", "unasked", "stayed"])}
${hiddenNote(await countHidden(read, viewer, delivered), words)}
${downloads((format) => filterHref(delivered, { format }), words)}`;
    return { title: words.plain("ledger.flow"), body };
  },
};
