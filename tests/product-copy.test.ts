/** Checks that tests ask for product texts by key, so that a better text breaks no test. */
import { globSync, readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { expect, it } from "vitest";
import { availableLanguages, readMessages } from "../src/lib/i18n.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

const longestPhrase = 4;

const splitSentences = (text: string): string[] =>
  text
    .split(/[.?!:;\n]+/)
    .map((sentence) => (sentence.toLowerCase().match(/[\p{L}\p{N}’'-]+/gu) ?? []).join(" "))
    .filter((sentence) => sentence.split(" ").length > longestPhrase);

/** Returns a message's text between its values, one part for each plural form. */
function literalPieces(elements: readonly Element[]): string {
  return elements
    .map((element) => {
      if ("children" in element) return literalPieces(element.children);
      if ("options" in element)
        return Object.values(element.options)
          .map(({ value }) => `\n${literalPieces(value)}\n`)
          .join("");
      return element.type === 0 ? element.value : "\n";
    })
    .join("");
}

const productSentences = new Set(
  availableLanguages.flatMap((language) =>
    [...readMessages(language)].flatMap(([key, message]) =>
      key.startsWith("browser.say.") // messages of people, as the tests have them
        ? []
        : splitSentences(literalPieces(new IntlMessageFormat(message, language).getAst())),
    ),
  ),
);

it("quotes no text of prompts/words that is longer than four words", () => {
  const literal = /"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;
  const comment = /\/\*[\s\S]*?\*\//g;
  const quotes = globSync("tests/**/*.ts")
    .filter((file) => !/^tests\/(?:evals|nlu)\//.test(file)) // people's messages, which are input
    .flatMap((file) =>
      [...readFileSync(file, "utf8").replaceAll(comment, "").matchAll(literal)]
        .flatMap(([, plain, template]) =>
          splitSentences((plain ?? template)!.replaceAll(/\\n|\$\{[^}]*\}/g, "\n")),
        )
        .filter((sentence) => productSentences.has(sentence))
        .map((sentence) => `${file}: ${sentence}`),
    );
  expect(productSentences.size).toBeGreaterThan(1_000);
  expect(quotes).toEqual([]);
});
