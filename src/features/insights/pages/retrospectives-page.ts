/** Records of retrospectives and their actions, for those who took part. */
import type { WebPage } from "../../../core/web-page.ts";
import { noonOf, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { html, renderRichTextHtml } from "../../../lib/html.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { readPersonNames } from "../../../storage/directory.ts";
import { readGroups } from "../../workspace/groups.ts";
import { choiceLinks, dayText, definitions, downloads } from "../html/components.ts";
import { dataTable } from "../html/data-table.ts";
import { readLedgerViewer } from "../ledger-viewer.ts";
import { isListFormat, listFile } from "../list-file.ts";
import {
  type RetrospectiveAction,
  readRetrospectiveActions,
  readRetrospectives,
} from "../retrospective-records.ts";

/** Choices of the actions, and whether an action belongs to one. */
const choices = {
  open: ({ state }: RetrospectiveAction) => state === "kept",
  overdue: ({ state, due }: RetrospectiveAction, today: string) =>
    state === "kept" && due !== null && due < today,
  done: ({ state }: RetrospectiveAction) => state === "done",
};
type ActionChoice = keyof typeof choices;

/** Retrospectives and their actions across teams. */
export const retrospectivesPage: WebPage = {
  path: "/retrospectives",
  nav: "insights.nav.retrospectives",
  async render(page) {
    const { read, words, query, workspace } = page;
    const viewer = await readLedgerViewer(page);
    const names = Object.keys(choices) as ActionChoice[];
    const chosen = names.find((name) => name === query.get("actions")) ?? "open";
    const today = utcDateAt(viewer.now);
    const all = await readRetrospectiveActions(read, viewer);
    const of = (name: ActionChoice) => all.filter((action) => choices[name](action, today));
    const actions = of(chosen);
    const format = query.get("format");
    if (isListFormat(format))
      return listFile(
        "retrospective-actions",
        actions.map(({ text, due, state, from }) => ({ text, due, state, retrospective: from })),
        format,
      );
    const { records, others } = await readRetrospectives(read, viewer);
    const person = await readPersonNames(
      read,
      workspace,
      actions.flatMap(({ owner }) => owner ?? []),
    );
    const groups = new Map((await readGroups(read, workspace)).map(({ id, name }) => [id, name]));
    const day = (at: Date) => dayText(at, viewer.zone, words);
    const column = (name: string) => words.plain(`insights.column.${name}`);
    const body = html`<h1>${words.plain("insights.retrospectives")}</h1>
<p class="lead">${words.plain("insights.retrospectives.about")}</p>
<h2>${words.plain("insights.actions")}</h2>
${choiceLinks(
  words.plain("insights.actions"),
  names.map((name) => ({
    label: words.plain(`insights.actions.${name}`),
    href: `/ledger/retrospectives?actions=${name}`,
    isCurrent: name === chosen,
    count: of(name).length,
  })),
)}
${
  actions.length === 0
    ? html`<p class="empty">${words.plain("insights.actions.none")}</p>`
    : dataTable(
        ["action", "owner", "due", "from"].map(column),
        actions.map(({ text, owner, due, from, closedAt }) => [
          text,
          owner ? renderRichTextHtml(personMention(person(owner))) : html`–`,
          due
            ? html`${dayText(noonOf(due), "UTC", words)}${chosen !== "done" && due < today ? html`<p class="mark">${words.plain("insights.actions.late")}</p>` : ""}`
            : html`–`,
          html`${from}${closedAt ? html`<p class="quiet">${day(closedAt)}</p>` : ""}`,
        ]),
      )
}
<h2>${words.plain("insights.records")}</h2>
${
  records.length === 0
    ? html`<p class="empty">${words.plain("insights.records.none")}</p>`
    : dataTable(
        ["retrospective", "topics", "actions", "when"].map(column),
        records.map(({ title, group, topics, actions: count, done, closedAt }) => [
          html`${title}${group && groups.has(group) ? html`<p class="quiet">${groups.get(group)}</p>` : ""}`,
          topics.length === 0
            ? html`–`
            : html`<ul class="plain">${topics.map((topic) => html`<li>${topic}</li>`)}</ul>`,
          words.plain("insights.records.actions", { count, done }),
          day(closedAt),
        ]),
      )
}
${others > 0 ? html`<p class="quiet">${words.plain("insights.records.others", { count: others })}</p>` : ""}
${definitions(words, ["retrospectives"])}
${downloads((each) => `/ledger/retrospectives?actions=${chosen}&format=${each}`, words)}`;
    return { title: words.plain("insights.retrospectives"), body };
  },
};
