/**
 * Names of requests: titles, which are what was asked for or what is broken, and numbers in texts.
 */
import type { Words } from "../../../lib/i18n.ts";
import {
  deriveRequestTitle,
  withCorrections,
  withoutCourtesy,
} from "../../../nlu/rules/requests/request-title.ts";
import { tokenizeWords } from "../../../nlu/text/normalise.ts";
import { type RichText, toPlainText, withoutFiles } from "../../../platform/rich-text.ts";
import type { Interview } from "../../interview/model/interview-state.ts";

/** Returns words with content: long ones, numbers and abbreviations ("SAP"); else all words. */
function tellingWords(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const telling = words.filter((word) => word.length > 3 || /\d|^\p{Lu}{2,}$/u.test(word));
  return (telling.length > 0 ? telling : words).flatMap(tokenizeWords);
}

/**
 * Returns whether other lines contain every word of a text that carries meaning, courtesy aside.
 */
export function isRepetition(text: RichText, lines: readonly RichText[]): boolean {
  const shown = new Set(lines.flatMap((line) => tokenizeWords(toPlainText(line))));
  return tellingWords(withoutCourtesy(toPlainText(text))).every((word) => shown.has(word));
}

/** Returns whether at least half of the words of a model's title are the requester's. */
function namesRequested(title: string, asked: string): boolean {
  const said = tokenizeWords(asked);
  const named = tellingWords(title);
  const common = named.filter((word) =>
    said.some((other) => other.startsWith(word) || (other.length > 3 && word.startsWith(other))),
  );
  return common.length > 0 && common.length * 2 >= named.length;
}

/** Removes the time from the end of a symptom, because it has its own line. */
function withoutTime(title: string | undefined, since: RichText): string | undefined {
  const time = toPlainText(since);
  if (!title?.endsWith(` ${time}`) || time === "") return title;
  const rest = title.slice(0, -time.length).replace(/[\s,]+(?:since|seit|depuis|desde)?\s*$/i, "");
  return rest.includes(" ") ? rest : title;
}

/** Returns whether a text mentions a person by an id alone, which a title omits. */
const isNameless = (span: RichText[number]): boolean =>
  typeof span === "object" && "person" in span && span.name === undefined;

/** Returns the title of a request in its requester's words; undefined if they name nothing. */
export function requestTitle({
  worded,
  text,
  message,
  kind,
  security,
  wish,
  asks,
  answers: { symptom, since },
}: Interview): string | undefined {
  const isFault = kind === "factory_issue";
  const asked = toPlainText(withoutFiles(text).map((span) => (isNameless(span) ? "@…" : span)));
  if (worded && namesRequested(worded.title, asked)) return worded.title;
  if (security) return deriveRequestTitle(asked, true);
  const said = toPlainText((isFault && symptom?.text) || []);
  // one from the first message is outdated once that message is edited
  const isCurrent = symptom?.message !== message || asked.includes(said);
  const title =
    (isCurrent ? deriveRequestTitle(said, true) : undefined) ??
    deriveRequestTitle(asks ?? asked, isFault && !wish);
  const named = isFault ? withoutTime(title, since?.text ?? []) : title;
  return named && withCorrections(named, asked);
}

/** Returns a title to display, also for a request without one. */
export const shownTitle = (title: string | null | undefined, words: Words): string =>
  title || words.plain("requests.untitled");

// Numbers of requests in texts: R-17, r17, #17, request 17. Pure.

const named = /(?:\br-?|\brequest (?:number |no\.? ?)?|#)(\d{1,9})\b/i;

/** Parses the request number in a text: R-17, r17, #17, request 17. */
export function requestNumberIn(text: string): number | undefined {
  const number = named.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Parses a text that is only a number. */
export function parseRequestNumber(text: string): number | undefined {
  const number = /^\W*(?:r-?|#)?(\d{1,9})\W*$/i.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
