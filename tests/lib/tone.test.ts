/**
 * The voice of the product, measured over every sentence of every language: short sentences, short
 * messages, no words that the style guide excludes, and no platform's name where another is used.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { availableLanguages, readMessages } from "../../src/lib/i18n.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

const sentenceMaxWords = 40;
const messageMaxSentences = 3;

/** Texts that are read like a page: help, the public pages, a list of questions to choose from. */
const isPage = (key: string): boolean => /^web\.|\.(?:help|welcome|questions)$/.test(key);

/** Returns a text with its values left out and the general plural form. */
const asRead = (elements: readonly Element[]): string =>
  elements
    .map((element) => {
      if ("children" in element) return asRead(element.children);
      if ("options" in element) return asRead(element.options.other?.value ?? []);
      return "value" in element && element.type === 0 ? element.value : "X";
    })
    .join("");

/** Sentences and lines. */
const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.?!])\s+|\n+/).filter((part) => /\p{L}/u.test(part));

/** Parts that are read at one go: sentences, and items of a list in one line. */
const readParts = (text: string): string[] =>
  sentencesOf(text).flatMap((sentence) => sentence.split(/\s·\s/));

/**
 * Words that the style guide excludes: old-fashioned turns, pictures, and how a machine speaks of
 * itself. Each has a plain word that says the same.
 */
const excluded: Record<string, RegExp> = {
  en: /\bwhoever\b|\bwhichever\b|\bshall I\b|\bat what you\b|\bby the way\b|\boops\b|\bkindly\b/i,
  de: /\bin der Hand\b|\bin deiner Obhut\b|\bauf der Maschine\b|\bwer mich betreibt\b|\bKnopf\b|\bversiegelt\b|\bgern geschehen\b|\bhiermit\b/i,
  fr: /\bme fait tourner\b|\ben main\b|\bsa propre voie\b|\bdans la place\b|\bscell|(?<!\p{L})(?:tu|toi|tes|veuillez)(?!\p{L})/iu,
  es: /\bse ocupa de mí\b|\bme mantiene en marcha\b|\bcada cual\b|\bsellad|\busted(?:es)?\b|\bpor sí sol[ao]\b/i,
};

/** Names of platforms, which only texts about the platforms themselves may contain. */
const platformNames = /\b(?:Slack|Microsoft Teams)\b/;
const aboutPlatforms =
  /^(?:slack|teams|web)\.|^organisation\.(?:admins\.how|group\.|form\.group\.source|form\.admins)|^privacy\.kind\.person$/;

/** Messages that refuse something, or find nothing of what was named. */
const isRefusal = (key: string): boolean =>
  /\.(?:refused\.[\w.]+|unknown|unknown_command|gone|may_not|no_group|not_kept|trouble)$/.test(key);
/** What shows one way on: a question, a command, a button, or what happens or can be done next. */
const wayOn =
  /\?|<[ci]>|\/(?:entwine|request|retro|check|help)|“|:$|\b(?:please|you can|you don’t have to|you already|write|type|tell|take|drop|ask|wait|are enough|here is|I’ll|will get|lists?|shows?|starts?|if they)\b/i;
/** Refusals whose card says what is the case now, or has a button; and labels. */
const saidElsewhere =
  /^life\.refused\.(?:stale|stale\.who|taken)$|^ledger\.|^web\.|^organisation\.audit\.|^where\.step|^report\.|^retro\.did\.|^privacy\.|^requests\.(?:took|status|brief)|^check\.form|already_facilitating$|^organisation\.no_group$/;

it("names one way on in each refusal", () => {
  const refusals = [...readMessages("en")].filter(
    ([key]) => isRefusal(key) && !saidElsewhere.test(key),
  );
  expect(refusals.length).toBeGreaterThan(25);
  expect(refusals.filter(([, text]) => !wayOn.test(text)).map(([key]) => key)).toEqual([]);
});

describe.each(availableLanguages)("the voice in %s", (language) => {
  const texts = [...readMessages(language)].map(
    ([key, source]) => [key, asRead(new IntlMessageFormat(source, language).getAst())] as const,
  );
  const keysOf = (isFault: (text: string, key: string) => boolean): string[] =>
    texts.filter(([key, text]) => isFault(text, key)).map(([key]) => key);

  it(`has no sentence of more than ${sentenceMaxWords} words`, () => {
    const words = (part: string): number => part.split(/\s+/).length;
    expect(
      keysOf((text) => readParts(text).some((part) => words(part) > sentenceMaxWords)),
    ).toEqual([]);
  });

  it(`has no message of more than ${messageMaxSentences} sentences`, () => {
    expect(
      keysOf((text, key) => !isPage(key) && sentencesOf(text).length > messageMaxSentences),
    ).toEqual([]);
  });

  it("says nothing twice in one message", () => {
    expect(
      keysOf((text) => {
        const parts = readParts(text).map((part) => part.toLowerCase());
        return new Set(parts).size < parts.length;
      }),
    ).toEqual([]);
  });

  it("has none of the excluded words", () => {
    expect(excluded[language]).toBeDefined();
    expect(keysOf((text) => excluded[language]!.test(text))).toEqual([]);
  });

  it("names a platform only in texts about platforms", () => {
    expect(keysOf((text, key) => platformNames.test(text) && !aboutPlatforms.test(key))).toEqual(
      [],
    );
    expect(keysOf((text, key) => key.startsWith("slack.") && /\bTeams\b/.test(text))).toEqual([]);
    expect(keysOf((text, key) => key.startsWith("teams.") && /\bSlack\b/.test(text))).toEqual([]);
  });

  it("asks at most one question in a message", () => {
    const questions = (text: string): number => text.match(/\?/g)?.length ?? 0;
    expect(keysOf((text, key) => !isPage(key) && questions(text) > 1)).toEqual([]);
  });
});
