/** Sentences of the product, which tests ask for by key and never quote. */
import { loadWords } from "../../src/lib/i18n.ts";
import { deriveRequestTitle } from "../../src/nlu/rules/request-title.ts";

export const words = loadWords("en");

/** The first line of a request's card, by the message that began it. */
export const requestHeading = (number: number, message: string): string =>
  words.plain("requests.brief.title", { number, title: deriveRequestTitle(message) ?? "" });

/** A sentence in English as plain text, by its key. */
export const sentence = words.plain;
