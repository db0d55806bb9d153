/**
 * Routine items, one file each in `prompts/catalogue`: front matter with `title`, the `words` that
 * name it, an optional `link` where colleagues help themselves and an optional question to `ask`;
 * the text below is said with it. A file of the same name in a folder `de` says it in German.
 */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";

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

function read(from: URL, file: string): Sheet {
  const [, front = "", text = ""] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(new URL(file, from), "utf8")) ?? [];
  const fields = Object.fromEntries(
    front
      .split("\n")
      .map((line) => [
        line.slice(0, line.indexOf(":")).trim(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
  );
  const known = FrontMatter.safeParse(fields);
  if (!known.success)
    throw new EntwineError(
      "catalogue_malformed",
      `prompts/catalogue/${file}: ${z.prettifyError(known.error)}`,
    );
  return { ...known.data, text: text.trim() };
}

/**
 * Reads the catalogue; a file that is not as it should be stops the start with its name and what is
 * wrong.
 */
export function loadCatalogue(from: URL = folder): CatalogueItem[] {
  const files = readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .sort();
  const items = new Map(
    files
      .filter((file) => !file.includes("/"))
      .map((file): [string, CatalogueItem] => [
        file,
        { ...read(from, file), name: file.slice(0, -3) },
      ]),
  );
  for (const file of files.filter((each) => !items.has(each))) {
    const [language = "", name = ""] = file.split("/");
    const item = items.get(name);
    if (!item)
      throw new EntwineError(
        "catalogue_malformed",
        `prompts/catalogue/${file}: there is no prompts/catalogue/${name} that it says in another language`,
      );
    const { words, ...sheet } = read(from, file);
    item.words = [...new Set([...item.words, ...words])];
    item.also = { ...item.also, [language]: sheet };
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
