/** Product texts by key. Tests never quote them. */
import { loadWords } from "../../src/lib/i18n.ts";
import { deriveRequestTitle } from "../../src/nlu/rules/requests/request-title.ts";

export const words = loadWords("en");

/** Returns the first line of a request's card, given the message that opened the request. */
export const requestHeading = (number: number, message: string): string =>
  words.plain("requests.brief.title", { number, title: deriveRequestTitle(message) ?? "" });

/** Returns an English product text, without formatting, by its key. */
export const sentence = words.plain;
