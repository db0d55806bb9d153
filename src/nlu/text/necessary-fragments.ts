/**
 * Necessary fragments of a regular expression: strings one of which is in every text that it
 * matches (the prefilter of RE2 and ripgrep). A text without any of them need not be searched.
 *
 * Fragments are written in small letters, digits and `_`; `#` is a run of other characters, or the
 * start or end of the text.
 */

/** Known fragments of a part of an expression. */
interface Part {
  /** All texts that it matches, if they are few. */
  all?: string[];
  /** Otherwise fragments of which it contains at least one; missing if none is known. */
  some?: string[];
}

const anything: Part = {};
const maxTexts = 64;
/** Minimum length of a fragment, because shorter ones are in most texts. */
const minLength = 3;

const joinFragments = (left: string, right: string): string =>
  left.endsWith("#") && right.startsWith("#") ? left + right.slice(1) : left + right;

/** Returns fragments of which at least one is in a part, if they exclude any text. */
const fragmentsOf = ({ all, some }: Part): string[] | undefined =>
  all ? (all.every((text) => text.length >= minLength) ? all : undefined) : some;

const leastLength = (texts: string[]) => Math.min(...texts.map((text) => text.length));

/** Returns the fragments that occur in fewer texts. */
function rarer(one: string[] | undefined, other: string[] | undefined): string[] | undefined {
  if (!one || !other) return one ?? other;
  const gain = Math.min(5, leastLength(other)) - Math.min(5, leastLength(one));
  return gain > 0 || (gain === 0 && other.length < one.length) ? other : one;
}

function alternatives(parts: Part[]): Part {
  const all = parts.flatMap(({ all }) => all ?? []);
  if (parts.every((part) => part.all) && all.length <= maxTexts) return { all: [...new Set(all)] };
  const some = parts.map(fragmentsOf);
  return some.includes(undefined) ? anything : { some: some.flatMap((each) => each ?? []) };
}

function sequence(parts: (Part & { isLookaround?: true })[]): Part {
  let all = [""];
  let isWhole = true;
  let some: string[] | undefined;
  for (const part of parts) {
    if (part.isLookaround) {
      some = rarer(some, fragmentsOf(part));
      isWhole = false;
    } else if (part.all && all.length * part.all.length <= maxTexts) {
      const next = part.all;
      all = all.flatMap((left) => next.map((right) => joinFragments(left, right)));
    } else {
      some = rarer(some, rarer(fragmentsOf({ all }), fragmentsOf(part)));
      all = part.all ?? [""];
      isWhole = false;
    }
  }
  return isWhole ? { all } : { some: rarer(some, fragmentsOf({ all })) };
}

const symbolOf = (character: string) => (/\w/.test(character) ? character.toLowerCase() : "#");

/**
 * Returns the necessary fragments of an expression; `undefined` if none is known. Supports the
 * syntax used in patterns of folded text, without back references and flags.
 */
export function findNecessaryFragments({ source }: RegExp): string[] | undefined {
  let at = 0;
  const takes = (text: string): boolean => {
    const found = source.startsWith(text, at);
    if (found) at += text.length;
    return found;
  };

  function readAlternatives(): Part {
    const parts = [readSequence()];
    while (takes("|")) parts.push(readSequence());
    return alternatives(parts);
  }

  function readSequence(): Part {
    const parts: Part[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")")
      parts.push(readRepetition());
    return sequence(parts);
  }

  function readRepetition(): Part {
    const part = readAtom();
    const [sign, least, most] = /^(?:[*+?]|\{(\d+)(,\d*)?\})/.exec(source.slice(at, at + 12)) ?? [];
    if (sign === undefined) return part;
    at += sign.length;
    takes("?");
    const isOptional = sign === "*" || sign === "?" || least === "0";
    const isRun = part.all?.length === 1 && part.all[0] === "#";
    const isOnce = sign === "?" || (least === "1" && most === undefined);
    if (part.all && (isOnce || isRun)) return { all: isOptional ? [...part.all, ""] : part.all };
    return isOptional ? anything : { some: fragmentsOf(part) };
  }

  function readAtom(): Part {
    if (takes("(")) {
      const isNegative = source.startsWith("?!", at) || source.startsWith("?<!", at);
      const isLookaround =
        isNegative || source.startsWith("?=", at) || source.startsWith("?<=", at);
      at += /^(?:\?(?:[:=!]|<[=!]))?/.exec(source.slice(at, at + 3))![0].length;
      const inside = readAlternatives();
      takes(")");
      if (isNegative) return { all: [""] };
      return isLookaround ? ({ ...inside, isLookaround: true } as Part) : inside;
    }
    if (takes("[")) return readClass();
    if (takes("\\b") || takes("\\W") || takes("\\s") || takes("^") || takes("$"))
      return { all: ["#"] };
    if (takes("\\w") || takes("\\d") || takes("\\S") || takes(".")) return anything;
    takes("\\");
    at += 1;
    return { all: [symbolOf(source[at - 1]!)] };
  }

  function readClass(): Part {
    const start = at;
    while (source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
    const inside = source.slice(start, at);
    at += 1;
    if (/^\^|\\[wdS]|\w-\w/.test(inside)) return anything;
    const symbols = inside.replaceAll("\\s", " ").replaceAll("\\", "").split("").map(symbolOf);
    return { all: [...new Set(symbols)] };
  }

  return fragmentsOf(readAlternatives());
}
