/**
 * Every language says all that English says: with the same values, in numbers and dates of its own,
 * short where a platform wants it short, and in the tone of the house.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { availableLanguages, readMessages, wordsFor } from "../../../src/lib/i18n.ts";
import { readControlPhrase } from "../../../src/nlu/rules/control-phrases.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

/** The kinds of elements that ICU's parser tells apart, by their numbers. */
const kinds = { literal: 0, number: 2, date: 3, select: 5, plural: 6, pound: 7, tag: 8 };

/**
 * What a message takes, by name: whether it has to be a date, or one of some words; for anything
 * else, that it is there.
 */
function valuesOf(
  elements: readonly Element[],
  found = new Map<string, string>(),
): Map<string, string> {
  for (const element of elements) {
    if (element.type === kinds.literal || element.type === kinds.pound) continue;
    const { type, value } = element as { type: number; value: string };
    const parts = "options" in element ? Object.values(element.options) : [];
    if (type === kinds.tag) found.set(`<${value}>`, "format");
    else if (type === kinds.date) found.set(value, "date");
    else if (type === kinds.select && "options" in element)
      found.set(value, Object.keys(element.options).sort().join(" "));
    else if (!found.has(value)) found.set(value, "value");
    for (const part of parts) valuesOf(part.value, found);
    if ("children" in element) valuesOf(element.children, found);
  }
  return found;
}

/**
 * Numbers that English has words of its own for ("nothing", "every other week"), by the value that
 * is counted.
 */
function exactly(elements: readonly Element[]): string[] {
  return elements.flatMap((element) => {
    if ("children" in element) return exactly(element.children);
    if (!("options" in element)) return [];
    const own = Object.keys(element.options).filter((option) => option.startsWith("="));
    return [
      ...own.map((option) => `${element.value} ${option}`),
      ...Object.values(element.options).flatMap(({ value }) => exactly(value)),
    ];
  });
}

const ast = (source: string, language: string) => new IntlMessageFormat(source, language).getAst();
const english = readMessages("en");
const date = new Date("2027-03-31T00:00:00Z");

/** A message as it is said with these counts and on that day. */
function said(language: string, key: string, count: number): string {
  const wanted = valuesOf(ast(english.get(key) ?? "", "en"));
  const value = (kind: string): Date | number | string =>
    kind === "date" ? date : kind === "value" ? count : (kind.split(" ")[0] ?? "");
  return wordsFor(language).plain(
    key,
    Object.fromEntries(
      [...wanted]
        .filter(([, kind]) => kind !== "format")
        .map(([name, kind]) => [name, value(kind)]),
    ),
  );
}

describe.each(availableLanguages)("in %s", (language) => {
  const messages = readMessages(language);

  it("all is said that is said in English, with the same values, and nothing besides", () => {
    const values = (all: Map<string, string>, tongue: string) =>
      Object.fromEntries(
        [...all].map(([key, source]) => [key, Object.fromEntries(valuesOf(ast(source, tongue)))]),
      );
    expect(values(messages, language)).toEqual(values(english, "en"));
  });

  it("what has words of its own in English for none or one has them here", () => {
    const without = [...messages].filter(([key, source]) => {
      const here = new Set(exactly(ast(source, language)));
      return exactly(ast(english.get(key) ?? "", "en")).some((each) => !here.has(each));
    });
    expect(without.map(([key]) => key)).toEqual([]);
  });

  it("every sentence can be said with none, one, two, five and very many, and on a day", () => {
    for (const key of messages.keys())
      for (const count of [0, 1, 2, 5, 1_000_000])
        expect(said(language, key, count), key).not.toMatch(/[{}]|undefined|\[object|Invalid|NaN/);
  });

  it("something is said wherever English says something", () => {
    expect(
      [...messages.keys()].filter(
        (key) => (said(language, key, 5) === "") !== (said("en", key, 5) === ""),
      ),
    ).toEqual([]);
  });

  it("buttons and choices fit Slack's 75 characters, and titles of forms its 24", () => {
    const long = (pattern: RegExp, most: number) =>
      [...messages.keys()].filter(
        (key) =>
          pattern.test(key) &&
          !english.get(key)?.includes("{group}") &&
          said(language, key, 1234).length > most,
      );
    expect(long(/\.(?:button|choice|verdict)\./, 75)).toEqual([]);
    expect(long(/\.form\.(?:.*\.)?(?:title|submit|cancel|save|send|show)$/, 24)).toEqual([]);
    expect(long(/^slack\.shortcut$/, 24)).toEqual([]);
  });

  it("apostrophes are curly: ICU takes a straight one before a brace for a quote", () => {
    expect([...messages].filter(([, source]) => source.includes("'")).map(([key]) => key)).toEqual(
      [],
    );
  });
});

/**
 * How a date is said, and what colleagues are never called. Where such words are spoken of, they
 * are named.
 */
const manners: Record<string, { date: string; never: RegExp; spokenOf: RegExp }> = {
  en: {
    date: "March 31, 2027",
    never: /\busers?\b|(?<!paying )\bcustomers? (?:service|request)|service provider/i,
    spokenOf: /slack user group/gi,
  },
  de: {
    date: "31. März 2027",
    never: /\b(?:be)?nutzer(?:in|innen)?\b|\bkund(?:e|en|in|innen)\b|dienstleister/i,
    spokenOf: /zahlenden? kund(?:e|en|in|innen)\b/gi,
  },
  fr: {
    date: "31 mars 2027",
    never: /\butilisat(?:eur|rice)s?\b|\busagers?\b|prestataire/i,
    spokenOf: /groupes? d’utilisateurs/gi,
  },
  es: {
    date: "31 de marzo de 2027",
    never: /\busuari[oa]s?\b|proveedor/i,
    spokenOf: /grupos? de usuarios/gi,
  },
};

/** The words about such words, and the model that is named after them. */
const aboutWords = /^organisation\.(?:nudge|wording|audit\.what\.nudge|form\.nudge)/;

describe.each(availableLanguages)("the manners of %s", (language) => {
  const manner = manners[language];

  it("are known", () => expect(manner).toBeDefined());

  it("say a day as people there do", () => {
    expect(wordsFor(language).plain("life.told.deliver", { number: 1, date })).toContain(
      manner!.date,
    );
  });

  it("understand each phrase that the help names, and the labels of the same buttons", () => {
    const words = wordsFor(language);
    const bold = words("requests.plain.help").flatMap((span) =>
      typeof span === "object" && "bold" in span ? [span.bold] : [],
    );
    expect(bold.map(readControlPhrase)).toEqual([
      "skip",
      "back",
      "later",
      "cancel",
      "all_at_once",
      "what_for",
      "person",
    ]);
    const buttons = {
      skip: "skip",
      back: "back",
      later: "later",
      why: "what_for",
      form: "all_at_once",
      person: "person",
      no_request: "not_a_request",
      cancel: "cancel",
      heard: "yes",
      again: "no",
      right: "yes",
    };
    expect(
      Object.fromEntries(
        Object.keys(buttons).map((key) => [
          key,
          readControlPhrase(words.plain(`requests.button.${key}`)),
        ]),
      ),
    ).toEqual(buttons);
  });

  it("call nobody in the house a customer or a user", () => {
    const rude = [...readMessages(language)].filter(
      ([key, source]) =>
        !aboutWords.test(key) && manner!.never.test(source.replaceAll(manner!.spokenOf, "")),
    );
    expect(rude.map(([key]) => key)).toEqual([]);
  });
});
