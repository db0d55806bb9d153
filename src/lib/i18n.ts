/**
 * Sentences that people read, from `prompts/words/<locale>/*.md`: a heading is a key, the paragraph
 * below it an ICU message. `<b>`, `<i>` and `<c>` format; values are data and never markup.
 */
import { readdirSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { type RichText, type TextSpan, toPlainText } from "../platform/rich-text.ts";
import { readMarkdownFiles, splitSections } from "./markdown.ts";

type Value = string | number | Date | RichText;
type Chunks = (string | RichText)[];

const root = new URL("../../prompts/words/", import.meta.url);

/** Default language, also the fallback for sentences that another language lacks. */
export const defaultLanguage = "en";

/** Available languages by folder (BCP 47 without a region). */
export const availableLanguages: readonly string[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Returns the available language of a locale (`de-AT`, `fr_FR.UTF-8`), or undefined. */
export function languageOfLocale(locale: string | null | undefined): string | undefined {
  const [language] = (locale ?? "")
    .trim()
    .toLowerCase()
    .split(/[-_.@]/);
  return availableLanguages.find((each) => each === language);
}

/** Returns a text with a capital first letter. */
export const capitalise = (text: string, language?: string): string =>
  text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

/** Returns the name of a language in itself, `Deutsch`, or in another one: `German`. */
export function languageName(language: string, reader = language): string {
  const name = new Intl.DisplayNames(reader, { type: "language" }).of(language) ?? language;
  return capitalise(name, reader);
}

const opened = new Map<string, Words>();

/** Returns the words of a language, cached; English for an unavailable one. */
export const wordsFor = (language: string = defaultLanguage): Words => {
  const known = availableLanguages.includes(language) ? language : defaultLanguage;
  return opened.getOrInsertComputed(known, loadWords);
};

const formatted = (format: (text: string) => TextSpan) => (chunks: Chunks) =>
  chunks.flatMap((chunk): RichText => (typeof chunk === "string" ? [format(chunk)] : chunk));

const tags = {
  b: formatted((bold) => ({ bold })),
  i: formatted((italic) => ({ italic })),
  c: formatted((code) => ({ code })),
};

/** The sentences of one language: formats a key of `prompts/words` with its values. */
export interface Words {
  (key: string, values?: Record<string, Value>): RichText;
  /** Formats a sentence as plain text, for labels and titles. */
  plain(key: string, values?: Record<string, Value>): string;
  keys(): string[];
  /** For dates and numbers that are formatted in code. */
  readonly locale: string;
}

/** Reads the ICU messages of a locale by `<file>.<heading>`. */
export function readMessages(locale: string): Map<string, string> {
  const messages = new Map<string, string>();
  for (const { name, text } of readMarkdownFiles(new URL(`${locale}/`, root)))
    for (const { heading, body } of splitSections(text).sections) {
      const key = `${name}.${heading}`;
      if (messages.has(key))
        throw new Error(`prompts/words/${locale}/${name}.md has "${heading}" twice`);
      messages.set(key, body);
    }
  return messages;
}

/**
 * Loads the words of a locale. Messages are parsed on first use, and sentences without values are
 * cached.
 */
export function loadWords(locale: string): Words {
  const messages = new Map<
    string,
    { source: string; format?: IntlMessageFormat; plain?: RichText }
  >();
  for (const [key, source] of readMessages(locale)) messages.set(key, { source });
  const say = (key: string, values?: Record<string, Value>): RichText => {
    const message = messages.get(key);
    if (!message && locale !== defaultLanguage) return wordsFor()(key, values);
    // Tests ensure that every key in the code exists; others come from stored values that this
    // release does not know.
    if (!message) return [key.slice(key.lastIndexOf(".") + 1)];
    if (!values && message.plain) return message.plain;
    message.format ??= new IntlMessageFormat(message.source, locale);
    const said = [message.format.format<RichText | TextSpan>({ ...values, ...tags } as never)].flat(
      2,
    ) as RichText;
    if (!values) message.plain = said;
    return said;
  };
  return Object.assign(say, {
    plain: (key: string, values?: Record<string, Value>) => toPlainText(say(key, values)),
    keys: () => [...messages.keys()],
    locale: locale === defaultLanguage ? "en-GB" : locale,
  });
}
