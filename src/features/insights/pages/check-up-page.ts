/**
 * Check-up of the partnership: four questions that a partner can answer, with the facts that
 * the ledger holds for each, and what is missing.
 */
import type { PageRequest, WebPage } from "../../../core/web-page.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { kindsOfWork } from "../aggregates.ts";
import {
  checkUpFilters,
  type Evidence,
  evidenceOf,
  type GroupGoal,
  knowledgeOf,
  readGoals,
  readNewest,
} from "../check-up.ts";
import { countHidden, countRequests } from "../figures.ts";
import {
  dayText,
  definitions,
  downloads,
  figureList,
  hiddenNote,
  portionText,
} from "../html/components.ts";
import { dataTable } from "../html/data-table.ts";
import { declinedTable } from "../html/declined-table.ts";
import { valueTable } from "../html/value-table.ts";
import { type LedgerViewer, readLedgerViewer } from "../ledger-viewer.ts";
import { type FileRow, isListFormat, listFile } from "../list-file.ts";
import { quarterAt } from "../periods.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";

/** A question with its evidence, as one section of the page. */
interface Question {
  name: "goals" | "installed" | "declined" | "helped";
  evidence: Evidence;
  body: HtmlMarkup;
}

/** The check-up of four questions. */
export const checkUpPage: WebPage = {
  path: "/checkup",
  nav: "insights.nav.checkup",
  async render(page) {
    const { read, words, query } = page;
    const viewer = await readLedgerViewer(page);
    const questions = [
      await goals(page, viewer),
      await installed(page, viewer),
      await declined(page, viewer),
      await helped(page, viewer),
    ];
    const format = query.get("format");
    if (isListFormat(format)) return listFile("checkup", questions.map(fileRow), format);
    const sum = (of: keyof Evidence): number =>
      questions.reduce((total, { evidence }) => total + evidence[of], 0);
    const body = html`<h1>${words.plain("insights.checkup")}</h1>
<p class="lead">${words.plain("insights.checkup.lead", { known: sum("known"), all: sum("all") })}</p>
${questions.map(
  ({ name, evidence, body: content }, index) => html`<section>
<h2><span class="number">${index + 1}</span> ${words.plain(`insights.checkup.${name}`)}</h2>
<p class="badges"><span class="state ${knowledgeOf(evidence)}">${words.plain(`insights.knowledge.${knowledgeOf(evidence)}`)}</span> <span class="quiet">${words.plain("insights.checkup.part", { ...evidence })}</span></p>
${content}
${evidence.known < evidence.all ? html`<p class="todo">${renderRichTextHtml(words(`insights.checkup.${name}.ask`))}</p>` : ""}
</section>`,
)}
${await quarters(page, viewer)}
${hiddenNote(await countHidden(read, viewer, checkUpFilters(viewer).delivered), words)}
${definitions(words, ["checkup"])}
${downloads((each) => `/ledger/checkup?format=${each}`, words)}`;
    return { title: words.plain("insights.checkup"), body };
  },
};

/** Renders what was counted in this quarter, against the one before. */
async function quarters({ read, words }: PageRequest, viewer: LedgerViewer): Promise<HtmlMarkup> {
  const { now, zone } = viewer;
  const columns = [0, 1].map((before) => quarterFilters(quarterAt(now, zone, before)));
  const counts = await Promise.all(
    columns.map((filters) => countRequests(read, viewer, {}, filters)),
  );
  const names = Object.keys(columns[0]!) as (keyof ReturnType<typeof quarterFilters>)[];
  return html`<h2>${words.plain("insights.quarters")}</h2>
${dataTable(
  ["figure", "this", "last"].map((name) => words.plain(`insights.quarters.${name}`)),
  names.map((name) => [
    words.plain(`insights.quarters.${name}`),
    ...columns.map(
      (filters, index) => html`<a href="${filterHref(filters[name])}">${counts[index]![name]}</a>`,
    ),
  ]),
)}`;
}

const quarterFilters = (quarter: string) =>
  ({
    came: { created: quarter },
    repairs: { created: quarter, kind: kindsOfWork.repair },
    delivered: { delivered: quarter },
    answered: { delivered: quarter, outcome: "answered" },
    helped: { delivered: quarter, outcome: "helped" },
    failed: { delivered: quarter, outcome: "failed" },
    by_team: { delivered: quarter, brought: "team" },
    declined: { created: quarter, state: "declined" },
  }) satisfies Record<string, RequestFilter>;

const fileRow = ({ name, evidence }: Question): FileRow => ({
  question: name,
  knowledge: knowledgeOf(evidence),
  known: evidence.known,
  of: evidence.all,
});

const nothing = (key: string, words: Words): HtmlMarkup =>
  html`<p class="empty">${words.plain(key)}</p>`;

/** Does the team know each group's goal? */
async function goals({ read, words }: PageRequest, viewer: LedgerViewer): Promise<Question> {
  const groups = await readGoals(read, viewer);
  const unknown = html`<span class="quiet">${words.plain("ledger.not_known")}</span>`;
  const row = ({ name, strategy, writtenAt, advocate }: GroupGoal) => [
    html`<a href="${filterHref({ group: name })}">${name}</a>`,
    strategy ? renderRichTextHtml(strategy) : unknown,
    writtenAt ? dayText(writtenAt, viewer.zone, words) : html`–`,
    advocate ? renderRichTextHtml(personMention(advocate)) : unknown,
  ];
  return {
    name: "goals",
    evidence: {
      known: groups.filter(({ strategy }) => strategy).length,
      all: Math.max(1, groups.length),
    },
    body:
      groups.length === 0
        ? nothing("insights.checkup.goals.none", words)
        : dataTable(
            ["group", "goal", "written", "advocate"].map((name) =>
              words.plain(`insights.column.${name}`),
            ),
            groups.map(row),
          ),
  };
}

/** What was the last new thing, for which need and customer, and did it help? */
async function installed({ read, words }: PageRequest, viewer: LedgerViewer): Promise<Question> {
  const filter = checkUpFilters(viewer).installed;
  const rows = await readNewest(read, viewer, filter);
  return {
    name: "installed",
    evidence: evidenceOf(rows, [
      ({ need }) => need,
      ({ row }) => row.customer && row.customer !== "not_known_yet",
      ({ row }) => row.outcome && row.outcome !== "not_answered",
    ]),
    body:
      rows.length === 0
        ? nothing("insights.checkup.installed.none", words)
        : html`${valueTable(rows, viewer, words)}<p><a href="${filterHref(filter)}">${words.plain("insights.checkup.installed.all")}</a></p>`,
  };
}

/** What was not done last, which need was behind it, and what was offered instead? */
async function declined({ read, words }: PageRequest, viewer: LedgerViewer): Promise<Question> {
  const filter = checkUpFilters(viewer).declined;
  const rows = await readNewest(read, viewer, filter);
  return {
    name: "declined",
    evidence: evidenceOf(rows, [({ need }) => need, ({ offered }) => offered]),
    body:
      rows.length === 0
        ? nothing("insights.checkup.declined.none", words)
        : html`${declinedTable(rows, viewer, words)}<p><a href="${filterHref(filter)}">${words.plain("insights.service.all_declined")}</a></p>`,
  };
}

/** Which new thing or change helped last, in whose words, and whose idea was it? */
async function helped({ read, words }: PageRequest, viewer: LedgerViewer): Promise<Question> {
  const filters = checkUpFilters(viewer);
  const rows = await readNewest(read, viewer, filters.helped_wishes);
  const counts = await countRequests(read, viewer, {}, filters);
  const link = (name: keyof typeof filters) => ({
    value: counts[name],
    href: filterHref(filters[name]),
  });
  const ideas = counts.by_team + counts.by_requester;
  return {
    name: "helped",
    evidence: evidenceOf(rows, [({ said }) => said.length > 0, ({ row }) => row.brought]),
    body: html`${figureList(
      [
        {
          ...{ label: words.plain("ledger.figure.answered"), ...link("answered") },
          note: words.plain("ledger.of_delivered", { count: counts.delivered }),
        },
        { label: words.plain("insights.figure.helped"), ...link("helped") },
        {
          label: words.plain("insights.figure.by_team"),
          value: portionText(counts.by_team, ideas, words),
          href: filterHref(filters.by_team),
          note: words.plain("insights.ideas", { known: ideas, count: counts.helped }),
        },
        { label: words.plain("ledger.figure.unanswered"), ...link("unanswered") },
      ],
      words,
    )}
${
  rows.length === 0
    ? nothing("insights.checkup.helped.none", words)
    : html`${valueTable(rows, viewer, words)}<p><a href="${filterHref(filters.helped_wishes)}">${words.plain("insights.checkup.helped.all")}</a></p>`
}`,
  };
}
