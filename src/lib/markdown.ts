/**
 * Markdown files of `prompts/`: listing, front matter, sections, and the escaping of people's
 * words.
 */

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";

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

/**
 * Reads all Markdown files of a folder and its sub-folders but README.md, in order of their paths.
 */
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

/**
 * Reads the front matter of a text.
 * @param schema receives every value as a string, because YAML would convert `no` and `1.10`
 * @param fail creates the error for a mistake
 * @returns its fields, and the text below it
 */
export function readFrontMatter<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  fail: (mistake: string) => Error,
): { fields: z.output<Schema>; body: string } {
  const [, front, body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text.replaceAll("\r\n", "\n")) ?? [];
  if (front === undefined)
    throw fail('begins with "---", lines such as "title: …", and "---", and this one does not');
  let values: unknown;
  try {
    values = parse(front, { schema: "failsafe", prettyErrors: false });
  } catch (error) {
    throw fail(`has front matter that is not valid YAML: ${(error as Error).message}`);
  }
  const { data, error } = schema.safeParse(values);
  if (error)
    throw fail(
      `is invalid: ${error.issues.map(({ path, message }) => `${path.join(".") || "front matter"}: ${message}`).join("; ")}`,
    );
  return { fields: data as z.output<Schema>, body };
}
