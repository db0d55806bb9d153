/**
 * Templates, one file each in `prompts/retrospectives`: front matter with a `title`, a line `about`
 * it, and if wanted `votes` and `minutes`; then each column as a heading with a line that says what
 * belongs into it. A file of the same name in a folder `de` is the template in German.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import type { BoardColumn } from "./tables.ts";

const FrontMatter = z.strictObject({
  title: z.string().min(1).max(60),
  about: z.string().min(1).max(200),
  /** Dots a person. */
  votes: z.coerce.number().int().min(1).max(20).default(5),
  /** Minutes a topic. */
  minutes: z.coerce.number().int().min(1).max(60).default(8),
  /** The column for what somebody said at the check; the first one where it is not named. */
  checks: z.string().optional(),
});

export interface RetroTemplate extends Omit<z.infer<typeof FrontMatter>, "checks"> {
  /** The file's name, by which people ask for it. */
  name: string;
  columns: BoardColumn[];
  /** The key of the column for what somebody said at the check. */
  checks: string;
  /** The same in other languages, by their tags. */
  translations?: Record<string, RetroTemplate>;
}

const folder = new URL("../../../prompts/retrospectives/", import.meta.url);

/** A form has a field a column, and a board has to be read at a glance. */
const mostColumns = 6;

export const columnKey = (title: string): string =>
  title
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");

function parse(file: string, source: string): RetroTemplate {
  const wrong = (what: string) =>
    new EntwineError("template_malformed", `prompts/retrospectives/${file} ${what}`, {
      hint: "The templates beside it show how one is written.",
    });
  const [, front, body = ""] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(source.replaceAll("\r\n", "\n")) ?? [];
  if (front === undefined)
    throw wrong('begins with "---", a title and what it is about, and "---"');
  const lines = front.split("\n").filter((line) => line.trim());
  const stray = lines.find((line) => !line.includes(":"));
  if (stray !== undefined)
    throw wrong(`has a line without a colon above the second "---": ${JSON.stringify(stray)}`);
  const known = FrontMatter.safeParse(
    Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).trim(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    ),
  );
  if (!known.success)
    throw wrong(
      `is not understood: ${known.error.issues.map(({ path, message }) => `${path.join(".") || "front matter"}: ${message}`).join("; ")}`,
    );
  const [before = "", ...sections] = `\n${body}`.split(/\n## /);
  if (before.trim()) throw wrong('has words before its first column, which begins with "## "');
  const columns = sections.map((section): BoardColumn => {
    const [title = "", ...hint] = section.split("\n");
    return {
      key: columnKey(title),
      title: title.trim(),
      hint: hint.join(" ").replace(/\s+/g, " ").trim(),
    };
  });
  if (columns.length === 0 || columns.length > mostColumns)
    throw wrong(`has ${columns.length} columns ("## …"); one to ${mostColumns} can be shown`);
  const bare = columns.find(({ key, hint }) => !key || !hint);
  if (bare)
    throw wrong(
      `says nothing under "## ${bare.title}": a line there tells people what belongs into it`,
    );
  const twice = columns.find(
    ({ key }, index) => columns.findIndex((other) => other.key === key) < index,
  );
  if (twice) throw wrong(`has the column "${twice.title}" twice`);
  const { checks, ...data } = known.data;
  const forChecks =
    checks === undefined ? columns[0] : columns.find(({ key }) => key === columnKey(checks));
  if (!forChecks)
    throw wrong(`puts what comes from the check into "${checks}", which is none of its columns`);
  return { name: basename(file, ".md"), ...data, columns, checks: forChecks.key };
}

/**
 * Reads the templates; a file that is not as it should be stops the start with its name and what is
 * wrong (`template_malformed`).
 */
export function loadRetroTemplates(from: URL = folder): RetroTemplate[] {
  const files = readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .sort();
  const all = files.map((file) => ({
    language: file.includes("/") ? dirname(file) : undefined,
    template: parse(file, readFileSync(new URL(file, from), "utf8")),
  }));
  const templates = new Map(
    all.flatMap(({ language, template }) =>
      language === undefined ? [[template.name, template] as const] : [],
    ),
  );
  for (const { language, template } of all) {
    if (language === undefined) continue;
    const usual = templates.get(template.name);
    if (!usual)
      throw new EntwineError(
        "template_malformed",
        `prompts/retrospectives/${language}/${template.name}.md has no ${template.name}.md to be in another language`,
      );
    usual.translations = { ...usual.translations, [language]: template };
  }
  return [...templates.values()];
}

/** A template in a language, where it is there in it. */
export const localiseTemplate = (template: RetroTemplate, language: string): RetroTemplate =>
  template.translations?.[language] ?? template;

/**
 * The template that somebody names, by its file or its title in any language ("sailboat", "4Ls",
 * "mad sad glad", "Segelboot"), and how many words they took for it.
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
