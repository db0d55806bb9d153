/** First page of the ledger: what waits, whether it flows, whether it helped, and what is new. */
import type { WebPage } from "../../../core/web-page.ts";
import { localDateAt, mondayOf } from "../../../lib/dates/calendar-dates.ts";
import { type HtmlMarkup, html } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { countHidden, countOpenBySteps, countRequests, readMinutes } from "../figures.ts";
import { shareBar } from "../html/charts.ts";
import {
  definitions,
  figureList,
  hiddenNote,
  measuredNote,
  percentOf,
  portionFigure,
  withinText,
} from "../html/components.ts";
import { requestRows } from "../html/request-rows.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { readLedgerRows } from "../request-list.ts";
import { type FlowStep, verdicts } from "../request-states.ts";

/** Days of the figures on flow and outcomes. */
const days = 90;
const newestShown = 5;

/** The overview. */
export const homePage: WebPage = {
  path: "/",
  nav: "ledger.nav.home",
  async render(page) {
    const { read, words } = page;
    const viewer = await readLedgerViewer(page);
    const { zone, now } = viewer;
    const recent = sinceDays(days, now, zone);
    const monday = `${mondayOf(localDateAt(now, zone))}..`;
    const waits = {
      queue: ["queue"],
      hand: ["hand"],
      agreement: ["agreement"],
      requester: ["asking", "requester"],
      later: ["held", "postponed"],
    } as const satisfies Record<string, readonly FlowStep[]>;
    const filters = {
      delivered: { delivered: recent },
      settling: { delivered: recent, state: "settling" },
      unanswered: { delivered: recent, state: "unanswered" },
      came: { created: recent },
      repairs: { created: recent, kind: "factory_issue" },
      ...Object.fromEntries(
        verdicts.map((outcome) => [outcome, { delivered: recent, outcome }] as const),
      ),
      came_since: { created: monday },
      delivered_since: { delivered: monday },
    } satisfies Record<string, RequestFilter>;
    const counts = await countRequests(read, viewer, {}, filters as Record<string, RequestFilter>);
    const count = (name: keyof typeof filters | (typeof verdicts)[number]): number =>
      counts[name] ?? 0;
    const open = await countOpenBySteps(read, viewer, {});
    const waiting = (name: keyof typeof waits): number =>
      waits[name].reduce((sum, step) => sum + open[step].count, 0);
    const waitLink = (name: keyof typeof waits) => ({
      label: words.plain(`ledger.figure.${name}`),
      value: waiting(name),
      href: filterHref({ state: waits[name].join(",") }),
    });
    const link = (name: keyof typeof filters) => ({
      label: words.plain(`ledger.figure.${name}`),
      value: count(name),
      href: filterHref(filters[name]),
    });
    const { lead, hand, closed } = await readMinutes(read, viewer, filters.delivered, [
      "lead",
      "hand",
      "closed",
    ]);
    const hasAgreement = Object.keys(viewer.approvals).length > 0;
    const answered = verdicts.reduce((sum, verdict) => sum + count(verdict), 0);
    const cameSince = await readLedgerRows(read, viewer, filters.came_since, {
      limit: newestShown,
    });
    const delivered = await readLedgerRows(read, viewer, filters.delivered_since, {
      limit: newestShown,
    });
    const times = { value: undefined, href: filterHref(filters.delivered) };
    const body = html`<h1>${words.plain("ledger.home")}</h1>
<p class="lead">${words.plain("ledger.home.lead", {
      waiting: waiting("queue") + waiting("hand") + waiting("agreement"),
      delivered: count("delivered"),
    })}</p>
<h2>${words.plain("ledger.home.waits")}</h2>
${figureList(
  [
    waitLink("queue"),
    waitLink("hand"),
    ...(hasAgreement ? [waitLink("agreement")] : []),
    waitLink("requester"),
    waitLink("later"),
  ],
  words,
)}
<h2>${words.plain("ledger.home.flows", { days })}</h2>
${figureList(
  [
    link("delivered"),
    {
      ...times,
      label: words.plain("ledger.figure.p50"),
      value: withinText(lead.p50, words),
      note: measuredNote(lead, words),
    },
    { ...times, label: words.plain("ledger.figure.p85"), value: withinText(lead.p85, words) },
    {
      ...times,
      label: words.plain("ledger.figure.efficiency"),
      value: lead.p50 === undefined ? undefined : percentOf(hand.sum, lead.sum - closed.sum),
      note: measuredNote(lead, words),
    },
  ],
  words,
)}
<h2>${words.plain("ledger.home.helped", { days })}</h2>
${figureList(
  [
    {
      label: words.plain("ledger.figure.answered"),
      value: answered,
      href: filterHref({ delivered: recent, outcome: "answered" }),
      note: words.plain("ledger.of_delivered", { count: count("delivered") }),
    },
    link("settling"),
    ...(count("unanswered") > 0 ? [link("unanswered")] : []),
    {
      label: words.plain("ledger.figure.repair_share"),
      ...portionFigure(count("repairs"), count("came"), words),
      href: filterHref(filters.repairs),
    },
  ],
  words,
)}
${
  answered === 0
    ? ""
    : shareBar(
        verdicts.map((outcome) => ({
          name: words.plain(`life.verdict.${outcome}`),
          count: count(outcome),
          href: filterHref({ delivered: recent, outcome }),
        })),
      )
}
${definitions(words, ["lead", "percentiles", "efficiency", "repair_share", "answered"])}
<h2>${words.plain("ledger.home.since_monday")}</h2>
${figureList([link("came_since"), link("delivered_since")], words)}
${part("ledger.home.came", cameSince.length, requestRows(cameSince, viewer, words), words)}
${part("ledger.home.delivered", delivered.length, requestRows(delivered, viewer, words), words)}
${hiddenNote(await countHidden(read, viewer, {}), words)}`;
    return { title: words.plain("ledger.home"), body };
  },
};

const part = (key: string, count: number, rows: HtmlMarkup, words: Words): HtmlMarkup | "" =>
  count === 0 ? "" : html`<h3>${words.plain(key)}</h3>${rows}`;
