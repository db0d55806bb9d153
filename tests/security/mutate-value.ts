/** Seeded, cheap mutations of real values. Only the path to the change is copied. */

/**
 * Returns a generator of numbers in [0, 1) that repeats the same sequence for a seed (mulberry32).
 */
export function seededRolls(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** No two neighbouring characters follow a rule, so that the text cannot be compressed. */
const long = Array.from({ length: 4_000 }, (_, at) =>
  String.fromCharCode(33 + (((at * at * 31 + at * 17) % 9_973) % 90)),
).join("");

/**
 * Values that are known to break programs: limits of numbers, characters of other scripts, names of
 * object properties.
 */
export const hostileValues: readonly unknown[] = [
  ...[
    undefined,
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e21,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    {},
    [],
    [[]],
    [null],
    { a: { b: { c: {} } } },
  ],
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\ufeff",
    "\u202e\u2066x",
    "\u0001\u001b[2J\u009b1m",
    "é\u0301\u200b\u200d",
    "🧵",
    "\r\n",
    "\u2028",
  ],
  ...[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "%",
    "%ff",
    "%00",
    "/",
    "//",
    "../..",
    "a/b/c/d/e",
    ".",
    "~",
    "\\",
  ],
  ...[
    "<!channel>",
    "<@U1|x>",
    "&lt;!here&gt;",
    "{{DATE(2027-01-01)}}",
    "$" + "{x}",
    "<at>x</at>",
    "'; drop table requests; --",
    "'\"%_\\",
    "[x](javascript:x)",
  ],
  ...[
    "99999-99-99",
    "2027-02-30",
    "0000-00-00",
    "+275760-09-13",
    "-000001-01-01",
    "2027-03-01[u-ca=hebrew]",
    "1e400",
    "NaN",
    "Infinity",
    "-1",
    "1e3",
    "0x10",
    "١٢",
  ],
  ...[
    long,
    "(".repeat(2_000),
    " ".repeat(2_000),
    "\n".repeat(2_000),
    "a ".repeat(1_000),
    "<div>".repeat(500),
    "1".repeat(400),
    Array(200).fill("x"),
  ],
];

const names = ["__proto__", "constructor", "type", "id", "value", "text", "", "toString", "length"];

type Tree = Record<string, unknown> | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** Returns the text cut, doubled, spliced with junk, or with one character changed. */
function bent(text: string, roll: () => number, pick: <T>(from: readonly T[]) => T): string {
  const at = Math.floor(roll() * (text.length + 1));
  switch (Math.floor(roll() * 4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(Math.floor(roll() * (at + 1)));
    case 2:
      return text.slice(0, at) + String(pick(hostileValues) ?? "") + text.slice(at);
    default:
      return (
        text.slice(0, at) + String.fromCharCode(Math.floor(roll() * 0x10000)) + text.slice(at + 1)
      );
  }
}

/** Returns `value` with one part dropped, doubled, renamed, nested, replaced or changed. */
function mutate(value: unknown, roll: () => number): unknown {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;
  if (typeof value === "string" && roll() < 0.6) return bent(value, roll, pick);
  if (!isTree(value)) return roll() < 0.1 ? [value] : pick(hostileValues);
  const keys = Object.keys(value);
  if (keys.length === 0 || roll() < 0.04) return pick(hostileValues);
  const key = pick(keys);
  const inner = (value as Record<string, unknown>)[key];
  if (Array.isArray(value)) {
    const index = Number(key);
    const move = roll();
    if (move < 0.1) return value.toSpliced(index, 1);
    if (move < 0.2) return value.toSpliced(index, 0, inner);
    return value.with(index, move < 0.3 ? pick(hostileValues) : mutate(inner, roll));
  }
  const move = roll();
  const { [key]: _, ...others } = value;
  if (move < 0.08) return others;
  if (move < 0.14) return { ...others, [pick(names)]: inner };
  if (move < 0.18) return { ...value, [pick(names)]: pick(hostileValues) };
  if (move < 0.22) return { ...others, [key]: { [key]: inner } };
  if (move < 0.26) return { ...others, [key]: [inner, inner] };
  return { ...others, [key]: mutate(inner, roll) };
}

/** Returns the value after one or more mutations. */
export function mutateValue(value: unknown, roll: () => number): unknown {
  let mangled = mutate(value, roll);
  while (roll() < 0.35) mangled = mutate(mangled, roll);
  return mangled;
}
