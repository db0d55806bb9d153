/**
 * Templates, one file each in `prompts/retrospectives`: front matter with a `title`, a line `about`
 * it and optional `votes` and `minutes`; then each column as a heading with a hint. A file of the
 * same name in a folder `de` is the German translation.
 */
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import {
  type MarkdownFile,
  readFrontMatter,
  readMarkdownFiles,
  splitSections,
} from "../../lib/markdown.ts";
import type { BoardColumn } from "./board/board.ts";

const FrontMatter = z.strictObject({
  title: z.string().min(1).max(60),
  about: z.string().min(1).max(200),
  /** Votes per person. */
  votes: z.coerce.number().int().min(1).max(20).default(5),
  /** Minutes per topic. */
  minutes: z.coerce.number().int().min(1).max(60).default(8),
  /** Column for notes from the check; the first one by default. */
  checks: z.string().optional(),
});

/** A template of `prompts/retrospectives`. */
export interface RetroTemplate extends Omit<z.infer<typeof FrontMatter>, "checks"> {
  /** Name of the file, by which people select it. */
  name: string;
  columns: BoardColumn[];
  /** Key of the column for notes from the check. */
  checks: string;
  /** Translations by language tag. */
  translations?: Record<string, RetroTemplate>;
}

const folder = new URL("../../../prompts/retrospectives/", import.meta.url);

/** Limit of columns: a form has a field for each, and a board must stay readable. */
const maxColumns = 6;

/** Returns the key of a column by its title. */
export const columnKey = (title: string): string =>
  title
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");

function parseTemplate({ path, name, text }: MarkdownFile): RetroTemplate {
  const wrong = (what: string) =>
    new EntwineError("template_malformed", `prompts/retrospectives/${path} ${what}`, {
      hint: "The other templates in the folder show the format.",
    });
  const { fields, body } = readFrontMatter(text, FrontMatter, wrong);
  const { before, sections } = splitSections(body);
  if (before) throw wrong('has words before its first column, which begins with "## "');
  const columns = sections.map(
    ({ heading, body: hint }): BoardColumn => ({
      key: columnKey(heading),
      title: heading,
      hint: hint.replace(/\s+/g, " "),
    }),
  );
  if (columns.length === 0 || columns.length > maxColumns)
    throw wrong(
      `has ${columns.length} columns ("## …"); between one and ${maxColumns} can be shown`,
    );
  const bare = columns.find(({ key, hint }) => !key || !hint);
  if (bare)
    throw wrong(
      `has no text under "## ${bare.title}": add a line that tells people what to write there`,
    );
  const twice = columns.find(
    ({ key }, index) => columns.findIndex((other) => other.key === key) < index,
  );
  if (twice) throw wrong(`has the column "${twice.title}" twice`);
  const { checks, ...data } = fields;
  const forChecks =
    checks === undefined ? columns[0] : columns.find(({ key }) => key === columnKey(checks));
  if (!forChecks)
    throw wrong(
      `names "${checks}" as the column for words from checks, which is none of its columns`,
    );
  return { name, ...data, columns, checks: forChecks.key };
}

/**
 * Reads the templates.
 * @throws `template_malformed`, with the file's name and its mistake
 */
export function loadRetroTemplates(from: URL = folder): RetroTemplate[] {
  const all = readMarkdownFiles(from).map((file) => ({ file, template: parseTemplate(file) }));
  const templates = new Map(
    all.flatMap(({ file, template }) => (file.language ? [] : [[template.name, template]])),
  );
  for (const { file, template } of all) {
    if (!file.language) continue;
    const usual = templates.get(file.name);
    if (!usual)
      throw new EntwineError(
        "template_malformed",
        `prompts/retrospectives/${file.path} has no ${file.name}.md to be in another language`,
      );
    usual.translations = { ...usual.translations, [file.language]: template };
  }
  return [...templates.values()];
}

/** Returns a template in a language, if it is translated. */
export const localiseTemplate = (template: RetroTemplate, language: string): RetroTemplate =>
  template.translations?.[language] ?? template;

/**
 * Finds a template by its file name or its title in any language ("sailboat", "4Ls", "Segelboot");
 * returns it with the text after it.
 */
export function findRetroTemplate(
  templates: readonly RetroTemplate[],
  said: string,
): { template: RetroTemplate; rest: string } | undefined {
  const words = said.trim().split(/\s+/).filter(Boolean);
  for (let count = Math.min(words.length, 4); count > 0; count -= 1) {
    const key = columnKey(words.slice(0, count).join(" "));
    const template = templates.find(
      (each) =>
        each.name === key ||
        [each, ...Object.values(each.translations ?? {})].some(
          ({ title }) => columnKey(title) === key,
        ),
    );
    if (template) return { template, rest: words.slice(count).join(" ") };
  }
  return undefined;
}
