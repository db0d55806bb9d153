/** Verbatim quotes from a message: the match of a pattern, without conjunctions around it. */
import { foldInPlace, foldText } from "../text/normalise.ts";

/**
 * Returns the verbatim match of a pattern written for folded text; the whole sentence if only the
 * folded text matches because folding made it longer ("weiss").
 */
export function verbatim(sentence: string, pattern: RegExp): string | undefined {
  if (!pattern.test(foldText(sentence))) return undefined;
  const found = pattern.exec(foldInPlace(sentence));
  return found ? sentence.slice(found.index, found.index + found[0].length) : sentence;
}

/** Removes leading conjunctions and a final question mark from a quote. */
export const trimConjunctions = (part: string): string =>
  part
    .replace(
      /^(?:(?:so that|so(?= \p{L}+ \p{L}+)|in order to|because|since(?= (?:we|our|the)\b)|as(?= we\b)|and|but|damit|weil|denn|und|pour qu(?:e|'(?=\p{L}))|afin (?:de|que?)|parce qu(?:e|'(?=\p{L}))|car|et|para que|porque|ya que|y|pero)(?:\s+|(?<=')))+/iu,
      "",
    )
    .replace(/[\s?,;:]+$/u, "");
