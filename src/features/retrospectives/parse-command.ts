/** Parses typed commands and notes of retrospectives, in any format and spelling. */

import type { RichText } from "../../platform/rich-text.ts";
import { columnKey } from "./templates.ts";

/** Verbs that people type; most have buttons too. */
export const typedVerbs = [
  "help",
  "now",
  "start",
  "next",
  "back",
  "add",
  "group",
  "vote",
  "discuss",
  "action",
  "actions",
  "status",
  "summary",
  "history",
  "facilitate",
  "cancel",
  "join",
  "observe",
  "ready",
  "until",
  "every",
  "move",
  "stop",
] as const;
type TypedVerb = (typeof typedVerbs)[number];

/** A command's verb, and what follows it. */
interface Spoken {
  verb: TypedVerb;
  text: RichText;
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
const named = /^r[eé]tro(?:spe[ck]ti(?:ve|va))?(?![\p{L}\p{N}_])/iu;
const called = /^entwine(?![\p{L}\p{N}_])/iu;

/** Mentions that may stand before a command. */
const mostMentions = 4;

/** Joins what differs in format alone; people and links stay spans. */
function unformatted(text: RichText): RichText {
  const joined: RichText = [];
  for (const span of text) {
    const words =
      typeof span === "string"
        ? span
        : "bold" in span
          ? span.bold
          : "italic" in span
            ? span.italic
            : "code" in span
              ? span.code
              : undefined;
    const last = joined.at(-1);
    if (words === undefined) joined.push(span);
    else if (typeof last === "string") joined[joined.length - 1] = last + words;
    else joined.push(words);
  }
  return joined;
}

/** A command stands in so many characters; what follows stays as it was typed. */
const headLength = 200;

const mapped = (text: RichText, change: (words: string) => string): RichText =>
  text.map((span) =>
    typeof span === "string" ? change(span.slice(0, headLength)) + span.slice(headLength) : span,
  );

/** Invisible characters, except those that join an emoji. */
const invisible =
  /(?!\u200D\p{Extended_Pictographic})(?:\p{Cf}|\u034F|\u115F|\u1160|\u3164|\p{Variation_Selector})/gu;

/** Cyrillic and Greek letters that look like Latin ones, and those. */
const lookalikes = new Map(
  [..."аеорсхуіѕтоαερτ"].map((letter, index) => [letter, [..."aeopcxyistoaept"][index]!]),
);

/**
 * As it was typed, without invisible characters, with compatible ones in their usual form, and
 * without letters of other scripts that look alike: the first that reads as a command counts.
 */
function spellings(text: RichText): RichText[] {
  const bare = unformatted(text);
  const visible = mapped(bare, (words) => words.replace(invisible, ""));
  const usual = mapped(visible, (words) => words.normalize("NFKC"));
  return [
    bare,
    visible,
    usual,
    mapped(usual, (words) =>
      words.replace(
        /[\p{sc=Cyrillic}\p{sc=Greek}]/gu,
        (letter) => lookalikes.get(letter) ?? letter,
      ),
    ),
  ];
}

/** Returns what follows the command's name at the head of a text. */
function afterName(text: RichText): RichText | undefined {
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
    const found = named.exec(words);
    if (found) return [words.slice(found[0].length), ...others];
    const name = before.endsWith("@") ? /^\S+/.exec(words) : called.exec(words);
    if (!name) return undefined;
    rest = [words.slice(name[0].length), ...others];
  }
  return undefined;
}

const isVerb = (verb: string): verb is TypedVerb =>
  (typedVerbs as readonly string[]).includes(verb);
const verbOf = (word: string): string => {
  const known = word.toLowerCase().normalize("NFC");
  return synonyms.get(known) ?? known;
};

/** A verb as people are told to type it, and what follows it. */
function readVerb([head = "", ...tail]: RichText): Spoken | undefined {
  if (typeof head !== "string") return { verb: "now", text: [head, ...tail] };
  const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*)$/su.exec(head) ?? [];
  const verb = verbOf(word);
  return isVerb(verb) ? { verb, text: rest ? [rest, ...tail] : tail } : undefined;
}

/** The words of a note after its verb, among whatever marks: `ADD: wind`, `– notiz: wind`. */
function afterAdd([head = "", ...tail]: RichText): RichText | undefined {
  const [, word, rest] =
    (typeof head === "string" &&
      /^[\s\p{P}\p{S}]*([\p{L}\p{M}]+)(?!-\p{L})\s*(?:[:,;.–—-]\s*)?(.*)$/su.exec(head)) ||
    [];
  if (word === undefined || verbOf(word) !== "add") return undefined;
  return rest ? [rest, ...tail] : tail;
}

const command = /^\s*\/?retro(?:spective)?(?:\s+|$)/i;

/** `retro next`, `/retro next`. */
const readExact = ([head = "", ...tail]: RichText): Spoken | undefined =>
  typeof head === "string" && command.test(head)
    ? readVerb([head.replace(command, ""), ...tail])
    : undefined;

/** Whether a text is plainly the command to write a note, as people are told to type it. */
export const isAddNoteCommand = (text: RichText): boolean =>
  readExact(unformatted(text))?.verb === "add";

/**
 * The verb and the words of a command that is said as a message; undefined where it is none.
 * A note is found in any spelling, since its words must not be taken for others; what changes a
 * retrospective is not guessed at ("Retro: stop using Jira").
 */
export function parseRetroMessage(text: RichText): Spoken | undefined {
  const exact = readExact(unformatted(text));
  if (exact) return exact;
  for (const spelling of spellings(text)) {
    const after = afterName(spelling);
    const words = after && afterAdd(after);
    if (words) return { verb: "add", text: words };
  }
  return undefined;
}

/**
 * What `/retro` is followed by; undefined where its verb is not known. Some type the command's name
 * again.
 */
export function parseRetroCommand(text: RichText): Spoken | undefined {
  const exact = parseRetroMessage(text) ?? readVerb(unformatted(text));
  if (exact) return exact;
  for (const spelling of spellings(text)) {
    const words = afterAdd(spelling);
    if (words) return { verb: "add", text: words };
  }
  return undefined;
}

/**
 * Words between the command and a column's name that may be a verb misspelt: `retro ad wind: fast
 * builds`.
 */
const mostStrayWords = 2;
/** A column's name ends within so many characters. */
const columnLength = 80;

/**
 * `wind: fast builds`, where a board has such a column: a note whose verb is left out or misspelt.
 */
export function findColumnNote(
  [said = "", ...tail]: RichText,
  columns: ReadonlySet<string>,
): RichText | undefined {
  if (typeof said !== "string") return undefined;
  const head = said.replace("：", ":");
  const end = head.slice(0, columnLength).indexOf(":");
  if (end < 0) return undefined;
  const words = head.slice(0, end).replace(marks, "").split(/\s+/).filter(Boolean);
  const stray = Array.from({ length: mostStrayWords + 1 }, (_, index) => index).find((index) =>
    columns.has(columnKey(words.slice(index).join(" "))),
  );
  return stray === undefined
    ? undefined
    : [words.slice(stray).join(" ") + head.slice(end), ...tail];
}

const retro = "r[eé]tro(?:spe[ck]ti(?:ve|va))?";
/** Verbs that ask for a note to be written; nouns such as "note" would take requests for notes. */
const asking = String.raw`add|put|ajoute[rz]?|a[nñ]ad[ei]r?|agrega|f[üu]ge?|schreib\w*|notiere`;

/** A command anywhere in a sentence: "Hi, /retro add …", "retro_add", "my retro note: …". */
const commandWithin = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(\/?)${retro}[\s_]*(?=[\p{L}\p{M}])`,
  "giu",
);
const plainVerb = new RegExp(
  String.raw`^(?:(?:${asking}|hinzuf|ergänz)\p{L}*(?!-\p{L})|(?:note|notiz|nota)s?\s*[:：])`,
  "iu",
);
/** "Please add to the retro board: …", "füge zur Retro hinzu: …". */
const sentenceWithin = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:${asking})\s+(?:[\p{L}\p{M}]+\s+){0,4}?${retro}(?:\s+[\p{L}\p{M}]+){0,2}(?:\s*[:：]|\s+[–—-])\s*`,
  "giu",
);

/** The words of a note whose command stands within a text; undefined where there is none. */
function noteWithin(text: RichText, columns: ReadonlySet<string>): RichText | undefined {
  for (const [index, span] of text.entries()) {
    if (typeof span !== "string") continue;
    const after = (found: RegExpExecArray): RichText => [
      span.slice(found.index + found[0].length),
      ...text.slice(index + 1),
    ];
    for (const found of span.matchAll(commandWithin)) {
      const rest = after(found);
      const words =
        (found[1] || plainVerb.test(String(rest[0])) ? afterAdd(rest) : undefined) ??
        findColumnNote(rest, columns);
      if (words) return words;
    }
    for (const found of span.matchAll(sentenceWithin)) return after(found);
  }
  return undefined;
}

/** Lines of a message that are looked at. */
const mostLines = 50;

/**
 * The words of a note that stands in a message, from its line on; undefined where there is none.
 * `columns` are the keys of those that boards have.
 */
export function findRetroNote(text: RichText, columns: ReadonlySet<string>): RichText | undefined {
  const bare = unformatted(text);
  const read = (from: RichText): RichText | undefined => {
    const spoken = parseRetroMessage(from);
    if (spoken) return spoken.verb === "add" ? spoken.text : undefined;
    const after = spellings(from)
      .map(afterName)
      .find((rest) => rest !== undefined);
    return after && findColumnNote(after, columns);
  };
  const whole = read(bare);
  if (whole) return whole;
  let lines = 0;
  for (const [index, span] of bare.entries()) {
    if (typeof span !== "string") continue;
    for (
      let at = span.indexOf("\n");
      at >= 0 && lines++ < mostLines;
      at = span.indexOf("\n", at + 1)
    ) {
      const line = span.slice(at + 1, at + 1 + headLength);
      const found =
        spellings([line]).some((spelling) => afterName(spelling)) &&
        read([span.slice(at + 1), ...bare.slice(index + 1)]);
      if (found) return found;
    }
  }
  return spellings(bare)
    .map((spelling) => noteWithin(spelling, columns))
    .find((words) => words !== undefined);
}
