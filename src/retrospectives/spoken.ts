/** Reads a command about a retrospective from what people type, in whatever format and spelling. */
import type { Prose } from "../surface/prose.ts";

/** Verbs that people type; most have buttons too. */
export const typed: readonly string[] =
  "help now start next back add group vote discuss action actions status summary history facilitate cancel join observe ready until every move stop".split(" ");

/** A command's verb, and what follows it. */
interface Spoken {
  verb: string;
  text: Prose;
}

/** Other words for writing a note, in the languages that Entwine speaks. */
const adding =
  "note write addd hinzufügen ergänzen ergänze notiz notiere notieren schreibe schreiben ajouter ajoute noter écrire ecrire añadir anadir añade anade agregar agrega anotar anota nota escribir";

const synonyms: ReadonlyMap<string, string> = new Map([
  ["", "now"],
  ...Object.entries({
    begin: "start",
    reveal: "group",
    close: "next",
    facilitator: "facilitate",
    takeover: "facilitate",
    export: "summary",
    list: "history",
    done: "ready",
  }),
  ...adding.split(" ").map((word) => [word, "add"] as const),
]);

const marks = /^(?:\d{1,3}[.)]\s|[\s\p{P}\p{S}])+/u;
const command = /^r[eé]tro(?:spe[ck]ti(?:ve|va))?(?![\p{L}\p{N}_])/iu;
const called = /^entwine(?![\p{L}\p{N}_])/iu;

/** Mentions that may stand before a command. */
const mostMentions = 4;

/** Joins what differs in format alone; people and links stay spans. */
function unformatted(text: Prose): Prose {
  const joined: Prose = [];
  for (const span of text) {
    const words = typeof span === "string" ? span : "bold" in span ? span.bold : "italic" in span ? span.italic : "code" in span ? span.code : undefined;
    const last = joined.at(-1);
    if (words === undefined) joined.push(span);
    else if (typeof last === "string") joined[joined.length - 1] = last + words;
    else joined.push(words);
  }
  return joined;
}

/** A command stands in so many characters; what follows stays as it was typed. */
const headLength = 200;

const mapped = (text: Prose, change: (words: string) => string): Prose =>
  text.map((span) => (typeof span === "string" ? change(span.slice(0, headLength)) + span.slice(headLength) : span));

/** Characters that nobody sees, but for those that hold an emoji together. */
const invisible = /(?!\u200D\p{Extended_Pictographic})(?:\p{Cf}|\u034F|\u115F|\u1160|\u3164|\p{Variation_Selector})/gu;

/** As it was typed, without invisible characters, and with compatible ones in their usual form: the first that reads as a command counts. */
function* spellings(text: Prose): Generator<Prose> {
  const bare = unformatted(text);
  yield bare;
  const visible = mapped(bare, (words) => words.replace(invisible, ""));
  yield visible;
  yield mapped(visible, (words) => words.normalize("NFKC"));
}

/** What follows the command's name at the head of a text; undefined where it is not there. */
function afterName(text: Prose): Prose | undefined {
  let rest = text;
  for (let mentions = 0; mentions <= mostMentions; mentions++) {
    const [first, ...others] = rest;
    if (typeof first !== "string") {
      if (first === undefined || !("person" in first)) return undefined;
      rest = others;
      continue;
    }
    const before = marks.exec(first)?.[0] ?? "";
    const words = first.slice(before.length);
    if (words === "") {
      if (others.length === 0) return undefined;
      rest = others;
      mentions--;
      continue;
    }
    const found = command.exec(words);
    if (found) return [words.slice(found[0].length), ...others];
    const name = before.endsWith("@") ? /^\S+/.exec(words) : called.exec(words);
    if (!name) return undefined;
    rest = [words.slice(name[0].length), ...others];
  }
  return undefined;
}

/** The verb, and what follows it. An unknown one is as it was typed. */
function readVerb(text: Prose): Spoken {
  const [head = "", ...tail] = text;
  if (typeof head !== "string") return { verb: "now", text };
  const [, first = "", after = ""] = /^[\s\p{P}\p{S}]*([\p{L}\p{M}_]+|\S*)\s*(?:[:,;.–—-]\s*)?(.*)$/su.exec(head) ?? [];
  const word = first.toLowerCase().normalize("NFC");
  return { verb: synonyms.get(word) ?? word, text: after ? [after, ...tail] : tail };
}

const isVerb = (verb: string): boolean => typed.includes(verb);

/** As people are told to type it: `retro next`, `/retro next`. */
function readExact([head = "", ...tail]: Prose): Spoken | undefined {
  const [found, after = ""] = (typeof head === "string" && /^\s*\/?retro(?:spective)?(?:\s+(.*))?$/isu.exec(head)) || [];
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/su.exec(after) ?? [];
  const verb = synonyms.get(word.toLowerCase()) ?? word.toLowerCase();
  return found !== undefined && isVerb(verb) ? { verb, text: rest ? [rest, ...tail] : tail } : undefined;
}

/**
 * The verb and the words of a command that is said as a message; undefined where it is none.
 * A note is found in any spelling, since its words must not be taken for others; what changes a retrospective is not guessed at ("Retro: stop using Jira").
 */
export function readSpoken(text: Prose): Spoken | undefined {
  const exact = readExact(unformatted(text));
  if (exact) return exact;
  for (const spelling of spellings(text)) {
    const after = afterName(spelling);
    const read = after && readVerb(after);
    if (read?.verb === "add") return read;
  }
  return undefined;
}

/** What `/retro` is followed by; undefined where its verb is not known. Some type the command's name again. */
export function readCommand(text: Prose): Spoken | undefined {
  const again = readSpoken(text);
  if (again) return again;
  for (const spelling of spellings(text)) {
    const read = readVerb(spelling);
    if (isVerb(read.verb)) return read;
  }
  return undefined;
}

/** Lines of a message that are looked at. */
const mostLines = 50;

/** The words of a note that stands in a message, from its line on; undefined where there is none. */
export function noteIn(text: Prose): Prose | undefined {
  const bare = unformatted(text);
  const whole = readSpoken(bare);
  if (whole?.verb === "add") return whole.text;
  let lines = 0;
  for (const [index, span] of bare.entries()) {
    if (typeof span !== "string") continue;
    for (let at = span.indexOf("\n"); at >= 0 && lines++ < mostLines; at = span.indexOf("\n", at + 1)) {
      const read = readSpoken([span.slice(at + 1), ...bare.slice(index + 1)]);
      if (read?.verb === "add") return read.text;
    }
  }
  return undefined;
}
