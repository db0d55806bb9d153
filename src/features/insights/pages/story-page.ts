/** One request's whole story: its brief, what happened and when, and what became of it. */
import type { WebPage } from "../../../core/web-page.ts";
import { workingMsBetween } from "../../../lib/dates/working-time.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import { customerName } from "../../cases/brief/about.ts";
import {
  type BriefFact,
  listBriefFacts,
  withoutUnconfirmedWording,
} from "../../cases/brief/brief.ts";
import { parseRequestNumber, shownTitle } from "../../cases/brief/request-title.ts";
import { historyEntryText, shownHistory } from "../../cases/cards/case-detail-card.ts";
import { statusLabel } from "../../cases/cards/case-list-card.ts";
import { workingTimeText } from "../../cases/lifecycle/waiting-time.ts";
import { type CaseDetail, readCaseDetail } from "../../cases/queries/case-detail.ts";
import { listVisibleTitles } from "../../cases/queries/case-lists.ts";
import { readWorkCalendar } from "../../checks/schedule/calendar.ts";
import { readGroup } from "../../workspace/groups.ts";
import { kindName, requestHref } from "../html/request-rows.ts";
import { type LedgerViewer, ownPlace, readLedgerViewer } from "../ledger-viewer.ts";
import { filterHref } from "../request-filter.ts";
import { listTradeOffs } from "../trade-offs.ts";

/** One request from the first message to its outcome. */
export const storyPage: WebPage = {
  path: "/requests/:number",
  async render(page) {
    const { read, words, params } = page;
    const number = parseRequestNumber(params.number ?? "");
    if (number === undefined) return undefined;
    const viewer = await readLedgerViewer(page);
    const detail = await readCaseDetail(
      read,
      {
        workspace: viewer.workspace,
        person: viewer.person,
        place: ownPlace(viewer),
        team: viewer.isTeam,
        guest: viewer.isGuest,
        now: viewer.now,
      },
      { number },
    );
    if (!detail) return undefined;
    const { requestCase, audience } = detail;
    const interview =
      audience === "own" ? requestCase.interview : withoutUnconfirmedWording(requestCase.interview);
    const similar = viewer.isGuest
      ? []
      : await listVisibleTitles(read, viewer.workspace, interview.alike ?? []);
    const trades = await listTradeOffs(read, viewer, requestCase.request);
    const title = shownTitle(requestCase.title, words);
    const brief = listBriefFacts(interview, words);
    const body = html`<p class="over"><a href="/ledger/requests">${words.plain("ledger.requests")}</a></p>
<h1><span class="number">R-${number}</span> ${title}</h1>
${await standing(page.read, viewer, detail, words)}
<h2>${words.plain("ledger.story.words")}</h2>
<blockquote class="said">${renderRichTextHtml(interview.text)}</blockquote>
${brief.length > 0 ? html`<h2>${words.plain("ledger.story.brief")}</h2>${factList(brief)}` : ""}
<h2>${words.plain("ledger.story.history")}</h2>
${await timeline(page.read, viewer, detail, words)}
${part(
  "ledger.story.trades",
  trades.map(
    ({ words: text, waits }) =>
      html`${waits ? requestLink(waits, words) : renderRichTextHtml(text)}`,
  ),
  words,
)}
${part(
  "ledger.story.similar",
  similar.map((one) => requestLink(one, words)),
  words,
)}`;
    return { title: `R-${number} ${title}`, body };
  },
};

const requestLink = ({ number, title }: { number: number; title: string }, words: Words) =>
  html`<a href="${requestHref(number)}">R-${number}</a> ${shownTitle(title, words)}`;

const part = (key: string, items: readonly HtmlMarkup[], words: Words): HtmlMarkup | "" =>
  items.length === 0
    ? ""
    : html`<h2>${words.plain(key)}</h2><ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`;

const factList = (facts: readonly BriefFact[]): HtmlMarkup =>
  html`<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${renderRichTextHtml(value)}</dd></div>`)}</dl>`;

/** Renders where it stands and what it is about. */
async function standing(
  read: Parameters<typeof readGroup>[0],
  { workspace }: LedgerViewer,
  { requestCase: one, clocks, lead, waitsForChannel, effort, times }: CaseDetail,
  words: Words,
): Promise<HtmlMarkup> {
  const group = one.group ? await readGroup(read, workspace, one.group) : undefined;
  const fact = (key: string, value: RichText | string | undefined | false): BriefFact[] =>
    value ? [{ label: words.plain(`ledger.fact.${key}`), value: [value].flat() }] : [];
  const proposed = (text: string | undefined): string | undefined =>
    text && !one.isAboutConfirmed ? words.plain("ledger.proposed", { text }) : text;
  const waited = (side: "team" | "requester") =>
    clocks[side] > 0 ? workingTimeText(clocks[side], words, Math.round) : undefined;
  return html`<p class="badges"><span class="state ${one.status}">${statusLabel({ status: one.status, waitsForChannel }, words)}</span>${
    one.isPrivate ? html` <span class="state">${words.plain("ledger.private")}</span>` : ""
  }</p>
${factList([
  ...fact("kind", kindName(one, words)),
  ...fact("requester", personMention(one.requester)),
  ...fact("owner", one.owner && personMention(one.owner)),
  ...fact("group", group?.name),
  ...fact("service", proposed(one.service)),
  ...fact("customer", proposed(one.customer && customerName(one.customer, words))),
  ...fact("stream", one.stream),
  ...fact("waited_team", waited("team")),
  ...fact("waited_requester", waited("requester")),
  ...fact("lead", times && workingTimeText(times.lead * 60_000, words, Math.round)),
  ...fact("effort", effort && words.plain(`life.effort.${effort}`)),
])}
${lead ? html`<p><a href="${requestHref(lead.number)}">${words.plain("ledger.story.part_of", { number: lead.number })}</a></p>` : ""}
${one.service ? html`<p><a href="${filterHref({ service: one.service })}">${words.plain("ledger.story.more_of", { service: one.service })}</a></p>` : ""}`;
}

/** Renders what happened, oldest first, with the working time between. */
async function timeline(
  read: Parameters<typeof readGroup>[0],
  { workspace, ownZone }: LedgerViewer,
  { requestCase, createdAt }: CaseDetail,
  words: Words,
): Promise<HtmlMarkup> {
  const calendar = await readWorkCalendar(read, workspace, requestCase.requester.id);
  const at = new Intl.DateTimeFormat(words.locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: ownZone,
    timeZoneName: "short",
  });
  const opened = {
    at: createdAt,
    text: words("where.step.opened", {
      who: personMention(requestCase.interview.raisedBy ?? requestCase.requester),
      number: requestCase.number,
    }),
    said: undefined,
  };
  const entries = [
    opened,
    ...shownHistory(requestCase).map((step) => ({
      at: step.at,
      text: historyEntryText(requestCase, step, words),
      said: step.act === "outcome" ? step.why : undefined,
    })),
  ];
  return html`<ol class="timeline">${entries.map((entry, index) => {
    const before = entries[index - 1];
    const between = before ? workingMsBetween(before.at, entry.at, calendar) : 0;
    return html`<li><time datetime="${entry.at.toISOString()}">${at.format(entry.at)}</time>${
      between >= 3_600_000
        ? html`<span class="between quiet">${words.plain("ledger.story.later", { time: workingTimeText(between, words) })}</span>`
        : ""
    }<p>${renderRichTextHtml(entry.text)}</p>${entry.said ? html`<blockquote class="said">${renderRichTextHtml(entry.said)}</blockquote>` : ""}</li>`;
  })}</ol>`;
}
