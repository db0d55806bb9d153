/** Routine items, one file each in `prompts/catalogue`: front matter with `title`, the `words` that name it, an optional `link` where colleagues help themselves and an optional question to `ask`; the text below is said with it. */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { EntwineError } from "../errors.ts";

const FrontMatter = z.strictObject({
  title: z.string(),
  words: z.string().transform((words) => words.split(",").map((word) => word.trim().toLowerCase())),
  link: z.url().optional(),
  ask: z.string().optional(),
});

export interface Item extends z.infer<typeof FrontMatter> {
  name: string;
  text: string;
}

const folder = new URL("../../prompts/catalogue/", import.meta.url);

/** Reads the catalogue; a file that is not as it should be stops the start with its name and what is wrong. */
export function loadCatalogue(from: URL = folder): Item[] {
  return readdirSync(from)
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => {
      const [, front = "", text = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(new URL(file, from), "utf8")) ?? [];
      const fields = Object.fromEntries(front.split("\n").map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]));
      const known = FrontMatter.safeParse(fields);
      if (!known.success) throw new EntwineError("catalogue_malformed", `prompts/catalogue/${file}: ${z.prettifyError(known.error)}`);
      return { ...known.data, name: file.slice(0, -3), text: text.trim() };
    });
}

/** The items that a text names, the one whose longest word or phrase occurs in it first. */
export function findItems(catalogue: readonly Item[], text: string): Item[] {
  const said = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `;
  const matches = catalogue.flatMap((item) => item.words.filter((word) => said.includes(` ${word} `)).map((word) => ({ item, length: word.length })));
  return [...new Set(matches.sort((a, b) => b.length - a.length).map(({ item }) => item))];
}

/** The item that a text names, if any. */
export const findItem = (catalogue: readonly Item[], text: string): Item | undefined => findItems(catalogue, text)[0];
