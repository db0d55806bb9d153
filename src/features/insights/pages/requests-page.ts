/** List of requests with filters and search, whose address is its state, and its files. */
import type { PageRequest, WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html, raw } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { Reader } from "../../../storage/store.ts";
import { customerName, listAboutNames } from "../../cases/brief/about.ts";
import { findSimilarRequests } from "../../cases/similar/similar-requests.ts";
import { readGroups } from "../../workspace/groups.ts";
import { requestFeed } from "../atom-feed.ts";
import { countHidden, countOpenBySteps, countRequests } from "../figures.ts";
import { choiceLinks, downloads, hiddenNote, pager } from "../html/components.ts";
import { requestRows } from "../html/request-rows.ts";
import { type LedgerViewer, readLedgerViewer } from "../ledger-viewer.ts";
import { isListFormat } from "../list-file.ts";
import {
  type FilterName,
  filterFromQuery,
  filterHref,
  listIgnored,
  none,
  type RequestFilter,
  workKinds,
} from "../request-filter.ts";
import { readLedgerRows, requestListFile } from "../request-list.ts";
import type { FlowStep } from "../request-states.ts";

/** Rows a page. */
const rowsPerPage = 25;

/** Choices of the state, in the order of a request's life. */
const stateChoices = [
  "open",
  "asking,requester",
  "queue",
  "agreement",
  "hand",
  "held,postponed",
  "settling",
  "known",
  "unanswered",
  "declined",
] as const;

/** The list of requests with its search and filters. */
export const requestsPage: WebPage = {
  path: "/requests",
  nav: "ledger.nav.requests",
  async render(page) {
    const { read, words, query } = page;
    const viewer = await readLedgerViewer(page);
    const filter = filterFromQuery(query);
    const format = query.get("format");
    if (format === "atom")
      return {
        ...{ name: "entwine-requests.atom", type: "application/atom+xml" },
        content: requestFeed(read, viewer, filter),
      };
    if (isListFormat(format)) return requestListFile(read, viewer, filter, format);

    const { state: _, ...others } = filter;
    const count = await countChoices(read, viewer, filter);
    const pages = Math.max(1, Math.ceil(count(filter.state ?? "all") / rowsPerPage));
    const asked = Number(query.get("page"));
    const number = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1;
    const rows = await readLedgerRows(read, viewer, filter, {
      limit: rowsPerPage,
      offset: (number - 1) * rowsPerPage,
    });
    const states = stateChoices.filter(
      (state) => state !== "agreement" || Object.keys(viewer.approvals).length > 0,
    );
    const feed = filterHref(filter, { format: "atom" });
    const body = html`<h1>${words.plain("ledger.requests")}</h1>
${choiceLinks(words.plain("ledger.filter.state"), [
  {
    label: words.plain("ledger.state.all"),
    href: filterHref(others),
    isCurrent: !filter.state,
    count: count("all"),
  },
  ...states.map((state) => ({
    label: words.plain(`ledger.state.${state.split(",")[0]}`),
    href: filterHref({ ...others, state }),
    isCurrent: filter.state === state,
    count: count(state),
  })),
])}
${await filterForm(page.read, viewer, filter, words)}
${activeFilters(filter, words)}
${listIgnored(read, viewer, filter).map(
  (name) =>
    html`<p class="quiet">${words.plain("ledger.filter.unknown", { value: filter[name] ?? "", filter: words.plain(`ledger.filter.${name}`) })}</p>`,
)}
${rows.length === 0 ? html`<p class="empty">${words.plain("ledger.requests.none")}</p>` : requestRows(rows, viewer, words)}
${number === pages ? await alike(page, viewer, filter) : ""}
${pager(number, pages, (other) => filterHref(filter, { page: String(other) }), words)}
${hiddenNote(await countHidden(read, viewer, filter), words)}
${downloads((each) => filterHref(filter, { format: each }), words, feed)}`;
    return { title: words.plain("ledger.requests"), body, feed };
  },
};

/** Requests compared by meaning, and those of them that are shown. */
const maxCompared = 25;
const maxAlike = 5;

/** Renders the requests whose meaning is like the words searched for, without those that have them. */
async function alike(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  { q, ...others }: RequestFilter,
): Promise<HtmlMarkup | ""> {
  if (!q) return "";
  const near = await findSimilarRequests(
    read,
    viewer.workspace,
    { text: q },
    { limit: maxCompared },
  );
  const among = { limit: maxCompared, numbers: near.map(({ number }) => number) };
  const named = new Set(
    (await readLedgerRows(read, viewer, { ...others, q }, among)).map(({ row }) => row.number),
  );
  const rows = await readLedgerRows(read, viewer, others, {
    numbers: among.numbers.filter((number) => !named.has(number)).slice(0, maxAlike),
    limit: maxAlike,
  });
  return rows.length === 0
    ? ""
    : html`<h2>${words.plain("ledger.alike")}</h2>${requestRows(rows, viewer, words)}`;
}

/** Counts the requests of each choice of the state, and of the state that the filter has. */
async function countChoices(
  read: Reader,
  viewer: LedgerViewer,
  { state: shown, ...others }: RequestFilter,
): Promise<(state: string) => number> {
  const open = await countOpenBySteps(read, viewer, others);
  const isInOpen = (state: string): boolean =>
    state.split(",").every((each) => Object.hasOwn(open, each));
  const counted = await countRequests(read, viewer, others, {
    all: {},
    ...Object.fromEntries(
      [...stateChoices, ...(shown ? [shown] : [])]
        .filter((state) => !isInOpen(state))
        .map((state) => [state, { state }]),
    ),
  } as Record<string, RequestFilter>);
  return (state) =>
    counted[state] ??
    state.split(",").reduce((sum, step) => sum + (open[step as FlowStep]?.count ?? 0), 0);
}

interface Option {
  value: string;
  label: string;
}

/** Renders search and choices as a form without script; the state stays as it is. */
async function filterForm(
  read: Reader,
  { workspace }: LedgerViewer,
  filter: RequestFilter,
  words: Words,
): Promise<HtmlMarkup> {
  const { services, customers } = await listAboutNames(read, workspace);
  const groups = (await readGroups(read, workspace)).map(({ name }) => name);
  const named = (names: readonly string[]): Option[] =>
    names.map((name) => ({ value: name, label: name }));
  const without: Option = { value: none, label: words.plain("ledger.filter.none") };
  const options: Partial<Record<FilterName, Option[]>> = {
    kind: workKinds.map((kind) => ({
      value: kind,
      label: words.plain(`requests.kind.${kind}`),
    })),
    group: groups.length > 0 ? [...named(groups), without] : [],
    service: services.length > 0 ? [...named(services), without] : [],
    customer: [
      ...["nobody_outside", "not_known_yet"].map((value) => ({
        value,
        label: customerName(value, words) ?? value,
      })),
      ...named(customers),
    ],
  };
  const kept = Object.entries(filter).filter(
    ([name]) => name !== "q" && !Object.hasOwn(options, name),
  );
  return html`<form class="filters" method="get" action="/ledger/requests" role="search">
<label>${words.plain("ledger.filter.q")} <input type="search" name="q" value="${filter.q ?? ""}"></label>
${Object.entries(options).map(([name, choices]) =>
  choices.length === 0
    ? ""
    : html`<label>${words.plain(`ledger.filter.${name}`)} <select name="${name}"><option value="">${words.plain("ledger.filter.any")}</option>${choices.map(
        ({ value, label }) =>
          html`<option value="${value}"${filter[name as FilterName] === value ? raw(" selected") : ""}>${label}</option>`,
      )}</select></label>`,
)}
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button>${words.plain("ledger.filter.show")}</button>
</form>`;
}

/** Names of filters that the form does not show. */
const linkedOnly: readonly FilterName[] = [
  "stream",
  "brought",
  "created",
  "delivered",
  "answered",
  "outcome",
  "effort",
  "lacks",
  "back",
  "first",
];

/** Renders the filters that a link from a figure set, each with a link that removes it. */
function activeFilters(filter: RequestFilter, words: Words): HtmlMarkup | "" {
  const set = linkedOnly.filter((name) => filter[name]);
  if (set.length === 0) return "";
  return html`<ul class="links active">${set.map((name) => {
    const { [name]: value = "", ...rest } = filter;
    const label = `${words.plain(`ledger.filter.${name}`)}: ${filterValue(name, value, words)}`;
    return html`<li><a href="${filterHref(rest)}" aria-label="${words.plain("ledger.filter.remove", { filter: label })}">${label} ×</a></li>`;
  })}</ul>`;
}

function filterValue(name: FilterName, value: string, words: Words): string {
  const keys: Partial<Record<FilterName, string>> = {
    outcome: `ledger.outcome.${value}`,
    brought: `insights.brought.${value}`,
    lacks: `ledger.lacks.${value}`,
    back: `ledger.back.${value}`,
    first: `ledger.first.${value}`,
    effort: `life.effort.${value}`,
  };
  const key = keys[name];
  return key && words.keys().includes(key) ? words.plain(key) : value;
}
