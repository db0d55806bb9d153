/**
 * Routine items, one file each in `prompts/catalogue`: front matter with `title`, the `words` that
 * name it, an optional `link` where colleagues help themselves and an optional question to `ask`;
 * the text below is said with it. A file of the same name in a folder `de` says it in German.
 */
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import { readFrontMatter } from "../../lib/front-matter.ts";
import { type MarkdownFile, readMarkdownFiles } from "../../lib/markdown.ts";

/** Letters and digits alone: "droits d’accès" is found however its apostrophe is typed. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const FrontMatter = z.strictObject({
  title: z.string(),
  words: z.string().transform((words) => words.split(",").map(folded)),
  link: z.url({ protocol: /^(?:https?|mailto)$/ }).optional(),
  ask: z.string().optional(),
});

type Sheet = z.infer<typeof FrontMatter> & { text: string };

export interface CatalogueItem extends Sheet {
  name: string;
  /**
   * What it says in other languages, by their tags. Its `words` are those of all of them: people
   * mix.
   */
  also?: Record<string, Omit<Sheet, "words">>;
}

const folder = new URL("../../../prompts/catalogue/", import.meta.url);

const malformed = (path: string, what: string) =>
  new EntwineError("catalogue_malformed", `prompts/catalogue/${path}: ${what}`, {
    hint: "prompts/README.md says how an item is written.",
  });

function parseSheet({ path, text }: MarkdownFile): Sheet {
  const { fields, body } = readFrontMatter(text, FrontMatter, (what) => malformed(path, what));
  return { ...fields, text: body.trim() };
}

/**
 * Reads the catalogue. A malformed file stops the start with its name and what is wrong
 * (`catalogue_malformed`).
 */
export function loadCatalogue(from: URL = folder): CatalogueItem[] {
  const files = readMarkdownFiles(from);
  const items = new Map(
    files
      .filter(({ language }) => language === undefined)
      .map((file): [string, CatalogueItem] => [
        file.name,
        { ...parseSheet(file), name: file.name },
      ]),
  );
  for (const file of files) {
    if (file.language === undefined) continue;
    const item = items.get(file.name);
    if (!item)
      throw malformed(
        file.path,
        `there is no prompts/catalogue/${file.name}.md that it translates`,
      );
    const { words, ...sheet } = parseSheet(file);
    item.words = [...new Set([...item.words, ...words])];
    item.also = { ...item.also, [file.language]: sheet };
  }
  return [...items.values()];
}

/** The catalogue as it is said in a language, as far as it is. */
export const localizeCatalogue = (
  catalogue: readonly CatalogueItem[],
  language: string,
): CatalogueItem[] => catalogue.map((item) => ({ ...item, ...item.also?.[language] }));

/** The items that a text names, the one whose longest word or phrase occurs in it first. */
export function findCatalogueItems(
  catalogue: readonly CatalogueItem[],
  text: string,
): CatalogueItem[] {
  const said = ` ${folded(text)} `;
  const matches = catalogue.flatMap((item) =>
    item.words
      .filter((word) => said.includes(` ${word} `))
      .map((word) => ({ item, length: word.length })),
  );
  return [...new Set(matches.sort((a, b) => b.length - a.length).map(({ item }) => item))];
}

/** The item that a text names, if any. */
export const findCatalogueItem = (
  catalogue: readonly CatalogueItem[],
  text: string,
): CatalogueItem | undefined => findCatalogueItems(catalogue, text)[0];
