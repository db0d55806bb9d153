/**
 * Routine items, one file each in `prompts/catalogue`: front matter with `title`, the `words` that
 * name it, an optional self-service `link`, an optional question to `ask`, with its `parts`, and an
 * optional question about the `outcome`; the text below is shown with it. A file of the same name in a folder `de` is the German translation.
 * `security-incident.md` is the first thing shown after a report of a security incident.
 */
import { z } from "zod";
import { EntwineError } from "../../../lib/errors.ts";
import { type MarkdownFile, readFrontMatter, readMarkdownFiles } from "../../../lib/markdown.ts";
import { namesDay, namesPerson } from "../../../nlu/rules/requests/explicit-kinds.ts";

/** Reduces text to letters and digits, so that "droits d’accès" matches with any apostrophe. */
const foldText = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const FrontMatter = z.strictObject({
  title: z.string(),
  words: z.string().transform((words) => words.split(",").map(foldText).filter(Boolean)),
  link: z.url({ protocol: /^(?:https?|mailto)$/ }).optional(),
  ask: z.string().optional(),
  /** Question on the working day after delivery, or `none`. */
  outcome: z.string().optional(),
  parts: z.strictObject({ person: z.string().optional(), day: z.string().optional() }).optional(),
});

type Sheet = z.infer<typeof FrontMatter> & { text: string };

/** A routine item that people can ask for. */
export interface CatalogueItem extends Sheet {
  name: string;
  /** Translations by language tag. `words` are shared by all languages, because people mix them. */
  also?: Record<string, Omit<Sheet, "words">>;
}

const folder = new URL("../../../../prompts/catalogue/", import.meta.url);

const malformed = (path: string, what: string) =>
  new EntwineError("catalogue_malformed", `prompts/catalogue/${path}: ${what}`, {
    hint: "prompts/README.md describes the format of an item.",
  });

function parseSheet({ path, text }: MarkdownFile): Sheet {
  const { fields, body } = readFrontMatter(text, FrontMatter, (what) => malformed(path, what));
  return { ...fields, text: body.trim() };
}

/**
 * Reads the catalogue.
 * @throws `catalogue_malformed`, with the file's name and its mistake
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
        `there is no prompts/catalogue/${file.name}.md for this translation`,
      );
    const { words, ...sheet } = parseSheet(file);
    item.words = [...new Set([...item.words, ...words])];
    item.also = { ...item.also, [file.language]: sheet };
  }
  return [...items.values()];
}

/** Returns the catalogue in a language, as far as translated. */
export const localizeCatalogue = (
  catalogue: readonly CatalogueItem[],
  language: string,
): CatalogueItem[] => catalogue.map((item) => ({ ...item, ...item.also?.[language] }));

const isNamed = { person: namesPerson, day: namesDay } as const;

/** Returns the part of an item's question that a request's text does not answer. */
export function remainingItemQuestion(
  { ask, parts = {} }: CatalogueItem,
  text: string,
): string | undefined {
  const names = (["person", "day"] as const).filter((part) => parts[part] !== undefined);
  const open = names.filter((part) => !isNamed[part](text));
  if (open.length === names.length) return ask;
  return open.length === 0 ? undefined : open.map((part) => parts[part]).join(" ");
}

/** Returns the items that a text names, longest match first. */
export function findCatalogueItems(
  catalogue: readonly CatalogueItem[],
  text: string,
): CatalogueItem[] {
  const said = ` ${foldText(text)} `;
  const matches = catalogue.flatMap((item) =>
    item.words
      .filter((word) => said.includes(` ${word} `))
      .map((word) => ({ item, length: word.length })),
  );
  return [...new Set(matches.sort((a, b) => b.length - a.length).map(({ item }) => item))];
}

/**
 * Returns the item that opens the reply to a security incident: the organisation's emergency line.
 * Its `words` stay empty, so that no request names it.
 */
export const findEmergencyItem = (catalogue: readonly CatalogueItem[]): CatalogueItem | undefined =>
  catalogue.find(({ name }) => name === "security-incident");

/** Returns the item that a text names, if any. */
export const findCatalogueItem = (
  catalogue: readonly CatalogueItem[],
  text: string,
): CatalogueItem | undefined => findCatalogueItems(catalogue, text)[0];
