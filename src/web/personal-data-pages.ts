/**
 * Pages "Your data": everything stored about the signed-in person, to read and download. The person
 * is taken from the session only, never from an address.
 */
import { Hono } from "hono";
import { type ExportRow, exportPersonalRows, type FeatureData } from "../core/feature-data.ts";
import { type ExportFormat, renderExport } from "../features/insights/render-export.ts";
import { type HtmlMarkup, html, renderRichTextHtml } from "../lib/html.ts";
import type { Words } from "../lib/i18n.ts";
import type { Log } from "../lib/log.ts";
import { readPersonZone } from "../storage/directory.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import { type LedgerAccess, type PageEnv, renderSignedInPage } from "./request-context.ts";
import { sendFile } from "./send-file.ts";

const formats: Record<ExportFormat, string> = {
  md: "text/markdown",
  csv: "text/csv",
  jsonl: "application/jsonl",
};
const isFormat = (name: string): name is ExportFormat => Object.hasOwn(formats, name);

/** Renders a row with its main fields; the others are in a collapsed list. */
function renderRow(row: ExportRow, zone: string, words: Words): HtmlMarkup {
  const { type, workspace: _, ...rest } = row;
  const label = (key: string, otherwise: string): string =>
    words.keys().includes(key) ? words.plain(key) : otherwise;
  const kind = label(`privacy.kind.${type}`, type.replaceAll("_", " "));
  const status = row.answer
    ? label(`check.button.${row.answer}`, String(row.answer))
    : label(`requests.status.${row.status}`, "");
  const title =
    row.title ??
    (row.question && label(`requests.label.${row.question}`, String(row.question))) ??
    row.name ??
    row.group;
  const heading = [row.request, title || status].filter(Boolean).join(" · ");
  const subtitle = [
    heading ? kind : "",
    dayOf(exportRowTime(row), zone, words),
    title ? status : "",
  ]
    .filter(Boolean)
    .join(" · ");
  const texts =
    type === "conversation" ? [] : [row.text, row.why, row.pledge, row.wish].filter(Boolean);
  const fields = Object.entries(rest).filter(([, value]) => value !== null && value !== "");
  return html`<li>
<h2>${heading || kind}</h2>
<p class="quiet">${subtitle}</p>
${texts.map((text) => html`<p class="said">${text}</p>`)}
<details><summary aria-label="${words.plain("web.me.details")}: ${heading || kind}">${words.plain("web.me.details")}</summary><dl class="fields">${fields.map(([field, value]) => html`<dt>${field}</dt><dd>${String(value)}</dd>`)}</dl></details>
</li>`;
}

/**
 * Formats a day in the person's language. A date without a time does not depend on the time zone.
 */
function dayOf(iso: string, zone: string, { locale }: Words): string {
  if (iso === "") return "";
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeZone: iso.length === 10 ? "UTC" : zone,
  }).format(new Date(iso));
}

/** Creates the pages on which people see and download what is stored about them. */
export function createPersonalDataPages(
  ledger: LedgerAccess,
  log: Pick<Log, "error">,
): Hono<PageEnv> {
  const { data, read } = ledger;
  const app = new Hono<PageEnv>();

  app.get("/me", async (c) => {
    const words = c.get("words");
    const counts = await countPersonalDataRows(ledger, c.get("visitor")!);
    const body = html`<h1>${words.plain("web.me")}</h1>
<p>${renderRichTextHtml(words("web.me.intro"))}</p>
<ul class="rows">${[...counts].map(
      ([
        section,
        count,
      ]) => html`<li><h2>${count > 0 ? html`<a href="/ledger/me/${section}">${words.plain(`web.me.${section}`)}</a>` : words.plain(`web.me.${section}`)}</h2>
<p class="quiet">${words.plain("web.me.count", { count })}</p></li>`,
    )}</ul>
<h2>${words.plain("web.me.take")}</h2>
<ul class="links">${Object.keys(formats).map((format) => html`<li><a href="/ledger/me.${format}" download>${words.plain(`web.me.as.${format}`)}</a></li>`)}</ul>
<p class="quiet">${renderRichTextHtml(words("web.me.erase"))}</p>`;
    return c.html(await renderSignedInPage(c, ledger, { title: words.plain("web.me"), body }));
  });

  app.get("/me/:section", async (c, next) => {
    const section = personalDataSections(data).find((each) => each === c.req.param("section"));
    if (!section) return next();
    const words = c.get("words");
    const visitor = c.get("visitor")!;
    const { rows, page, pages } = await readPersonalDataSection(
      ledger,
      visitor,
      section,
      Number(c.req.query("page")) || 1,
    );
    const zone = await readPersonZone(read, visitor.workspace, visitor.person);
    const to = (other: number, key: string, rel: string) =>
      other < 1 || other > pages
        ? ""
        : html`<li><a rel="${rel}" href="/ledger/me/${section}?page=${other}">${words.plain(key)}</a></li>`;
    const body = html`<h1>${words.plain(`web.me.${section}`)}</h1>
${rows.length === 0 ? html`<p>${renderRichTextHtml(words("web.me.nothing"))}</p>` : html`<ul class="rows">${rows.map((row) => renderRow(row, zone, words))}</ul>`}
${
  pages === 1
    ? ""
    : html`<nav aria-label="${words.plain("web.me.page", { page, pages })}"><ul class="links">${to(page - 1, "web.me.newer", "prev")}<li class="quiet">${words.plain("web.me.page", { page, pages })}</li>${to(page + 1, "web.me.older", "next")}</ul></nav>`
}`;
    return c.html(
      await renderSignedInPage(c, ledger, { title: words.plain(`web.me.${section}`), body }),
    );
  });

  app.get("/:file{me\\.\\w+}", async (c, next) => {
    const format = c.req.param("file").slice("me.".length);
    if (!isFormat(format)) return next();
    const { workspace, person } = c.get("visitor")!;
    const pieces = renderExport(
      data,
      exportPersonalRows(data, read, workspace, person),
      format,
      "person",
    );
    const name = `entwine-my-data.${format}`;
    return sendFile(c, { name, type: formats[format], content: pieces }, log);
  });

  return app;
}

/** Section of rows without one of their own. */
const otherSection = "talk";

/**
 * Returns the names of the sections: each feature's own in the order of features, then shared ones.
 */
export function personalDataSections(data: readonly FeatureData[]): string[] {
  const names = data.map(({ pageSections = {} }) => Object.keys(pageSections));
  return [...new Set([...names.flatMap(([own]) => own ?? []), ...names.flat()])];
}

/** Returns the section of the page in which exported rows of a type are listed. */
export const personalDataSectionOf = (data: readonly FeatureData[], type: string): string =>
  data
    .flatMap(({ pageSections = {} }) => Object.entries(pageSections))
    .find(([, types]) => types.includes(type))?.[0] ?? otherSection;

/** Returns the time of a row as an ISO instant or date; empty without one. */
function exportRowTime({
  at,
  date,
  created_at,
  asked_at,
  received_at,
  queued_at,
  updated_at,
  due,
  from,
  until,
}: ExportRow): string {
  return String(
    at ??
      date ??
      created_at ??
      asked_at ??
      received_at ??
      queued_at ??
      updated_at ??
      due ??
      from ??
      until ??
      "",
  );
}

/** Counts the rows of each section, by its name. */
async function countPersonalDataRows(
  { data, read }: Pick<LedgerAccess, "data" | "read">,
  { workspace, person }: Visitor,
): Promise<Map<string, number>> {
  const counts = new Map(personalDataSections(data).map((section) => [section, 0]));
  for await (const { type } of exportPersonalRows(data, read, workspace, person)) {
    const section = personalDataSectionOf(data, type);
    counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  return counts;
}

/** Rows a page: two screens of a phone. */
const rowsPerPage = 20;

/** Returns a page of a section, or its last page; pages count from 1. */
export async function readPersonalDataSection(
  { data, read }: Pick<LedgerAccess, "data" | "read">,
  { workspace, person }: Omit<Visitor, "isGuest">,
  section: string,
  requestedPage: number,
) {
  const all: ExportRow[] = [];
  for await (const row of exportPersonalRows(data, read, workspace, person))
    if (personalDataSectionOf(data, row.type) === section) all.push(row);
  const pages = Math.max(1, Math.ceil(all.length / rowsPerPage));
  const page = Math.min(Math.max(1, requestedPage), pages);
  const rows = all
    .toSorted((a, b) => exportRowTime(b).localeCompare(exportRowTime(a)))
    .slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return { rows, page, pages };
}
