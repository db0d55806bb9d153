/** Pictures of the daily checks, by the rules that keep each answer private. */
import type { WebPage } from "../../../core/web-page.ts";
import { addDays, noonOf, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  listTeamPictures,
  shareText,
  type TeamPicture,
} from "../../checks/picture/team-picture.ts";
import { stackedBars } from "../html/charts.ts";
import { definitions, downloads } from "../html/components.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { type FileRow, isListFormat, listFile } from "../list-file.ts";

/** The pictures of teams from the daily check. */
export const checksPage: WebPage = {
  path: "/checks",
  nav: "insights.nav.checks",
  async render(page) {
    const { read, words, query, workspace } = page;
    const viewer = await readLedgerViewer(page);
    // guests belong to no team whose answers are counted
    const pictures = viewer.isGuest
      ? []
      : await listTeamPictures(read, workspace, utcDateAt(viewer.now));
    const nameOf = ({ name }: TeamPicture) => name ?? words.plain("check.team.everyone");
    const format = query.get("format");
    if (isListFormat(format))
      return listFile(
        "checks",
        pictures.flatMap((picture) => fileRows(picture, nameOf(picture))),
        format,
      );
    const shown = pictures.filter(({ weeks }) => weeks.length > 0);
    const hidden = pictures.filter(({ weeks, name }) => weeks.length === 0 && name);
    const body = html`<h1>${words.plain("insights.checks")}</h1>
<p class="lead">${words.plain("insights.checks.about")}</p>
${shown.length === 0 ? html`<p class="empty">${words.plain("insights.checks.none")}</p>` : ""}
${shown.map((picture) => section(picture, nameOf(picture), words))}
${
  hidden.length > 0 && shown.length > 0
    ? html`<p class="quiet">${words.plain("insights.checks.hidden", { teams: hidden.map(nameOf).join(", ") })}</p>`
    : ""
}
${definitions(words, ["checks"])}
${shown.length === 0 ? "" : downloads((each) => `/ledger/checks?format=${each}`, words)}`;
    return { title: words.plain("insights.checks"), body };
  },
};

/** Renders a team's last week in words, the weeks before as a chart, and the themes. */
function section({ weeks, block }: TeamPicture, name: string, words: Words): HtmlMarkup {
  const last = weeks.at(-1)!;
  const mondays = [weeks[0]!.from];
  while (mondays.at(-1)! < last.from) mondays.push(addDays(mondays.at(-1)!, 7));
  const day = (date: string): string =>
    new Intl.DateTimeFormat(words.locale, {
      month: "short",
      day: "numeric",
      timeZone: "UTC",
    }).format(noonOf(date));
  const values = {
    share: shareText(last.glad, words),
    crowd: last.groupSize,
    date: noonOf(last.from),
  };
  return html`<section><h2>${name}</h2>
<p>${renderRichTextHtml(words("check.team.week", values))}</p>
${
  weeks.length < 2
    ? ""
    : stackedBars(
        {
          title: words.plain("check.team.chart"),
          description: words.plain("insights.checks.chart", { team: name }),
          labels: mondays.map(day),
          series: [
            {
              name: words.plain("insights.checks.glad"),
              values: mondays.map(
                (monday) => weeks.find(({ from }) => from === monday)?.glad.percent,
              ),
            },
          ],
          most: 100,
        },
        words,
      )
}
${
  block
    ? html`<p>${renderRichTextHtml(
        words("check.team.themes", {
          themes: block.themes.map((theme) => words.plain(`check.theme.${theme}`)).join(", "),
          until: noonOf(block.until),
        }),
      )}</p>`
    : ""
}</section>`;
}

const fileRows = ({ weeks }: TeamPicture, team: string): FileRow[] =>
  weeks.map(({ from, groupSize, glad }) => ({
    team,
    week_from: from,
    people_at_least: groupSize,
    glad_percent: glad.percent,
    bound: glad.edge ?? null,
  }));
