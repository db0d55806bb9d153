/** Parts of the ledger's pages: figures with links, definitions, filters, paging and downloads. */
import { type HtmlMarkup, html, raw } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { workingTimeText } from "../../cases/lifecycle/waiting-time.ts";
import type { Percentiles } from "../figures.ts";

/** A figure: its name, its value, and the address of the rows that it counts. */
interface LedgerFigure {
  label: string;
  /** Missing where it is not known. */
  value?: string | number | undefined;
  href?: string;
  note?: string;
}

/** Renders figures side by side; one that is not known says so. */
export const figureList = (figures: readonly LedgerFigure[], words: Words): HtmlMarkup =>
  html`<dl class="figures">${figures.map(
    ({ label, value, href, note }) =>
      html`<div><dt>${label}</dt><dd${typeof value === "string" && value.length > 6 ? raw(' class="long"') : ""}>${
        value === undefined
          ? html`<span class="quiet">${words.plain("ledger.not_known")}</span>`
          : href
            ? html`<a href="${href}">${value}</a>`
            : value
      }</dd>${note ? html`<dd class="note">${note}</dd>` : ""}</div>`,
  )}</dl>`;

/** Renders the definitions of figures, collapsed. */
export const definitions = (words: Words, names: readonly string[]): HtmlMarkup =>
  html`<details class="definitions"><summary>${words.plain("ledger.definitions")}</summary><ul>${names.map(
    (name) => html`<li>${words.plain(`ledger.define.${name}`)}</li>`,
  )}</ul></details>`;

interface LinkChoice {
  label: string;
  href: string;
  isCurrent: boolean;
  count?: number;
}

/** Renders choices as links, with the number of rows behind each. */
export const choiceLinks = (label: string, choices: readonly LinkChoice[]): HtmlMarkup =>
  html`<nav class="choices" aria-label="${label}"><ul>${choices.map(
    ({ label: name, href, isCurrent, count }) =>
      html`<li><a href="${href}"${isCurrent ? raw(' aria-current="true"') : ""}>${name}${
        count === undefined ? "" : html` <span class="count">${count}</span>`
      }</a></li>`,
  )}</ul></nav>`;

/** Renders links to the neighbouring pages. */
export function pager(
  page: number,
  pages: number,
  hrefOf: (page: number) => string,
  words: Words,
): HtmlMarkup | "" {
  if (pages <= 1) return "";
  const to = (other: number, key: string, rel: string) =>
    other < 1 || other > pages
      ? ""
      : html`<li><a rel="${rel}" href="${hrefOf(other)}">${words.plain(key)}</a></li>`;
  const here = words.plain("web.me.page", { page, pages });
  return html`<nav class="pager" aria-label="${here}"><ul class="links">${to(page - 1, "web.me.newer", "prev")}<li class="quiet">${here}</li>${to(page + 1, "web.me.older", "next")}</ul></nav>`;
}

/**
 * Renders the links that download a list.
 * @param feed address of its Atom feed, where there is one
 */
export const downloads = (
  hrefOf: (format: string) => string,
  words: Words,
  feed?: string,
): HtmlMarkup =>
  html`<p class="downloads quiet">${words.plain("ledger.download")} ${["csv", "jsonl", "md"].map(
    (format, index) =>
      html`${index > 0 ? " · " : ""}<a href="${hrefOf(format)}" download>${words.plain(`ledger.download.${format}`)}</a>`,
  )}${feed ? html` · <a href="${feed}" type="application/atom+xml">${words.plain("ledger.feed")}</a>` : ""}</p>`;

/** Says how many requests are left out because they are private. */
export const hiddenNote = (count: number, words: Words): HtmlMarkup | "" =>
  count === 0 ? "" : html`<p class="quiet">${words.plain("ledger.hidden", { count })}</p>`;

/** Returns the time within which something was done, rounded up. */
export const withinText = (minutes: number | undefined, words: Words): string | undefined =>
  minutes === undefined
    ? undefined
    : workingTimeText(Math.max(1, minutes) * 60_000, words, Math.ceil);

/** Says on how many deliveries a time stands, or that they are too few. */
export const measuredNote = ({ count, p50 }: Percentiles, words: Words): string =>
  words.plain(count > 0 && p50 === undefined ? "ledger.too_few" : "ledger.measured", { count });

/** Smallest whole of which a share is shown in percent; a smaller one is shown as a count. */
const minPercentWhole = 10;

/** Returns a share of countable things: "3 of 7", or in percent from ten things on. */
export const portionText = (part: number, whole: number, words: Words): string | undefined =>
  whole === 0 || whole >= minPercentWhole
    ? percentOf(part, whole)
    : words.plain("ledger.of_came", { part, count: whole });

/** Returns the value of a share, and the note with its counts unless the value has them. */
export const portionFigure = (
  part: number,
  whole: number,
  words: Words,
  note = "ledger.of_came",
): Pick<LedgerFigure, "value" | "note"> => ({
  value: portionText(part, whole, words),
  note: whole < minPercentWhole ? undefined : words.plain(note, { part, count: whole }),
});

/** Returns a share in percent. */
export const percentOf = (part: number, whole: number): string | undefined =>
  whole === 0 ? undefined : `${Math.round((100 * part) / whole)} %`;

/** Formats the day of an instant in a time zone. */
export const dayText = (instant: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone }).format(instant);
