/**
 * Checks that each language has every sentence of English, with the same values, its own plurals
 * and dates, texts within the platforms' limits, and the product's tone.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { availableLanguages, readMessages, wordsFor } from "../../src/lib/i18n.ts";
import { readControlPhrase } from "../../src/nlu/rules/acts/control-phrases.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

/** ICU's element types by their numbers. */
const kinds = { literal: 0, number: 2, date: 3, select: 5, plural: 6, pound: 7, tag: 8 };

/** Returns the values of a message by name: a date, one of some words, or any value. */
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
 * Returns the numbers for which English has its own words ("nothing", "every other week"), by the
 * counted value.
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

/** Returns a message with these counts, on a fixed day. */
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

describe.each(availableLanguages)("messages in %s", (language) => {
  const messages = readMessages(language);

  it("exist for each message of English, with the same values, and no others", () => {
    const values = (all: Map<string, string>, tongue: string) =>
      Object.fromEntries(
        [...all].map(([key, source]) => [key, Object.fromEntries(valuesOf(ast(source, tongue)))]),
      );
    expect(values(messages, language)).toEqual(values(english, "en"));
  });

  it("have own words for none or one where English has them", () => {
    const without = [...messages].filter(([key, source]) => {
      const here = new Set(exactly(ast(source, language)));
      return exactly(ast(english.get(key) ?? "", "en")).some((each) => !here.has(each));
    });
    expect(without.map(([key]) => key)).toEqual([]);
  });

  it("can be formatted with none, one, two, five and very many, and on a day", () => {
    for (const key of messages.keys())
      for (const count of [0, 1, 2, 5, 1_000_000])
        expect(said(language, key, count), key).not.toMatch(/[{}]|undefined|\[object|Invalid|NaN/);
  });

  it("are not empty where English is not", () => {
    expect(
      [...messages.keys()].filter(
        (key) => (said(language, key, 5) === "") !== (said("en", key, 5) === ""),
      ),
    ).toEqual([]);
  });

  it("fit Slack's limits: buttons and choices 75 characters, form titles 24", () => {
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

  it("have curly apostrophes: ICU takes a straight one before a brace for a quote", () => {
    expect([...messages].filter(([, source]) => source.includes("'")).map(([key]) => key)).toEqual(
      [],
    );
  });
});

/**
 * Date format, and words never used for colleagues. Sentences about such words may contain them.
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

/**
 * Keys of sentences about such words, of the model that is named after them, and about the paying
 * customers that a request serves.
 */
const aboutWords =
  /^organisation\.(?:nudge|wording|audit\.what\.nudge|form\.nudge)|^ledger\.(?:lacks|column)\.customer|^ledger\.value\.about|^life\.(?:button|form)\.set_service|^life\.mistake\.about|^where\.step\.confirm_service/;

describe.each(availableLanguages)("tone in %s", (language) => {
  const manner = manners[language];

  it("is checked", () => expect(manner).toBeDefined());

  it("has the usual date format", () => {
    expect(wordsFor(language).plain("life.told.deliver", { number: 1, date })).toContain(
      manner!.date,
    );
  });

  it("is consistent: each phrase in the help and each button label is understood", () => {
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

  it("never calls people in the organisation customers or users", () => {
    const rude = [...readMessages(language)].filter(
      ([key, source]) =>
        !aboutWords.test(key) && manner!.never.test(source.replaceAll(manner!.spokenOf, "")),
    );
    expect(rude.map(([key]) => key)).toEqual([]);
  });
});
