/** Lists as files to download: CSV, JSON lines and Markdown. */
import type { PageFile } from "../../core/web-page.ts";
import { toCsv } from "../../lib/csv.ts";
import { escapeMarkdown } from "../../lib/markdown.ts";

const listFormats = {
  csv: "text/csv",
  jsonl: "application/jsonl",
  md: "text/markdown",
} as const;

/** Format in which lists can be downloaded. */
export type ListFormat = keyof typeof listFormats;

/** Returns whether a name is that of a format. */
export const isListFormat = (name: string | null): name is ListFormat =>
  name !== null && Object.hasOwn(listFormats, name);

/** Row of a file, by the names of its columns. */
export type FileRow = Record<string, string | number | null>;

async function* render(
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
  format: ListFormat,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const row of rows) {
    const cells = Object.values(row).map((value) => escapeMarkdown(String(value ?? "")));
    if (isFirst && format === "csv") yield toCsv([Object.keys(row)]);
    if (isFirst && format === "md")
      yield `| ${Object.keys(row).join(" | ")} |\n|${" --- |".repeat(cells.length)}\n`;
    isFirst = false;
    if (format === "jsonl") yield `${JSON.stringify(row)}\n`;
    else if (format === "csv") yield toCsv([Object.values(row)]);
    else yield `| ${cells.map((cell) => cell.replaceAll(/\s+/g, " ")).join(" | ")} |\n`;
  }
}

/**
 * Returns a list as a file.
 * @param name of the list, such as `requests`
 */
export const listFile = (
  name: string,
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
  format: ListFormat,
): PageFile => ({
  name: `entwine-${name}.${format}`,
  type: listFormats[format],
  content: render(rows, format),
});
