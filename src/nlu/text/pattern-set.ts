/**
 * Set of patterns that are searched for in one text. Most texts have no necessary fragment of most
 * patterns, which one pass over the text finds out; only the other patterns are searched for.
 */
import { findNecessaryFragments } from "./necessary-fragments.ts";

/** Returns the indices of the patterns that a text matches, in ascending order. */
export type PatternSet = (text: string) => number[];

/** Number of symbols of a fragment that are compared. */
const [minLength, maxLength] = [3, 5];
const bitsOfSymbol = 6;

/** Symbols by character code: 0 for all characters but letters, digits and `_`. */
const symbolOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return "abcdefghijklmnopqrstuvwxyz0123456789_".indexOf(character) + 1;
});

/** Returns the key of the last symbols of a window, which has six bits for each. */
const keyOf = (window: number, length: number): number => {
  const mark = 1 << (bitsOfSymbol * length);
  return (window & (mark - 1)) | mark;
};

function keyOfFragment(fragment: string): number {
  const part = fragment.slice(0, maxLength);
  let window = 0;
  for (let at = 0; at < part.length; at += 1)
    window = (window << bitsOfSymbol) | symbolOf[part.charCodeAt(at)]!;
  return keyOf(window, part.length);
}

/** Creates a set of patterns without flags. */
export function createPatternSet(patterns: readonly RegExp[]): PatternSet {
  const width = Math.ceil(patterns.length / 32);
  const always = new Int32Array(width);
  const users = new Map<number, Int32Array>();
  for (const [index, pattern] of patterns.entries()) {
    const [word, bit] = [index >>> 5, 1 << (index & 31)];
    const fragments = findNecessaryFragments(pattern);
    if (!fragments) always[word]! |= bit;
    for (const fragment of fragments ?? [])
      users.getOrInsertComputed(keyOfFragment(fragment), () => new Int32Array(width))[word]! |= bit;
  }
  // a hash table with few collisions, because nearly all look-ups find nothing
  const bits = Math.ceil(Math.log2(users.size + 1)) + 2;
  const slotOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> (32 - bits);
  const keys = new Int32Array(2 ** bits);
  const masks = new Int32Array(2 ** bits * width);
  for (const [key, mask] of users) {
    let slot = slotOf(key);
    while (keys[slot] !== 0) slot = (slot + 1) % keys.length;
    keys[slot] = key;
    masks.set(mask, slot * width);
  }

  const wanted = new Int32Array(width);
  const want = (key: number) => {
    for (let slot = slotOf(key); keys[slot] !== 0; slot = (slot + 1) % keys.length) {
      if (keys[slot] !== key) continue;
      for (let word = 0; word < width; word += 1) wanted[word]! |= masks[slot * width + word]!;
      return;
    }
  };

  return (text) => {
    wanted.set(always);
    let [window, count, before] = [0, 1, 0];
    for (let at = 0; at <= text.length; at += 1) {
      const code = at < text.length ? text.charCodeAt(at) : 0;
      const symbol = code < 128 ? symbolOf[code]! : 0;
      if (symbol === 0 && before === 0) continue;
      before = symbol;
      window = (window << bitsOfSymbol) | symbol;
      count += 1;
      for (let length = minLength; length <= maxLength && length <= count; length += 1)
        want(keyOf(window, length));
    }
    const found: number[] = [];
    for (let index = 0; index < patterns.length; index += 1)
      if (wanted[index >>> 5]! & (1 << (index & 31)) && patterns[index]!.test(text))
        found.push(index);
    return found;
  };
}
