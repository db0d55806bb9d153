/** Flow of requests: where their time goes until delivery, and what went back. */
import type { WebPage } from "../../../core/web-page.ts";
import { html } from "../../../lib/html.ts";
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
  withinText,
} from "../html/components.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { type FlowStep, flowSteps } from "../request-states.ts";

const days = 90;

export const flowPage: WebPage = {
  path: "/flow",
  nav: "ledger.nav.flow",
  async render(page) {
    const { read, words } = page;
    const viewer = await readLedgerViewer(page);
    const delivered: RequestFilter = { delivered: sinceDays(days, viewer.now, viewer.zone) };
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
    const inStep = await countOpenBySteps(read, viewer, {});
    const open = lead.sum - spent.closed.sum;
    const isEnough = lead.p50 !== undefined;
    const stayed = (count: number): string | undefined =>
      percentOf(counts.delivered - count, counts.delivered);
    const time = (count: number, minutes: number | undefined): string =>
      count === 0 ? "–" : (withinText(minutes, words) ?? words.plain("ledger.too_few"));
    const name = (step: FlowStep) => words.plain(`ledger.flow.${step}`);
    const body = html`<h1>${words.plain("ledger.flow")}</h1>
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
<h2>${words.plain("ledger.flow.where", { days })}</h2>
${
  !isEnough || open === 0
    ? html`<p class="empty">${words.plain(lead.count === 0 ? "ledger.flow.none" : "ledger.too_few")}</p>`
    : shareBar(
        flowSteps
          .filter((step) => spent[step].sum > 0)
          .map((step) => ({
            name: name(step),
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
<th role="rowheader" scope="row">${name(step)}</th>
<td role="cell" data-label="${words.plain("ledger.flow.column.half")}">${time(count, p50)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.most")}">${time(count, p85)}</td>
<td role="cell" data-label="${words.plain("ledger.flow.column.now")}"><a href="${filterHref({ state: step })}">${now}</a>${
        oldest
          ? html` <span class="quiet">${words.plain("ledger.flow.oldest", { date: dayText(oldest, viewer.zone, words) })}</span>`
          : ""
      }</td>
</tr>`;
    })}</tbody>
</table>
${definitions(words, ["lead", "percentiles", "efficiency", "unasked", "stayed"])}
${hiddenNote(await countHidden(read, viewer, delivered), words)}
${downloads((format) => filterHref(delivered, { format }), words)}`;
    return { title: words.plain("ledger.flow"), body };
  },
};
