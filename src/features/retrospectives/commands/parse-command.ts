/** Parses typed commands and notes of retrospectives, in any format and spelling. */

import type { RichText } from "../../../platform/rich-text.ts";
import { columnKey } from "../templates.ts";

/** Verbs of typed commands; most have buttons too. */
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
  "close",
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

/** Verb of a typed command, and the text after it. */
interface ParsedCommand {
  verb: TypedVerb;
  text: RichText;
}

/** Synonyms of writing a note, in the languages of Entwine. */
const addNoteVerbs =
  "note write addd hinzufügen ergänzen ergänze notiz notiere notieren schreibe schreiben ajouter ajoute noter écrire ecrire añadir anadir añade anade agregar agrega anotar anota nota escribir";

const synonyms: ReadonlyMap<string, string> = new Map([
  ["", "now"],
  ...Object.entries({
    begin: "start",
    reveal: "group",
    facilitator: "facilitate",
    takeover: "facilitate",
    export: "summary",
    list: "history",
    done: "ready",
  }),
  ...addNoteVerbs.split(" ").map((word) => [word, "add"] as const),
]);

const leadingMarks = /^(?:\d{1,3}[.)]\s|[\s\p{P}\p{S}])+/u;
const retroName = /^r[eé]tro(?:spe[ck]ti(?:ve|va))?(?![\p{L}\p{N}_])/iu;
const botName = /^entwine(?![\p{L}\p{N}_])/iu;

/** Maximum mentions before a command. */
const maxMentions = 4;

/** Removes formatting and joins neighbouring strings; people and links stay spans. */
function withoutFormat(text: RichText): RichText {
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

/** Characters in which a command must occur; later text is not normalised. */
const maxHeadCharacters = 200;

const mapText = (text: RichText, change: (words: string) => string): RichText =>
  text.map((span) =>
    typeof span === "string"
      ? change(span.slice(0, maxHeadCharacters)) + span.slice(maxHeadCharacters)
      : span,
  );

/** Invisible characters, except those that join an emoji. */
const invisible =
  /(?!\u200D\p{Extended_Pictographic})(?:\p{Cf}|\u034F|\u115F|\u1160|\u3164|\p{Variation_Selector})/gu;

/** Latin letters by the Cyrillic and Greek letters that look like them. */
const lookalikes = new Map(
  [..."аеорсхуіѕтоαερτ"].map((letter, index) => [letter, [..."aeopcxyistoaept"][index]!]),
);

/**
 * Returns spellings to try in this order: as typed, without invisible characters, with compatible
 * characters normalised, and with lookalike letters replaced.
 */
function spellings(text: RichText): RichText[] {
  const bare = withoutFormat(text);
  const visible = mapText(bare, (words) => words.replace(invisible, ""));
  const usual = mapText(visible, (words) => words.normalize("NFKC"));
  return [
    bare,
    visible,
    usual,
    mapText(usual, (words) =>
      words.replace(
        /[\p{sc=Cyrillic}\p{sc=Greek}]/gu,
        (letter) => lookalikes.get(letter) ?? letter,
      ),
    ),
  ];
}

/**
 * Tells at a glance that a text does not name the command in any spelling, as most do not: Latin
 * letters without the name, which no normalisation changes. The full search costs 9 µs of a turn.
 */
const cannotNameCommand = ([words, ...others]: RichText): boolean =>
  typeof words === "string" &&
  others.length === 0 &&
  /^[\n\x20-\x7E\u00C0-\u00FF]*$/.test(words) &&
  !/r[eé]tro/i.test(words);

/** Returns the text after the command's name. */
function afterName(text: RichText): RichText | undefined {
  let rest = text;
  for (let mentions = 0; mentions <= maxMentions; mentions++) {
    const [first, ...others] = rest;
    if (typeof first !== "string") {
      if (first === undefined || !("person" in first)) return undefined;
      rest = others;
      continue;
    }
    const before = leadingMarks.exec(first)?.[0] ?? "";
    const words = first.slice(before.length);
    if (words === "") {
      if (others.length === 0) return undefined;
      rest = others;
      mentions--;
      continue;
    }
    const found = retroName.exec(words);
    if (found) return [words.slice(found[0].length), ...others];
    const name = before.endsWith("@") ? /^\S+/.exec(words) : botName.exec(words);
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

/** Parses a verb as documented, and the text after it. */
function readVerb([head = "", ...tail]: RichText): ParsedCommand | undefined {
  if (typeof head !== "string") return { verb: "now", text: [head, ...tail] };
  const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*)$/su.exec(head) ?? [];
  const verb = verbOf(word);
  return isVerb(verb) ? { verb, text: rest ? [rest, ...tail] : tail } : undefined;
}

/**
 * Returns the text of a note after its verb, whatever marks surround it: `ADD: wind`, `– notiz:
 * wind`.
 */
function afterAdd([head = "", ...tail]: RichText): RichText | undefined {
  const [, word, rest] =
    (typeof head === "string" &&
      /^[\s\p{P}\p{S}]*([\p{L}\p{M}]+)(?!-\p{L})\s*(?:[:,;.–—-]\s*)?(.*)$/su.exec(head)) ||
    [];
  if (word === undefined || verbOf(word) !== "add") return undefined;
  return rest ? [rest, ...tail] : tail;
}

const command = /^\s*\/?retro(?:spective)?(?:\s+|$)/i;

/** Parses `retro next` or `/retro next`. */
const readExact = ([head = "", ...tail]: RichText): ParsedCommand | undefined =>
  typeof head === "string" && command.test(head)
    ? readVerb([head.replace(command, ""), ...tail])
    : undefined;

/** Returns whether a text is the documented command to write a note. */
export const isAddNoteCommand = (text: RichText): boolean =>
  readExact(withoutFormat(text))?.verb === "add";

/**
 * Parses a command in a message; `undefined` when it is none. Notes are found in any spelling,
 * because their text must not be taken for something else; other commands are not guessed ("Retro:
 * stop using Jira").
 */
export function parseRetroMessage(text: RichText): ParsedCommand | undefined {
  if (cannotNameCommand(text)) return undefined;
  const exact = readExact(withoutFormat(text));
  if (exact) return exact;
  for (const spelling of spellings(text)) {
    const after = afterName(spelling);
    const words = after && afterAdd(after);
    if (words) return { verb: "add", text: words };
  }
  return undefined;
}

/**
 * Parses the text after `/retro`, with or without the command's name repeated; `undefined` for an
 * unknown verb.
 */
export function parseRetroCommand(text: RichText): ParsedCommand | undefined {
  const exact = parseRetroMessage(text) ?? readVerb(withoutFormat(text));
  if (exact) return exact;
  for (const spelling of spellings(text)) {
    const words = afterAdd(spelling);
    if (words) return { verb: "add", text: words };
  }
  return undefined;
}

/**
 * Maximum words between the command and a column's name, as in a misspelt verb: `retro ad wind:
 * fast builds`.
 */
const maxUnknownWords = 2;
/** Characters within which a column's name must end. */
const maxColumnCharacters = 80;

/**
 * Finds a note by a column of a board (`wind: fast builds`), when its verb is missing or misspelt.
 */
export function findColumnNote(
  [said = "", ...tail]: RichText,
  columns: ReadonlySet<string>,
): RichText | undefined {
  if (typeof said !== "string") return undefined;
  const head = said.replace("：", ":");
  const end = head.slice(0, maxColumnCharacters).indexOf(":");
  if (end < 0) return undefined;
  const words = head.slice(0, end).replace(leadingMarks, "").split(/\s+/).filter(Boolean);
  const first = Array.from({ length: maxUnknownWords + 1 }, (_, index) => index).find((index) =>
    columns.has(columnKey(words.slice(index).join(" "))),
  );
  return first === undefined
    ? undefined
    : [words.slice(first).join(" ") + head.slice(end), ...tail];
}

const retro = "r[eé]tro(?:spe[ck]ti(?:ve|va))?";
/** Verbs that ask to write a note; nouns such as "note" would match requests for notes. */
const askToAddVerbs = String.raw`add|put|ajoute[rz]?|a[nñ]ad[ei]r?|agrega|f[üu]ge?|schreib\w*|notiere`;

/** Matches a command within a sentence: "Hi, /retro add …", "retro_add", "my retro note: …". */
const commandWithin = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(\/?)${retro}[\s_]*(?=[\p{L}\p{M}])`,
  "giu",
);
const plainVerb = new RegExp(
  String.raw`^(?:(?:${askToAddVerbs}|hinzuf|ergänz)\p{L}*(?!-\p{L})|(?:note|notiz|nota)s?\s*[:：])`,
  "iu",
);
/** Matches "Please add to the retro board: …", "füge zur Retro hinzu: …". */
const sentenceWithin = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:${askToAddVerbs})\s+(?:[\p{L}\p{M}]+\s+){0,4}?${retro}(?:\s+[\p{L}\p{M}]+){0,2}(?:\s*[:：]|\s+[–—-])\s*`,
  "giu",
);

/** Returns the text of a note whose command is within a sentence; `undefined` without one. */
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

/** Maximum lines of a message that are searched. */
const maxLines = 50;

/**
 * Returns the text of a note in a message, from its line on; `undefined` without one. `columns` are
 * the keys of the columns of all boards.
 */
export function findRetroNote(text: RichText, columns: ReadonlySet<string>): RichText | undefined {
  if (cannotNameCommand(text)) return undefined;
  const bare = withoutFormat(text);
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
      at >= 0 && lines++ < maxLines;
      at = span.indexOf("\n", at + 1)
    ) {
      const line = span.slice(at + 1, at + 1 + maxHeadCharacters);
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
