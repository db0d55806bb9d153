/**
 * Derivation of a short title from a request's words: what was asked for, or what is broken.
 * Removes courtesy, lead-ins ("could you set up…"), reasons and sign-offs. Patterns match folded
 * text. Pure.
 */

import { withoutPointing, withoutSignature } from "../../text/clean-message.ts";
import { clipForReading, foldInPlace, splitSentences } from "../../text/normalise.ts";
import { correctsEarlier, findReplaced, readReplacement } from "../acts/correction.ts";
import { withoutBeginning } from "../faults/fault-facts.ts";
import { withoutFrame } from "./request-frame.ts";
import {
  anyThing,
  apology,
  article,
  bareVerb,
  botName,
  courtesy,
  courtesyLast,
  elided,
  emojiFirst,
  fillers,
  germanArticle,
  germanVerb,
  goesOn,
  greeted,
  greetedByName,
  greeting,
  hesitations,
  insteadOf,
  isBroken,
  leadIn,
  link,
  namelessGroup,
  namesSubject,
  ownReason,
  plea,
  purposeFirst,
  reason,
  refersBack,
  salutation,
  speaksOfSelf,
  startsQuestion,
  titleLabel,
  urgencyFirst,
  urgencyLast,
} from "./title-patterns.ts";

/** Maximum characters of a title, including the ellipsis: two lines on a phone. */
export const titleMaxCharacters = 70;

/** Minimum number of characters left when a title is cut at the end of a clause. */
const clauseMinCharacters = 36;

/** Minimum words behind an apology, or before a remark, that say something. */
const minMatterWords = 3;

/** Minimum number of characters before a reason that is cut off. */
const reasonMinCharacters = 6;

const stripped = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(foldInPlace(text));
  return found ? text.slice(found[0].length).replace(/^[\s,:;.!–—-]+/u, "") : text;
};

const cut = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(foldInPlace(text));
  return found ? text.slice(0, found.index) : text;
};

/** Applies a change until the text no longer changes. */
function repeated(text: string, change: (text: string) => string): string {
  let now = text;
  for (let next = change(now); next !== now; next = change(now)) now = next;
  return now;
}

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Removes formats, links, code and quoted lines; keeps their text if it is words. */
const withoutMarkup = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/```[\s\S]*?(?:```|$)/g, " ")
    .replace(/<(?:https?|mailto|tel):[^|>]*\|([^>]*)>/g, "$1")
    .replace(link, " ")
    .replace(namelessGroup, " ")
    .replace(/<[^>\n]*>/g, " ")
    .replace(/[-=]+>/g, "→")
    .replace(/(?<=\s)[:;]-?[()/|PD](?=[\s)]|$)/gm, "")
    .replace(/^#+\s+(?:\S+\s*){1,3}$/gm, "\n")
    .replace(/\[[ x]\]/gi, " ")
    .replace(/[*`~|{}\\<]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|^#+\s/gmu, " ")
    .replace(/\p{Cc}(?<!\n)|\p{Cf}/gu, " ");

/** Removes lines that are quoted or name a form's field, if others remain. */
function withoutQuotes(text: string): string {
  const said = text.replace(/^\s*>.*$/gm, "\n");
  return (hasWords(said) ? said : text).replaceAll(">", " ");
}

/** Removes greetings, names of the bot, urgency and fillers at the start. */
const withoutOpening = (sentence: string): string =>
  repeated(sentence, (text) => {
    const plain = text
      .replace(emojiFirst, "")
      .replace(/^(?:\(?\d{1,2}[.)]\)?\s|[\s,.;:!?…=/•–—-])+/u, "");
    const rest = stripped(stripped(stripped(plain, botName), urgencyFirst), fillers);
    const unGreeted = stripped(rest, greeting);
    if (unGreeted === rest) return rest;
    const called = stripped(unGreeted, greeted);
    if (called !== unGreeted) return called;
    const after = rest.slice(greeting.exec(foldInPlace(rest))![0].length);
    const name = greetedByName.exec(foldInPlace(after));
    return name ? after.slice(name[0].length) : unGreeted;
  });

const withoutClosing = (sentence: string): string =>
  repeated(sentence, (text) =>
    cut(cut(text, courtesyLast), urgencyLast)
      .replace(/[\s.,;:!…–—-]+$/u, "")
      .replace(/\s*\($/u, ""),
  );

/** Returns the object after a clause's lead-in; `undefined` if it names nothing. */
function wishOfClause(clause: string): string | undefined {
  const opened = withoutOpening(clause).replace(/^[¿¡]+/, "");
  const wish = repeated(opened, (text) => withoutFrame(stripped(text, leadIn)));
  const isVague =
    refersBack.test(foldInPlace(withoutClosing(wish))) ||
    bareVerb.test(wish) ||
    !hasWords(withoutOpening(`${withoutClosing(wish)}.`));
  return wish === opened || isVague ? undefined : wish;
}

const purposeMaxCharacters = 40;

/** Returns the object after a purpose: "for the field team we need Salesforce". */
function wishBehindPurpose(sentence: string): string | undefined {
  if (!purposeFirst.test(foldInPlace(sentence))) return undefined;
  for (let end = 0; end >= 0 && end < purposeMaxCharacters; end = sentence.indexOf(" ", end + 1)) {
    const wish = end > 0 ? wishOfClause(sentence.slice(end + 1)) : undefined;
    if (wish && wish.length < purposeMaxCharacters)
      return `${withoutClosing(wish.replace(/\?+$/, ""))} ${sentence[0]?.toLowerCase()}${withoutClosing(sentence.slice(1, end))}`;
  }
  return undefined;
}

/** Returns the object of a sentence, after a lead-in of the sentence or a clause. */
function wishIn(sentence: string): string | undefined {
  const clauses = [...foldInPlace(sentence).matchAll(/(?:[,:;(]|\s[-–—]|\.{2,})\s+/g)]
    .map(({ index, 0: mark }) => sentence.slice(index + mark.length))
    .filter((clause) => !plea.test(`, ${foldInPlace(clause)}`))
    .map((clause) => ({ clause, wish: wishOfClause(clause) }))
    .filter(({ clause, wish = "" }) => !/[,:]/.test(clause.slice(0, clause.length - wish.length)));
  return (
    wishOfClause(sentence) ?? wishBehindPurpose(sentence) ?? clauses.find(({ wish }) => wish)?.wish
  );
}

/** Cuts to the limit at the end of a clause or word. */
function shortened(title: string): string {
  if (title.length <= titleMaxCharacters) return title;
  const room = title.slice(0, titleMaxCharacters);
  const clause = Math.max(
    ...[", ", "; ", ": ", ". ", " – ", " - ", " ("].map((mark) => room.lastIndexOf(mark)),
  );
  const word = room.lastIndexOf(" ", titleMaxCharacters - 1);
  const end = clause >= clauseMinCharacters ? clause : word > 20 ? word : titleMaxCharacters - 1;
  return `${room
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, "")
    .replace(/[\s\p{Pd},.;:(]+$/u, "")}…`;
}

/** Removes the clause at the end that says why a thing is wanted: "…, mine is broken". */
function withoutFaultAtEnd(wish: string): string {
  const at = /[,;–—]\s+[^,;–—]*$/u.exec(wish)?.index ?? 0;
  return at >= reasonMinCharacters && isBroken.test(foldInPlace(wish.slice(at)))
    ? wish.slice(0, at)
    : wish;
}

/** Removes reasons in the person's own life, which are no part of the thing. */
function withoutOwnReason(text: string): string {
  const plain = foldInPlace(text);
  return [...plain.matchAll(ownReason)].reduceRight(
    (so, { index, 0: { length } }) => so.slice(0, index) + so.slice(index + length),
    text,
  );
}

/** Removes lines with only a greeting, and a signature, if others remain. */
function withoutLetterForm(text: string): string {
  const lines = withoutSignature(text.split("\n")).filter(
    (line) => !salutation.test(foldInPlace(line.trim())),
  );
  return hasWords(lines.join("")) ? lines.join("\n") : text;
}

/** Removes the apology before a request or fault: "sorry to bother you, but the scanner …". */
function withoutApology(sentence: string): string {
  const rest = stripped(sentence, apology);
  return rest.split(" ").length >= minMatterWords ? rest : sentence;
}

/** Returns sentences with content, without courtesy at their start. */
function matters(text: string): string[] {
  const sentences = corrected(
    splitSentences(
      withoutQuotes(withoutMarkup(withoutLetterForm(clipForReading(withoutPointing(text))))),
    ),
  )
    .map(withoutOwnReason)
    .map((sentence) => withoutOpening(sentence.replaceAll(hesitations, "").replaceAll(/\s+/g, " ")))
    .map((sentence) => withoutOpening(withoutApology(sentence)))
    .filter((sentence) => hasWords(withoutClosing(sentence)));
  const told = sentences.filter(
    (sentence) => !courtesy.test(foldInPlace(sentence)) || correctsEarlier(sentence),
  );
  // spoken words may begin with an apology and go on without a mark
  return told.length > 0 ? told : sentences.filter((one) => one.length > titleMaxCharacters);
}

/** Puts a correction in the place of the words that it corrects: "a chair... no wait, a screen". */
function corrected(sentences: readonly string[]): string[] {
  const told: string[] = [];
  for (const sentence of sentences) {
    const rest = stripped(sentence, insteadOf);
    if (rest !== sentence && /(?:\.\.|…)$/.test(told.at(-1) ?? "")) told.pop();
    told.push(rest);
  }
  return told;
}

/** Returns the object named by a form's field or a subject line. */
function labelled(sentence: string): string | undefined {
  const rest = stripped(sentence, titleLabel);
  return rest === sentence ? undefined : (wishIn(rest) ?? withoutOpening(rest));
}

/** Returns the sentence that says what is broken; a word before it ("Outlook.") says where. */
function symptomIn([first = "", second]: readonly string[]): string {
  if (!second || isBroken.test(foldInPlace(first))) return first;
  if (first.split(" ").length < 3) return `${withoutClosing(first)}: ${second}`;
  const told = foldInPlace(second);
  return isBroken.test(told) && !goesOn.test(told) && !wishIn(second) ? second : first;
}

/** Returns the clauses of a sentence, which spoken language joins without a comma. */
const clausesOf = (sentence: string): string[] =>
  sentence.split(/\s*[,;–—]\s+|\s+-\s+|\s+(?:and|so|und|also|et|du coup|y|así que)\s+/iu);

/**
 * Returns the clause of a long sentence, or the one before a remark, that says what is broken; when
 * it began is told elsewhere.
 */
function faultIn(sentence: string): string {
  const whole = withoutOpening(withoutBeginning(sentence));
  const clauses = clausesOf(whole).filter((clause) => clause.split(" ").length > minMatterWords);
  const [first = ""] = clauses;
  if (!whole.startsWith(first) || plea.test(`, ${foldInPlace(first)}`)) return whole;
  const rest = foldInPlace(whole.slice(first.length));
  const plain = foldInPlace(first);
  if (!speaksOfSelf.test(plain) && (/^\s*[,;–—-]/u.test(rest) || isBroken.test(plain)))
    return first;
  if (whole.length <= titleMaxCharacters || namesSubject.test(plain)) return whole;
  return clauses.find((clause) => namesSubject.test(foldInPlace(clause))) ?? whole;
}

/** Returns a text without greetings, lead-ins, conjunctions of reasons and sign-offs. */
export const withoutCourtesy = (text: string): string =>
  matters(text)
    .map((sentence) => withoutClosing(wishOfClause(sentence) ?? sentence))
    .map((sentence) => {
      const asks = plea.exec(foldInPlace(sentence));
      const rest = asks && sentence.slice(asks.index).replace(/^[,;\s–—-]+/u, "");
      return rest && !wishOfClause(rest) ? sentence.slice(0, asks.index) : sentence;
    })
    .map((sentence) => {
      const found = reason.exec(foldInPlace(sentence));
      const end = found ? found.index + found[0].length : 0;
      return found ? `${sentence.slice(0, found.index)} ${sentence.slice(end)}` : sentence;
    })
    .join(" ");

/** Titles of recent texts: a card needs the same one several times (0.2 ms each). */
const recent = new Map<string, string | undefined>();
const maxRecent = 200;

/**
 * Returns the title of a request; undefined if its words name nothing.
 * @param isFault - whether something is broken: then the title is the symptom
 */
export function deriveRequestTitle(text: string, isFault = false): string | undefined {
  const key = `${isFault}${text}`;
  const title = recent.has(key) ? recent.get(key) : titleOf(text, isFault);
  recent.set(key, title);
  if (recent.size > maxRecent) recent.delete(recent.keys().next().value!);
  return title;
}

/** Returns a title with the values that later lines of the request correct: "30 not 20". */
export const withCorrections = (title: string, text: string): string =>
  text
    .split("\n")
    .slice(1)
    .reduce((so, line) => {
      const replacement = readReplacement(line);
      const wrong = replacement?.to && findReplaced(so, replacement);
      return wrong ? so.replace(wrong, replacement!.to!) : so;
    }, title);

function titleOf(text: string, isFault: boolean): string | undefined {
  const sentences = matters(text);
  const asked =
    sentences.map(labelled).find(Boolean) ??
    (isFault ? undefined : sentences.map(wishIn).find(Boolean));
  const named = sentences.find((sentence) => article.test(sentence)) ?? sentences[0] ?? "";
  const whole = asked ?? (isFault ? faultIn(symptomIn(sentences)) : named);
  const because = reason.exec(foldInPlace(whole))?.index ?? 0;
  const isKept =
    because < reasonMinCharacters || anyThing.test(foldInPlace(whole.slice(0, because)));
  const matter = isKept ? whole : whole.slice(0, because);
  const bare = withoutClosing(asked ? matter : cut(matter, plea))
    .replace(/(?<=[\p{L}\p{N})] )bitte (?!um )/gu, "")
    .replace(/ (?:please|pls|plz|svp|stp|bitte)(?=[,;.)]|$)/giu, "");
  const isQuestion = !asked && startsQuestion.test(foldInPlace(bare));
  const thing = asked ? withoutFaultAtEnd(bare).replace(elided, "").replace(germanVerb, "") : bare;
  const title = (isFault ? thing : thing.replace(article, "").replace(germanArticle, ""))
    .replace(isFault ? /^$/ : /^to (?=\p{L})/iu, "")
    .replace(isQuestion ? /^$/ : /(?:^¿|[\s?!]+$)/gu, "")
    .replace(/\s+\)/g, ")");
  return hasWords(title)
    ? shortened(title.replace(/^¿?\p{Ll}/u, (first) => first.toLocaleUpperCase()))
    : undefined;
}
