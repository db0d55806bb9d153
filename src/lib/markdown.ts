/** Markdown files of `prompts/`: listing, sections, and the escaping of people's words. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

/** Markdown file. A file in a sub-folder is the translation of the one with the same name. */
export interface MarkdownFile {
  /** Path relative to the folder: `de/sailboat.md`. */
  path: string;
  /** The file's name without its ending. */
  name: string;
  /** BCP 47 tag of a translation, from the sub-folder; missing for the file itself. */
  language?: string;
  text: string;
}

/** Reads all Markdown files of a folder and its sub-folders but README.md, in order of their paths. */
export const readMarkdownFiles = (folder: URL): MarkdownFile[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && basename(path) !== "README.md")
    .sort()
    .map((path) => ({
      path,
      name: basename(path, ".md"),
      language: path.includes("/") ? dirname(path) : undefined,
      text: readFileSync(new URL(path, folder), "utf8").replaceAll("\r\n", "\n"),
    }));

/** Splits a text at its `## ` headings; `before` is what precedes the first one. */
export function splitSections(text: string): {
  before: string;
  sections: { heading: string; body: string }[];
} {
  const [before = "", ...parts] = `\n${text}`.split(/\n## /);
  return {
    before: before.trim(),
    sections: parts.map((part) => {
      const [heading = "", ...body] = part.split("\n");
      return { heading: heading.trim(), body: body.join("\n").trim() };
    }),
  };
}

/** Escapes a text so that nothing in it becomes Markdown or begins a new line. */
export const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>#|~]/g, "\\$&").replaceAll(/\s+/g, " ");
