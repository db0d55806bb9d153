/**
 * Value report of a month: what was delivered, for which need and customer, what its requesters
 * said, what did not help, what it cost, and what cannot be said.
 */
import type { PageRequest, WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import { readDangerZone } from "../../cases/queries/danger-zone.ts";
import { countByName, countOutcomesByMonth, kindsOfWork, outcomeCounts } from "../aggregates.ts";
import { countHidden, countOpenBySteps, countRequests, readMinutes } from "../figures.ts";
import { shareBar } from "../html/charts.ts";
import {
  dayText,
  definitions,
  downloads,
  figureList,
  hiddenNote,
  measuredNote,
  portionFigure,
  withinText,
} from "../html/components.ts";
import { effortFigures } from "../html/effort-figures.ts";
import { outcomeChart } from "../html/month-charts.ts";
import { requestHref } from "../html/request-rows.ts";
import { valueTable } from "../html/value-table.ts";
import { type LedgerViewer, readLedgerViewer } from "../ledger-viewer.ts";
import { isListFormat } from "../list-file.ts";
import { isMonth, lastMonths, monthAfter, monthAt, monthName, parsePeriod } from "../periods.ts";
import { filterHref, type RequestFilter, wishKinds } from "../request-filter.ts";
import { requestListFile } from "../request-list.ts";
import { verdicts } from "../request-states.ts";
import { readValueRows, type ValueRow } from "../value-rows.ts";

/** Lists the months, with outcomes of a year. */
export const valuePage: WebPage = {
  path: "/value",
  nav: "ledger.nav.value",
  async render(page) {
    const { read, words } = page;
    const viewer = await readLedgerViewer(page);
    const all = lastMonths(viewer.now, viewer.zone);
    const allCounts = await countOutcomesByMonth(read, viewer, all);
    const first = allCounts.findIndex((each) => Object.values(each).some((count) => count > 0));
    const [months, counts] = [all.slice(first), allCounts.slice(first)];
    const body = html`<h1>${words.plain("ledger.value")}</h1>
<p class="lead">${words.plain("ledger.value.about")}</p>
${first < 0 ? html`<p class="empty">${words.plain("ledger.value.none_yet")}</p>` : outcomeChart(months, counts, words)}
<ul class="rows">${months
      .map((month, index) => ({ month, ...counts[index]! }))
      .toReversed()
      .map(({ month, ...each }) => {
        const sum = (names: readonly (keyof typeof each)[]): number =>
          names.reduce((total, name) => total + each[name], 0);
        const values = {
          delivered: sum(outcomeCounts),
          said: sum(verdicts),
          helped: each.yes + each.partly,
        };
        return html`<li><p class="title"><a href="/ledger/value/${month}">${monthName(month, words.locale)}</a></p>
<p class="quiet">${words.plain("ledger.value.month", values)}</p></li>`;
      })}</ul>
${definitions(words, ["value_month", "answered"])}`;
    return { title: words.plain("ledger.value"), body };
  },
};

/** The value report of a month. */
export const valueReportPage: WebPage = {
  path: "/value/:month",
  async render(page) {
    const month = page.params.month ?? "";
    const viewer = await readLedgerViewer(page);
    if (!isMonth(month) || month > monthAt(viewer.now, viewer.zone)) return undefined;
    const { read, words, query } = page;
    const delivered = { delivered: month };
    const format = query.get("format");
    if (isListFormat(format)) return requestListFile(read, viewer, delivered, format);
    const name = monthName(month, words.locale);
    const title = words.plain("ledger.value.title", { month: name });
    const body = html`<p class="over"><a href="/ledger/value">${words.plain("ledger.value")}</a></p>
<h1>${title}</h1>
${await summary(page, viewer, month, name)}
${await deliveries(page, viewer, month, name)}
<h2>${words.plain("ledger.value.cost")}</h2>
${await effortFigures(page, viewer, delivered)}
${await factory(page, viewer, month)}
${await danger(page, viewer, month)}
${await firstOnes(page, viewer, month)}
${await unknowns(page, viewer, month)}
${hiddenNote(await countHidden(read, viewer, delivered), words)}
${definitions(words, ["value_month", "answered", "lead", "percentiles", "repair_share", "effort"])}
${downloads((each) => `/ledger/value/${month}?format=${each}`, words)}
<nav class="pager"><ul class="links"><li><a rel="prev" href="/ledger/value/${monthAfter(month, -1)}">${monthName(monthAfter(month, -1), words.locale)}</a></li>${
      month < monthAt(viewer.now, viewer.zone)
        ? html`<li><a rel="next" href="/ledger/value/${monthAfter(month)}">${monthName(monthAfter(month), words.locale)}</a></li>`
        : ""
    }</ul></nav>`;
    return { title, body };
  },
};

/** Renders the sentence and the figures at the top. */
async function summary(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
  name: string,
): Promise<HtmlMarkup> {
  const wishes = { created: month, kind: kindsOfWork.partner };
  const filters = {
    delivered: { delivered: month },
    answered: { delivered: month, outcome: "answered" },
    ...Object.fromEntries(verdicts.map((outcome) => [outcome, { delivered: month, outcome }])),
    came: { created: month },
    wishes,
    known: { ...wishes, customer: "known" },
    nobody: { ...wishes, customer: "nobody_outside" },
    repairs: { created: month, kind: kindsOfWork.repair },
  } as Record<string, RequestFilter>;
  const counts = await countRequests(read, viewer, {}, filters);
  const count = (key: string): number => counts[key] ?? 0;
  const { lead } = await readMinutes(read, viewer, { delivered: month }, ["lead"]);
  const link = (key: string) => ({ value: count(key), href: filterHref(filters[key]!) });
  const share = (part: string, whole: string, note: string) => ({
    ...portionFigure(count(part), count(whole), words, note),
    href: filterHref(filters[part]!),
  });
  return html`<p class="lead">${words.plain("ledger.value.sentence", {
    month: name,
    delivered: count("delivered"),
    answered: count("answered"),
    yes: count("yes"),
    partly: count("partly"),
    no: count("no") + count("not_needed"),
  })}</p>
${figureList(
  [
    { label: words.plain("ledger.figure.delivered"), ...link("delivered") },
    { label: words.plain("ledger.figure.answered"), ...link("answered") },
    {
      label: words.plain("ledger.figure.p50"),
      value: withinText(lead.p50, words),
      href: filterHref({ delivered: month }),
      note: measuredNote(lead, words),
    },
    {
      label: words.plain("ledger.figure.customer_share"),
      ...share("known", "wishes", "ledger.of_wishes"),
    },
    {
      label: words.plain("ledger.figure.repair_share"),
      ...share("repairs", "came", "ledger.of_came"),
    },
  ],
  words,
)}
${
  count("answered") === 0
    ? ""
    : shareBar(
        verdicts.map((outcome) => ({
          name: words.plain(`life.verdict.${outcome}`),
          count: count(outcome),
          href: filterHref(filters[outcome]!),
        })),
      )
}`;
}

/** Renders the deliveries, those that did not help apart, and what was said of earlier ones. */
async function deliveries(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
  name: string,
): Promise<HtmlMarkup> {
  const { from } = parsePeriod(month, viewer.zone)!;
  const isFailed = ({ row }: ValueRow) => row.outcome === "no" || row.outcome === "not_needed";
  const isWish = ({ row }: ValueRow) => wishKinds.some((kind) => kind === row.kind);
  // wishes first: they have a need, a customer and a measure
  const others = (await readValueRows(read, viewer, { delivered: month }))
    .filter((each) => !isFailed(each))
    .sort((a, b) => Number(isWish(b)) - Number(isWish(a)));
  const failed = await readValueRows(read, viewer, { delivered: month, outcome: "failed" });
  const earlier = (await readValueRows(read, viewer, { answered: month })).filter(
    ({ row }) => row.deliveredAt! < from,
  );
  return html`<h2>${words.plain("ledger.value.delivered")}</h2>
${others.length === 0 ? html`<p class="empty">${words.plain("ledger.value.none")}</p>` : valueTable(others, viewer, words)}
${
  failed.length === 0
    ? ""
    : html`<h2>${words.plain("ledger.value.failed")}</h2>
<p class="quiet">${words.plain("ledger.value.failed.about")}</p>
${valueTable(failed, viewer, words)}`
}
${
  earlier.length === 0
    ? ""
    : html`<h2>${words.plain("ledger.value.earlier", { month: name })}</h2>
${valueTable(earlier, viewer, words)}`
}`;
}

async function factory(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
): Promise<HtmlMarkup> {
  const repairs = { kind: kindsOfWork.repair };
  const filters = {
    came_repairs: { ...repairs, created: month },
    mended: { ...repairs, delivered: month },
    open_repairs: { ...repairs, state: "open" },
  };
  const counts = await countRequests(read, viewer, {}, filters);
  const byService = await countByName(read, viewer, "service", filters.open_repairs);
  const steps = Object.values(await countOpenBySteps(read, viewer, repairs));
  const [oldest] = steps
    .flatMap((step) => step.oldest ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime());
  return html`<h2>${words.plain("ledger.value.factory")}</h2>
${figureList(
  Object.entries(filters).map(([name, filter]) => ({
    label: words.plain(`ledger.figure.${name}`),
    value: counts[name as keyof typeof filters],
    href: filterHref(filter),
    note:
      name === "open_repairs" && oldest
        ? words.plain("ledger.flow.oldest", { date: dayText(oldest, viewer.zone, words) })
        : undefined,
  })),
  words,
)}
${
  byService.length === 0
    ? ""
    : html`<ul class="links">${byService.map(({ name: service, count }) => html`<li><a href="${filterHref({ ...filters.open_repairs, service })}">${service}: ${count}</a></li>`)}</ul>`
}`;
}

/** Renders requests that were left without a good way; guests see no requests of others. */
async function danger(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
): Promise<HtmlMarkup | ""> {
  if (viewer.isGuest) return "";
  const zone = await readDangerZone(read, viewer.workspace, parsePeriod(month, viewer.zone)!);
  const link = ({ number, title }: { number: number; title: string }) =>
    html`<a href="${requestHref(number)}">R-${number} ${shownTitle(title, words)}</a>`;
  const part = (key: string, items: HtmlMarkup[]): HtmlMarkup | "" =>
    items.length === 0
      ? ""
      : html`<p>${words.plain(`report.danger.${key}`)}</p><ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  const refused = zone.refusedAlternatives.map(
    (one) => html`${link(one)}: ${renderRichTextHtml(one.reason)}`,
  );
  const demands = zone.demandsAfterSelfService.map(
    ({ free, demand }) => html`${link(free)} → ${link(demand)}`,
  );
  if (refused.length + demands.length === 0) return "";
  return html`<h2>${words.plain("ledger.value.danger")}</h2>
${part("refused", refused)}${part("demands", demands)}`;
}

/** Renders which of a month's requests were to go first, and which were put before something else. */
async function firstOnes(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
): Promise<HtmlMarkup | ""> {
  const filters = {
    claimed: { created: month, first: "claimed" },
    traded: { created: month, first: "traded" },
  };
  const counts = await countRequests(read, viewer, {}, filters);
  if (counts.claimed + counts.traded === 0) return "";
  return html`<h2>${words.plain("ledger.value.first")}</h2>
${figureList(
  Object.entries(filters).map(([name, filter]) => ({
    label: words.plain(`ledger.first.figure.${name}`),
    value: counts[name as keyof typeof filters],
    href: filterHref(filter),
  })),
  words,
)}
<p><a href="/ledger/tradeoffs">${words.plain("ledger.first.waited")}</a></p>`;
}

async function unknowns(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  month: string,
): Promise<HtmlMarkup> {
  const filters = {
    measure: { delivered: month, lacks: "measure" },
    customer: { delivered: month, lacks: "customer" },
    service: { delivered: month, lacks: "service" },
    effort: { delivered: month, lacks: "effort" },
    answer: { delivered: month, outcome: "not_answered" },
  };
  const counts = await countRequests(read, viewer, {}, filters);
  return html`<h2>${words.plain("ledger.value.unknown")}</h2>
${figureList(
  Object.entries(filters).map(([name, filter]) => ({
    label: words.plain(`ledger.lacks.${name}`),
    value: counts[name as keyof typeof filters],
    href: filterHref(filter),
  })),
  words,
)}`;
}
